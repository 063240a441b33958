"""One definition: a table with its grain, its columns, how it is made, what it is made of and where it is used."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Path

from riparian.core.errors import NotFoundError
from riparian.core.settings import did_you_mean
from riparian.web import words
from riparian.web.definitions import ColumnDefinition, Definition, definitions
from riparian.web.page import Page
from riparian.web.reader import EXAMPLE_SNAPSHOT, Reader, Snapshot, snapshot_of
from riparian.web.uses import UsedOn


@dataclass(frozen=True, slots=True)
class DefinitionView:
    """What the page shows, and its JSON twin."""

    heading: str
    sentence: str
    of: Snapshot
    definition: Definition
    rows: int | None
    """In this snapshot; none: it holds no such table."""
    state: str | None
    """What the build did: computed, taken over, empty. None: it is no step of the build."""
    seconds: float | None
    note: str
    """Why it is empty, where there is a reason."""


def show(
    tables: Reader,
    *,
    name: Annotated[str, Path(max_length=80, description="The table's name.", examples=["band_counts"])],
) -> DefinitionView:
    """Everything that is known of one table."""
    known = definitions()
    if name not in known:
        fix = did_you_mean(name, list(known))
        near = fix if fix.startswith("did") else "/definitions lists them all."
        raise NotFoundError(f"There is no table {words.clip(name)!r}.", where="/definitions", fix=near)
    one = known[name]
    rows = next((kept.rows.get(name) for kept in tables.kept() if kept.build == tables.snapshot), None)
    step = next(iter(tables.rows("build_steps", where=[("made", "=", name)], limit=1)), None)
    return DefinitionView(
        heading=name,
        sentence=f"{one.grain.removesuffix('.')[:1].upper()}{one.grain.removesuffix('.')[1:]}.",
        of=snapshot_of(tables),
        definition=one,
        rows=rows,
        state=step["state"] if step else None,
        seconds=step["seconds"] if step else None,
        note=step["note"] if step else "",
    )


PAGE = Page(
    path="/definitions/{name}",
    title="Definition",
    says="One table: its grain, its columns, how it is made, what it is made of and where it is used.",
    template="definition.html",
    show=show,
    beneath="/definitions",
    example=DefinitionView(
        heading="band_flows",
        sentence="One row per month, from and to.",
        of=EXAMPLE_SNAPSHOT,
        definition=Definition(
            table="band_flows",
            subject="hourglass",
            grain="one row per month, from and to.",
            says="People who moved from one band to another within a month.",
            columns=(ColumnDefinition("from_band", "whole number", "0 or more", True, False, "0: from outside."),),
            maker="riparian.derivations.hourglass.band_flows",
            made="Count the moves of a month.",
            reads=("band_entries",),
            read_by=(),
            presets=(),
            used_on=(UsedOn("Hourglass", "/hourglass"),),
        ),
        rows=338,
        state="computed",
        seconds=0.06,
        note="",
    ),
)
