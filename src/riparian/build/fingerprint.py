"""What a table depends on, as one short text: the same text means the same rows."""

import hashlib
import json
from collections.abc import Mapping
from functools import cache
from importlib.metadata import version
from pathlib import Path

import riparian

DERIVING = ("core", "tables", "expressions", "models", "storage", "derivations", "build")
"""Folders that decide what derivations compute: what they say, what parts and compiles it, and what runs it."""
MAPPING = ("core", "tables", "expressions", "models", "presets", "storage")
"""Folders that decide what becomes of the rows of a source."""


@cache
def code_version(folders: tuple[str, ...] = DERIVING) -> str:
    """A digest of every file below these folders of the package."""
    return hashlib.sha256("".join(map(_folder_version, folders)).encode()).hexdigest()


@cache
def _folder_version(folder: str) -> str:
    digest = hashlib.sha256()
    root = Path(riparian.__file__).parent
    for file in sorted((root / folder).rglob("*.py")):
        digest.update(str(file.relative_to(root)).encode())
        digest.update(file.read_bytes())
    return digest.hexdigest()


@cache
def compilers() -> tuple[str, ...]:
    """The versions of what writes query texts. They are read from files, so once a process."""
    return version("ibis-framework"), version("sqlglot")


def fingerprint(parts: Mapping[str, object]) -> str:
    """A digest of named parts; their order does not matter."""
    text = json.dumps(parts, sort_keys=True, default=str, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:32]
