"""Query texts of derivations by what they depend on: on a small company, compiling takes longer than running."""

import json
from collections.abc import Collection, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import ibis

from riparian.build.conform import conform
from riparian.build.derivation import Derivation, call
from riparian.build.digest import digest
from riparian.build.fingerprint import code_version, compilers, fingerprint
from riparian.build.parting import Query, parted, tables_by_person
from riparian.core.durations import AsOf, Seed
from riparian.core.row import unbound
from riparian.core.settings import Settings
from riparian.storage.compiled import compiled
from riparian.storage.snapshot import replace_synced
from riparian.storage.sums import sum_of

OURS = "riparian."
"""Only texts of the package itself go to the file: the digest of its code says when they are out of date."""


class Texts:
    """Texts of one build.

    With a file, texts of former builds are found there: for each derivation what its text depends on, and the text. A
    derivation that gathers or settles has several, which depend on rows; each is found by what its expression says.
    """

    def __init__(
        self,
        settings: Mapping[str, Settings],
        *,
        as_of: AsOf,
        seed: Seed,
        dialect: str,
        file: Path | None = None,
        landed: Collection[str] = (),
    ) -> None:
        """`landed` names the tables of sources that come in files."""
        self.settings, self.as_of, self.seed = settings, as_of, seed
        self._landed = landed
        self._dialect, self._file = dialect, file
        self._kept = _read(file) if file else {}
        self._used: dict[str, list[Any]] = {}
        self._expressions: dict[str, ibis.Table] = {}

    def of(self, derivation: Derivation, *, summing: bool = False) -> Query:
        """The query of a derivation that asks for no door, compared with its promise when it was compiled.

        `summing`: with sums over people apart.

        Raises:
            DerivationError: it does not make what it promises.
        """
        name = derivation.where
        key, kept = self._key(derivation, summing), self._kept_as(name)
        if kept[0] != key or not derivation.function.__module__.startswith(OURS):
            query = self.query(derivation, self.checked(derivation), summing=summing)
            kept = [key, query.text, [asdict(one) for one in query.sums]]
        self._used[name] = kept
        return Query(kept[1], tuple(sum_of(one) for one in kept[2]))

    def checked(self, derivation: Derivation) -> ibis.Table:
        """The expression of a derivation that asks for no door, compared with its promise.

        Raises:
            DerivationError: it does not make what it promises.
        """
        name = derivation.where
        if name not in self._expressions:
            expression = call(
                derivation,
                tables={read: unbound(row) for read, row in derivation.reads.items()},
                settings=self.settings.get(derivation.name),
                doors={"as_of": self.as_of, "seed": self.seed},
            )
            conform(expression, derivation.makes, where=name)
            self._expressions[name] = expression
        return self._expressions[name]

    def asked(self, derivation: Derivation, expression: ibis.Table, *, summing: bool) -> Query:
        """The query of an expression that a derivation asks on its way, or ends with; kept by what it says."""
        said = digest(expression)
        if not said:
            return self.query(derivation, expression, summing=summing)
        name = f"{derivation.where} {said[:32]}"
        key, kept = fingerprint(self._versions() | {"summing": summing, "said": said}), self._kept_as(name)
        if kept[0] != key:
            query = self.query(derivation, expression, summing=summing)
            kept = [key, query.text, [asdict(one) for one in query.sums]]
        self._used[name] = kept
        return Query(kept[1], tuple(sum_of(one) for one in kept[2]))

    def query(self, derivation: Derivation, expression: ibis.Table, *, summing: bool) -> Query:
        """The query of an expression over the tables that a derivation reads."""
        if not summing:
            return Query(compiled(expression, self._dialect))
        by_person = tables_by_person(derivation.reads)
        fixed = derivation.reads.keys() - by_person
        return parted(
            expression,
            by_person=by_person,
            fixed=fixed,
            landed=fixed & set(self._landed),
            text=lambda one: compiled(one, self._dialect),
        )

    def _versions(self) -> dict[str, object]:
        return {
            "code": code_version(),
            "compilers": [*compilers(), self._dialect],
        }

    def _kept_as(self, name: str) -> list[Any]:
        return self._used.get(name) or self._kept.get(name, ["", "", []])

    def save(self) -> None:
        """Keep the newest texts of each derivation for the next build."""
        ran = {name.partition(" ")[0] for name in self._used}
        now = {name: kept for name, kept in self._kept.items() if name.partition(" ")[0] not in ran} | self._used
        if self._file is not None and now != self._kept:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            replace_synced(self._file, json.dumps(now))

    def _key(self, derivation: Derivation, summing: bool) -> str:
        settings = self.settings.get(derivation.name)
        return fingerprint(
            self._versions()
            | {
                "derivation": derivation.where,
                "settings": settings.model_dump(mode="json") if settings else None,
                "as of": self.as_of if "as_of" in derivation.asks else None,
                "seed": self.seed if "seed" in derivation.asks else None,
                "summing": summing,
            }
        )


def has_text(derivation: Derivation) -> bool:
    """Whether the query of a derivation depends on no rows."""
    return derivation.asks <= {"as_of", "seed"}


def _read(file: Path) -> dict[str, list[Any]]:
    """The texts of former builds; none where there is no file, or it cannot be read: they can be made again."""
    try:
        said = json.loads(file.read_text())
    except (OSError, ValueError):
        return {}
    entries = said.items() if isinstance(said, dict) else ()
    types = [str, str, list]
    return {name: kept for name, kept in entries if isinstance(kept, list) and [type(one) for one in kept] == types}
