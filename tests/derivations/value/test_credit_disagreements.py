"""How far models disagree about a channel."""

from typing import Any

from riparian.derivations.value.credit_disagreements import credit_disagreements
from riparian.tables.credits import NO_TOUCH, ChannelCredit
from riparian.testing.tables import TestingGather, rows_of, table_of

COLUMNS = ("channel", "models", "lowest", "lowest_model", "middle", "highest", "highest_model", "spread")


def credit(model: str, conversions: float, channel: str = "a", **more: Any) -> dict[str, Any]:
    return {"goal": "order", "model": model, "channel": channel, "conversions": conversions} | more


def found(*credits: dict[str, Any], columns: tuple[str, ...] = COLUMNS) -> list[tuple[Any, ...]]:
    return rows_of(credit_disagreements(table_of(ChannelCredit, *credits), TestingGather()), *columns)


def test_the_lowest_the_middle_and_the_highest_are_told_with_their_models() -> None:
    rows = found(credit("linear", 4.0), credit("first", 10.0), credit("shapley", 1.0))

    assert rows == [("a", 3, 1.0, "shapley", 4.0, 10.0, "first", 9.0)]


def test_of_models_that_agree_the_first_of_the_list_is_named() -> None:
    assert found(credit("linear", 4.0), credit("first", 4.0 + 1e-13))[0][3:7:3] == ("first", "first")


def test_spread_relative_to_a_middle_of_nothing_is_unknown() -> None:
    columns = ("channel", "relative_spread")

    rows = found(
        credit("first", 1.0), credit("last", 3.0), credit("first", -1.0, "b"), credit("last", 0.0, "b"), columns=columns
    )

    assert rows == [("a", 1.0), ("b", None)]


def test_models_differ_beyond_chance_where_their_intervals_lie_apart() -> None:
    apart = found(
        credit("first", 1.0, low=0.5, high=2.0), credit("last", 3.0, low=2.5, high=4.0), columns=("beyond_chance",)
    )
    touching = found(
        credit("first", 1.0, low=0.5, high=2.6), credit("last", 3.0, low=2.5, high=4.0), columns=("beyond_chance",)
    )

    assert (apart, touching) == ([(True,)], [(False,)])


def test_whether_models_differ_beyond_chance_is_unknown_where_one_of_the_two_was_never_drawn() -> None:
    drawn = credit("linear", 2.0, low=1.5, high=2.5)

    lowest = found(credit("shapley", 1.0, low=None, high=None), drawn, columns=("channel", "beyond_chance"))
    highest = found(drawn, credit("shapley", 90.0, low=None, high=None), columns=("channel", "beyond_chance"))

    assert (lowest, highest) == ([("a", None)], [("a", None)])


def test_one_model_alone_and_what_no_touch_led_to_disagree_with_nobody() -> None:
    assert found(credit("first", 1.0), credit("first", 2.0, NO_TOUCH), credit("last", 2.0, NO_TOUCH)) == []
