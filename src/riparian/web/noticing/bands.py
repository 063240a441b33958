"""Rules on the hourglass: the narrowest passage, where fewer go on than before, who starves, who falls asleep."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import dropwhile
from math import sqrt

from riparian.tables.hourglass import BANDS
from riparian.web import words
from riparian.web.deeds.addressed import people_path
from riparian.web.deeds.moves import Entered, Followed, Passed, Slept
from riparian.web.noticing.chance import BEYOND_NOISE, against_history, apart, wilson
from riparian.web.noticing.measures import ENOUGH
from riparian.web.noticing.notice import Notice

LARGEST = "largest leak"
"""The rule that tells between which bands the smallest share goes on; between others more people may be lost."""
RECENT = 3
"""Months told as the present where one alone has few people."""
QUARTERS = 8
"""Of the two years in which a leak is looked at: what is lost weighs by three months, as in the other rules."""
BLOCKS = 5
"""Blocks of three months without which nobody is said to enter less: the last, and a year before it."""
SEASON = 2.0
"""Standard errors below the same months a year ago, so that a season's ebb is not told as a loss."""


@dataclass(frozen=True, slots=True)
class Cohort:
    """Those who entered a band in a month and were watched long enough, and who of them went on."""

    month: str
    people: int
    converted: int


@dataclass(frozen=True, slots=True)
class Awake:
    """A month of a band: who was awake at its beginning, and who of them fell asleep."""

    month: str
    people: int
    fell_asleep: int


def leaks(cohorts: Mapping[int, Sequence[Cohort]], within_days: int) -> Iterator[Notice]:
    """The narrowest passage between two bands, and passages that became narrower.

    `cohorts`: by the band that was entered, oldest first. The narrowest is told where its interval lies below those of
    all others; a narrower one where the last months lie beyond noise below the year before them.
    """
    totals = {band: _together(found) for band, found in cohorts.items() if found}
    spans = {band: wilson(one.converted, one.people) for band, one in totals.items() if one.people}
    if len(spans) > 1:
        band = min(spans, key=lambda one: totals[one].converted / totals[one].people)
        low, high = spans[band]
        if all(high < other_low for other, (other_low, _) in spans.items() if other != band):
            lost = totals[band].people - totals[band].converted
            share = words.share(totals[band].converted / totals[band].people)
            yield Notice(
                LARGEST,
                "risk",
                f"The narrowest passage is from {BANDS[band]} to {BANDS[band + 1]}: {share} go on within "
                f"{within_days} days.",
                f"{words.number(lost)} of {words.number(totals[band].people)} who entered {BANDS[band]} in the last "
                f"two years did not; between {words.share(low)} and {words.share(high)} do, 19 times in 20.",
                100 + lost / QUARTERS,
                *_who_did_not(band, cohorts[band], within_days),
            )
    for band, found in cohorts.items():
        yield from _narrower(band, found, within_days)


def enough_went_on(found: Sequence[Cohort]) -> bool:
    """Whether so many cohorts were watched that fewer going on would be seen."""
    return len(found) >= RECENT + ENOUGH


def _narrower(band: int, found: Sequence[Cohort], within_days: int) -> Iterator[Notice]:
    if not enough_went_on(found):
        return
    now, before = (_together(part) for part in (found[-RECENT:], found[-RECENT - 12 : -RECENT]))
    deviations = apart(now.converted, now.people, before.converted, before.people)
    if deviations > -BEYOND_NOISE:
        return
    share, usual = now.converted / now.people, before.converted / before.people
    yield Notice(
        "leak that widens",
        "risk",
        f"Fewer go on from {BANDS[band]} to {BANDS[band + 1]}: {words.share(share)}; {words.share(usual)} are usual.",
        f"Within {within_days} days, of {words.number(now.people)} and of {words.number(before.people)} who entered; "
        f"{-deviations:.1f} standard errors.",
        100 + now.people * (usual - share),
        *_who_did_not(band, found[-RECENT:], within_days),
    )


def _together(found: Sequence[Cohort]) -> Cohort:
    """Several months as one, of the last month's name."""
    return Cohort(found[-1].month, sum(one.people for one in found), sum(one.converted for one in found))


def _who_did_not(band: int, found: Sequence[Cohort], within_days: int) -> tuple[str, str]:
    """Where those are listed whom a leak lost, and the words of the link."""
    lost = sum(one.people - one.converted for one in found)
    entered = Followed(band, within_days, found[0].month, found[-1].month)
    return people_path(entered, Passed(band, band + 1, within_days, "not")), f"The {words.number(lost)} who did not"


def enough_entered(months: Sequence[int]) -> bool:
    """Whether so many months are known, and somebody entered in them, that fewer would be seen."""
    return len(months) >= BLOCKS * RECENT and any(months)


def starving(entered: Mapping[int, Sequence[int]], names: Sequence[str]) -> Iterator[Notice]:
    """Bands that far fewer people enter than before. `entered`: by band, the months of `names`, oldest first."""
    for band, months in entered.items():
        if not enough_entered(months):
            continue
        blocks = [sum(months[end - RECENT : end]) for end in range(len(months), RECENT - 1, -RECENT)]
        now, before = blocks[0], blocks[1:9]
        deviations = against_history(now, before)
        same_season = blocks[4]
        if deviations > -BEYOND_NOISE or now - same_season > -SEASON * sqrt(now + same_season):
            continue
        usual = sum(before) / len(before)
        yield Notice(
            "starving band",
            "risk",
            f"{BANDS[band]} starves: {words.people(now)} entered in three months; {words.number(usual)} are usual.",
            f"A year ago {words.number(same_season)} did; {-deviations:.1f} standard errors below two years' mean.",
            100 + usual - now,
            people_path(Entered(names[-RECENT], band, until=names[-1])),
            f"The {words.number(now)} who entered",
        )


def _since_the_first(months: Sequence[Awake]) -> list[Awake]:
    """The months from the first in which somebody fell asleep."""
    return list(dropwhile(lambda one: not one.fell_asleep, months))


def enough_asleep(months: Sequence[Awake]) -> bool:
    """Whether people have been falling asleep for so long that more would be seen."""
    return len(_since_the_first(months)) >= RECENT + ENOUGH


def falling_asleep(months: Mapping[int, Sequence[Awake]]) -> Iterator[Notice]:
    """Bands of which more fall asleep than before. `months`: by band, whole months, oldest first.

    Nobody can fall asleep before the log is as long as it takes: months before the first who did tell of no usual.
    """
    for band, all_months in months.items():
        if not enough_asleep(all_months):
            continue
        found = _since_the_first(all_months)
        now, before = found[-RECENT:], found[-RECENT - 12 : -RECENT]
        asleep, awake = sum(one.fell_asleep for one in now), sum(one.people for one in now)
        asleep_before, awake_before = sum(one.fell_asleep for one in before), sum(one.people for one in before)
        deviations = apart(min(asleep, awake), awake, min(asleep_before, awake_before), awake_before)
        if deviations < BEYOND_NOISE:
            continue
        yield Notice(
            "falling asleep",
            "risk",
            f"More fall asleep at {BANDS[band]}: {words.share(asleep / awake)} a month, "
            f"where {words.share(asleep_before / awake_before)} are usual.",
            f"{words.people(asleep)} in three months; {deviations:.1f} standard errors above the year before.",
            100 + asleep,
            people_path(Slept(now[0].month, band, "fell asleep", now[-1].month)),
            f"The {words.number(asleep)} who fell asleep",
        )
