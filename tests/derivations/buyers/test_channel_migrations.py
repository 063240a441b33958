"""Where a channel's buyers bought the year after."""

from itertools import count
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from riparian.core.durations import AsOf
from riparian.core.errors import NotEnoughDataError
from riparian.derivations.buyers.channel_migrations import ChannelMigrationsSettings, channel_migrations
from riparian.tables.forensics import ChannelMigration
from riparian.testing.tables import TestingGather, at, rows_of
from tests.derivations.buyers.buying import bought, purchases_of

AS_OF = AsOf(at(days=731))
LAST = 366
Moves = dict[tuple[str, str], dict[str, Any]]


def moves(*histories: tuple[str, str], channels: int = 30) -> Moves:
    """Of people who bought in the channels of the first word in 2024, in those of the second in 2025; a letter each."""
    people = count(1)
    purchases = [
        bought(person, day, channel=channel)
        for (before, after), person in zip(histories, people, strict=False)
        for day, channels_of_year in ((0, before), (LAST, after))
        for channel in channels_of_year
    ]
    settings = ChannelMigrationsSettings(channels=channels)
    made = channel_migrations(purchases_of(*purchases), settings, AS_OF, TestingGather())
    columns = ("from_channel", "to_channel", "buyers", "bought_there", "bought_anywhere", "index", "mode", "caution")
    return {
        (one, other): dict(zip(columns[2:], rest, strict=True))
        for one, other, *rest in rows_of(made, *columns, row=ChannelMigration)
    }


def test_the_published_online_buyers_stay_avoid_the_catalogue_and_go_over_to_the_shops() -> None:
    """Hillstrom (February 2008): of 100 online buyers 55 buy again, 5 by catalogue, 35 online, 30 in a shop."""
    again = ["oc"] * 5 + ["or"] * 10 + ["o"] * 20 + ["r"] * 20
    found = moves(*(("o", channels) for channels in again), *[("o", "")] * 45)

    assert {to: one["index"] for (_, to), one in found.items()} == pytest.approx({
        "c": 5 / 55, "o": 35 / 55, "r": 30 / 55
    })  # fmt: skip
    assert (found["o", "c"]["mode"], found["o", "r"]["mode"], found["o", "o"]["mode"]) == (
        "Isolation", "Transfer", None,
    )  # fmt: skip
    assert (found["o", "r"]["buyers"], found["o", "r"]["bought_anywhere"]) == (100, 55)
    assert "Not a cause" in found["o", "r"]["caution"]


def test_two_channels_that_transfer_to_each_other_oscillate() -> None:
    found = moves(("a", "b"), ("a", "b"), ("a", "a"), ("b", "a"))

    assert (found["a", "b"]["mode"], found["b", "a"]["mode"]) == ("Oscillation", "Oscillation")


def test_one_that_only_gives_transfers_and_the_other_does_not_give_back() -> None:
    found = moves(("a", "b"), ("b", "b"))

    assert (found["a", "b"]["mode"], found["b", "a"]["mode"]) == ("Transfer", "Isolation")


def test_a_fifth_and_a_half_are_equilibrium() -> None:
    found = moves(*[("a", "a")] * 3, ("a", "ab"), ("a", "b"), *[("a", "c")] * 5)

    assert (found["a", "b"]["index"], found["a", "b"]["mode"]) == (0.2, "Equilibrium")
    assert (found["a", "c"]["index"], found["a", "c"]["mode"]) == (0.5, "Equilibrium")


def test_a_channel_whose_buyers_never_came_back_has_no_index() -> None:
    found = moves(("a", ""), ("b", "a"))

    assert (found["a", "b"]["bought_anywhere"], found["a", "b"]["index"], found["a", "b"]["mode"]) == (0, None, None)
    assert found["b", "a"]["mode"] == "Transfer"


def test_a_new_channel_is_gone_to_and_comes_from_nowhere() -> None:
    found = moves(("a", "n"), ("a", "a"), ("a", "a"))

    assert found["a", "n"]["index"] == pytest.approx(1 / 3)
    assert {one for one, _ in found} == {"a"}


def test_a_small_channel_that_is_not_compared_still_counts_as_anywhere() -> None:
    found = moves(("a", "b"), ("a", "z"), ("b", "b"), channels=2)

    assert {channel for pair in found for channel in pair} == {"a", "b"}
    assert (found["a", "b"]["bought_there"], found["a", "b"]["bought_anywhere"]) == (1, 2)


def test_a_log_of_a_year_is_not_enough() -> None:
    with pytest.raises(NotEnoughDataError, match="a migration index needs 2 years"):
        channel_migrations(purchases_of(bought(1, 500)), ChannelMigrationsSettings(), AS_OF, TestingGather())


years = st.text("abc", max_size=3).map(lambda word: "".join(sorted(set(word))))


@given(st.lists(st.tuples(years, years), min_size=1, max_size=12))
def test_counts_are_those_of_the_sets_and_indexes_are_shares(histories: list[tuple[str, str]]) -> None:
    found = moves(("d", "d"), *histories)

    for (one, other), row in found.items():
        mine = [after for before, after in [("d", "d"), *histories] if one in before]
        assert row["buyers"] == len(mine)
        assert row["bought_anywhere"] == sum(map(bool, mine))
        assert row["bought_there"] == sum(other in after for after in mine)
        assert row["index"] is None or np.isclose(row["index"], row["bought_there"] / row["bought_anywhere"])
