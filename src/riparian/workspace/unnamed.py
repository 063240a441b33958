"""Words of the sources that no value map names, and that become what its `"*"` says."""

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

from riparian.build.fingerprint import fingerprint
from riparian.build.plan import Given
from riparian.core.row import schema_of
from riparian.storage.duckdb import DuckDB
from riparian.storage.landing import Landed
from riparian.tables.landing import UnnamedWord
from riparian.workspace.config import SourceConfig


def unnamed_words(loads: Sequence[Landed]) -> dict[str, Counter[str]]:
    """Of each value map the words of these loads that only its `"*"` takes, with their rows; empty: further words."""
    found: dict[str, Counter[str]] = {}
    for load in loads:
        for name, words in load.unnamed.items():
            found.setdefault(name, Counter()).update(words)
    return found


def what_is_taken(source: SourceConfig) -> dict[str, str]:
    """What the `"*"` of each value map of a source says."""
    maps = source.settings.model_dump().get("values", {})
    return {name: str(words["*"]) for name, words in maps.items() if "*" in words}


def unnamed_table(
    engine: DuckDB,
    loads: Sequence[Landed],
    sources: Sequence[SourceConfig],
    target: Path,
    codes: Mapping[str, int],
) -> Given:
    """Them as a table.

    Args:
        engine: writes it.
        loads: of these sources.
        sources: with their value maps.
        target: the file to write.
        codes: of the names of the sources.
    """
    rows: list[dict[str, object]] = []
    for source in sources:
        becomes = what_is_taken(source)
        for name, words in unnamed_words([load for load in loads if load.source == source.name]).items():
            of_map = {"source": codes[source.name], "value_map": name, "becomes": becomes.get(name, "")}
            rows += [of_map | {"word": word, "rows": count} for word, count in sorted(words.items())]
    if not rows:
        return Given(UnnamedWord, (), fingerprint({"unnamed": []}))
    engine.write_rows(rows, target, schema=schema_of(UnnamedWord))
    return Given(UnnamedWord, (target,), fingerprint({"unnamed": rows}))
