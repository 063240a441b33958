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


def row_count(files: Iterable[Path]) -> int:
    """Rows in Parquet files, from their footers."""
    return sum(pq.read_metadata(file).num_rows for file in files)
