"""A table kept by person, written in generations: the newest rows of each person count.

A build that touches few people writes a further generation for them and leaves the rest in place. Generation 0 is the
whole table; each later one comes with the list of its people, whose rows in earlier generations no longer count.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from riparian.storage.sql import named, scan

MOST_GENERATIONS = 5
"""After so many the later ones are written again as one, so that reading stays cheap."""


@dataclass(frozen=True, slots=True)
class Generations:
    """The files of a table by generation, and for each but the first the people it is of.

    The whole table has a file for each bucket. A later generation is small and has one for all buckets; in snapshots of
    earlier versions it has as many as the first. The files of a generation are written by one build, so they are alike.
    """

    files: tuple[tuple[Path, ...], ...]
    people: tuple[Path, ...] = ()
    key: str = "person_key"

    def rows(self, *, bucket: int | None = None) -> str:
        """A FROM item with the rows that count, of one bucket or of all."""
        if not self.people:
            return scan(self._of(0, bucket), alike=True)
        parts = []
        for number in range(len(self.files)):
            later = self.people[number:]
            gone = f" ANTI JOIN {scan(later)} AS gone USING ({named(self.key)})" if later else ""
            mixed = bucket is not None and len(self.files[number]) < len(self.files[0])
            only = f" WHERE {named(self.key)} % {len(self.files[0])} = {bucket}" if mixed else ""
            parts.append(f"SELECT rows.* FROM {scan(self._of(number, bucket), alike=True)} AS rows{gone}{only}")
        return f"({' UNION ALL BY NAME '.join(parts)})"

    def file_of(self, number: int, key: int) -> Path:
        """The file of a generation with the rows of one key."""
        files = self.files[number]
        return files[key % len(files)]

    def _of(self, number: int, bucket: int | None) -> Sequence[Path]:
        """The files of a generation in which rows of a bucket lie, or of all."""
        files = self.files[number]
        return files if bucket is None else [self.file_of(number, bucket)]


def generations(files: Sequence[Path], people: Sequence[Path], *, key: str, buckets: int) -> Generations:
    """Files in order of generation, then bucket, as a table of generations."""
    later = files[buckets:]
    size = len(later) // max(len(people), 1)
    parts = [tuple(later[number * size : (number + 1) * size]) for number in range(len(people))]
    return Generations((tuple(files[:buckets]), *parts), tuple(people), key)
