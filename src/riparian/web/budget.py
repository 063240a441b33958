"""How a budget might be divided anew, what that rests on, and what holdout tests said."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from riparian.tables.budgets import ALL
from riparian.web import words
from riparian.web.blind_spend import BlindSpend
from riparian.web.reader import Reader

Level = Literal["channel", "lane"]
MOST_VERDICTS = 100
"""Holdout tests that are shown."""


@dataclass(frozen=True, slots=True)
class Curve:
    """What the spend of a mean month brings, and one minor unit more; or why nothing can be told. 95 %."""

    months: int
    months_with_spend: int
    refused: str | None
    result: float | None
    result_low: float | None
    result_high: float | None
    marginal: float | None
    marginal_low: float | None
    marginal_high: float | None


@dataclass(frozen=True, slots=True)
class Shift:
    """A channel or lane: what is spent in a mean month, and what might be instead. Money in minor units."""

    name: str
    spend_now: int
    spend_then: int
    change: int
    lower: int
    upper: int
    known: bool
    gain: float | None
    gain_low: float | None
    gain_high: float | None
    doubt: float | None
    test_first: bool
    curve: Curve | None


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a holdout test said, of a person. Money in minor units."""

    test: str
    began_on: date
    contacted: int
    held_out: int
    increment: float
    low: float
    high: float
    organic_share: float | None
    profit: float
    profit_low: float
    profit_high: float
    verdict: str


def shifts(tables: Reader, level: Level) -> tuple[Shift, ...]:
    """The largest spend first; the whole last."""
    of_level = [("level", "=", level)]
    names = list(Curve.__dataclass_fields__)
    curves = {
        row["name"]: Curve(**{name: row[name] for name in names})
        for row in tables.rows("response_curves", where=of_level, limit=500)
    }
    columns = [name for name in Shift.__dataclass_fields__ if name != "curve"]
    rows = tables.rows("budget_shifts", columns=columns, where=of_level, limit=500)
    found = (Shift(**row, curve=curves.get(row["name"])) for row in rows)
    return tuple(sorted(found, key=lambda one: (one.name == ALL, -one.spend_now, one.name)))


def verdicts(tables: Reader) -> tuple[Verdict, ...]:
    """The newest holdout tests, newest first."""
    columns = list(Verdict.__dataclass_fields__)
    rows = tables.rows("holdout_verdicts", columns=columns, order_by=["-began_on", "test"], limit=MOST_VERDICTS)
    return tuple(Verdict(**row) for row in rows)


def budget_says(lines: tuple[Shift, ...], currency: str) -> str:
    """From where to where, what that is expected to bring, and what would settle the largest doubt."""
    whole = next((one for one in lines if one.name == ALL), None)
    parts = [one for one in lines if one.name != ALL]
    if not any(one.known for one in parts):
        return (
            "No response curve can be told from the months so far, so nothing is moved: for want of knowledge, "
            "and not because today's division is best."
        )
    weighed = [one for one in parts if one.known]
    if len(weighed) == 1:
        return (
            f"A response curve can be told of {weighed[0].name} alone. There is no other to weigh it against, so "
            "nothing is moved: for want of knowledge, and not because today's division is best."
        )
    if not getting(parts) or whole is None or whole.gain is None:
        return "No shift within the bounds is expected to bring more than today's division."
    total = words.fitting_money(whole.spend_now, currency)
    moved, way = moved_says(parts, currency)
    return f"Of {total} a month, {moved} could go {way}. {expected_says(whole, currency)}"


def getting(lines: Sequence[Shift]) -> list[Shift]:
    """Who would get more than today."""
    return [one for one in lines if one.name != ALL and one.change > 0]


def moved_says(lines: Sequence[Shift], currency: str) -> tuple[str, str]:
    """How much would move, and from where to where."""
    giving, more = [one for one in lines if one.name != ALL and one.change < 0], getting(lines)
    moved = words.fitting_money(sum(one.change for one in more), currency)
    return moved, f"from {_named(giving)} to {_named(more)}"


def expected_says(whole: Shift, currency: str) -> str:
    """What a shift of the whole is expected to bring, and how sure that is; empty where nothing is expected."""
    if whole.gain is None:
        return ""
    told = f"Expected: {words.fitting_money(whole.gain, currency)} more demand a month"
    if whole.gain_low is not None and whole.gain_high is not None:
        low, high = (words.fitting_money(end, currency) for end in (whole.gain_low, whole.gain_high))
        told += f", 19 times in 20 between {low} and {high}"
        told += ", so it is not sure to be more" if whole.gain_low <= 0 else ""
    return f"{told}; if the curves describe what spend causes, which is not tested."


def unseen_says(lines: Sequence[Shift], blind: Iterable[BlindSpend], currency: str) -> str:
    """Of who would get more, which spend no visit is known of; empty where there is none."""
    more = {one.name for one in getting(lines)}
    seen = [one for one in blind if one.channel in more]
    if not seen:
        return ""
    spent = words.fitting_money(sum(one.spend for one in seen), currency)
    channels = words.listed(list(dict.fromkeys(one.channel for one in seen)))
    named = words.listed(list(dict.fromkeys(words.clip(one.campaign or one.channel, 40) for one in seen)))
    return f"Of {spent} that {channels} got in a year no visit is known ({named}): make that visible first."


def holdout_says(lines: tuple[Shift, ...]) -> str:
    """Which holdout test would settle the largest doubt; empty where none would."""
    first = next((one for one in lines if one.test_first), None)
    if first is None:
        return ""
    of = "the gain" if any(one.change for one in lines) else "what spend brings"
    part = f": {words.share(first.doubt)} of the doubt about {of} comes of it" if first.doubt is not None else ""
    return f"Test first: a holdout on {first.name}{part}."


def _named(lines: list[Shift]) -> str:
    return words.listed([one.name for one in sorted(lines, key=lambda one: -abs(one.change))])
