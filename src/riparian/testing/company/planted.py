"""What is planted in the sample company: every rate and matrix that an analysis of its exports may try to find again.

A *touch* is a visit that arrives through a channel. Touches of one person that follow one another within 30 days and
no order between them are a *path*. A path starts in a channel by `STARTS`; after a touch in channel a the next one is
in channel b with the probability `FEEDS[a][b]`, the path ends in an order with `ORDERS[a]`, or else in nothing.
"""

from functools import cache

import numpy as np

from riparian.testing.company.arrays import Floats

CHANNELS = (
    "organic_search", "paid_search", "paid_social", "organic_social", "video", "email", "journal", "referral",
    "direct", "display",
)  # fmt: skip
SEARCH, PAID_SEARCH, PAID_SOCIAL, SOCIAL, VIDEO, EMAIL, JOURNAL, REFERRAL, DIRECT, DISPLAY = range(10)

STARTS: Floats = np.array([0.17, 0.19, 0.17, 0.06, 0.06, 0.15, 0.08, 0.04, 0.05, 0.03])
"""Share of paths that start in each channel."""

ORDERS: Floats = np.array([0.070, 0.065, 0.050, 0.012, 0.010, 0.080, 0.0, 0.080, 0.120, 0.008])
"""Probability that a touch in each channel ends in an order. Nothing is sold on the journal."""

_FEEDS = {
    SEARCH: {SEARCH: 0.10, PAID_SEARCH: 0.04, EMAIL: 0.08, DIRECT: 0.20},
    PAID_SEARCH: {SEARCH: 0.12, PAID_SEARCH: 0.06, EMAIL: 0.05, DIRECT: 0.16},
    PAID_SOCIAL: {SEARCH: 0.16, PAID_SOCIAL: 0.05, SOCIAL: 0.06, DIRECT: 0.08},
    SOCIAL: {SEARCH: 0.12, SOCIAL: 0.10, VIDEO: 0.16, JOURNAL: 0.08},
    VIDEO: {SEARCH: 0.30, VIDEO: 0.12, JOURNAL: 0.06, DIRECT: 0.05},
    EMAIL: {SEARCH: 0.08, VIDEO: 0.12, EMAIL: 0.16, DIRECT: 0.18},
    JOURNAL: {SEARCH: 0.10, SOCIAL: 0.04, EMAIL: 0.16, JOURNAL: 0.24, REFERRAL: 0.05},
    REFERRAL: {SEARCH: 0.08, EMAIL: 0.08, DIRECT: 0.20},
    DIRECT: {SEARCH: 0.12, EMAIL: 0.12, DIRECT: 0.18},
    DISPLAY: {SEARCH: 0.14, PAID_SEARCH: 0.08, DIRECT: 0.04},
}
FEEDS: Floats = np.array([[_FEEDS[a].get(b, 0.0) for b in range(len(CHANNELS))] for a in range(len(CHANNELS))])
"""Probability that a touch in the row's channel leads to one in the column's, within 30 days."""

MEDIAN_LAG_DAYS = 3.5
LAG_SPREAD = 0.85
LONGEST_LAG_DAYS = 28.0
"""Days between two touches of a path: lognormal, cut at the longest."""

NEW_VIDEO_DAYS = (10.0, 14.0)
"""Days from one new video to the next: at least the first, and on average the second more, exponential."""

CLICKED_AFTER_DAYS = 1.0
"""Days from a new video to the visit by its link, and to who watches it elsewhere: exponential, on average."""

SEARCHED_AFTER_VIDEO = 0.35
"""Share of the idle paths starting in organic search, other than a person's first, that begin because a video was
watched where nothing can be clicked. No person's trail shows it: the daily volumes of both channels do."""

SEARCH_LAG_DAYS = 3.0
SEARCH_LAG_SPREAD = 0.4
"""Days from watching to that search: lognormal with this median."""

QUIET_DAYS = 30.5
"""After a path that ended in nothing, at least this long without a touch, so that paths can be told apart."""

APPEARING = 0.76
"""Share of the people who can appear that are seen in the three years, other than as an address somebody gave."""

OUT_OF_REACH = 0.35
"""People of the ecosystem who never can appear in an export, per person who can."""

