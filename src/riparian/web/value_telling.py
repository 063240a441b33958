"""What the value page says in sentences of the year and of the models."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

from riparian.web import words
from riparian.web.channel_credit import ChannelCredits, Credit
from riparian.web.way_ledger import TopHeavy, WayLedger


def value_sentence(
    ways: tuple[WayLedger, ...],
    top: TopHeavy | None,
    credits: tuple[ChannelCredits, ...],
    year_to: date,
    as_of: datetime,
    spent: float | None,
    currency: str,
    goal: str,
    told: Callable[[float], str],
) -> str:
    """The year by new customers and the rest, and where the models are furthest apart.

    `told` writes a credit of the goal with its unit: `€3,600` or `546 conversions`.

    The credits are of the whole log, whatever the year. `spent`: of the year, where no source tells orders.
    """
    parts = []
    demand = sum(one.demand or 0 for one in ways)
    if demand > 0:
        new = sum(one.demand or 0 for one in ways if one.way == "new")
        purpose = _purpose(top) if top else ""
        known = all(one.orders is not None for one in ways)
        rule = "neither referred nor re-ignited" if known else "referred or not, as no source tells"
        parts.append(
            f"In the year to {words.day(year_to)} {words.short_money(demand, currency)} was ordered, "
            f"{words.share(new / demand)} of it by new customers ({rule}){purpose}."
        )
    if spent is not None:
        parts.append(
            f"In the year to {words.day(year_to)} {words.short_money(round(spent), currency)} was spent. Orders are "
            "missing: no source tells any, so what the spend brought is unknown."
        )
    widest = _widest(credits)
    if widest:
        parts.append(
            f"Over the whole log, {credits_span(as_of)}, models of what led to “{words.clip(goal)}” disagree most "
            f"about {words.clip(widest.channel)}: {', '.join(_credited(one, told) for one in _ends(widest))}."
        )
    return " ".join(parts) or "No source tells orders or spend, so what each way in and channel brings is unknown."


def credits_span(as_of: datetime) -> str:
    """The time that credits are of."""
    return f"up to {words.day(as_of - timedelta.resolution)}"


def _purpose(top: TopHeavy) -> str:
    if top.top_assumed == top.spend:
        return "; what the spend was for, nobody has said (purposes in [derivations.re_ledgers])"
    says = f", and {words.share(top.budget_share)} of the spend was for them"
    return f"{says}, {words.share(top.assumed_share)} only because no rule names it" if top.top_assumed else says


def credits_say(credits: tuple[ChannelCredits, ...]) -> str:
    """About which channels the models differ by more than chance does."""
    divided = [one for one in credits if not one.no_touch]
    beyond = [words.clip(one.channel, 30) for one in divided if one.beyond_chance]
    says = ""
    if beyond:
        says = f"About {words.listed(beyond, 4)} the models differ by more than chance. "
    elif any(one.beyond_chance is None for one in divided):
        says = "Where the lowest or highest has no interval, nobody can tell their difference from chance. "
    return f"{says}Which model is right no model says; a holdout does."


def _widest(credits: tuple[ChannelCredits, ...]) -> ChannelCredits | None:
    """The channel whose lowest and highest are furthest apart, of all models that the table shows."""
    return max((one for one in credits if not one.no_touch and _spread(one)), key=_spread, default=None)


def _spread(one: ChannelCredits) -> float:
    amounts = [credit.amount or 0.0 for credit in _ends(one)]
    return amounts[-1] - amounts[0] if amounts else 0.0


def _ends(one: ChannelCredits) -> tuple[Credit, ...]:
    """The lowest and the highest credit, as the table marks them; none: no model tells any."""
    return tuple(end for end in (one.lowest, one.highest) if end)


def _credited(one: Credit, told: Callable[[float], str]) -> str:
    return f"{told(one.amount or 0.0)} by {one.model}"
