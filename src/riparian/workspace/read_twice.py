"""Files that two sources read, both to make the same table, so that what they tell counts twice."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import combinations
from pathlib import Path

from riparian.core.errors import RiparianError
from riparian.workspace.config import Config, SourceConfig

NAMED = 3
"""Files that a sentence names at the most."""


def read_twice(config: Config, files: Mapping[str, Iterable[Path]]) -> Iterator[str]:
    """A sentence on each two sources that read a file in common and make a table in common.

    Args:
        config: with the sources.
        files: of each source, by its name; a source may be left out.
    """
    found = {source.name: {file.resolve(): file for file in files.get(source.name, ())} for source in config.sources}
    for one, other in combinations(config.sources, 2):
        common = [file for place, file in found[one.name].items() if place in found[other.name]]
        tables = sorted(_makes(one) & _makes(other)) if common else []
        if tables:
            named = ", ".join(str(file.relative_to(config.folder)) for file in common[:NAMED])
            more = " …" if len(common) > NAMED else ""
            yield (
                f"{named}{more}: read by {one.name} and by {other.name}, which both make {', '.join(tables)}; "
                "what it tells counts twice, unless each takes other rows of it"
            )


def _makes(source: SourceConfig) -> frozenset[str]:
    """The tables that a source makes; none where its mapping is wrong, which is told elsewhere."""
    try:
        return frozenset(source.preset.mappings(source.settings))
    except RiparianError:
        return frozenset()
