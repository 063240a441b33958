"""Channel paths for tests: written as people write them, read from the reference data, or drawn."""

import csv
import gzip
from pathlib import Path

import numpy as np
from hypothesis import strategies as st

from riparian.models.channel_paths import ChannelPaths

PATH_DATA = "attribution/pathdata_half_5000.csv.gz"
PATH_DATA_ANSWERS = "attribution/pathdata_half_answers.csv"


def coded(path: str, names: str) -> list[int]:
    """`"a > b"` with names `"ab"` is 0, 1."""
    return [names.index(touch) for touch in path.split(" > ")]


def path_data(reference: Path) -> tuple[ChannelPaths, dict[str, dict[str, float]]]:
    """Every second path of ChannelAttribution's PathData and the answers; the channels are in order of the answers."""
    with (reference / PATH_DATA_ANSWERS).open(encoding="utf-8", newline="") as lines:
        answers = list(csv.DictReader(lines))
    code = {row["channel_name"]: place for place, row in enumerate(answers)}
    with gzip.open(reference / PATH_DATA, "rt", encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    paths = ChannelPaths.of(
        [[code[touch] for touch in row["path"].split(" > ")] for row in rows],
        *([float(row[name]) for row in rows] for name in ("total_conversions", "total_conversion_value", "total_null")),
        channels=len(code),
    )
    columns = {name: {row["channel_name"]: float(row[name]) for row in answers} for name in list(answers[0])[1:]}
    return paths, columns


def answers_of(answers: dict[str, dict[str, float]], column: str) -> list[float]:
    """One column, in order of the channels' codes."""
    return list(answers[column].values())


@st.composite
def channel_paths(draw: st.DrawFn, *, channels: int = 4, converted: int = 1) -> ChannelPaths:
    """A few paths with counts and values, of which at least `converted` journeys converted."""
    sequences = draw(st.lists(st.lists(st.integers(0, channels - 1), min_size=1, max_size=6), min_size=1, max_size=8))
    counts = st.lists(st.integers(0, 9), min_size=len(sequences), max_size=len(sequences))
    conversions = np.array(draw(counts), np.float64)
    conversions[0] += converted
    values = np.where(conversions > 0, np.array(draw(counts)) * 1.25, 0)
    return ChannelPaths.of(sequences, conversions, values, draw(counts), channels=channels)
