"""The sources that people can be filtered by."""

from riparian.core.errors import NotFoundError
from riparian.web import words
from riparian.web.reader import Reader


def known_sources(tables: Reader, *asked: str | None) -> tuple[str, ...]:
    """Their names, in order.

    Raises:
        NotFoundError: one that is asked for is none of them, and nobody came first through it.
    """
    rows = tables.rows("silo_coverage", columns=("source",), order_by=("source",), limit=200)
    names = tuple(row["source"] for row in rows)
    for one in asked:
        if one and one not in names and not tables.count("standings", where=[("first_source", "=", one)]):
            there = ", ".join(names) or "none"
            what = f"There is no source named {words.clip(one)!r}."
            raise NotFoundError(what, where="/people", fix=f"There are: {there}.")
    return names
