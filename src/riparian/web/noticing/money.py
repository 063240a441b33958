"""Rules on money: where a budget should move, what has to be tested first, and whether it all goes to the top."""

from collections.abc import Iterable, Iterator, Sequence

from riparian.tables.budgets import ALL
from riparian.web import words
from riparian.web.blind_spend import BlindSpend
from riparian.web.budget import Shift, expected_says, moved_says, unseen_says
from riparian.web.noticing.notice import Notice
from riparian.web.way_ledger import PURPOSES, TopHeavy, top_heavy_weight

TOO_HEAVY = 1.5
"""The top's share of the spend, in times its share of what came of it, from which it is told."""
WHOLE_YEAR = 0.95
"""Part of a year that the log has to cover."""
FEW_OF_IT = 0.01
"""Of the budget: less is no shift worth a sentence."""


def shifted(lines: Sequence[Shift], currency: str, blind: Iterable[BlindSpend] = ()) -> Iterator[Notice]:
    """Which money to move: at once where the gain is sure as curves go, else as a test; then how sure that is.

    `blind`: spend that no visit is known of; it is named where more of it is proposed.
    """
    whole = next((one for one in lines if one.name == ALL), None)
    moved = sum(one.change for one in lines if one.name != ALL and one.change > 0)
    if whole is None or whole.gain is None or moved < FEW_OF_IT * whole.spend_now:
        return
    much, way = moved_says(lines, currency)
    says = f"{much} of {words.fitting_money(whole.spend_now, currency)} a month {way}"
    because = f"{expected_says(whole, currency)} {unseen_says(lines, blind, currency)}".strip()
    if whole.gain_low is not None and whole.gain_low > 0:
        yield _notice("budget shift", f"Move {says}.", because, weight=90)
    elif first := next((one for one in lines if one.test_first), None):
        tried = f"Test moving {says}, with a holdout on {first.name}."
        yield _notice("test before a budget shift", tried, because, weight=45)


def _notice(rule: str, says: str, because: str, *, weight: float) -> Notice:
    return Notice(rule, "risk", says, because, weight, "/value#budget", "The same budget, divided anew")


def too_heavy(years: Sequence[TopHeavy]) -> Iterator[Notice]:
    """Whether winning new customers took far more of the spend than it brought. `years`: newest first."""
    now = next(iter(years), None)
    if now is None or now.index is None or now.contribution_share is None:
        return
    if now.index < TOO_HEAVY or now.covered < WHOLE_YEAR:
        return
    rests = "Tested by holdouts." if now.tested else "Only a holdout says what would have come without the spend."
    if (now.named_index or 0.0) < TOO_HEAVY:
        yield _unsaid(now)
        return
    assumed = f" {words.share(now.assumed_share)} is only taken to be for them." if now.top_assumed else ""
    yield Notice(
        "budget top-heavy",
        "risk",
        f"Money goes to the top: new customers got {words.share(now.budget_share)} of the spend and brought "
        f"{words.share(now.contribution_share)} of what came of it.",
        f"In the year to {words.day(now.year_to)}: {top_heavy_weight(now.index)}.{assumed} {rests}",
        44,
        "/value#ways",
        "What each way in brings and costs",
    )


def _unsaid(now: TopHeavy) -> Notice:
    """Where it is only assumed that the spend is for new customers, nothing follows from their share of it."""
    whole = now.top_assumed == now.spend
    part = "the spend" if whole else f"{words.share(now.assumed_share)} of the spend"
    return Notice(
        "purpose of spend not said",
        "risk",
        f"Nobody has said what {part} is for: name it by {PURPOSES.replace('`', '')}.",
        f"In the year to {words.day(now.year_to)} that is only taken to be for new customers. If it is, they got "
        f"{words.share(now.budget_share)} of the spend and brought "
        f"{words.share(now.contribution_share or 0.0)} of what came of it.",
        30,
        "/value#top",
        "How top-heavy the budget is",
    )