BUY_AT_ONCE = 0.02
BUY_LATER = 0.055
"""Probabilities of a person of average quality to buy in the first path, or in a later one, who comes anyway."""

RECOMMENDED_BUYS = 1.8
"""Times these for who was recommended."""

BUY_BROUGHT = 0.28
"""Probability of a person of average quality whom spend brought to buy, and then in the first path."""

COHORT_QUALITY: Floats = np.array([1.25, 1.1, 1.05, 1.0, 0.7, 1.05, 1.1, 1.0, 0.6, 1.0, 1.15, 1.0])
"""By quarter of first appearance: the Christmas bargain hunters of 2024 and 2025 are the weak ones."""

REBUY_SHAPE = 0.7
REBUY_MEAN = 1.15
"""Yearly orders of a living buyer: gamma, times quality of the cohort, 1.3 if recommended, more if content."""

LEAVE = (1.4, 3.6)
"""Probability to leave after an order: beta."""

RETURN_RATE = 0.07
"""Yearly rate at which a buyer who left is re-ignited and orders again."""

RECOMMENDED = 0.07
"""Share of appearing people who come because somebody recommended the shop."""

RECOMMENDED_LIFT = 1.3

MOST_LETTERS = 21
ANSWERS = 0.32
"""Chance that `MOST_LETTERS` letters within six weeks bring one order more from a customer who has not left."""

LETTER_EXPONENT = 0.6
"""How that chance grows with letters: `ANSWERS × (letters ÷ MOST_LETTERS) ^ LETTER_EXPONENT`."""

ADVERTISED = (PAID_SEARCH, PAID_SOCIAL, VIDEO, DISPLAY)
"""Channels whose spend buys clicks. That of `REFERRAL` is gifts to customers who bring a friend."""

MONTHLY_BUDGET = {PAID_SEARCH: 2.4, PAID_SOCIAL: 1.6, VIDEO: 0.5, DISPLAY: 0.4, REFERRAL: 0.3}
"""Pence of a mean month per person who can appear."""

# fmt: off
FLIGHTS: dict[int, Floats] = {
    PAID_SEARCH: np.array([
        0.1, 0.1, 0.1, 1.8, 1.8, 0.1, 0.1, 0.6, 1.2, 1.8, 0.6, 0.1, 0.1, 0.1, 1.2, 0.1, 0.1, 0.1,
        1.8, 1.8, 1.8, 0.1, 0.1, 0.1, 1.8, 1.8, 0.1, 0.1, 0.1, 1.8, 0.6, 0.6, 0.1, 0.1, 0.1, 0.6,
    ]),
    PAID_SOCIAL: np.array([
        0.7, 0.1, 0.1, 2.0, 2.0, 0.1, 0.1, 0.1, 2.0, 0.7, 0.1, 0.1, 0.1, 1.4, 0.1, 0.1, 0.1, 1.4,
        0.1, 0.1, 0.1, 2.0, 2.0, 2.0, 0.1, 0.7, 0.7, 0.1, 0.1, 0.1, 2.0, 1.4, 1.4, 0.1, 0.1, 2.0,
    ]),
    VIDEO: np.ones(36),
    DISPLAY: np.array([
        0.4, 0.4, 0.4, 1.0, 1.0, 1.8, 1.8, 0.4, 0.4, 0.4, 1.8, 1.8, 1.0, 1.0, 1.8, 0.4, 1.0, 1.0,
        0.4, 0.4, 1.8, 1.8, 0.4, 0.4, 1.8, 1.8, 1.0, 0.4, 0.4, 0.4, 1.8, 1.8, 0.4, 0.4, 0.4, 1.0,
    ]),
    REFERRAL: np.array([
        0.1, 0.1, 0.1, 1.0, 0.1, 0.1, 0.1, 2.0, 1.0, 1.0, 2.0, 0.1, 2.0, 1.0, 1.0, 0.1, 2.0, 0.1,
        0.1, 0.1, 1.0, 0.1, 1.0, 2.0, 0.1, 1.0, 0.1, 1.0, 0.1, 2.0, 2.0, 0.1, 0.1, 2.0, 0.1, 1.0,
    ]),
}
# fmt: on
"""Budget of each month from November 2023 on, to scale. Set by decree: it follows neither demand, season nor growth,
nor does one channel's follow another's. What is spent on video never changes, so nobody can see what it brings."""

