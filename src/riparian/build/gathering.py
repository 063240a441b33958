"""The doors of a derivation, made real on an engine."""

import itertools
from collections.abc import Callable, Mapping
from pathlib import Path

import ibis
import numpy as np
import pyarrow as pa

from riparian.core.doors import Array
from riparian.core.errors import DerivationError
from riparian.storage.arrow import arrow_schema
from riparian.storage.compiled import compiled
from riparian.storage.engine import Engine

_numbers = itertools.count(1)


class EngineGather:
    """`gather` on an engine: see `riparian.core.doors.Gather`."""

    def __init__(self, engine: Engine, text: Callable[[ibis.Table], str] | None = None) -> None:
        """`text` gives the query of an expression; by default the expression's own."""
        self._engine = engine
        self._text = text or (lambda table: compiled(table, engine.dialect))
        # The same in every build, so that a text which reads what was given back is written once.
        self._numbers = itertools.count(1)

    def __call__(self, table: ibis.Table, *, at_most: int) -> dict[str, Array]:
        """The columns of `table` as arrays."""
        return self._engine.arrays(self._text(table), at_most=at_most)

    def give_back(self, columns: Mapping[str, Array], schema: ibis.Schema) -> ibis.Table:
        """A table of the engine with these columns."""
        name = f"given_back_{next(self._numbers)}"
        types = arrow_schema(schema)
        data = pa.table({field.name: pa.array(columns[field.name], from_pandas=False) for field in types})
        self._engine.lend(name, data.cast(types))
        return ibis.table(schema, name=name)


class EngineSettle:
    """`settle` on an engine: each round is written and read back, so plans stay small."""

    def __init__(self, engine: Engine, folder: Path) -> None:
        self._engine = engine
        self._folder = folder

    def __call__(
        self,
        start: ibis.Table,
        step: Callable[[ibis.Table], ibis.Table],
        changed: Callable[[ibis.Table, ibis.Table], ibis.Table],
        *,
        at_most: int,
    ) -> ibis.Table:
        """The fixed point of `step` from `start`."""
        before = self._written(start)
        for _ in range(at_most):
            after = self._written(step(before))
            moved = compiled(changed(before, after).limit(1), self._engine.dialect)
            if not self._engine.rows(moved):
                return after
            before = after
        raise DerivationError(f"not settled after {at_most} rounds")

    def _written(self, table: ibis.Table) -> ibis.Table:
        name = f"settled_{next(_numbers)}"
        file = self._folder / f"{name}.parquet"
        file.parent.mkdir(parents=True, exist_ok=True)
        self._engine.write(compiled(table, self._engine.dialect), file, schema=table.schema())
        self._engine.show(name, [file])
        return ibis.table(table.schema(), name=name)


class DryGather:
    """Doors that touch nothing: they answer with no rows, so that a derivation's schema can be known beforehand."""

    def __call__(self, table: ibis.Table, *, at_most: int) -> dict[str, Array]:
        """Empty arrays of the right types."""
        return {
            field.name: np.asarray(pa.array([], field.type).to_numpy(zero_copy_only=False))
            for field in arrow_schema(table.schema())
        }

    def give_back(self, columns: Mapping[str, Array], schema: ibis.Schema) -> ibis.Table:
        """An unbound table of that schema."""
        return ibis.table(schema, name=f"given_back_{next(_numbers)}")

    def settle(
        self,
        start: ibis.Table,
        step: Callable[[ibis.Table], ibis.Table],
        changed: Callable[[ibis.Table, ibis.Table], ibis.Table],
        *,
        at_most: int,
    ) -> ibis.Table:
        """One round."""
        return step(start)
