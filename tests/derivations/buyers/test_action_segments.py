"""Segments, plus and minus of buyers."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from riparian.core.durations import AsOf
from riparian.derivations.actions.last_actions import last_actions
from riparian.derivations.buyers.action_segments import ActionSegmentsSettings, action_segments
from riparian.derivations.buyers.segment_counts import segment_counts
from riparian.tables.actions import Action
from riparian.tables.buyers import ActionSegment, Purchase, RebuyCell, RebuyChance
from riparian.testing.tables import TestingGather, labels_table, rows_of, table_of

NOW = AsOf(datetime(2024, 7, 15))
ANNUAL = (0.4305, 0.3203, 0.2598, 0.2221, 0.1953)
"""Fixture A: Hillstrom (September 2017), annual rebuy rate of one-time buyers at months 0 to 4."""


def buyer(
    person: int, chance: float, later: float | None = None, *, months: int = 0, orders: int = 1
) -> dict[str, Any]:
    return {
        "person_key": person,
        "orders": orders,
        "months": months,
        "probability": chance,
        "observed": months < 12,
        "next_probability": chance if later is None else later,
    }


def segmented(
    *buyers: dict[str, Any],
    columns: tuple[str, ...],
    actions: tuple[dict[str, Any], ...] = (),
    cells: tuple[dict[str, Any], ...] = (),
    last: dict[int, datetime] | None = None,
    settings: ActionSegmentsSettings | None = None,
) -> list[tuple[Any, ...]]:
    placed = [
        {"person_key": one["person_key"], "bought_at": NOW - timedelta(days=1 + 30.5 * one["months"])} for one in buyers
    ]
    for one in placed:
        one["bought_at"] = (last or {}).get(one["person_key"], one["bought_at"])
    made = action_segments(
        table_of(RebuyChance, *buyers),
        table_of(RebuyCell, *cells),
        table_of(Purchase, *placed),
        last_actions(table_of(Action, *actions)),
        labels_table(),
        settings or ActionSegmentsSettings(),
        NOW,
        TestingGather(),
    )
    return rows_of(made, *columns)


def test_published_limits_part_the_buyers_of_the_last_twelve_months() -> None:
    chances = (0.75, 0.7499, 0.60, 0.5999, 0.40, 0.3999, 0.20, 0.1999)

    made = segmented(*(buyer(n, one) for n, one in enumerate(chances)), columns=("person_key", "segment", "rank"))

    assert [row[1] for row in made] == [
        "Elite", "Loyal", "Loyal", "Quality", "Quality", "Average", "Average", "Struggling",
    ]  # fmt: skip
    assert [row[2] for row in made] == [1, 2, 2, 3, 3, 4, 4, 5]


def test_published_limits_part_the_lapsed() -> None:
    lapsed = (buyer(n, one, months=20) for n, one in enumerate((0.9, 0.12, 0.1199, 0.05, 0.0499)))

    made = segmented(*lapsed, columns=("person_key", "segment"))

    assert [row[1] for row in made] == [
        "Lapsed Spend", "Lapsed Spend", "Lapsed Experiment", "Lapsed Experiment", "Lapsed Save",
    ]  # fmt: skip


def test_a_twelve_month_buyer_is_one_by_the_day() -> None:
    last = {1: datetime(2023, 7, 15), 2: datetime(2023, 7, 14, 23, 59)}

    made = segmented(buyer(1, 0.3, months=12), buyer(2, 0.3, months=12), columns=("person_key", "segment"), last=last)

    assert made == [(1, "Average"), (2, "Lapsed Spend")]


def test_minus_is_raised_where_the_published_one_time_buyer_falls() -> None:
    """At month 0 (Quality to Average) and at month 3 (Average to Struggling), not at 1 or 2."""
    cells = tuple({"orders": 1, "months": n, "probability": one} for n, one in enumerate(ANNUAL))
    buyers = (buyer(n, ANNUAL[n], ANNUAL[n + 1], months=n) for n in range(4))

    made = segmented(*buyers, cells=cells, columns=("months", "minus", "sign", "months_until_fall"))

    assert made == [(0, True, "−", 1), (1, False, "none", 3), (2, False, "none", 2), (3, True, "−", 1)]


def test_the_thirteenth_month_is_a_fall_of_its_own() -> None:
    last = {1: datetime(2023, 8, 14), 2: datetime(2023, 8, 16)}

    made = segmented(buyer(1, 0.3, months=11), buyer(2, 0.3, months=11), columns=("person_key", "minus"), last=last)

    assert made == [(1, True), (2, False)]


def did(person: int, kind: str, days: float, site: str | None = None) -> dict[str, Any]:
    return {"person_key": person, "kind": kind, "occurred_at": NOW - timedelta(days=days), "site": site}


def test_a_plus_lasts_thirty_days_and_a_mail_received_is_none() -> None:
    actions = (did(1, "view", 30), did(2, "view", 30.01), did(3, "receive", 1), did(4, "add to cart", 1))

    made = segmented(*(buyer(n, 0.5) for n in range(1, 5)), actions=actions, columns=("person_key", "plus", "sign"))

    assert made == [(1, True, "+"), (2, False, "none"), (3, False, "none"), (4, True, "+")]


def test_plus_and_minus_can_both_hold() -> None:
    made = segmented(buyer(1, 0.42, 0.38), actions=(did(1, "click", 1),), columns=("plus", "minus", "sign"))

    assert made == [(True, True, "both")]


@pytest.mark.parametrize("site", ["gardenledger.example", "www.GardenLedger.example:443", "read.gardenledger.example"])
def test_what_happens_on_a_non_branded_site_raises_no_plus(site: str) -> None:
    settings = ActionSegmentsSettings(non_branded_sites=("gardenledger.example",))
    actions = (did(1, "view", 1, site), did(2, "view", 1, "notgardenledger.example"), did(3, "view", 1))

    made = segmented(*(buyer(n, 0.5) for n in (1, 2, 3)), actions=actions, columns=("plus",), settings=settings)

    assert [row[0] for row in made] == [False, True, True]


def test_limits_that_do_not_fall_and_kinds_that_are_none_are_refused() -> None:
    with pytest.raises(ValidationError, match="limits fall from Elite"):
        ActionSegmentsSettings(elite=0.5)
    with pytest.raises(ValidationError, match="did you mean 'view'"):
        ActionSegmentsSettings(raised_by=("views",))


@given(st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1), st.integers(0, 40)), min_size=1, max_size=12))
def test_segments_part_the_buyers(given_buyers: list[tuple[float, float, int]]) -> None:
    buyers = [buyer(n, now, later, months=months) for n, (now, later, months) in enumerate(given_buyers)]

    made = segmented(*buyers, columns=("person_key", "segment", "rank", "probability", "minus", "observed"))
    rows = [
        {"person_key": n, "segment": s, "rank": r, "probability": p, "plus": False, "minus": m, "observed": o}
        for n, s, r, p, m, o in made
    ]
    counts = rows_of(segment_counts(table_of(ActionSegment, *rows)), "rank", "buyers", "minus", "expected", "observed")

    assert [row[0] for row in made] == list(range(len(buyers)))
    assert sum(row[1] for row in counts) == len(buyers)
    assert sum(row[2] for row in counts) == sum(row[4] for row in made)
    assert sum(row[3] for row in counts) == pytest.approx(sum(one["probability"] for one in buyers))
    assert len({row[0] for row in counts}) == len(counts)
    assert sum(row[4] for row in counts) == sum(one["months"] < 12 for one in buyers)