# fmt: off
PROGRAMMES: dict[tuple[str, str], Floats] = {
    ("email", "newsletter"): np.full(36, 0.20),
    ("post", "win-back postcards"): 0.3 * np.array([
        0, 1, 0, 0, 1, 1, 0, 1, 0, 0, 0, 1, 1, 0, 0, 1, 0, 1, 0, 0, 1, 0, 1, 0, 0, 1, 1, 0, 0, 0, 1, 0, 1, 0, 1, 0,
    ]),
}
# fmt: on
"""Pence a month per person who can appear, from November 2023 on, of what is done for customers: the mailing tool, and
postcards to those who left. More of this money brings nobody to buy again or to come back."""

REWARDS = ("referral", "refer-a-friend")
"""Channel and campaign of the gifts."""

BROUGHT = {PAID_SEARCH: 0.18, PAID_SOCIAL: 0.13, VIDEO: 0.02, REFERRAL: 0.3}
"""Share of the people who appear whom the spend of a channel brings: without it they would not come. Gifts bring some
of those who come recommended, advertising some of the others. Display brings nobody: it shows baskets again to people
who come anyway, and only buys their visits."""

HALF_SPEND = {PAID_SEARCH: 0.5, PAID_SOCIAL: 2.5, VIDEO: 1.0, REFERRAL: 1.5}
"""Spend at work that brings half of what any spend could, in mean months: search is nearly used up, social is not."""

CARRIED_OVER = {PAID_SEARCH: 0.2, PAID_SOCIAL: 0.4, VIDEO: 0.4, REFERRAL: 0.2}
"""Part of what is at work in a month that goes on into the next."""


@cache
def order_chances() -> Floats:
    """Probability that a path now in each channel ends in an order, shape `(channels,)`.

    Source: absorbing chain, `(I − FEEDS)⁻¹ ORDERS`.
    """
    result: Floats = np.linalg.solve(np.eye(len(CHANNELS)) - FEEDS, ORDERS).astype(np.float64)
    return result


def order_share() -> float:
    """Share of all paths that end in an order."""
    return float(STARTS @ order_chances())


def parameters() -> dict[str, float]:
    """Every planted figure that is no matrix, by name."""
    return {
        "appearing": APPEARING,
        "out_of_reach": OUT_OF_REACH,
        "buy_at_once": BUY_AT_ONCE,
        "buy_later": BUY_LATER,
        **{f"cohort_quality_{quarter + 1}": float(quality) for quarter, quality in enumerate(COHORT_QUALITY)},
        "rebuy_shape": REBUY_SHAPE,
        "rebuy_mean": REBUY_MEAN,
        "leave_alpha": LEAVE[0],
        "leave_beta": LEAVE[1],
        "return_rate": RETURN_RATE,
        "recommended": RECOMMENDED,
        "recommended_lift": RECOMMENDED_LIFT,
        "most_letters": float(MOST_LETTERS),
        "answers_to_most_letters": ANSWERS,
        "letter_exponent": LETTER_EXPONENT,
        "order_share_of_paths": order_share(),
        "median_lag_days": MEDIAN_LAG_DAYS,
        "lag_spread": LAG_SPREAD,
        "longest_lag_days": LONGEST_LAG_DAYS,
        "new_video_least_days": NEW_VIDEO_DAYS[0],
        "new_video_more_days": NEW_VIDEO_DAYS[1],
        "clicked_after_days": CLICKED_AFTER_DAYS,
        "searched_after_video": SEARCHED_AFTER_VIDEO,
        "search_lag_days": SEARCH_LAG_DAYS,
        "search_lag_spread": SEARCH_LAG_SPREAD,
        "recommended_buys": RECOMMENDED_BUYS,
        "buy_brought": BUY_BROUGHT,
        **{f"monthly_budget_{CHANNELS[channel]}": pence for channel, pence in MONTHLY_BUDGET.items()},
        **{f"brought_{CHANNELS[channel]}": share for channel, share in BROUGHT.items()},
        **{f"half_spend_{CHANNELS[channel]}": months for channel, months in HALF_SPEND.items()},
        **{f"carried_over_{CHANNELS[channel]}": share for channel, share in CARRIED_OVER.items()},
    }
