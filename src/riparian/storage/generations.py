"""A table kept by person, written in generations: the newest rows of each person count.

A build that touches few people writes a further generation for them and leaves the rest in place. Generation 0 is the
whole table; each later one comes with the list of its people, whose rows in earlier generations no longer count.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from riparian.storage.sql import named, scan

MOST_GENERATIONS = 5
"""After so many a table is written whole again, so that reading stays cheap."""


@dataclass(frozen=True, slots=True)
class Generations:
    """The files of a table: for each generation one file per bucket, and for each but the first the people it is of.

    The files of a generation are written by one build, so they are alike.
    """

    files: tuple[tuple[Path, ...], ...]
    people: tuple[Path, ...] = ()
    key: str = "person_key"

    def rows(self, *, bucket: int | None = None) -> str:
        """A FROM item with the rows that count, of one bucket or of all."""
        parts = []
        for number, files in enumerate(self.files):
            chosen = files if bucket is None else files[bucket : bucket + 1]
            later = self.people[number:]
            gone = f" ANTI JOIN {scan(later)} AS gone USING ({named(self.key)})" if later else ""
            parts.append(f"SELECT rows.* FROM {scan(chosen, alike=True)} AS rows{gone}")
        return f"({' UNION ALL BY NAME '.join(parts)})" if len(parts) > 1 else scan(self._chosen(bucket), alike=True)

    def _chosen(self, bucket: int | None) -> Sequence[Path]:
        (files,) = self.files
        return files if bucket is None else files[bucket : bucket + 1]


def generations(files: Sequence[Path], people: Sequence[Path], *, key: str) -> Generations:
    """Files in order of generation, then bucket, as a table of generations."""
    count = len(people) + 1
    size = len(files) // count
    return Generations(
        tuple(tuple(files[number * size : (number + 1) * size]) for number in range(count)), tuple(people), key
    )
