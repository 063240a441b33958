"""What an as-of date leaves out of source files is told by their footers."""

from datetime import date, datetime, timedelta
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from riparian.core.columns import Day, Instant, Text
from riparian.core.row import Row, schema_of
from riparian.storage.arrow import arrow_schema
from riparian.storage.cut import leaves_out

NOON = datetime(2026, 3, 2, 12)
SECOND = timedelta(seconds=1)


class Delivery(Row):
    """Grain: one row per delivery."""

    table = "deliveries"
    happened = "sent_at"

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
