"""Where a stored row comes from, and why identifiers are, or are not, taken to be one person."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from riparian.web.reader import Reader, utc

_LOAD = 2**36
_SLOTS = 8
_TABLES = 16


@dataclass(frozen=True, slots=True)
class Origin:
    """The line of a file, or the ledger entry a person made."""

    file: str | None
    line: int | None
    ledger_entry: int | None = None


def row_key_of(action_key: int) -> int:
    """The source row an action was made from."""
    return action_key // _TABLES


def origins(tables: Reader, row_keys: Iterable[int]) -> dict[int, Origin]:
    """Origins by row key (load × 2³⁶ + line × 8 + slot; negative: a ledger entry)."""
    keys = set(row_keys)
    loads = sorted({key // _LOAD for key in keys if key >= 0})
    rows = (
        tables.rows("source_loads", columns=("load", "file"), where=[("load", "in", loads)], limit=len(loads))
        if loads
        else []
    )
    files = {row["load"]: row["file"] for row in rows}
    return {
        key: Origin(files.get(key // _LOAD), key % _LOAD // _SLOTS) if key >= 0 else Origin(None, None, -key)
        for key in keys
    }


@dataclass(frozen=True, slots=True)
class Evidence:
    """Why two identifiers are, or are not, taken to be one person."""

    left: str
    right: str
    source: str
    linked_at: datetime
    origin: Origin
    sources: int | None
    refused: str | None
    """Why the evidence was not followed; none: it was."""


def evidence_for(
    tables: Reader, identifiers: Sequence[dict[str, Any]]
) -> tuple[tuple[Evidence, ...], tuple[Evidence, ...]]:
    """Links followed and links refused between the person's identifiers and others."""
    keys = [row["identifier_key"] for row in identifiers]
    if not keys:
        return (), ()
    followed = tables.rows("identity_links", where=[("left_key", "in", keys)], order_by=("linked_at",), limit=200)
    refused = {
        (row["left_key"], row["right_key"]): row
        for side in ("left_key", "right_key")
        for row in tables.rows("refused_links", where=[(side, "in", keys)], order_by=("linked_at",), limit=100)
    }
    links = [*followed, *refused.values()]
    others = sorted({row[side] for row in links for side in ("left_key", "right_key")} - set(keys))
    named = list(identifiers)
    if others:
        named += tables.rows("identifiers", where=[("identifier_key", "in", others)], limit=len(others))
    names = {row["identifier_key"]: f"{row['kind'].replace('_', ' ')} {row['value']}" for row in named}
    found = origins(tables, (row["row_key"] for row in links))

    def told(row: dict[str, Any]) -> Evidence:
        left, right = (names.get(row[side], f"identifier {row[side]}") for side in ("left_key", "right_key"))
        at, origin = utc(row["linked_at"]), found[row["row_key"]]
        return Evidence(left, right, row["source"], at, origin, row.get("sources"), row.get("reason"))

    return tuple(map(told, followed)), tuple(map(told, refused.values()))
