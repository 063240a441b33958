import ibis
import pyarrow as pa
import pytest

from riparian.core.row import mapped_schema_of
from riparian.expressions.mapped import mapped_to
from riparian.storage.compiled import compiled
from riparian.tables.sources import ContactRecord, SourceOrder, Spend
from riparian.testing.tables import engine, lent

ROWS = ibis.table({"line": "int64", "cost": "int32"}, name="rows")


def test_what_is_not_given_is_null_and_everything_has_its_type() -> None:
    made = mapped_to(Spend, ROWS, amount=ROWS.cost, refused=ibis.literal("why"))

    assert dict(made.schema().items()) == {
        "line": ROWS.line.type(), "refused": ibis.literal("").type(), **mapped_schema_of(Spend),
    }  # fmt: skip


def test_a_country_becomes_its_two_letters_in_every_table_that_has_one() -> None:
    written = ["United Kingdom", "uk", "Atlantis"]

    for row in (ContactRecord, SourceOrder):
        rows = lent(pa.table({"line": [1, 2, 3], "from": written}), ibis.schema({"line": "int64", "from": "string"}))
        made = engine().arrow(compiled(mapped_to(row, rows, country=rows["from"]).order_by("line")))

        assert made.column("country").to_pylist() == ["GB", "GB", "Atlantis"]


def test_a_column_that_the_table_does_not_have_is_a_mistake() -> None:
    with pytest.raises(KeyError, match="Spend has no cost"):
        mapped_to(Spend, ROWS, cost=ROWS.cost)
