"""Exports: the list of people as CSV, with the filters of its page, streamed so that its length does not matter."""

import csv
import io
from collections.abc import Callable, Iterator
from inspect import Signature, signature
from typing import Any

from fastapi import APIRouter
from starlette.responses import Response, StreamingResponse

from riparian.core.cells import inert
from riparian.web import words
from riparian.web.pages.people import ListedPerson, PeopleView, show
from riparian.web.people_before import ListedNow
from riparian.web.reader import Reader
from riparian.web.refusals import NothingYetError

AT_A_TIME = 20_000
"""People read at once."""
LEFT_OUT = ("after", "limit", "against")
"""What the page takes and the file does not."""
COLUMNS = (
    "person_key", "name", "email", "country", "known", "band", "band_name", "facets", "dormant", "first_at", "last_at",
    "orders", "value", "currency", "sources",
)  # fmt: skip
COLUMNS_NOW = ("person_key_now", "band_now", "band_name_now", "dormant_now", "orders_now", "value_now")
"""Of who left, whose other columns tell how they stood; empty for who is not known any more."""


def people_router(read: Callable[[], Reader | None]) -> APIRouter:
    """`/people.csv`, which takes every filter and order that the page takes."""
    router = APIRouter()
    asked = [one for one in list(signature(show).parameters.values())[1:] if one.name not in LEFT_OUT]

    def people_csv(**given: Any) -> Response:
        tables = read()
        if tables is None:
            raise NothingYetError("Nothing has been built yet.", fix="riparian build")
        # The first part is read before the answer begins, so that a refusal can still be one.
        first = show(tables, **given, limit=AT_A_TIME)
        since = f"left-{first.left}-" if first.left else ""
        named = f"people-{since}{tables.snapshot}.csv"
        headers = {"Content-Disposition": f'attachment; filename="{named}"', "Cache-Control": "private, no-store"}
        return StreamingResponse(csv_lines(tables, first, given), media_type="text/csv; charset=utf-8", headers=headers)

    people_csv.__signature__ = Signature(asked)  # type: ignore[attr-defined]  # FastAPI reads it
    router.get("/people.csv", include_in_schema=False)(people_csv)
    return router


def csv_lines(tables: Reader, first: PeopleView, given: dict[str, Any]) -> Iterator[str]:
    """The file in parts, all of one snapshot. A spreadsheet finds no formula in it."""
    view = first
    yield _written([(*COLUMNS, *(COLUMNS_NOW if first.left else ()))])
    while True:
        now = {one.person_key: one for one in view.listed_now}
        yield _written(
            [
                (*_cells(one, view.of.currency), *(_cells_now(now.get(one.person_key), view) if view.left else ()))
                for one in view.people
            ]
        )
        if view.more is None:
            return
        view = show(tables, **given, after=view.more, limit=AT_A_TIME)


def _cells(one: ListedPerson, currency: str) -> tuple[object, ...]:
    # Where the list shows a stand-in for the name, the file leaves it empty.
    name = one.name if one.name not in ("Browser", "No name", one.email) else None
    return (
        one.person_key, name, one.email, one.country, "yes" if one.known else "no", one.band, one.band_name,
        ", ".join(one.facets), "yes" if one.dormant else "no", one.first_at.isoformat(), one.last_at.isoformat(),
        one.orders, words.major(one.spent, currency), currency, one.sources,
    )  # fmt: skip


def _cells_now(one: ListedNow | None, view: PeopleView) -> tuple[object, ...]:
    if one is None:
        return (None,) * len(COLUMNS_NOW)
    value = words.major(one.spent, view.of.currency)
    return one.key_now, one.band, one.band_name, "yes" if one.dormant else "no", one.orders, value


def _written(rows: list[tuple[object, ...]]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerows([inert(cell) for cell in row] for row in rows)
    return out.getvalue()
