"""Who was found to be part of somebody else from one snapshot to another, and who was set apart again."""

from typing import Final

from riparian.web.reader import Condition, Reader

FORMERS: Final = ("former_key",)


def taken_in(before: Reader, after: Reader) -> list[Condition]:
    """On `people` of the one snapshot: those who are part of others in the other, and were not yet.

    Raises:
        NotComparableError: what is read of one of them was written by another version, or is damaged.
    """
    # Asked through their own readers, so that a snapshot that cannot be read is told as that.
    for tables in (before, after):
        tables.rows("merged_people", columns=FORMERS, limit=1)
    return [
        ("person_key", "found in", ("merged_people", [], "former_key", after.snapshot)),
        ("person_key", "not found in", ("merged_people", [], "former_key")),
    ]


def parts_since(before: Reader, after: Reader) -> list[Condition]:
    """The same people, on `merged_people` of the other snapshot, which says whose part each is.

    Raises:
        NotComparableError: what is read of one of them was written by another version, or is damaged.
    """
    taken = taken_in(before, after)
    return [("former_key", "found in", ("people", taken, "person_key", before.snapshot))]
