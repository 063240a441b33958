"""Reader: what a page may ask of a published snapshot."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Protocol

Condition = tuple[str, str, object]
"""Column, operator, value. Operators: `=`, `!=`, `<`, `<=`, `>`, `>=`, `not <` (at least so large, or null), `not <=`
(larger, or null), `in` (a sequence), `contains` (text, ignoring case), `matches` (a regular expression, all of the
text), `is null` and `not null` (the value is not looked at), and `found in`: a row of another table has the same value
in its column of that name (the value is that table, its conditions and, where its column has another name or the table
is of another snapshot, that name and the id of the snapshot, which its conditions are then of), `not found in`: none
has. `after any`: the same person has something earlier in a column of another table (the value is that table, its
conditions and that column), `after none`: nothing. `any until`: the same person has something in a column of another
table from this one on until another column of this row (the value is that table, its conditions, that column and that
other one). `either`: one of several lists of conditions on this table holds (the value is these lists). Values of coded
columns are given as text."""


class Kept(Protocol):
    """A published snapshot that is kept, as far as it can be told without reading a table. Instants are naive UTC."""

    @property
    def build(self) -> str:
        """Id of the build."""
        ...

    @property
    def as_of(self) -> datetime:
        """The instant at which everything is frozen."""
        ...

    @property
    def built_at(self) -> datetime:
        """When the build was published."""
        ...

    @property
    def rows(self) -> Mapping[str, int]:
        """Rows by table."""
        ...

    @property
    def bytes(self) -> int:
        """What it takes on the disk; tables taken over from the former snapshot are counted in both."""
        ...

    @property
    def made_with(self) -> Mapping[str, str]:
        """What it was computed with besides the data: versions, seed, and settings as `derivation.setting`."""
        ...


class Reader(Protocol):
    """One published snapshot, read table by table. Instants are naive UTC; conditions all hold at once."""

    @property
    def snapshot(self) -> str:
        """Id of the build."""
        ...

    @property
    def as_of(self) -> datetime:
        """The instant at which everything is frozen."""
        ...

    @property
    def built_at(self) -> datetime:
        """When the build was published."""
        ...

    @property
    def company(self) -> str:
        """Whose ecosystem it is."""
        ...

    @property
    def currency(self) -> str:
        """The home currency, as its ISO 4217 code; money is in its minor units."""
        ...

    def rows(
        self,
        table: str,
        *,
        columns: Sequence[str] = (),
        where: Sequence[Condition] = (),
        order_by: Sequence[str] = (),
        limit: int,
    ) -> list[dict[str, Any]]:
        """Rows of a table, coded columns as text; a table that was never built gives none.

        No columns means all of them; `-name` in `order_by` puts the largest first.
        """
        ...

    def count(self, table: str, *, where: Sequence[Condition] = ()) -> int:
        """How many rows fulfil all conditions; a table that was never built has none."""
        ...

    def counts(self, table: str, *, by: str, where: Sequence[Condition] = ()) -> dict[Any, int]:
        """How many rows fulfil all conditions, by the value of a column; a value that no row has is left out."""
        ...

    def kept(self) -> Sequence[Kept]:
        """The snapshots that are kept, newest first. Those that cannot be read are passed over."""
        ...

    def other(self, build: str) -> "Reader":
        """Another snapshot that is kept.

        Raises:
            NotFoundError: it is not kept.
        """
        ...


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Which snapshot an answer was read from."""

    build: str
    as_of: datetime
    built_at: datetime
    company: str
    currency: str


def snapshot_of(tables: Reader) -> Snapshot:
    """The snapshot a reader reads, with instants that say they are UTC."""
    return Snapshot(tables.snapshot, utc(tables.as_of), utc(tables.built_at), tables.company, tables.currency)


def utc(at: datetime) -> datetime:
    """A stored instant (naive UTC) as one that says so; JSON then ends in `Z`."""
    return at.replace(tzinfo=UTC)


EXAMPLE_SNAPSHOT = Snapshot(
    build="20261001-0600",
    as_of=datetime(2026, 10, 1, tzinfo=UTC),
    built_at=datetime(2026, 10, 1, 6, tzinfo=UTC),
    company="Alder & Reed",
    currency="EUR",
)
"""What pages' examples were read from."""
