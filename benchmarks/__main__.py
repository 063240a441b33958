"""Whole builds against a plain DuckDB script, at growing sizes: `python -m benchmarks [EVENTS ...]`.

    python -m benchmarks 100000 1000000 10000000
    python -m benchmarks first 100000

With the word `first` no build follows the first one.

For each size: the first build, an unchanged rebuild, a rebuild with 0.5 % new events, and the script of `by_hand.py`,
each in a process of its own. Wall seconds, CPU seconds and peak memory, and the ratio of build to script in this run.
Of the first build also what went into reading the exports (landing, normal forms, rejects: the script reads them as
they are), into the tables that the script makes as well, and into all others.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

import numpy as np
import pyarrow.parquet as pq

import riparian
from benchmarks.big_log import SCHEMA, made, write_log
from benchmarks.by_hand import SAME
from benchmarks.keeping import keep

SIZES = (100_000, 1_000_000, 10_000_000)
FIRST: Final = "first"
NAMES: Final = {"unchanged": "unchanged", "batch": "0.5 % new"}
"""The builds after the first, and what they are called when printed."""


@dataclass(frozen=True, slots=True)
class Measured:
    """One command: wall and CPU seconds, peak resident memory in MB."""

    wall: float
    cpu: float
    peak: float

    def __str__(self) -> str:
        return f"{self.wall:8.1f} s wall {self.cpu:8.1f} s cpu {self.peak:8.0f} MB"


def measured(*command: str) -> Measured:
    """Run a command to its end in a process of its own."""
    with tempfile.TemporaryFile() as said:
        began = os.times()
        process = subprocess.Popen(command, stdout=said, stderr=subprocess.STDOUT)
        _, status, usage = os.wait4(process.pid, 0)
        ended = os.times()
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            said.seek(0)
            raise SystemExit(f"{' '.join(command)} failed:\n{said.read().decode()}")
    return Measured(ended.elapsed - began.elapsed, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def bring_a_batch(folder: Path, events: int) -> None:
    """A further file with 0.5 % new events of people the log knows already."""
    chance = np.random.default_rng(99)
    batch = made(chance, 0, max(1, round(events * 0.005 / 19.2)), 10**12)
    pq.write_table(batch.cast(SCHEMA), folder / "events-new.parquet", compression="zstd")


def parts_of(folder: Path, wall: float) -> dict[str, float]:
    """Seconds of a build that went into reading, into the tables that the script makes as well, and into the others."""
    steps = dict(riparian.open(folder).read("build_steps").select("made, seconds").fetchall())
    same = sum(steps[table] for table in SAME)
    derived = sum(steps.values())
    return {"reading": wall - derived, "same": same, "others": derived - same, "other tables": len(steps) - len(SAME)}


def run(events: int, home: Path, *, builds: tuple[str, ...]) -> dict[str, object]:
    """Measure one size: the script, and these builds, the first of all in any case."""
    folder = home / str(events)
    log = write_log(folder, events=events)
    build = (sys.executable, "-m", "riparian.cli.main", "--folder", str(folder), "build")
    by_hand = measured(sys.executable, "-m", "benchmarks.by_hand", str(folder), str(home / "by-hand"))
    shutil.rmtree(home / "by-hand")
    first = measured(*build)
    parts = parts_of(folder, first.wall)
    figures = {"script": by_hand, "build": first}
    print(f"{log.events:,} events, {log.people:,} people")
    print(f"  script       {by_hand}")
    print(f"  build        {first}   {first.wall / by_hand.wall:5.2f} x the script")
    same = f"{parts['same']:.1f} s ({parts['same'] / by_hand.wall:.2f} x the script)"
    others = f"{parts['other tables']:.0f} others {parts['others']:.1f} s"
    print(f"    reading {parts['reading']:.1f} s, same tables {same}, {others}", flush=True)
    for name in builds:
        if name == "batch":
            bring_a_batch(folder, log.events)
        figures[name] = measured(*build)
        ratio = figures[name].wall / first.wall
        print(f"  {NAMES[name]:<12} {figures[name]}   {ratio:5.2f} x the first build", flush=True)
    shutil.rmtree(folder)
    return {
        "events": log.events,
        "people": log.people,
        "parts": parts,
        **{name: asdict(one) for name, one in figures.items()},
    }


def main(sizes: tuple[int, ...], builds: tuple[str, ...]) -> None:
    """Measure every size and keep the figures in `benchmarks/data/builds.json`."""
    home = Path(tempfile.mkdtemp(prefix="riparian-bench-", dir=os.environ.get("RIPARIAN_BENCH")))
    try:
        found = [run(events, home, builds=builds) for events in sizes]
    finally:
        shutil.rmtree(home)
    keep("builds", found)


if __name__ == "__main__":
    words = sys.argv[1:]
    main(tuple(int(text) for text in words if text != FIRST) or SIZES, () if FIRST in words else tuple(NAMES))
