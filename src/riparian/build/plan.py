"""What a build is asked to do, and what became of each table of it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from riparian.build.derivation import Derivation
from riparian.core.durations import AsOf, Seed
from riparian.core.row import Row
from riparian.core.settings import Settings
from riparian.storage.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class Given:
    """A table that no derivation makes: its files, and what they depend on."""

    row: type[Row]
    files: tuple[Path, ...]
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Step:
    """What became of one table of a build."""

    table: str
    state: str
    rows: int
    seconds: float
    bytes: int
    note: str
    fingerprint: str
    started_at: datetime


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything a run needs, decided beforehand."""

    derivations: tuple[Derivation, ...]
    given: Mapping[str, Given]
    settings: Mapping[str, Settings]
    as_of: AsOf
    seed: Seed
    buckets: int
    former: Snapshot | None
    folder: Path
    clock: Callable[[], datetime]
    cuts: bool = True
    """Whether the as-of date may leave out anything given. If not, what was derived of it does not hang on the date."""
    compiled: Path | None = None
    """File in which query texts are kept from build to build; None: nowhere."""
