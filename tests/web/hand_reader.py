"""A snapshot by hand: a small company with fifteen months, sixty people and one whose every part is filled."""

import operator
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from riparian.core.errors import NotFoundError
from riparian.web.reader import Condition
from tests.web.hand_apart import apart_tables
from tests.web.hand_buyers import buyer_tables
from tests.web.hand_channels import channel_tables, site_tables, stream_tables
from tests.web.hand_cohorts import cohort_tables, entry_conversions
from tests.web.hand_forecast import forecast_tables
from tests.web.hand_hourglass import band_tables, figure_tables
from tests.web.hand_people import AS_OF, RICH, Rows, identity, journey, standings, stream
from tests.web.hand_runs import build_steps
from tests.web.hand_sources import source_tables
from tests.web.hand_value import value_tables

_TESTS: dict[str, Callable[[Any, Any], bool]] = {
    "=": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "in": lambda value, among: value in among,
    "not in": lambda value, among: value not in among,
    "matches": lambda value, pattern: re.fullmatch(pattern, value) is not None,
    "contains": lambda value, part: value is not None and part.lower() in value.lower(),
}


def holds(row: Mapping[str, Any], condition: Condition) -> bool:
    """Whether a row fulfils a condition, with SQL's nulls."""
    column, operation, value = condition
    if operation == "either":
        assert isinstance(value, list)
        return any(all(holds(row, one) for one in some) for some in value)
    found = row[column]
    if operation in ("is null", "not null"):
        return (found is None) == (operation == "is null")
    if operation in ("not <", "not <="):
        return found is None or not _TESTS[operation.removeprefix("not ")](found, value)
    return found is not None and _TESTS[operation](found, value)


@dataclass(frozen=True)
class HandKept:
    """A snapshot as `kept` tells it."""

    build: str
    as_of: datetime
    built_at: datetime
    rows: Mapping[str, int]
    bytes: int
    made_with: Mapping[str, str]


@dataclass(frozen=True)
class HandReader:
    """A `Reader` over Python rows."""

    tables: Mapping[str, Rows] = field(default_factory=dict)
    snapshot: str = "20261121-0600"
    as_of: datetime = AS_OF
    built_at: datetime = AS_OF + timedelta(hours=6)
    company: str = "Alder & Reed"
    currency: str = "EUR"
    before: tuple["HandReader", ...] = ()
    """Earlier snapshots, newest first."""
    later: tuple["HandReader", ...] = ()
    """Later ones, which this one was asked for by."""
    made_with: Mapping[str, str] = field(default_factory=dict)

    def rows(
        self,
        table: str,
        *,
        columns: Sequence[str] = (),
        where: Sequence[Condition] = (),
        order_by: Sequence[str] = (),
        limit: int,
    ) -> Rows:
        found = self._holding(table, where)
        for by in reversed(order_by):
            told = [row for row in found if row[by.lstrip("-")] is not None]
            told.sort(key=lambda row: row[by.lstrip("-")], reverse=by.startswith("-"))
            found = told + [row for row in found if row[by.lstrip("-")] is None]
        return [{name: row[name] for name in columns} if columns else dict(row) for row in found[:limit]]

    def count(self, table: str, *, where: Sequence[Condition] = ()) -> int:
        return len(self._holding(table, where))

    def counts(self, table: str, *, by: str, where: Sequence[Condition] = ()) -> dict[Any, int]:
        return dict(Counter(row[by] for row in self._holding(table, where)))

    def _holding(self, table: str, where: Sequence[Condition]) -> Rows:
        tested: list[Condition] = []
        rows = self.tables.get(table, [])
        for column, operation, value in where:
            if operation in ("after any", "after none"):
                assert isinstance(value, tuple)
                rows = [row for row in rows if self._after(row, column, value) == (operation == "after any")]
                continue
            if operation == "any until":
                assert isinstance(value, tuple)
                rows = [row for row in rows if self._until(row, column, value)]
                continue
            if operation in ("found in", "not found in"):
                assert isinstance(value, tuple)
                other, conditions = value[:2]
                there = value[2] if len(value) > 2 else column
                snapshot = value[3] if len(value) > 3 else self.snapshot
                looked = self if snapshot == self.snapshot else self.other(snapshot)
                value = {row[there] for row in looked._holding(other, conditions)}
                operation = "in" if operation == "found in" else "not in"
            tested.append((column, operation, value))
        return [row for row in rows if all(holds(row, one) for one in tested)]

    def _after(self, row: Mapping[str, Any], column: str, value: tuple[Any, ...]) -> bool:
        """Whether the same person has something earlier in a column of another table."""
        table, conditions, there = value
        theirs = [one[there] for one in self._holding(table, conditions) if one["person_key"] == row["person_key"]]
        return any(at is not None and row[column] is not None and at < row[column] for at in theirs)

    def _until(self, row: Mapping[str, Any], column: str, value: tuple[Any, ...]) -> bool:
        """Whether the same person has something in a column of another table between two columns."""
        table, conditions, there, until = value
        theirs = [one[there] for one in self._holding(table, conditions) if one["person_key"] == row["person_key"]]
        return row[until] is not None and any(row[column] <= at <= row[until] for at in theirs)

    def kept(self) -> list[HandKept]:
        return [
            HandKept(
                one.snapshot,
                one.as_of,
                one.built_at,
                {name: len(rows) for name, rows in one.tables.items()},
                2_690_493,
                one.made_with,
            )
            for one in (self, *self.before)
        ]

    def other(self, build: str) -> "HandReader":
        beside = [one for later in self.later for one in later.before]
        for one in (self, *self.before, *self.later, *beside):
            if one.snapshot == build:
                return one if one is self else replace(one, later=(*one.later, self))
        raise NotFoundError(f"snapshot {build!r} is not kept")


