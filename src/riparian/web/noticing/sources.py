"""Detectors of broken sources: stale, with a gap, rejecting, run dry. Each judges a source by its own past."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from riparian.web import words
from riparian.web.addresses import address
from riparian.web.noticing.chance import BEYOND_NOISE, against_history, apart, longer_by_chance, runs_expected, wilson
from riparian.web.noticing.notice import Notice
from riparian.web.silos import LoadedFile, Silo

WORTH_A_WORD = 0.02
"""Share of rejected rows that a source surely has to exceed before it is told."""
SURPRISING = 0.001
"""Runs of empty days that chance alone may make, before one is called a gap."""
SELDOM = 0.05
"""Of silences that chance alone makes, the part that may be told. It spares a source of few days, such as a list of
tests, of which the next silence is as likely as not the longest; one of twenty days or more is told of at once."""
QUIET_WHEN_YOUNG = 7
"""Days of silence that count where a source is too young to have a usual gap."""
PERIOD = 4
"""Weeks that are set against the periods before."""
DRY = 4.0
"""Standard errors below its past from which a source is said to run dry. Its spread is known from a dozen periods only,
and with so few even 3 comes about in one source of a hundred."""


def broken_sources(silos: Iterable[Silo], files: dict[str, list[LoadedFile]], as_of: datetime) -> tuple[Notice, ...]:
    """What is wrong with the sources, one sentence a trouble."""
    return tuple(notice for silo in silos for notice in troubles(silo, files.get(silo.source, []), as_of))


def troubles(silo: Silo, files: list[LoadedFile], as_of: datetime) -> Iterator[Notice]:
    """What is wrong with one source.

    One that ran dry is not told as stale too, nor the other way round: the silence says it.
    """
    found = _unusable(silo) or _stale(silo) or _dropped(silo)
    if found:
        yield found
    for other in (_gap(silo, as_of), _rejecting(silo, files)):
        if other:
            yield other


def _notice(silo: Silo, rule: str, says: str, because: str, weight: float) -> Notice:
    return Notice(
        rule, "trouble", says, because, weight, address("/sources", source=silo.source), f"Source “{silo.source}”"
    )


def _unusable(silo: Silo) -> Notice | None:
    if not silo.rows_read or silo.rows_kept or silo.rows_known:
        return None
    says = f"Nothing of “{silo.source}” can be used: every row was rejected."
    return _notice(silo, "unusable source", says, f"{words.counted(silo.rows_read, 'row', 'rows')} read.", 1000)


def _stale(silo: Silo) -> Notice | None:
    """Silent for longer than ever before, and than it would be by chance."""
    if silo.days_since_last is None or silo.longest_gap_days is None:
        return None
    # The day before the as-of date is one day ago, and nothing is missing.
    silent = silo.days_since_last - 1
    young = len(silo.weeks) < 8 or silo.rows < 30
    usual = max(silo.longest_gap_days, QUIET_WHEN_YOUNG if young else 1)
    times = (silent + 1) / (silo.longest_gap_days + 1)
    # Days are counted for two years: one that was silent for all of them has none.
    if silent <= usual or longer_by_chance(times, max(silo.active_days - 1, 1)) > SELDOM:
        return None
    days = words.counted(silent, "day", "days")
    before = words.counted(silo.longest_gap_days, "day", "days") if silo.longest_gap_days else "not a day"
    says = f"“{silo.source}” has told nothing for {days}."
    return _notice(silo, "stale source", says, f"Its longest silence before was {before}.", 500 + silent)


def enough_weeks(silo: Silo) -> bool:
    """Whether its past is so long that fewer rows would be seen: four periods before the last."""
    return len(silo.weeks) >= 5 * PERIOD


def _dropped(silo: Silo) -> Notice | None:
    """Fewer rows in four weeks than in any four of the year before, whose ebbs are therefore among them."""
    if not enough_weeks(silo):
        return None
    before = [sum(silo.weeks[end - PERIOD : end]) for end in range(len(silo.weeks) - PERIOD, PERIOD - 1, -PERIOD)]
    now = sum(silo.weeks[-PERIOD:])
    if now >= min(before):
        return None
    deviations = against_history(now, before)
    if deviations > -DRY:
        return None
    usual = sum(before) / len(before)
    says = f"“{silo.source}” brought {words.number(now)} rows in the last four weeks; {words.number(usual)} are usual."
    because = (
        f"The fewest of {len(before)} such periods before were {words.number(min(before))}; "
        f"this is {-deviations:.1f} standard errors below their mean."
    )
    return _notice(silo, "source run dry", says, because, 400 * (1 - now / usual))


def _gap(silo: Silo, as_of: datetime) -> Notice | None:
    """The latest run of weeks without a row in the last half year that chance does not explain."""
    weeks = silo.weeks[-26:]
    end = next((at for at in range(len(weeks) - 1, 0, -1) if weeks[at] and not weeks[at - 1]), None)
    if end is None:
        return None
    start = next((at for at in range(end - 1, -1, -1) if weeks[at]), None)
    if start is None:
        return None
    empty, days = end - start - 1, 7 * len(silo.weeks)
    if runs_expected(7 * empty, days, silo.active_days / days) > SURPRISING:
        return None
    last = as_of - timedelta(weeks=len(weeks) - end, microseconds=1)
    first = last - timedelta(weeks=empty) + timedelta(days=1)
    says = f"“{silo.source}” has no row from {words.day(first)} to {words.day(last)}."
    usual = words.share(silo.active_days / days)
    because = f"It has one on {usual} of days, so chance alone leaves no such gap. A file may be missing."
    return _notice(silo, "gap in a source", says, because, 100 + empty)


def _rejecting(silo: Silo, files: list[LoadedFile]) -> Notice | None:
    """More rows rejected than a few odd ones, or the newest file far more than those before."""
    share = silo.rows_rejected / silo.rows_read if silo.rows_read else 0
    if not silo.rows_kept or not silo.rows_rejected:
        return None
    if wilson(silo.rows_rejected, silo.rows_read)[0] > WORTH_A_WORD:
        says = f"“{silo.source}” has {words.share(share)} of its rows rejected."
        because = f"{words.number(silo.rows_rejected)} of {words.number(silo.rows_read)} rows read."
        return _notice(silo, "many rejects", says, because, 200 + 100 * share)
    newest = files[-1]
    others, other_rejects = silo.rows_read - newest.rows_read, silo.rows_rejected - newest.rows_rejected
    if (
        newest.rows_rejected >= 10
        and apart(newest.rows_rejected, newest.rows_read, other_rejects, others) > BEYOND_NOISE
    ):
        share = newest.rows_rejected / newest.rows_read
        says = f"The newest file of “{silo.source}” has {words.share(share)} of its rows rejected."
        because = f"{newest.file}; the files before had {words.share(other_rejects / others)}."
        return _notice(silo, "many rejects", says, because, 300 + 100 * share)
    return None
