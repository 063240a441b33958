"""How the files of a table lie in its folder."""

from collections.abc import Iterable
from pathlib import Path

import pyarrow.parquet as pq


def part_file(folder: Path) -> Path:
    """The one file of a table that is not kept by person."""
    return folder / "part.parquet"


def bucket_file(folder: Path, bucket: int) -> Path:
    """Where one bucket of a table that is kept by person lies."""
    return folder / f"bucket-{bucket:02d}.parquet"


def empty_columns(file: Path) -> frozenset[str]:
    """Columns of a Parquet file that hold nothing but nulls, from its footer; none where the footer does not say."""
    footer = pq.read_metadata(file)
    groups = [footer.row_group(number) for number in range(footer.num_row_groups)]
    found = set()
    for place in range(footer.num_columns):
        chunks = [group.column(place) for group in groups]
        nulls = [chunk.statistics.null_count if chunk.statistics else None for chunk in chunks]
        if all(count == group.num_rows for count, group in zip(nulls, groups, strict=True)):
            found.add(footer.schema.column(place).name)
    return frozenset(found)


def row_count(files: Iterable[Path]) -> int:
    """Rows in Parquet files, from their footers."""
    return sum(pq.read_metadata(file).num_rows for file in files)
