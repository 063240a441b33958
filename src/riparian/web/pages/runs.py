"""The runs page: the snapshots that are kept, how one was built, and what moved since another."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Annotated, Literal

from fastapi import Query

from riparian.core.errors import NotFoundError
from riparian.tables.hourglass import BANDS, PLACES
from riparian.web import words
from riparian.web.addresses import Part, address
from riparian.web.compare import NOTHING, Against, Former
from riparian.web.deeds.addressed import people_path
from riparian.web.deeds.merges import Merged
from riparian.web.merges import taken_in
from riparian.web.page import Page
from riparian.web.reader import EXAMPLE_SNAPSHOT, Kept, Reader, Snapshot, snapshot_of, utc
from riparian.web.refusals import NotComparableError, NothingYetError

Order = Literal["order", "seconds"]
MOST_STEPS = 2_000


@dataclass(frozen=True, slots=True)
class Run:
    """A snapshot that is kept."""

    build: str
    as_of: datetime
    built_at: datetime
    tables: int
    rows: int
    people: int | None
    bytes: int
    published: bool
    """The one that pages show."""
    acting: int | None = None
    """Of the people, who did anything: they are listed. None: where everybody stands was not kept."""
    people_path: str = ""
    """Where these are listed: of a snapshot that is not published beside who stands there now."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the build."""

    step: int
    made: str
    state: str
    rows: int
    seconds: float
    part: float
    """Of the longest step's seconds."""
    note: str


@dataclass(frozen=True, slots=True)
class MovedTable:
    """A table with more or fewer rows than before. None: there was no such table."""

    table: str
    before: int | None
    after: int | None


@dataclass(frozen=True, slots=True)
class MovedPlace:
    """People at a place of the hourglass at the two as-of dates."""

    place: int
    name: str
    before: int
    after: int
    before_path: str = ""
    """Where the people of that snapshot are listed."""
    after_path: str = ""
    moved_path: str = ""
    """Where both are laid over one another, with who came and left; empty: pages show neither of the two."""


@dataclass(frozen=True, slots=True)
class MadeWith:
    """A version or setting that the two snapshots do not share. None: one did not have it."""

    name: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class Difference:
    """What moved from an earlier snapshot to the one that is shown."""

    against: str
    days_later: int
    """How much later the as-of date is; below 0 where it is earlier."""
    merged: int | None
    """People of the earlier snapshot who were found to be part of others. None: one of the two cannot be read."""
    set_apart: int | None
    """Who was part of others in it, and is not any more."""
    places: tuple[MovedPlace, ...]
    tables: tuple[MovedTable, ...]
    """From the largest change."""
    same_tables: int
    made_with: tuple[MadeWith, ...]
    merged_path: str = ""
    """Where those are listed whom others were found to be part of; empty: pages show neither snapshot."""
    set_apart_path: str = ""
    steps: tuple[Step, ...] = ()
    """How the earlier one was built; none where that was not kept, or cannot be read."""


@dataclass(frozen=True, slots=True)
class RunsView:
    """What the page shows, and its JSON twin."""

    heading: str
    sentence: str
    of: Snapshot
    runs: tuple[Run, ...]
    """Newest first."""
    run: str
    """The snapshot whose steps are told."""
    order: Order
    steps: tuple[Step, ...]
    seconds: float
    difference: Difference | None
    """None: there is no other snapshot to compare with."""
    against: Against = NOTHING


