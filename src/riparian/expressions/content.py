"""Everything a row says, as one text: what tells rows apart that have no id of their own."""

from collections.abc import Sequence

import ibis

_GIVEN = ("load", "line", "line_id", "malformed", "raw")


def file_of(raw: ibis.Table) -> list[str]:
    """The columns that tell the files of raw rows apart: landing maps several files of one shape together."""
    return [name for name in ("load",) if name in raw.columns]


def content_of(raw: ibis.Table, *, leaving_out: Sequence[str] = ()) -> ibis.Value:
    """The fields of each raw row, but for some, in one text, in the order of the columns; never null.

    As a natural id it makes the second copy of a row in one file a repeat; without one, equal rows all count.
    """
    fields = [raw[name].cast("string").fill_null("\x1e") for name in raw.columns if name not in (*_GIVEN, *leaving_out)]
    return ibis.literal("\x1f").join(fields)
