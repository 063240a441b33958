"""Who was found to be part of somebody else from one snapshot to another, and who was set apart again."""

from collections.abc import Collection
from typing import Final

from riparian.web.reader import Condition, Reader

MOST: Final = 20_000
"""People who are part of others, in either snapshot, up to which it is told who they are."""


def taken_in(before: Reader, after: Reader) -> frozenset[int] | None:
    """People of the one snapshot who are part of others in the other; None where there are too many to tell."""
    part_of, were = _parts(after), _parts(before)
    if part_of is None or were is None:
        return None
    return _people(before, part_of - were)


def _parts(tables: Reader) -> frozenset[int] | None:
    if tables.count("merged_people") > MOST:
        return None
    return frozenset(row["former_key"] for row in tables.rows("merged_people", columns=("former_key",), limit=MOST))


def _people(tables: Reader, keys: Collection[int]) -> frozenset[int]:
    """Those of these keys by whom the snapshot knows people."""
    if not keys:
        return frozenset()
    where: list[Condition] = [("person_key", "in", sorted(keys))]
    return frozenset(
        row["person_key"] for row in tables.rows("people", columns=("person_key",), where=where, limit=len(keys))
    )
