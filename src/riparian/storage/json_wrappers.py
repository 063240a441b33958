"""JSON lines that keep their objects inside another: `{"payload": {"type": "track"}}`.

Archives, queues and collections of examples put what they were given under one key and their own fields beside it.
"""

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from riparian.expressions.text import column_name
from riparian.storage.json_lines import header_of_json_lines
from riparian.storage.json_paths import alternatives, quoted_key


def wrapped_in(header: Iterable[str], known: Callable[[set[str]], bool]) -> str | None:
    """The column name of the key under which fields lie that are `known`; empty: they lie bare; None: there are none.

    Args:
        header: column names, those of fields inside an object beginning with the name of its key.
        known: whether a set of column names is what is looked for.
    """
    names = set(header)
    if known(names):
        return ""
    outer = sorted({name[:place] for name in names for place, letter in enumerate(name) if letter == "_"})
    for key in outer:
        if known({name.removeprefix(f"{key}_") for name in names if name.startswith(f"{key}_")}):
            return key
    return None


def wrapper_of(file: Path, known: Callable[[set[str]], bool]) -> str:
    """The key under which the lines of a file keep objects that are `known`; empty where no key does."""
    paths = header_of_json_lines(file, rows=100)
    name = wrapped_in(paths, known)
    keys = {path.partition(".")[0] for path in paths.values() if not path.startswith('"')}
    return next((key for key in sorted(keys) if name and column_name(key) == name), "")


def under(key: str, fields: Mapping[str, str]) -> dict[str, str]:
    """Column to path, as in `read_json_lines`, for objects that lie under a key; the same where the key is empty."""
    if not key:
        return dict(fields)
    return {name: "|".join(f"{quoted_key(key)}.{way}" for way in alternatives(path)) for name, path in fields.items()}
