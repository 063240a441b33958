"""What a derivation may ask of the engine besides its tables, and the marks of those that run in parts."""

from collections.abc import Callable, Mapping
from typing import Any, Protocol, TypeVar

import ibis
from numpy.typing import NDArray

Array = NDArray[Any]
F = TypeVar("F", bound=Callable[..., ibis.Table])


class Gather(Protocol):
    """Counts, sums and ids into Python, and results back, with a stated limit."""

    def __call__(self, table: ibis.Table, *, at_most: int) -> dict[str, Array]:
        """The columns of `table` as arrays of one length, in no stated order.

        Nulls of number columns become NaN in float arrays; order by a column first where order matters.

        Raises:
            TooManyRowsError: `table` has more than `at_most` rows.
        """
        ...

    def give_back(self, columns: Mapping[str, Array], schema: ibis.Schema) -> ibis.Table:
        """A table of the engine with these columns; NaN in integer or text columns is not allowed."""
        ...


class Settle(Protocol):
    """Repeat a step on the engine until nothing changes."""

    def __call__(
        self,
        start: ibis.Table,
        step: Callable[[ibis.Table], ibis.Table],
        changed: Callable[[ibis.Table, ibis.Table], ibis.Table],
        *,
        at_most: int,
    ) -> ibis.Table:
        """The fixed point of `step` from `start`.

        Each round is written and read back. `changed(before, after)` gives a table that is empty when it is settled.

        Raises:
            DerivationError: not settled after `at_most` rounds.
        """
        ...


def per_person(derivation: F) -> F:
    """Mark a derivation as one that looks at one person at a time, so it may run bucket by bucket."""
    derivation.per_person = True  # type: ignore[attr-defined]  # a mark that build/derivation.py reads
    return derivation


def per_person_at_once(derivation: F) -> F:
    """Mark a derivation as one that looks at one person at a time, but at all of them in one go.

    Bucket by bucket it would read again and again what is not in buckets, or be planned again and again for few rows.
    """
    derivation.at_once = True  # type: ignore[attr-defined]  # a mark that build/derivation.py reads
    return per_person(derivation)


def per_cluster(derivation: F) -> F:
    """Mark a derivation that says whose identifiers are as one that looks at one cluster at a time.

    A cluster is all identifiers that links join, directly or through others. What it says of one hangs on no other, so
    it may run for those alone in which something changed.
    """
    derivation.per_cluster = True  # type: ignore[attr-defined]  # a mark that build/derivation.py reads
    return derivation
