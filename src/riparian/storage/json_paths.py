"""Paths into JSON: how they are written, and the one query that takes the values of many at once.

A path is written as in `context.page.url`; further forms are

- `products[0].sku`: an element by its place, counted from 0;
- `event_params[page_location]`: in an array as Google writes them
  (`{"key": …, "value": {"string_value": …, "int_value": …}}`), the value under that key that is filled;
- `properties."total billed"`: a key with dots, brackets or bars, in quotes (blanks need none);
- `userId|user_id`: the first of several paths that leads to anything.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from riparian.core.errors import SourceError
from riparian.storage.sql import named, quoted

_STEP = re.compile(r'(?:"([^"]+)"|([^."\[\]|]+))((?:\[[^\]]*\])*)(?:\.|$)')
_BAR = re.compile(r'\|(?=(?:[^"]*"[^"]*")*[^"]*$)')
_TYPED = ("string_value", "int_value", "float_value", "double_value")
_PAIRS = [{"key": "VARCHAR", "value": dict.fromkeys(_TYPED, "VARCHAR")}]


@dataclass(frozen=True, slots=True)
class Path:
    """One way into a JSON object."""

    steps: tuple[str | int, ...]
    """Keys, and places in arrays counted from 0."""
    key: str = ""
    """The key to look for in the array of pairs that the steps lead to."""

    @property
    def pointer(self) -> str:
        """As DuckDB writes it: `$."context"."page"`."""
        return "$" + "".join(f"[{step}]" if isinstance(step, int) else f'."{step}"' for step in self.steps)


def paths_of(written: str) -> tuple[Path, ...]:
    """The paths that a text means, in order of preference.

    Raises:
        SourceError: the text is no path.
    """
    return tuple(_path_of(part, written) for part in alternatives(written))


def alternatives(written: str) -> tuple[str, ...]:
    """The ways that a text names, each as it is written."""
    return tuple(part.strip() for part in _BAR.split(written))


def quoted_key(key: str) -> str:
    """A key as a step of a written path, in quotes where it needs them."""
    return key if re.fullmatch(r"[^.\"\[\]|]+", key) else f'"{key}"'


def _path_of(text: str, written: str) -> Path:
    steps: list[str | int] = []
    place = 0
    while not steps or place < len(text):
        match = _STEP.match(text, place)
        if not match:
            raise SourceError(
                f"{written!r} is no path into JSON", where=text[place:], fix="write for example context.page.url"
            )
        place = match.end()
        steps.append(match[1] or match[2])
        for bracket in re.findall(r"\[([^\]]*)\]", match[3]):
            if not bracket.isdigit():
                return Path(tuple(steps), bracket)
            steps.append(int(bracket))
    return Path(tuple(steps))


@dataclass(slots=True)
class _Structure:
    """The shape that DuckDB's `from_json` is asked for: each text is parsed once, however many paths there are."""

    shape: dict[str, object] = field(default_factory=dict)
    pairs: list[str] = field(default_factory=list)
    """Arrays of pairs, as expressions."""
    apart: list[str] = field(default_factory=list)
    """Paths that do not fit into one shape (a whole object and its parts), taken one by one."""

    def value(self, path: Path) -> str:
        """The expression of what `path` leads to."""
        reached = self._reached(path)
        if reached is None:
            if path.key:
                raise SourceError(f"{path.pointer}[{path.key}] and another path want the same array differently")
            if path.pointer not in self.apart:
                self.apart.append(path.pointer)
            return f"apart[{self.apart.index(path.pointer) + 1}]"
        if not path.key:
            return reached
        if reached not in self.pairs:
            self.pairs.append(reached)
        place = self.pairs.index(reached)
        return f"filled_{place}[list_position(keys_{place}, {quoted(path.key)})]"

    def _reached(self, path: Path) -> str | None:
        """The path within the shape, which grows where nothing stands in the way; None where something does."""
        node: object = self.shape
        expression = "read"
        for step, after in zip(path.steps, (*path.steps[1:], None), strict=True):
            wanted: object = _leaf(path) if after is None else [] if isinstance(after, int) else {}
            if isinstance(step, int):
                if not isinstance(node, list):
                    return None
                if not node:
                    node.append(wanted)
                found, expression = node[0], f"{expression}[{step + 1}]"
            else:
                if not isinstance(node, dict) or _differs_in_case_only(step, node):
                    return None
                found, expression = node.setdefault(step, wanted), f"{expression}.{named(step)}"
            if type(found) is not type(wanted) or (after is None and found != wanted):
                return None
            node = found
        return expression


def _leaf(path: Path) -> object:
    return _PAIRS if path.key else "VARCHAR"


def _differs_in_case_only(key: str, node: dict[str, object]) -> bool:
    return key not in node and key.lower() in {known.lower() for known in node}


def query_of(fields: Mapping[str, str]) -> str:
    """The SQL that reads the table `texts` into `line`, `malformed`, `raw` and a text column per field.

    Beside `line` and `raw`, the table has `written`: the JSON of `raw` with its values as they are to be told. Numbers
    and booleans are text as JSON writes them, objects and arrays are JSON. Null, absent and empty are null.

    Raises:
        SourceError: a path cannot be read.
    """
    structure = _Structure()
    columns = []
    for name, written in fields.items():
        ways = ", ".join(f"nullif({structure.value(path)}, '')" for path in paths_of(written))
        columns.append(f"coalesce({ways}, NULL) AS {named(name)}")
    apart = f"json_extract_string(object, [{', '.join(map(quoted, structure.apart))}])" if structure.apart else "NULL"
    typed = ", ".join(f"pair.value.{kind}" for kind in _TYPED)
    lists = [
        f"list_transform({pairs}, lambda pair: pair.key) AS keys_{place}, "
        f"list_transform({pairs}, lambda pair: coalesce({typed})) AS filled_{place}"
        for place, pairs in enumerate(structure.pairs)
    ]
    shape = json.dumps(structure.shape or {"nothing": "VARCHAR"})
    return f"""
        SELECT {", ".join(["line", "malformed", "raw", *columns])} FROM (
          SELECT {", ".join(["*", *lists])} FROM (
            SELECT *, {apart} AS apart, from_json(object, {quoted(shape)}) AS read FROM (
              SELECT *, CASE WHEN malformed IS NULL THEN written END AS object FROM (
                SELECT line, raw, written, CASE WHEN NOT json_valid(raw) THEN 'it is no JSON'
                  WHEN raw[1] <> '{{' THEN 'it is JSON, though no object' END AS malformed
                FROM texts))))
    """