def show(
    tables: Reader,
    *,
    run: Annotated[
        str | None, Query(max_length=40, description="The snapshot; else the published one.", examples=["000007"])
    ] = None,
    against: Annotated[
        str | None, Query(max_length=40, description="Compare with; else the one before.", examples=["000006"])
    ] = None,
    order: Annotated[Order, Query(description="Steps in their order, or from the slowest.")] = "order",
) -> RunsView:
    """The snapshots, one build in full, and what moved since another."""
    kept = {one.build: one for one in tables.kept()}
    if not kept:
        raise NothingYetError("No snapshot is kept yet.", fix="riparian build")
    for asked in (run, against):
        if asked is not None and asked not in kept:
            fix = f"Kept are {', '.join(kept)}."
            raise NotFoundError(f"There is no snapshot {words.clip(asked)!r}.", where="/runs", fix=fix)
    shown = kept[run or (tables.snapshot if tables.snapshot in kept else next(iter(kept)))]
    earlier = next((name for name in kept if name < shown.build), None)
    other = kept[against] if against else kept[earlier] if earlier else None
    steps = tuple(_steps(_opened(tables, shown.build), order))
    moved, refused = _difference(tables, other, shown) if other and other.build != shown.build else (None, "")
    return RunsView(
        heading="Runs",
        sentence=_sentence(shown, steps),
        of=snapshot_of(tables),
        runs=tuple(_run(one, tables.snapshot) for one in kept.values()),
        run=shown.build,
        order=order,
        steps=steps,
        seconds=sum(one.seconds for one in steps),
        difference=moved,
        against=replace(NOTHING, refused=refused),
    )


def _opened(tables: Reader, build: str) -> Reader:
    return tables if build == tables.snapshot else Former(tables.other(build))


def _run(one: Kept, published: str) -> Run:
    acting = one.rows.get("standings")
    return Run(
        build=one.build,
        as_of=utc(one.as_of),
        built_at=utc(one.built_at),
        tables=len(one.rows),
        rows=sum(one.rows.values()),
        people=one.rows.get("people"),
        bytes=one.bytes,
        published=one.build == published,
        acting=acting,
        people_path=_people_path(one.build, published) if acting else "",
    )


def _people_path(build: str, published: str, **filters: Part) -> str:
    """Where people of a snapshot are listed: of another than the published one, beside those of that."""
    return address("/people", **filters, against=None if build == published else build)


def _steps(tables: Reader, order: Order) -> Iterator[Step]:
    by = "step" if order == "order" else "-seconds"
    rows = tables.rows("build_steps", order_by=(by, "step"), limit=MOST_STEPS)
    longest = max((row["seconds"] for row in rows), default=0) or 1
    columns = ("step", "made", "state", "rows", "seconds", "note")
    for row in rows:
        yield Step(**{name: row[name] for name in columns}, part=row["seconds"] / longest)


def _sentence(shown: Kept, steps: Sequence[Step]) -> str:
    """How the build went: what was computed, what was taken over, what stayed empty."""
    told = f"Snapshot {shown.build} holds everything as of {words.instant(shown.as_of)}"
    if not steps:
        return f"{told}; how it was built was not kept."
    states = {state: sum(one.state == state for one in steps) for state in ("computed", "taken over", "empty")}
    parts = [f"{number} {state}" for state, number in states.items() if number]
    seconds = sum(one.seconds for one in steps)
    return f"{told}: {words.counted(len(steps), 'table', 'tables')} in {seconds:.1f} seconds, {', '.join(parts)}."


def _difference(tables: Reader, before: Kept, after: Kept) -> tuple[Difference, str]:
    """What moved, and why nothing of its people can be told; empty where it can."""
    first, second = _opened(tables, before.build), _opened(tables, after.build)
    names = sorted(before.rows.keys() | after.rows.keys())
    moved = [
        MovedTable(name, before.rows.get(name), after.rows.get(name))
        for name in names
        if before.rows.get(name) != after.rows.get(name)
    ]
    moved.sort(key=lambda one: -abs((one.after or 0) - (one.before or 0)))
    merged, apart, refused = None, None, ""
    places: tuple[MovedPlace, ...] = ()
    steps: tuple[Step, ...] = ()
    try:
        steps = tuple(_steps(first, "order"))
        places = _people_moved(first, second, tables.snapshot)
        merged = first.count("people", where=taken_in(first, second))
        apart = second.count("people", where=taken_in(second, first))
    except NotComparableError as error:
        refused = error.what
    merged_path, apart_path = _merged_paths(before.build, after.build, tables.snapshot)
    told = Difference(
        against=before.build,
        days_later=(after.as_of - before.as_of).days,
        merged=merged,
        set_apart=apart,
        merged_path=merged_path if merged else "",
        set_apart_path=apart_path if apart else "",
        places=places,
        tables=tuple(moved),
        same_tables=len(names) - len(moved),
        made_with=tuple(_made_with(before.made_with, after.made_with)),
        steps=steps,
    )
    return told, refused


