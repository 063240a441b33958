"""What form a file of rows has, told by how it begins."""

import re
from pathlib import Path

from riparian.core.errors import SourceError
from riparian.storage.text_files import beginning_of, utf8_blocks


def format_of(file: Path) -> str:
    """`parquet`, `json lines` or `delimited`, by how the file begins; an empty file is `delimited`.

    Raises:
        SourceError: it is neither, or one list of JSON objects.
    """
    if beginning_of(file, 4) == b"PAR1":
        return "parquet"
    return format_of_text(next(utf8_blocks(file, size=1 << 16), b""), file)


def format_of_text(begun: bytes, file: Path) -> str:
    """`json lines` or `delimited`, for a file whose text begins so.

    Raises:
        SourceError: it is one list of JSON objects.
    """
    begun = begun.lstrip()
    if re.match(rb"\[\s*[{\]]", begun):
        raise SourceError(
            f"{file.name} is a list of JSON objects: write one object per line",
            where=str(file),
            fix="jq -c '.[]' FILE > FILE.jsonl",
        )
    return "json lines" if begun.startswith(b"{") else "delimited"
