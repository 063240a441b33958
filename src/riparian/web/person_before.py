"""A person's place in another snapshot."""

from dataclasses import dataclass

from riparian.tables.hourglass import BANDS, FACETS
from riparian.web.reader import Reader


@dataclass(frozen=True, slots=True)
class PersonBefore:
    """Where they stood then; `spent` in minor units, less refunds."""

    band: int
    band_name: str
    dormant: bool
    active: tuple[str, ...]
    actions: int
    visits: int
    orders: int
    spent: int


_SAME = ("band", "dormant", "actions", "visits", "orders", "spent")


def person_before(then: Reader, person_key: int) -> PersonBefore | None:
    """Their place then; None: they had done nothing yet, or were known as somebody else."""
    columns = (*_SAME, *map(str.lower, FACETS.values()))
    found = then.rows("standings", columns=columns, where=[("person_key", "=", person_key)], limit=1)
    if not found:
        return None
    row = found[0]
    active = tuple(name for name in FACETS.values() if row[name.lower()])
    return PersonBefore(**{name: row[name] for name in _SAME}, band_name=BANDS[row["band"]], active=active)


def before_says(now: int | None, then: PersonBefore | None, when: str) -> str:
    """`Stood at Trust, asleep, and has moved to Buy since (as of …).`"""
    if then is None:
        return f"Had no place on the hourglass yet ({when})."
    stood = f"Stood at {then.band_name}{', asleep,' if then.dormant else ''}"
    moved = "and still does" if now == then.band else f"and stands at {BANDS[now]} now" if now else ""
    return " ".join(part for part in (stood, moved, f"({when}).") if part)
