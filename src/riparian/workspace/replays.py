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


def replayed(folder: Path, source: str) -> frozenset[Place]:
    """The rows of a source that were mended and given back."""
    listed = [json.loads(file.with_suffix(".json").read_text()) for file in replays_of(folder, source)]
    return frozenset((str(file), int(line)) for places in listed for file, line in places)


def next_replay(folder: Path, source: str, form: str) -> Path:
    """The file that the next replay of a source goes to; its folder is made."""
    target = replays_folder(folder, source)
    target.mkdir(parents=True, exist_ok=True)
    number = max((int(file.stem) for file in replays_of(folder, source)), default=0) + 1
    return target / f"{number:04d}{form}"


def keep_replay(file: Path, content: bytes, places: list[Place]) -> None:
    """Write mended rows and what they are; the rows last, because they are what a build looks for."""
    file.with_suffix(".json").write_text(json.dumps(sorted(places)), encoding="utf-8")
    temporary = file.with_suffix(".part")
    temporary.write_bytes(content)
    temporary.replace(file)