def _merged_paths(before: str, after: str, published: str) -> tuple[str, str]:
    """Where those are listed whom others were found to be part of, and those who were set apart."""
    if published == after:
        return people_path(Merged(before)), people_path(Merged(before, "set apart"))
    if published == before:
        return people_path(Merged(after, "set apart")), people_path(Merged(after))
    return "", ""


def _people_moved(first: Reader, second: Reader, published: str) -> tuple[MovedPlace, ...]:
    """Where people stood."""
    stood, stand = _standing(first), _standing(second)

    def moved(place: int, name: str) -> MovedPlace:
        standing: dict[str, Part] = {"band": place} if place in BANDS else {"facet": name.lower()}
        before, after = (_people_path(one.snapshot, published, **standing) for one in (first, second))
        both = {first.snapshot: after, second.snapshot: before}.get(published, "")
        return MovedPlace(place, name, stood.get(place, 0), stand.get(place, 0), before, after, both)

    return tuple(moved(place, name) for place, name in PLACES.items())


def _standing(tables: Reader) -> dict[int, int]:
    """People at each place at the end of the newest month."""
    newest = tables.rows("band_counts", columns=("month_on",), order_by=("-month_on",), limit=1)
    if not newest:
        return {}
    rows = tables.rows("band_counts", where=[("month_on", "=", newest[0]["month_on"])], limit=20)
    return {row["place"]: row["closing"] for row in rows}


def _made_with(before: Mapping[str, str], after: Mapping[str, str]) -> Iterator[MadeWith]:
    for name in dict.fromkeys((*before, *after)):
        if before.get(name) != after.get(name):
            yield MadeWith(name, before.get(name), after.get(name))


PAGE = Page(
    path="/runs",
    title="Runs",
    says="The snapshots that are kept, how one was built, and what moved since another.",
    template="runs.html",
    show=show,
    group="Set up",
    place=120,
    icon="runs",
    example=RunsView(
        heading="Runs",
        sentence="Snapshot 000007 holds everything as of 1 Oct 2026, 00:00: 1 table in 0.6 seconds, 1 computed.",
        of=EXAMPLE_SNAPSHOT,
        runs=(
            Run(
                build="000007",
                as_of=datetime(2026, 10, 1, tzinfo=UTC),
                built_at=datetime(2026, 10, 1, 6, tzinfo=UTC),
                tables=56,
                rows=84_301,
                people=2_759,
                bytes=2_690_493,
                published=True,
                acting=2_759,
                people_path="/people",
            ),
        ),
        run="000007",
        order="order",
        steps=(Step(1, "people", "computed", 2_759, 0.6, 1.0, ""),),
        seconds=0.6,
        difference=Difference(
            against="000006",
            days_later=7,
            merged=2,
            set_apart=0,
            places=(
                MovedPlace(
                    5,
                    "Buy",
                    276,
                    279,
                    "/people?band=5&against=000006",
                    "/people?band=5",
                    "/people?band=5&against=000006",
                ),
            ),
            tables=(MovedTable("actions", 39_102, 39_653),),
            same_tables=31,
            made_with=(MadeWith("sessions.idle_limit", "PT30M", "PT20M"),),
            merged_path="/people?did=merged~000006",
        ),
    ),
)
