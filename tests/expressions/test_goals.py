"""Goals of journeys as bits and as names."""

import ibis
import pyarrow as pa
import pytest

from riparian.expressions.goals import is_to, names_of_goals
from riparian.storage.compiled import compiled
from riparian.testing.tables import engine


@pytest.mark.parametrize("goals", [1, 2, 6, 7, 60])
def test_goals_are_named_in_the_order_of_the_settings_however_many_there_are(goals: int) -> None:
    names = [f"goal {number}" for number in range(goals)]
    bits = sorted({0, 1, 2**goals - 1, 2 ** (goals - 1), 0b1010101 % 2**goals, 0xF0F0F0F % 2**goals})
    engine().lend("journeys_with_bits", pa.table({"bits": bits}))
    table = ibis.table({"bits": "int64"}, name="journeys_with_bits")

    told = engine().rows(compiled(table.select("bits", goals=names_of_goals(table.bits, names))))

    wanted = {number: " | ".join(name for place, name in enumerate(names) if number >> place & 1) for number in bits}
    assert sorted(map(tuple, told)) == sorted(wanted.items())


@pytest.mark.parametrize(
    ("goals", "is_there"), [("Try", True), ("order | Try", True), ("Try | Trust", True), ("Try again | order", False)]
)
def test_a_goal_is_looked_for_by_its_whole_name(goals: str, is_there: bool) -> None:
    assert engine().rows(compiled(is_to(ibis.literal(goals), "Try").name("there"))) == [(is_there,)]
