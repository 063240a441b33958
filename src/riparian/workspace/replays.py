"""Mended rows that come back: further files of a source, kept beside the landing.

```text
.riparian/replays/<source>/0001.csv     mended rows, in the source's own columns
.riparian/replays/<source>/0001.json    which rows of which files they are
```
"""

import json
from pathlib import Path
from urllib.parse import quote

FORMS = (".csv", ".jsonl", ".parquet")

Place = tuple[str, int]
"""A file, as `source_loads` names it, and a line."""


def replays_folder(folder: Path, source: str) -> Path:
    """Where the mended rows of a source lie."""
    return folder / ".riparian" / "replays" / quote(source, safe=" ")


def replays_of(folder: Path, source: str) -> list[Path]:
    """The files of mended rows of a source, oldest first."""
    return sorted(file for file in replays_folder(folder, source).glob("*") if file.suffix in FORMS)


def places_of(file: Path) -> frozenset[Place]:
    """Which rows the mended ones in a file were."""
    return frozenset((str(of), int(line)) for of, line in json.loads(file.with_suffix(".json").read_text()))


def replayed(folder: Path, source: str) -> frozenset[Place]:
    """The rows of a source that were mended and given back."""
    return frozenset(place for file in replays_of(folder, source) for place in places_of(file))


def keep_replay(folder: Path, source: str, form: str, content: bytes, places: list[Place]) -> Path:
    """Write mended rows and what they are; the rows last, because they are what a build looks for.

    Returns:
        The file of the rows. Its number is free: of two replays at once each gets its own.
    """
    target = replays_folder(folder, source)
    target.mkdir(parents=True, exist_ok=True)
    number = max((int(file.stem) for file in target.glob("*.json")), default=0) + 1
    while True:
        file = target / f"{number:04d}{form}"
        try:
            with file.with_suffix(".json").open("x", encoding="utf-8") as listed:
                json.dump(sorted(places), listed)
        except FileExistsError:
            number += 1
            continue
        temporary = file.with_suffix(".part")
        temporary.write_bytes(content)
        temporary.replace(file)
        return file
