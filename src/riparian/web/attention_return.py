"""What came back for attention, by site and job."""

from collections.abc import Sequence
from dataclasses import dataclass

from riparian.web import words
from riparian.web.reader import Reader

FEW = 10
"""Orders and opt-ins from which on a job is named first."""


@dataclass(frozen=True, slots=True)
class Returned:
    """A job on a site over the last year. Money in minor units; orders and opt-ins by what was last viewed before."""

    site: str
    job: str
    visits: int
    minutes: float | None
    opt_ins: int
    orders: int
    demand: int
    value: int
    per_thousand_visits: float | None
    per_thousand_minutes: float | None


def returned(tables: Reader) -> tuple[Returned, ...]:
    """Every site and job, the most value for a thousand visits first; what serves no job last."""
    columns = list(Returned.__dataclass_fields__)
    found = (Returned(**row) for row in tables.rows("return_on_attention", columns=columns, limit=2_000))
    most_first = sorted(found, key=lambda one: (-(one.per_thousand_visits or 0), one.site, one.job))
    return tuple(sorted(most_first, key=lambda one: one.job == "other"))


def returned_says(found: Sequence[Returned], currency: str) -> str:
    """Which job brought most for the same attention."""
    jobs = [one for one in found if one.job != "other" and one.per_thousand_visits is not None]
    best = next((one for one in jobs if one.orders + one.opt_ins >= FEW), None)
    if best is None or best.per_thousand_visits is None:
        return "No job has had so much come of it that it can be told which gives most." if found else ""
    each = words.whole_money(round(best.per_thousand_visits), currency)
    return f"“{best.job}” on {best.site} brought the most for the same attention: {each} for a thousand visits."
