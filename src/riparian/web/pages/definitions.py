"""The definitions page: every table and every metric in it, by subject, or those that a search finds."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

from fastapi import Query

from riparian.web import words
from riparian.web.definitions import Definition, definitions, subject_says
from riparian.web.page import Page
from riparian.web.reader import EXAMPLE_SNAPSHOT, Reader, Snapshot, snapshot_of

MOST = 200


@dataclass(frozen=True, slots=True)
class DefinedTable:
    """A table in one line."""

    table: str
    says: str
    columns: int
    rows: int | None
    """In this snapshot; none: it holds no such table."""


@dataclass(frozen=True, slots=True)
class Subject:
    """The tables of one subject."""

    subject: str
    says: str
    tables: tuple[DefinedTable, ...]


@dataclass(frozen=True, slots=True)
class FoundColumn:
    """A column whose name or definition the search found."""

    table: str
    column: str
    unit: str
    says: str


@dataclass(frozen=True, slots=True)
class DefinitionsView:
    """What the page shows, and its JSON twin."""

    heading: str
    sentence: str
    of: Snapshot
    find: str | None
    subjects: tuple[Subject, ...]
    columns: tuple[FoundColumn, ...]
    """Only where something is searched for."""
    more_columns: int


def show(
    tables: Reader,
    *,
    find: Annotated[
        str | None, Query(max_length=80, description="A word of a name or a definition.", examples=["dormant"])
    ] = None,
) -> DefinitionsView:
    """Every table, or those that a word is found in."""
    find = find.strip().lower() if find and find.strip() else None
    known = definitions()
    rows: Mapping[str, int] = next((one.rows for one in tables.kept() if one.build == tables.snapshot), {})
    listed = [one for one in known.values() if find is None or _is_in(find, one.table, one.says, one.grain)]
    subjects: dict[str, list[DefinedTable]] = {}
    for one in listed:
        told = DefinedTable(one.table, one.in_short, len(one.columns), rows.get(one.table))
        subjects.setdefault(one.subject, []).append(told)
    columns = _columns(known, find) if find else []
    return DefinitionsView(
        heading="Definitions",
        sentence=_sentence(known, find, len(listed), len(columns)),
        of=snapshot_of(tables),
        find=find,
        subjects=tuple(
            Subject(subject, subject_says(subject).partition("\n")[0], tuple(found))
            for subject, found in subjects.items()
        ),
        columns=tuple(columns[:MOST]),
        more_columns=max(len(columns) - MOST, 0),
    )


def _columns(known: Mapping[str, Definition], find: str) -> list[FoundColumn]:
    """Columns found, those by their name first."""
    found = [
        FoundColumn(one.table, column.name, column.unit, column.says)
        for one in known.values()
        for column in one.columns
        if _is_in(find, column.name, column.says)
    ]
    return sorted(found, key=lambda one: find not in _plain(one.column))


def _is_in(find: str, *texts: str) -> bool:
    return any(find in _plain(text) or find in text.lower() for text in texts)


def _plain(name: str) -> str:
    """A name as it is said: `last_order_at` is found by "last order"."""
    return name.lower().replace("_", " ")


def _sentence(known: Mapping[str, Definition], find: str | None, tables: int, columns: int) -> str:
    if find is None:
        everything = sum(len(one.columns) for one in known.values())
        return (
            f"Every number is a column of one of {len(known)} tables: {words.number(everything)} columns, each with "
            "its unit, its meaning and how it is made."
        )
    found = f"{words.counted(tables, 'table', 'tables')} and {words.counted(columns, 'column', 'columns')}"
    return f"“{words.clip(find)}” stands in {found}." if tables or columns else f"Nothing says “{words.clip(find)}”."


PAGE = Page(
    path="/definitions",
    title="Definitions",
    says="Every table and column, by subject, or those that a search finds.",
    template="definitions.html",
    show=show,
    group="Set up",
    place=130,
    icon="definitions",
    example=DefinitionsView(
        heading="Definitions",
        sentence="“dormant” stands in 1 table and 1 column.",
        of=EXAMPLE_SNAPSHOT,
        find="dormant",
        subjects=(
            Subject(
                "hourglass",
                "Where everybody stands on the customer hourglass, and how they move.",
                (DefinedTable("dormant_spells", "A time in which a person was dormant.", 5, 1_612),),
            ),
        ),
        columns=(FoundColumn("band_counts", "dormant", "0 or more", "Of `closing`: those asleep (bands 3–5)."),),
        more_columns=0,
    ),
)
