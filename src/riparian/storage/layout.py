"""How the files of a table lie in its folder."""

from collections.abc import Iterable, Mapping
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


def lies_within(file: Path, bounds: Mapping[str, tuple[float, float]]) -> bool:
    """Whether the footer of a Parquet file says that all values of columns lie between these bounds.

    It says nothing of a column that holds what is no number.
    """
    footer = pq.read_metadata(file)
    places = {name: footer.schema.names.index(name) for name in bounds} if footer.num_rows else {}
    for group in range(footer.num_row_groups):
        for name, place in places.items():
            said = footer.row_group(group).column(place).statistics
            least, most = bounds[name]
            if said is None or not said.has_min_max or not (least <= said.min and said.max <= most):
                return False
    return True
