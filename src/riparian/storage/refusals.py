"""What an engine refuses: values and settings of a source, told as its mistake, and files, as the system's refusal."""

import errno
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager

import duckdb

from riparian.core.errors import SourceError, StorageError

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


_NUMBER = re.compile(r'"errno":"(\d+)"')
_NUMBERS = {os.strerror(code): code for code in errno.errorcode}
"""What an engine that says no number says at the end of its sentence."""
_FILE = re.compile(r'(?:file|directory) \\?"([^"\\]+)')


@contextmanager
def memory_told() -> Iterator[None]:
    """Say of too little memory which setting it is.

    Raises:
        StorageError: the memory that the engine may use is too little.
    """
    try:
        yield
    except duckdb.OutOfMemoryException as error:
        said = str(error).partition("\n")[0].partition(": ")[2]
        raise StorageError(
            f"the engine may use too little memory: {said}",
            where="riparian.toml [engine] memory_limit",
            fix="allow it more, as in memory_limit = '8GB', or fewer threads",
        ) from error


@contextmanager
def system_told() -> Iterator[None]:
    """Raise what the system refused to the engine as it is raised of files that are written without one.

    Raises:
        OSError: with the number and the path that the engine names.
        StorageError: the memory that the engine may use is too little.
    """
    try:
        with memory_told():
            yield
    except duckdb.IOException as error:
        said = str(error)
        number = _NUMBER.search(said)
        path = _FILE.search(said)
        code = int(number[1]) if number else _NUMBERS.get(said.partition("\n")[0].rpartition(": ")[2])
        if code is None:
            raise
        raise OSError(code, os.strerror(code), path[1] if path else None) from error
