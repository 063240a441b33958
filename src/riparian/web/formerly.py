"""Who somebody was in another snapshot: people are found to be one, and set apart again, from build to build."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from riparian.web.reader import Condition, Reader

MOST: Final = 100_000
"""Former keys that are read at once."""


@dataclass(frozen=True, slots=True)
class Formerly:
    """Their row of `standings` in the other snapshot, with `person_key` of then."""

    row: Mapping[str, Any]
    was: str
    """Goes on from "was" where it is not told of the same key alone; else empty."""


def part_of(tables: Reader, keys: Collection[int]) -> dict[int, int]:
    """Whom a snapshot takes these former people for, by their key; who is nobody's part is left out."""
    if not keys:
        return {}
    where: list[Condition] = [("former_key", "in", sorted(keys))]
    rows = tables.rows("merged_people", columns=("former_key", "person_key"), where=where, limit=len(keys))
    return {row["former_key"]: row["person_key"] for row in rows}


def formerly(now: Reader, then: Reader, keys: Sequence[int], columns: Sequence[str]) -> dict[int, Formerly]:
    """Where people of a snapshot stood in another, by their key now; who had done nothing there is left out.

    Of several who were found to be one since, the one who had done most is told.
    """
    if not keys:
        return {}
    known_as = {key: [key] for key in keys}
    where: list[Condition] = [("person_key", "in", sorted(keys))]
    for row in now.rows("merged_people", columns=("former_key", "person_key"), where=where, limit=MOST):
        known_as[row["person_key"]].append(row["former_key"])
    found = _standings(then, {one for some in known_as.values() for one in some}, columns)
    told: dict[int, Formerly] = {}
    for key, some in known_as.items():
        rows = sorted(
            (found[one] for one in some if one in found), key=lambda row: (-row["actions"], row["person_key"])
        )
        if rows:
            told[key] = Formerly(rows[0], _was(key, rows[0]["person_key"], len(rows)))
    wholes = _wholes(then, known_as.keys() - told.keys())
    rows_of = _standings(then, set(wholes.values()), columns)
    told |= {
        key: Formerly(rows_of[whole], f"part of person {whole} then, who is told")
        for key, whole in wholes.items()
        if whole in rows_of
    }
    return told


def _wholes(then: Reader, keys: Collection[int]) -> dict[int, int]:
    """Whom a snapshot takes people of another for, be it that no snapshot before it told them apart."""
    if not keys:
        return {}
    where: list[Condition] = [("identifier_key", "in", sorted(keys))]
    rows = then.rows("identifiers", columns=("identifier_key", "person_key"), where=where, limit=len(keys))
    return {row["identifier_key"]: row["person_key"] for row in rows} | part_of(then, keys)


def _standings(then: Reader, keys: Iterable[int], columns: Sequence[str]) -> dict[int, dict[str, Any]]:
    asked = sorted(keys)
    if not asked:
        return {}
    named = tuple(dict.fromkeys(("person_key", "actions", *columns)))
    rows = then.rows("standings", columns=named, where=[("person_key", "in", asked)], limit=len(asked))
    return {row["person_key"]: row for row in rows}


def _was(key: int, former: int, people: int) -> str:
    if people > 1:
        return f"{people} people then; told is the one who had done most, person {former}"
    return f"known as person {former} then" if former != key else ""
