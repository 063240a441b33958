"""What the models credit each channel with, side by side, and how far they disagree."""

from dataclasses import dataclass, replace
from typing import Literal

from riparian.tables.credits import MODELS, NO_TOUCH
from riparian.web.reader import Reader

Measure = Literal["conversions", "value"]
ORDER = "order"
"""The goal that is shown where none is chosen."""


@dataclass(frozen=True, slots=True)
class Credit:
    """What a model credits a channel with; `low` to `high`: 95 %, where it was drawn."""

    model: str
    amount: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class ChannelCredits:
    """A channel under every model. Where no touch led to the goal, no model has anything to divide."""

    channel: str
    no_touch: bool
    journeys: int
    """Converted journeys with a touch of it, whole: credits of rules are parts of these."""
    credits: tuple[Credit, ...]
    lowest: Credit | None
    highest: Credit | None
    relative_spread: float | None
    """(highest − lowest) ÷ median, of conversions."""
    beyond_chance: bool | None
    """The lowest and the highest differ by more than chance does, in conversions; None: one of them has no interval."""
    before: float | None = None
    """What the chosen model credited it with in the snapshot compared with."""

    def of(self, model: str) -> Credit | None:
        """What one model says."""
        return next((one for one in self.credits if one.model == model), None)


def goals(tables: Reader) -> tuple[str, ...]:
    """Goals that are credited, orders first."""
    return tuple(sorted(tables.counts("channel_credits", by="goal"), key=lambda goal: (goal != ORDER, goal)))


def models(tables: Reader, goal: str) -> tuple[str, ...]:
    """Models that divide a goal, in the order of the dictionary."""
    known = tables.counts("channel_credits", by="model", where=[("goal", "=", goal)])
    return tuple(model for model in MODELS if model in known)


def credits_of(tables: Reader, goal: str, measure: Measure, model: str) -> tuple[ChannelCredits, ...]:
    """Every channel of a goal, by what the chosen model credits it with; `(no touch)` last."""
    here = [("goal", "=", goal)]
    by_channel: dict[str, dict[str, Credit]] = {}
    journeys: dict[str, int] = {}
    drawn: set[tuple[str, str]] = set()
    for row in tables.rows("channel_credits", where=here, limit=5000):
        named = ("value", "value_low", "value_high") if measure == "value" else ("conversions", "low", "high")
        by_channel.setdefault(row["channel"], {})[row["model"]] = Credit(row["model"], *(row[name] for name in named))
        journeys[row["channel"]] = row["journeys"]
        if row["low"] is not None:
            drawn.add((row["channel"], row["model"]))
    differ = {row["channel"]: row for row in tables.rows("credit_disagreements", where=here, limit=500)}
    found = []
    for channel, said in by_channel.items():
        credits = tuple(said[one] for one in MODELS if one in said)
        told = sorted((one for one in credits if one.amount is not None), key=lambda one: one.amount or 0.0)
        apart = differ.get(channel)
        ends = {(channel, apart[end]) for end in ("lowest_model", "highest_model")} if apart else set()
        found.append(
            ChannelCredits(
                channel=channel,
                no_touch=channel == NO_TOUCH,
                journeys=journeys[channel],
                credits=credits,
                lowest=told[0] if told else None,
                highest=told[-1] if told else None,
                relative_spread=apart["relative_spread"] if apart else None,
                beyond_chance=apart["beyond_chance"] if apart and ends <= drawn else None,
            )
        )
    return tuple(sorted(found, key=lambda one: (one.no_touch, -_amount(one, model), one.channel)))


def with_before(
    credits: tuple[ChannelCredits, ...], then: tuple[ChannelCredits, ...] | None, model: str
) -> tuple[ChannelCredits, ...]:
    """The same with what another snapshot said; a channel that it did not know had nothing. None: none is compared."""
    if then is None:
        return credits
    was = {one.channel: said.amount for one in then if (said := one.of(model))}
    return tuple(replace(one, before=was.get(one.channel, 0.0) if was else None) for one in credits)


def has_value(tables: Reader, goal: str) -> bool:
    """Whether the goal brings demand."""
    return tables.count("channel_credits", where=[("goal", "=", goal), ("value", "not null", None)]) > 0


def _amount(one: ChannelCredits, model: str) -> float:
    said = one.of(model)
    return said.amount if said and said.amount is not None else 0.0
