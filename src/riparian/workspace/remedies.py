"""What a workspace keeps besides its ledger, and how each of it is had again when it is damaged."""

from pathlib import Path


def kept_files(home: Path) -> dict[Path, tuple[str, ...]]:
    """The Parquet files that builds read: the landing, and the snapshots. Nothing is said of their columns."""
    folders = (home / "landing", home / "snapshots")
    return {file: () for folder in folders for file in sorted(folder.rglob("*.parquet"))}


def remedy(home: Path, file: Path) -> str:
    """What to do when one of them is damaged."""
    kind, *rest = file.relative_to(home).parts
    if kind == "snapshots":
        return f"remove {home / kind / rest[0]}, then riparian build"
    if rest[0] == "registers":
        return (
            f"take {home / kind} from a backup; or remove it: every source is read again, but people get new keys, and "
            "corrections of identity have to be said again"
        )
    return f"remove {file}, then riparian build: it is made again"
