"""Conversions divided among channels, by every model side by side."""

import csv
import gzip
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from riparian.core.durations import Seed
from riparian.core.errors import NotEnoughDataError
from riparian.core.row import Table, promises
from riparian.derivations.ecosystem.paths import paths
from riparian.derivations.value.channel_credits import ChannelCreditsSettings, channel_credits
from riparian.tables.credits import MODELS, NO_TOUCH, ChannelCredit
from riparian.tables.ecosystem import Journey, JourneyPath, Touchpoint
from riparian.testing.tables import TestingGather, rows_of, table_of
from tests.derivations.ecosystem.travelling import did, touched, travelled
from tests.models.paths_by_hand import PATH_DATA, answers_of, path_data

COLUMNS = tuple(promise.name for promise in promises(ChannelCredit))

Given = dict[str, Any]


def path(text: str, conversions: int, value: int | None = None, lost: int = 0, still_open: int = 0) -> Given:
    journeys = conversions + lost + still_open
    told = {"goal": "order", "path": text, "touches": text.count(" > ") + 1 if text else 0, "journeys": journeys}
    settled = {"settled": conversions + lost, "settled_conversions": conversions}
    return told | settled | {"conversions": conversions, "open": still_open, "value": value}


def credited(
    counted: Table[JourneyPath],
    journeys: Table[Journey] | None = None,
    touchpoints: Table[Touchpoint] | None = None,
    **settings: Any,
) -> dict[tuple[str, str], Given]:
    """By model and channel; one goal."""
    made = channel_credits(
        counted,
        table_of(Journey) if journeys is None else journeys,
        table_of(Touchpoint) if touchpoints is None else touchpoints,
        ChannelCreditsSettings(**({"resamples": 0} | settings)),
        Seed(1),
        TestingGather(),
    )
    rows = [dict(zip(COLUMNS, row, strict=True)) for row in rows_of(made, *COLUMNS)]
    return {(row["model"], row["channel"]): row for row in rows}


def of_hand(*given: Given, **settings: Any) -> dict[tuple[str, str], Given]:
    return credited(table_of(JourneyPath, *given), **settings)


def shares(found: dict[tuple[str, str], Given], model: str, figure: str = "value") -> Given:
    return {channel: row[figure] for (one, channel), row in found.items() if one == model}


def test_the_order_of_the_published_example_is_divided_by_each_rule() -> None:
    """dbt-snowplow-attribution: 140.00 on Direct > Organic > Direct is 140/0/0, 0/0/140, 46.67 each, 56/28/56."""
    found = of_hand(path("Direct > Organic > Direct", 1, 14000))

    assert shares(found, "first") == {"Direct": 14000, "Organic": 0}
    assert shares(found, "last") == {"Direct": 14000, "Organic": 0}
    assert shares(found, "last non-direct") == {"Direct": 0, "Organic": 14000}
    assert shares(found, "linear")["Organic"] == pytest.approx(4666.67, abs=0.01)
    assert shares(found, "position")["Organic"] == pytest.approx(2800)


def test_three_journeys_of_the_published_chain() -> None:
    """Analyze Core (2016): removal effects 0.5, 1, 1; credits 0.2, 0.4, 0.4 of one conversion."""
    found = of_hand(path("C1 > C2 > C3", 1), path("C1", 0, lost=1), path("C2 > C3", 0, lost=1))

    assert list(shares(found, "markov 1", "removal_effect").values()) == pytest.approx([0.5, 1, 1])
    assert list(shares(found, "markov 1", "conversions").values()) == pytest.approx([0.2, 0.4, 0.4])


def test_half_of_path_data_gives_the_exact_answers(reference: Path) -> None:
    _, answers = path_data(reference)
    with gzip.open(reference / PATH_DATA, "rt", encoding="utf-8", newline="") as lines:
        rows = [
            path(row["path"], int(row["total_conversions"]), lost=int(row["total_null"]))
            for row in csv.DictReader(lines)
        ]

    found = of_hand(*rows, models=("first", "last", "linear", "markov 1"))

    names = list(answers["exact_removal_effect"])
    for model, column in (("first", "first_touch_conversions"), ("markov 1", "exact_conversions")):
        if column in answers:
            made = shares(found, model, "conversions")
            assert [made[name] for name in names] == pytest.approx(answers_of(answers, column), abs=1e-5)
    effects = shares(found, "markov 1", "removal_effect")
    assert [effects[name] for name in names] == pytest.approx(answers_of(answers, "exact_removal_effect"), abs=1e-6)


