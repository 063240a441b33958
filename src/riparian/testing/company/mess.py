"""Messy rows. They are always extra rows: no good row is ever damaged, so the truth stays the truth."""

import numpy as np
import pyarrow as pa

from riparian.testing.company.arrays import Ints
from riparian.testing.company.chunk import Chunk
from riparian.testing.company.files import Defects

SHARE = 0.0004
"""Of the good rows of a file, for each kind of defect; but at least one in the first chunk."""


def how_many(chunk: Chunk, rows: int) -> int:
    """How many rows of one kind of defect a file gets from this chunk."""
    return max(round(rows * SHARE), 1 if chunk.number == 0 else 0) if rows else 0


def placed(chance: np.random.Generator, kind: str, outcome: str, lines: pa.Array, period: Ints) -> Defects:
    """Rows that stand anywhere among the good ones, whose periods are given."""
    behind = chance.integers(0, max(len(period), 1), len(lines))
    return Defects(kind, outcome, lines, period[behind], behind.astype(np.float64))


def copied(
    chance: np.random.Generator, kind: str, outcome: str, lines: pa.Array, period: Ints, candidates: Ints, count: int
) -> Defects:
    """`count` good rows once more, each somewhere behind the one it repeats and in the same file."""
    chosen = (
        np.sort(chance.choice(candidates, min(count, len(candidates)), replace=False))
        if len(candidates)
        else candidates
    )
    behind = (chosen + chance.integers(0, 40, len(chosen)) + 0.25).astype(np.float64)
    return Defects(kind, outcome, lines.take(pa.array(chosen)), period[chosen], behind)
