"""What an as-of date leaves out of source files is told by their footers."""

from datetime import date, datetime, timedelta
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from riparian.core.columns import Day, Instant, LandedRow, Text
from riparian.core.row import Row, schema_of
from riparian.storage.arrow import arrow_schema
from riparian.storage.cut import LinesFrom, last_before, leaves_out, lines_from
from riparian.storage.duckdb import DuckDB
from riparian.storage.encoding import LINES, SLOTS

NOON = datetime(2026, 3, 2, 12)
SECOND = timedelta(seconds=1)


class Delivery(Row):
    """Grain: one row per delivery."""

    table = "deliveries"
    happened = "sent_at"

    sent_at: Instant
    arrived_at: Instant | None


class Parcel(Row):
    """Grain: one row per parcel."""

    table = "parcels"
    key = ("row_key",)
    happened = "sent_at"

    row_key: LandedRow
    sent_at: Instant
    arrived_at: Instant | None


class Budget(Row):
    """Grain: one row per day."""

    table = "budgets"
    happened = "day"

    day: Day


class Word(Row):
    """Grain: one row per word."""

    table = "words"

    word: Text


def written(folder: Path, row: type[Row], *rows: dict[str, object]) -> list[Path]:
    file = folder / f"{row.table}.parquet"
    pq.write_table(pa.Table.from_pylist(list(rows), schema=arrow_schema(schema_of(row))), file)
    return [file]


@pytest.mark.parametrize(
    ("sent_at", "arrived_at", "left_out"),
    [
        (NOON - SECOND, None, False),
        (NOON, None, True),
        (NOON - SECOND, NOON - SECOND, False),
        (NOON - SECOND, NOON + SECOND, True),
    ],
)
def test_a_row_or_something_later_in_it_may_lie_beyond_the_date(
    tmp_path: Path, sent_at: datetime, arrived_at: datetime | None, left_out: bool
) -> None:
    files = written(tmp_path, Delivery, {"sent_at": sent_at, "arrived_at": arrived_at})

    assert leaves_out(Delivery, files, NOON) == left_out


def test_a_day_is_left_out_from_its_midnight_on(tmp_path: Path) -> None:
    files = written(tmp_path, Budget, {"day": date(2026, 3, 2)})

    assert not leaves_out(Budget, files, datetime(2026, 3, 3))
    assert leaves_out(Budget, files, datetime(2026, 3, 2))


def test_what_has_no_time_or_no_rows_is_never_left_out(tmp_path: Path) -> None:
    assert not leaves_out(Word, written(tmp_path, Word, {"word": "a"}), NOON)
    assert not leaves_out(Delivery, written(tmp_path, Delivery), NOON)


def test_a_file_that_does_not_say_how_far_it_reaches_may_be_cut(tmp_path: Path) -> None:
    (file,) = written(tmp_path, Delivery, {"sent_at": NOON - SECOND, "arrived_at": None})
    pq.write_table(pq.read_table(file), file, write_statistics=False)

    assert leaves_out(Delivery, [file], NOON)


def parcels(folder: Path, *told: tuple[int, datetime, datetime | None]) -> list[tuple[type[Row], list[Path]]]:
    """Parcels of load 7 by line of its file, when each was sent and when it arrived."""
    rows: list[dict[str, object]] = [
        {"row_key": (7 * LINES + line) * SLOTS, "sent_at": sent, "arrived_at": arrived} for line, sent, arrived in told
    ]
    return [(Parcel, written(folder, Parcel, *rows))]


def test_lines_wait_whole_or_with_what_happened_to_them_later(tmp_path: Path) -> None:
    before, after = NOON - SECOND, NOON + SECOND
    tables = parcels(
        tmp_path,
        (1, before, None),
        (2, before, before),
        (3, before, NOON),
        (4, NOON, after),
        (5, after, None),
    )

    with DuckDB(threads=1, memory_limit="200MB", temporary=tmp_path) as engine:
        assert lines_from(engine, tables, NOON) == {7: LinesFrom(whole=2, parts=1)}
        assert lines_from(engine, tables, after + SECOND) == {}


def test_the_last_thing_before_an_instant_may_be_what_happened_to_a_row_later(tmp_path: Path) -> None:
    early, late, never = NOON - 9 * SECOND, NOON - SECOND, datetime(2099, 12, 31)
    tables = parcels(tmp_path, (1, early, late), (2, early, never), (3, never, None))

    with DuckDB(threads=1, memory_limit="200MB", temporary=tmp_path) as engine:
        assert last_before(engine, tables, NOON) == late
        assert last_before(engine, tables, early) is None
