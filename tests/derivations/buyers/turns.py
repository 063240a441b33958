"""Histories of orders by hand: who ordered in which months, put in turn as `purchases` does."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

import ibis
import pyarrow as pa

from riparian.core.durations import AsOf
from riparian.core.row import Table, schema_of
from riparian.expressions.calendar import month_index_of
from riparian.storage.arrow import arrow_schema
from riparian.tables.actions import Action
from riparian.tables.buyers import LateIdentifier, Purchase
from riparian.testing.tables import code, lent, table_of

FIRST = 1109
"""January 2024, month 0 of these histories."""
NONE_LATE = table_of(LateIdentifier)
"""All identifiers of a buyer were known to be theirs from the first order on."""


def in_month(month: int, day: int = 15) -> datetime:
    """A day of a month counted from January 2024; negative months lie before."""
    year, place = divmod(month, 12)
    return datetime(2024 + year, place + 1, day)


def as_of_month(month: int) -> AsOf:
    """The first instant of a month: everything before it is known."""
    return AsOf(in_month(month, 1))


def in_turn(*orders: Mapping[str, Any]) -> Table[Purchase]:
    """Orders with `person_key` and `bought_at` as the table `purchases`; what follows from their turn is filled in."""
    by_person: dict[int, list[dict[str, Any]]] = {}
    for key, one in sorted(enumerate(orders), key=lambda each: each[1]["bought_at"]):
        made = {"action_key": 16 * key + 1, "identifier_key": one["person_key"], "demand": 1000}
        by_person.setdefault(one["person_key"], []).append(made | dict(one))
    rows = []
    for mine in by_person.values():
        months = [month_index_of(one["bought_at"]) for one in mine]
        channels = [code(one.get("channel", "web")) for one in mine]
        for number, one in enumerate(mine):
            rows.append(
                one
                | {
                    "number": number + 1,
                    "month": months[number],
                    "next_month": months[number + 1] if number + 1 < len(mine) else None,
                    "first_month": months[0],
                    "channel": channels[number],
                    "first_channel": channels[0],
                }
            )
    return lent(pa.Table.from_pylist(rows, schema=arrow_schema(schema_of(Purchase))), schema_of(Purchase))


def crowd(months: Sequence[int], people: int, *, first: int = 1, **more: Any) -> list[dict[str, Any]]:
    """So many people, numbered from `first`, who all ordered in these months."""
    return [
        {"person_key": person, "bought_at": in_month(month)} | more
        for person in range(first, first + people)
        for month in months
    ]


def visits_of(*visits: tuple[int, datetime]) -> Table[Action]:
    """Page views of a person, known by an identifier of the same number, at an instant."""
    return table_of(
        Action,
        *(
            {"person_key": person, "identifier_key": person, "action_key": key, "kind": "view", "occurred_at": moment}
            for key, (person, moment) in enumerate(visits, 1)
        ),
    )


def chosen(table: ibis.Table, **values: object) -> ibis.Table:
    """The rows in which these columns have these values."""
    return table.filter([table[name] == value for name, value in values.items()])


def numbered(crowds: Iterable[tuple[Sequence[int], int]], **more: Any) -> list[dict[str, Any]]:
    """Crowds one after another, so that nobody is in two."""
    made: list[dict[str, Any]] = []
    first = 1
    for months, people in crowds:
        made += crowd(months, people, first=first, **more)
        first += people
    return made