def test_failures_count_as_often_for_each_conversion_as_in_settled_journeys() -> None:
    """Half of all conversions are too new to be settled: as many failures must be on their way."""
    whole = of_hand(path("a > b", 6, lost=20), path("b", 2, lost=10), models=("markov 1",))
    known = (
        path("a > b", 6) | {"journeys": 16, "settled": 13, "settled_conversions": 3},
        path("b", 2) | {"journeys": 7, "settled": 6, "settled_conversions": 1},
    )

    late = of_hand(*known, models=("markov 1",))

    assert shares(late, "markov 1", "removal_effect") == shares(whole, "markov 1", "removal_effect")


def test_open_journeys_are_neither_conversions_nor_failures() -> None:
    without = of_hand(path("a", 3, lost=2), path("b", 1, lost=1))
    with_open = of_hand(path("a", 3, lost=2), path("b", 1, lost=1, still_open=50))

    assert shares(with_open, "markov 1", "conversions") == shares(without, "markov 1", "conversions")


def test_what_no_touch_led_to_is_credited_to_no_touch() -> None:
    found = of_hand(path("", 4, 400), path("a", 1, 100))

    assert [shares(found, model)[NO_TOUCH] for model in MODELS] == [400] * len(MODELS)
    assert shares(found, "linear", "conversions") == {"a": 1, NO_TOUCH: 4}


def test_path_rules_apply_in_order_before_conversions_are_divided() -> None:
    given = path("a > a > Direct > b > Direct", 1)

    rules = {
        (): {"Direct": 2 / 5, "a": 2 / 5, "b": 1 / 5},
        ("exposures",): {"Direct": 2 / 4, "a": 1 / 4, "b": 1 / 4},
        ("first seen",): {"Direct": 1 / 3, "a": 1 / 3, "b": 1 / 3},
        ("without direct", "exposures"): {"Direct": 0, "a": 1 / 2, "b": 1 / 2},
        ("without last direct",): {"Direct": 1 / 4, "a": 2 / 4, "b": 1 / 4},
    }
    for names, expected in rules.items():
        made = shares(of_hand(given, models=("linear",), path_rules=names), "linear", "conversions")
        assert made == pytest.approx(expected)
    assert shares(of_hand(given, models=("first",), last_touches=2), "first", "conversions")["b"] == 1


def test_time_decay_halves_by_every_half_life_before_the_conversion() -> None:
    touches = [touched(1, 0, "a"), touched(2, 7, "b"), touched(3, 14, "a")]
    journeys = travelled(touches, [did(1, 15, amount=700)])

    found = credited(paths(journeys), journeys, table_of(Touchpoint, *touches), models=("time decay",))

    assert shares(found, "time decay") == pytest.approx({"a": 700 * 5 / 7, "b": 200})


def test_time_decay_is_divided_by_the_mean_of_the_conversions_along_a_path() -> None:
    touches = [
        touched(1, 0, "a"), touched(2, 7, "b"),
        touched(1, 0, "a", person_key=2), touched(2, 0.00001, "b", person_key=2),
    ]  # fmt: skip
    journeys = travelled(touches, [did(1, 7, amount=300), did(2, 1, amount=600, person_key=2)])

    found = credited(paths(journeys), journeys, table_of(Touchpoint, *touches), models=("time decay",))

    assert shares(found, "time decay", "conversions")["a"] == pytest.approx(1 / 3 + 1 / 2, abs=1e-5)
    assert shares(found, "time decay")["a"] == pytest.approx(100 + 300, abs=1e-2)


def test_intervals_hold_the_credits_and_narrow_with_more_journeys() -> None:
    drawn = {"resamples": 200, "drawn_models": MODELS}
    few = of_hand(path("a", 20, 200, lost=20), path("a > b", 10, 100, lost=40), **drawn)
    many = of_hand(path("a", 2000, 20000, lost=2000), path("a > b", 1000, 10000, lost=4000), **drawn)

    for model in MODELS:
        one, other = few[model, "b"], many[model, "b"]
        assert one["low"] <= one["conversions"] <= one["high"]
        assert (one["high"] - one["low"]) / 30 >= (other["high"] - other["low"]) / 3000


