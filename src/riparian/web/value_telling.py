"""What the value page says in sentences of the year and of the models."""

from collections.abc import Callable
from datetime import date

from riparian.web import words
from riparian.web.channel_credit import ChannelCredits
from riparian.web.way_ledger import TopHeavy, WayLedger


def value_sentence(
    ways: tuple[WayLedger, ...],
    top: TopHeavy | None,
    credits: tuple[ChannelCredits, ...],
    year_to: date,
    currency: str,
    told: Callable[[float], str],
) -> str:
    """The year by new customers and the rest, and where the models are furthest apart; `told` writes a credit."""
    parts = []
    demand = sum(one.demand for one in ways)
    if demand > 0:
        new = sum(one.demand for one in ways if one.way == "new")
        spent = f", and {words.share(top.budget_share)} of the spend was for them" if top else ""
        parts.append(
            f"In the year to {words.day(year_to)} {words.short_money(demand, currency)} was ordered, "
            f"{words.share(new / demand)} of it by new customers{spent}."
        )
    widest = _widest(credits)
    if widest and widest.lowest and widest.highest:
        low, high = widest.lowest, widest.highest
        parts.append(
            f"Models disagree most about {words.clip(widest.channel)}: {told(low.amount or 0.0)} by {low.model}, "
            f"{told(high.amount or 0.0)} by {high.model}."
        )
    return " ".join(parts) or "What each way in and channel brings and costs."


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
    """The channel whose lowest and highest are furthest apart."""
    return max((one for one in credits if not one.no_touch and _spread(one)), key=_spread, default=None)


def _spread(one: ChannelCredits) -> float:
    low, high = (end.amount if end else None for end in (one.lowest, one.highest))
    return (high or 0.0) - (low or 0.0)
