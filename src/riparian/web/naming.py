"""Names of people on pages that are also read by those who may not see people by name."""

from collections.abc import Callable, Collection

from riparian.web.people_before import name_of
from riparian.web.reader import Reader, Snapshot
from riparian.web.who import Who

Names = Callable[[Snapshot, Collection[int]], dict[int, str]]
"""Of a snapshot and keys of people in it, the names that are known, by key."""


def names_for(who: Who, read: Callable[[], Reader | None]) -> Names:
    """What the People page calls somebody, for whoever may open it; for anybody else nobody has a name.

    A page asks while it is drawn, so that no view, and so no JSON twin, holds a name.
    """

    def names(of: Snapshot, keys: Collection[int]) -> dict[int, str]:
        tables = read() if keys and who.opens("/people") else None
        if tables is None or tables.snapshot != of.build:  # another build, whose keys may be of other people
            return {}
        rows = tables.rows(
            "standings",
            columns=("person_key", "full_name", "email", "known"),
            where=[("person_key", "in", list(keys))],
            limit=len(keys),
        )
        return {row["person_key"]: name_of(row) for row in rows if row["full_name"] or row["email"]}

    return names
