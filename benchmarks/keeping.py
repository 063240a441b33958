"""Where the figures of a benchmark are kept: a JSON file of its name."""

import json
import os
from pathlib import Path


def keep(name: str, found: object) -> None:
    """Write the figures to `benchmarks/data`, or to the folder that `RIPARIAN_BENCH_DATA` names."""
    folder = Path(os.environ.get("RIPARIAN_BENCH_DATA", Path(__file__).parent / "data"))
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{name}.json").write_text(json.dumps(found, indent=1))