def company() -> HandReader:
    """The whole company, with the snapshot of a week before."""
    made_with = {"riparian": "0.1.0", "code": "b2", "seed": "20260101", "sessions.idle_limit": "PT30M"}
    before = HandReader(
        _tables(shrunk=True),
        snapshot="20261114-0600",
        as_of=AS_OF - timedelta(days=7),
        built_at=AS_OF - timedelta(days=7, hours=-6),
        made_with=made_with | {"code": "a1", "sessions.idle_limit": "PT20M"},
    )
    return HandReader(_tables(), before=(before,), made_with=made_with)


def _tables(*, shrunk: bool = False) -> dict[str, Rows]:
    """Every table; `shrunk`: as a week before, when fewer people were known and two were not yet found to be one."""
    counts, flows = band_tables()
    everybody = standings()
    people = [
        {name: row[name] for name in ("person_key", "known", "first_at", "sources", "email", "full_name", "country")}
        | {"identifiers": 4 if row["person_key"] == RICH else 1, "company": None}
        for row in everybody
    ]
    silent = {
        "person_key": 999,
        "known": True,
        "first_at": AS_OF - timedelta(days=3),
        "sources": 1,
        "email": "new@example.org",
        "full_name": None,
        "country": None,
        "identifiers": 1,
        "company": "Sedge Ltd",
    }
    found = {
        "band_counts": counts,
        "band_flows": flows,
        "standings": everybody,
        "people": [*people, silent],
        "actions": stream(),
        **figure_tables(),
        **buyer_tables(everybody),
        **forecast_tables(),
        **cohort_tables(),
        **value_tables(),
        **apart_tables(everybody),
        "band_conversions": [*figure_tables()["band_conversions"], *entry_conversions()],
        **identity(),
        **journey(),
        **source_tables(),
        **channel_tables(),
        **site_tables(),
        **stream_tables(),
        "build_steps": build_steps(),
    }
    if not shrunk:
        return found
    now = found["band_counts"]
    earlier = [row | {"closing": row["closing"] - 5} if row["place"] < 3 else row for row in now]
    (merged,) = found["merged_people"]
    apart = found["people"][0] | {"person_key": merged["former_key"]}
    return found | {"people": [*found["people"][:-5], apart], "merged_people": [], "band_counts": earlier}