def test_where_no_journey_is_settled_no_failure_is_known_so_there_is_no_interval() -> None:
    """Of 20 journeys 5 converted and 15 may still: limits of the 5 alone would be 5 to 5."""
    late = path("a", 5) | {"settled": 0, "settled_conversions": 0, "open": 15}

    found = of_hand(late, resamples=50)

    assert {(row["conversions"], row["low"], row["high"]) for row in found.values()} == {(5.0, None, None)}


def test_chains_of_more_states_than_set_have_no_interval() -> None:
    rows = [path("a > b", 20, 200, lost=20), path("b > a", 10, 100, lost=40)]

    found = of_hand(*rows, resamples=50, most_states_drawn=4)

    assert {model for model, channel in found if found[model, channel]["low"] is None} == {"markov 2", "markov 3"}


def test_limits_of_value_are_as_wide_as_orders_are_unequal() -> None:
    def reach(squares: float, **rules: Any) -> float:
        given = (path("a", 1000, 50_000), path("a > a", 1000, 50_000))
        rows = [one | {"value_squares": squares} for one in given]
        row = of_hand(*rows, models=("linear",), resamples=400, **rules)["linear", "a"]
        return float(row["value_high"] - row["value_low"])

    equal, unequal = 1000 * 50.0**2, 1000 * (50.0**2 + 60.0**2)

    assert reach(equal) == pytest.approx(0, abs=1e-6)
    assert reach(unequal) == pytest.approx(2 * 1.96 * 60 * 2000**0.5, rel=0.15)
    assert reach(unequal, path_rules=("exposures",)) == pytest.approx(2 * 1.96 * 60 * 2000**0.5, rel=0.15)


def test_of_many_paths_there_are_intervals_but_of_time_decay() -> None:
    many = [path(" > ".join(one), 1, 30, lost=1) for one in list(product("abc", repeat=7))[:1_500]]

    found = of_hand(*many, resamples=50, most_paths_drawn=1_000)

    for model in ("first", "last", "linear", "position", "markov 1"):
        row = found[model, "a"]
        assert 0 <= row["low"] < row["conversions"] < row["high"] < 1_500
        assert row["value_low"] < row["value"] < row["value_high"]
    decayed = found["time decay", "a"]
    assert decayed["conversions"] > 0
    assert [decayed[name] for name in ("low", "high", "value_low", "value_high")] == [None] * 4


def test_above_twelve_channels_shapley_says_how_far_drawing_may_be_off() -> None:
    rows = [path(f"c{place} > c{(place * 5 + 1) % 14}", place + 1, lost=3) for place in range(14)]

    found = of_hand(*rows, models=("shapley",), pairs_of_orders=50, resamples=10, drawn_models=("shapley",))

    assert all(row["error"] is not None and row["low"] is None for row in found.values())


def test_a_goal_without_value_has_credits_without_value() -> None:
    found = of_hand(path("a", 2), models=("linear",), resamples=5)

    row = found["linear", "a"]
    assert (row["conversions"], row["value"], row["value_low"]) == (2, None, None)


def test_nobody_converted_is_a_sentence() -> None:
    with pytest.raises(NotEnoughDataError, match="nobody reached any goal"):
        of_hand(path("a > a", 0, lost=5))


def test_a_goal_that_only_came_without_touches_has_only_that() -> None:
    assert set(of_hand(path("", 2), path("a", 0, lost=1), models=("linear",))) == {("linear", NO_TOUCH)}


@given(
    st.lists(
        st.tuples(
            st.lists(st.sampled_from("abcd"), max_size=5), st.integers(0, 4), st.integers(0, 100), st.integers(0, 4)
        ),
        min_size=1,
        max_size=6,
        unique_by=lambda one: tuple(one[0]),
    )
)
def test_credits_of_every_model_sum_to_what_they_divide(drawn: list[tuple[list[str], int, int, int]]) -> None:
    rows = [
        path(" > ".join(channels), n + (place == 0), worth * (n + (place == 0)), lost if channels else 0)
        for place, (channels, n, worth, lost) in enumerate(drawn)
    ]

    found = of_hand(*rows)

    conversions, value = sum(row["conversions"] for row in rows), sum(row["value"] for row in rows)
    for model in MODELS:
        assert sum(shares(found, model, "conversions").values()) == pytest.approx(conversions)
        assert sum(shares(found, model).values()) == pytest.approx(value, abs=1e-6)
    assert found
