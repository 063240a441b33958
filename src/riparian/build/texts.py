"""Query texts of derivations by what they depend on: on a small company, compiling takes longer than running."""

import json
from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path

from riparian.build.conform import conform
from riparian.build.derivation import Derivation, call
from riparian.build.fingerprint import code_version, fingerprint
from riparian.core.durations import AsOf, Seed
from riparian.core.row import unbound
from riparian.core.settings import Settings
from riparian.storage.compiled import compiled
from riparian.storage.snapshot import replace_synced

OURS = "riparian."
"""Only texts of the package itself go to the file: the digest of its code says when they are out of date."""


class Texts:
    """Texts of one build. Those of derivations that gather or settle depend on rows, and are not kept.

    With a file, texts of former builds are found there: for each derivation what its text depends on, and the text.
    """

    def __init__(
        self, settings: Mapping[str, Settings], *, as_of: AsOf, seed: Seed, dialect: str, file: Path | None = None
    ) -> None:
        self.settings, self.as_of, self.seed = settings, as_of, seed
        self._dialect, self._file = dialect, file
        self._kept = _read(file) if file else {}
        self._used: dict[str, list[str]] = {}

    def of(self, derivation: Derivation) -> str:
        """The text of a derivation that asks for no door, compared with its promise when it was compiled.

        Raises:
            DerivationError: it does not make what it promises.
        """
        name = derivation.where
        if name not in self._used:
            key, kept = self._key(derivation), self._kept.get(name, ["", ""])
            known = kept[0] == key and derivation.function.__module__.startswith(OURS)
            self._used[name] = kept if known else [key, self._compiled(derivation)]
        return self._used[name][1]

    def save(self) -> None:
        """Keep the newest text of each derivation for the next build."""
        now = self._kept | self._used
        if self._file is not None and now != self._kept:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            replace_synced(self._file, json.dumps(now))

    def _compiled(self, derivation: Derivation) -> str:
        expression = call(
            derivation,
            tables={name: unbound(row) for name, row in derivation.reads.items()},
            settings=self.settings.get(derivation.name),
            doors={"as_of": self.as_of, "seed": self.seed},
        )
        conform(expression, derivation.makes, where=derivation.where)
        return compiled(expression, self._dialect)

    def _key(self, derivation: Derivation) -> str:
        settings = self.settings.get(derivation.name)
        return fingerprint(
            {
                "code": code_version(),
                "compilers": [version("ibis-framework"), version("sqlglot"), self._dialect],
                "derivation": derivation.where,
                "settings": settings.model_dump(mode="json") if settings else None,
                "as of": self.as_of if "as_of" in derivation.asks else None,
                "seed": self.seed if "seed" in derivation.asks else None,
            }
        )


def has_text(derivation: Derivation) -> bool:
    """Whether the query of a derivation depends on no rows."""
    return derivation.asks <= {"as_of", "seed"}


def _read(file: Path) -> dict[str, list[str]]:
    """The texts of former builds; none where there is no file, or it cannot be read: they can be made again."""
    try:
        said = json.loads(file.read_text())
    except (OSError, ValueError):
        return {}
    entries = said.items() if isinstance(said, dict) else ()
    return {name: kept for name, kept in entries if isinstance(kept, list) and [type(one) for one in kept] == [str] * 2}
