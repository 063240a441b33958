"""Which figures moved between two snapshots: what a correction or a merge of people did."""

from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from riparian.storage.reading import Published
from riparian.storage.snapshot import Snapshot
from riparian.tables.hourglass import BANDS, FACETS, PLACES


@dataclass(frozen=True, slots=True)
class Moved:
    """A figure that is not what it was. None: it was not there."""

    figure: str
    before: float | None
    after: float | None


@dataclass(frozen=True, slots=True)
class IdentityChange:
    """What happened to people between two snapshots."""

    corrections: int
    merged: int
    """People of the first who are part of others in the second."""
    set_apart: int
    """People who were part of others in the first and are people of their own again."""


def is_known_of_people(snapshot: Snapshot) -> bool:
    """Whether anybody was merged into others, or a decision on who is who was recorded: without, none can change."""
    tables = (snapshot.tables.get(name) for name in ("identity_corrections", "merged_people"))
    return any(table.rows for table in tables if table)


def identity_changed(before: Published, after: Published) -> IdentityChange:
    """What decisions and evidence about people changed between two snapshots."""
    corrections = _count(after, "identity_corrections") - _count(before, "identity_corrections")
    first, second = _merged(before), _merged(after)
    # A number may have been given, and merged, in snapshots between the two.
    return IdentityChange(corrections, _people_among(before, second - first), _people_among(after, first - second))


def _merged(tables: Published) -> set[int]:
    """The numbers that people had who are part of others."""
    if not tables.tables().get("merged_people"):
        return set()
    return set(tables.batches("merged_people", columns=("former_key",)).read_all().column("former_key").to_pylist())


def _people_among(tables: Published, keys: set[int]) -> int:
    """How many of these numbers are people of their own."""
    if not keys or not tables.tables().get("people"):
        return 0
    asked = pa.array(sorted(keys), pa.int64())
    found = tables.batches("people", columns=("person_key",))
    return sum(pc.sum(pc.is_in(batch.column("person_key"), asked)).as_py() or 0 for batch in found)


def moved(before: Published, after: Published) -> tuple[Moved, ...]:
    """The figures that differ, in the order in which pages show them."""
    first, second = figures(before), figures(after)
    names = dict.fromkeys((*first, *second))
    return tuple(
        Moved(name, first.get(name), second.get(name)) for name in names if first.get(name) != second.get(name)
    )


def figures(tables: Published) -> dict[str, float]:
    """The headline figures of a snapshot: people, where they stand, how large the ecosystem is, the recommend score."""
    found: dict[str, float] = {"people": _count(tables, "people")}
    if "people" in tables.tables():
        found["known people"] = tables.count("people", where=[("known", "=", True)])
    if "standings" in tables.tables():
        found |= {f"in {name}": tables.count("standings", where=[("band", "=", band)]) for band, name in BANDS.items()}
        found["dormant"] = tables.count("standings", where=[("dormant", "=", True)])
        found |= {
            f"active in {name}": tables.count("standings", where=[(name.lower(), "=", True)])
            for name in FACETS.values()
        }
    if "band_flows" in tables.tables():
        flows = tables.rows("band_flows", columns=("from_band", "to_band", "people"), limit=100_000)
        for flow in flows:
            name = f"ever from {PLACES.get(flow['from_band'], 'outside')} to {PLACES[flow['to_band']]}"
            found[name] = found.get(name, 0) + flow["people"]
    if "ecosystem_size" in tables.tables():
        sizes = tables.rows("ecosystem_size", columns=("method", "people"), order_by=["method"], limit=100)
        found |= {
            f"ecosystem size by {one['method']}": round(one["people"]) for one in sizes if one["people"] is not None
        }
    if "recommend_scores" in tables.tables():
        where = [("population", "=", "everyone"), ("month_on", "is null", None)]
        scores = tables.rows("recommend_scores", columns=("score",), where=where, limit=1)
        found |= {"recommend score": scores[0]["score"]} if scores else {}
    return found


def _count(tables: Published, table: str) -> int:
    return tables.count(table) if table in tables.tables() else 0
