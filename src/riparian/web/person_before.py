"""A person's place in another snapshot."""

from dataclasses import dataclass

from riparian.tables.hourglass import BANDS, FACETS
from riparian.web.formerly import formerly
from riparian.web.reader import Reader


@dataclass(frozen=True, slots=True)
class PersonBefore:
    """Where they stood then; `spent` in minor units, less refunds."""

    person_key: int
    """By which that snapshot knows them."""
    was: str
    """Goes on from "was" where it knows them otherwise: by another key, as several people, or as a part of somebody."""
    band: int
    band_name: str
    dormant: bool
    active: tuple[str, ...]
    actions: int
    visits: int
    orders: int
    spent: int


_SAME = ("person_key", "band", "dormant", "actions", "visits", "orders", "spent")


def person_before(now: Reader, then: Reader, person_key: int) -> PersonBefore | None:
    """Their place then, under whatever key; None: they had done nothing yet."""
    found = formerly(now, then, [person_key], (*_SAME, *map(str.lower, FACETS.values()))).get(person_key)
    if found is None:
        return None
    row = found.row
    active = tuple(name for name in FACETS.values() if row[name.lower()])
    return PersonBefore(
        **{name: row[name] for name in _SAME}, was=found.was, band_name=BANDS[row["band"]], active=active
    )


def before_says(now: int | None, then: PersonBefore | None, when: str) -> str:
    """`Stood at Trust, asleep, and stands at Buy now (as of …).`"""
    if then is None:
        return f"Had no place on the hourglass yet ({when})."
    stood = f"tood at {then.band_name}{', asleep,' if then.dormant else ''}"
    told = f"Was {then.was}: s{stood}" if then.was else f"S{stood}"
    moved = "and still does" if now == then.band else f"and stands at {BANDS[now]} now" if now else ""
    return " ".join(part for part in (told, moved, f"({when}).") if part)
