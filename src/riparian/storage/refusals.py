"""What an engine refuses of the settings or the contents of a source, told as a mistake of the source."""

from collections.abc import Iterator
from contextlib import contextmanager

import duckdb

from riparian.core.errors import SourceError

_OF_VALUES = (
    duckdb.ConversionException,
    duckdb.InvalidInputException,
    duckdb.NotImplementedException,
    duckdb.OutOfRangeException,
)
"""What a value or a setting can make an engine raise; a query that is wrong in itself raises others."""


@contextmanager
def refusals_told(where: str) -> Iterator[None]:
    """Tell what the engine says of a value of a source, or of a setting of it, in one sentence.

    Raises:
        SourceError: the engine refused one.
    """
    try:
        yield
    except _OF_VALUES as error:
        said = str(error).partition("\n")[0].partition(": ")[2] or str(error)
        raise SourceError(
            f"its rows cannot be mapped: {said}",
            where=where,
            fix="riparian check; then look at what the sentence names",
        ) from error
