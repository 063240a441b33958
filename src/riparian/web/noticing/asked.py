"""Which rules had enough to be asked: they alone are vouched for where nothing was found, and the others are named."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from riparian.tables.budgets import ALL
from riparian.tables.hourglass import BANDS
from riparian.web import words
from riparian.web.budget import Shift
from riparian.web.noticing.bands import Awake, Cohort, enough_asleep, enough_entered, enough_went_on
from riparian.web.noticing.channels import ENOUGH, Diagnosis
from riparian.web.noticing.money import WHOLE_YEAR
from riparian.web.noticing.segments import FileYear, SegmentNow, YearAhead
from riparian.web.noticing.sources import enough_weeks
from riparian.web.silos import Silo
from riparian.web.way_ledger import TopHeavy

Kind = Literal["sources", "months", "things"]


@dataclass(frozen=True, slots=True)
class Asked:
    """A rule, or what it is asked of, and whether there was enough to ask it."""

    kind: Kind
    """Which part of the sentence its words stand in."""
    enough: bool
    says: str
    """Where there was enough: what holds where it found nothing. Else what is not told, as a list names it."""


def of_sources(silos: Iterable[Silo]) -> tuple[Asked, ...]:
    """Whether sources are fresh, and whether they are full; one without dates can be asked neither."""
    dated = [one for one in silos if one.weeks]
    if not dated:
        return (Asked("sources", enough=False, says="how fresh and full sources are"),)
    young = sum(not enough_weeks(one) for one in dated)
    found = [Asked("sources", enough=True, says="fresh")]
    if young < len(dated):
        found.append(Asked("sources", enough=True, says="full"))
    if young:
        whose = words.counted(young, "young source is", "young sources are") if young < len(dated) else "sources are"
        found.append(Asked("sources", enough=False, says=f"how full {whose}"))
    return tuple(found)


def of_cohorts(cohorts: Mapping[int, Sequence[Cohort]]) -> tuple[Asked, ...]:
    """Whether fewer go on, from each band but the last."""
    bands = [band for band in BANDS if band < max(BANDS)]
    enough = {band: enough_went_on(cohorts.get(band, ())) for band in bands}
    return _by_band("no fewer went on from", "who goes on", "from", enough)


def of_months(entered: Mapping[int, Sequence[int]], awake: Mapping[int, Sequence[Awake]]) -> tuple[Asked, ...]:
    """Whether fewer enter each band, and whether more fall asleep at it."""
    came = {band: enough_entered(found) for band, found in entered.items()}
    slept = {band: enough_asleep(found) for band, found in awake.items()}
    return (
        *_by_band("no fewer entered", "who enters", "", came),
        *_by_band("no more fell asleep at", "who falls asleep", "at", slept),
    )


def _by_band(holds: str, about: str, at: str, enough: Mapping[int, bool]) -> tuple[Asked, ...]:
    """One for the bands that can be told of, one for those that cannot."""
    told = [BANDS[band] for band, is_enough in enough.items() if is_enough]
    untold = [BANDS[band] for band, is_enough in enough.items() if not is_enough]
    found = []
    if told:
        found.append(Asked("months", enough=True, says=f"{holds} {_either(told) if untold else 'any band'}"))
    if untold:
        which = f" {at} {_either(untold)}".replace("  ", " ") if told else ""
        found.append(Asked("months", enough=False, says=f"{about}{which}"))
    return tuple(found)


def _either(names: Sequence[str]) -> str:
    return " or ".join(one for one in (", ".join(names[:-1]), names[-1]) if one)


def of_buyers(
    segments: Iterable[SegmentNow], years: Iterable[FileYear | None], ahead: Iterable[YearAhead]
) -> tuple[Asked, ...]:
    """Whether there are buyers in segments, two years to compare, and a forecast."""
    return (
        Asked("things", any(one.buyers for one in segments), "segments"),
        Asked("things", all(one is not None and one.previous for one in years), "rebuying"),
        Asked("things", any(True for _ in ahead), "the year ahead"),
    )


def of_channels_and_money(
    channels: Iterable[Diagnosis], lines: Iterable[Shift], tops: Sequence[TopHeavy]
) -> tuple[Asked, ...]:
    """Whether channels were touched often enough, curves tell what spend brings, and a year of spend is covered."""
    top = next(iter(tops), None)
    measured = top is not None and top.index is not None and top.covered >= WHOLE_YEAR
    return (
        Asked("things", any(one.count >= ENOUGH for one in channels), "channels"),
        Asked("things", any(one.name == ALL and one.gain is not None for one in lines), "how the budget is divided"),
        Asked("things", measured, "what winning customers costs"),
    )


def nothing_found(asked: Sequence[Asked], month: str, *, past: bool) -> str:
    """What the rules that were asked vouch for, and no more: a single month may still stand out."""
    sources, months, things = (
        words.listed([one.says for one in asked if one.enough and one.kind == kind], most=len(asked))
        for kind in ("sources", "months", "things")
    )
    if not (sources or months or things):
        return f"In {month} it was too early to tell." if past else "It is too early to tell."
    if past:
        return f"In the three months to {month} {months}, beyond what chance explains; a single month may stand out."
    parts = (
        f"sources are as {sources} as they used to be" if sources else "",
        f"in three months, compared with those before, {months}" if months else "",
        f"nothing stands out of {things}" if things else "",
    )
    return f"Nothing that chance does not explain: {'; '.join(one for one in parts if one)}."


def not_asked(asked: Sequence[Asked], *, past: bool) -> str:
    """What could not be told, since the data is too young or too little; empty where everything could."""
    names = words.listed([one.says for one in asked if not one.enough], most=len(asked))
    known = "what was known then was too young or too little" if past else "what is known is too young or too little"
    return f"Not told, as {known}: {names}." if names else ""
