"""How a budget might be divided anew, what that rests on, and what holdout tests said."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from riparian.tables.budgets import ALL
from riparian.web import words
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
    giving, getting = ([one for one in parts if sign * one.change > 0] for sign in (-1, 1))
    if not getting or whole is None or whole.gain is None:
        return "No shift within the bounds is expected to bring more than today's division."
    moved = words.fitting_money(sum(one.change for one in getting), currency)
    total = words.fitting_money(whole.spend_now, currency)
    told = f"Of {total} a month, {moved} could go from {_named(giving)} to {_named(getting)}. "
    told += f"Expected: {words.fitting_money(whole.gain, currency)} more demand a month"
    if whole.gain_low is not None and whole.gain_high is not None:
        low, high = (words.fitting_money(end, currency) for end in (whole.gain_low, whole.gain_high))
        told += f", 19 times in 20 between {low} and {high}"
        told += ", so it is not sure to be more" if whole.gain_low <= 0 else ""
    return f"{told}; if the curves describe what spend causes, which is not tested."


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
