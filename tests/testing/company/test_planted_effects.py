"""What is planted can be found again: in the truth's own counts, and in the flat events of twelve thousand people."""

from collections import Counter
from itertools import pairwise

import numpy as np
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from riparian.testing.company.buying import drawn_purchases
from riparian.testing.company.feeding import FROM, TO, planted_probabilities, transitions
from riparian.testing.company.paths import idle_paths, ordering_paths
from riparian.testing.company.people import drawn_people
from riparian.testing.company.planted import CHANNELS, FEEDS, ORDERS, RETURN_RATE, order_chances, order_share
from riparian.testing.company.seasons import END, HOUR, START, YEARS, instant_of, season_time
from tests.testing.company.exports import Exports


def test_each_row_of_the_planted_chain_sums_to_one() -> None:
    assert planted_probabilities().sum(axis=1) == pytest.approx(1.0)
    assert (planted_probabilities() >= 0).all()


def test_order_chances_solve_the_chain() -> None:
    assert order_chances() == pytest.approx(FEEDS @ order_chances() + ORDERS)


def test_paths_drawn_by_their_end_and_mixed_are_paths_of_the_chain() -> None:
    chance = np.random.default_rng(4)
    idle, ordering = 40_000, round(40_000 * order_share() / (1 - order_share()))
    drawn = [idle_paths(chance, idle), ordering_paths(chance, ordering)]
    steps = Counter[tuple[int, int]]()
    left = Counter[int]()
    for paths in drawn:
        for place in range(paths.channels.shape[1] - 1):
            now, then = paths.channels[:, place], paths.channels[:, place + 1]
            steps.update(zip(now[then >= 0].tolist(), then[then >= 0].tolist(), strict=True))
        left.update(paths.channels[paths.channels >= 0].tolist())

    for (before, after), count in steps.items():
        expected = FEEDS[before, after]
        assert count / left[before] == pytest.approx(expected, abs=4 * np.sqrt(expected / left[before]) + 1e-9)


def test_the_planted_feeding_happened(large: Exports) -> None:
    rows = large.truth("channel_effects")
    leaving = Counter[str]()
    for row in rows:
        leaving[row["from_channel"]] += row["happened"]

    misses = []
    for row in rows:
        share, size = row["probability"], leaving[row["from_channel"]]
        deviation = (row["happened"] / size - share) / np.sqrt(max(share * (1 - share), 1e-9) / size)
        assert share > 0 or row["happened"] == 0
        misses.append(abs(deviation) if share > 0 else 0.0)
    assert len(rows) == len(FROM) * len(TO)
    assert max(misses) < 4.5


def test_less_can_be_seen_than_happened_where_nobody_opts_in(large: Exports) -> None:
    rows = {(row["from_channel"], row["to_channel"]): row for row in large.truth("channel_effects")}
    journal = rows["journal", "organic_search"]

    assert journal["seen"] < journal["happened"]


def test_a_path_ends_with_an_order_or_after_thirty_days() -> None:
    day = 24 * HOUR
    at = np.array([0, 30, 61, 62, 0]) * day
    counts = transitions(
        np.array([1, 1, 1, 1, 2]), at, np.array([0, 1, 2, 3, 4]), np.array([False, False, True, False, False])
    )

    assert counts[0].sum() == 4  # paths start at 0, 61 and 62 days, and with the second person
    assert counts[1, 1] == 1
    assert counts[3, len(CHANNELS)] == 1


def test_a_year_of_season_time_is_a_year() -> None:
    marks = np.array(["2023-11-01", "2024-11-01", "2025-11-01", "2026-11-01"], dtype="datetime64[ms]").astype(np.int64)

    assert season_time(marks) == pytest.approx([0, 1, 2, YEARS])
    assert instant_of(season_time(marks)).tolist() == marks.tolist()
    assert marks[[0, -1]].tolist() == [START, END]


def test_christmas_and_spring_are_busy(large: Exports) -> None:
    brought = {row["person_id"] for row in large.truth("people") if row["brought_by"]}
    own_will = (
        row
        for row in large.truth("orders")
        if row["brought_by"] is None and not (row["number"] == 1 and row["person_id"] in brought)
    )
    months = Counter(row["placed_at"].strftime("%Y-%m") for row in own_will)

    def sold(month: str, *years: int) -> int:
        return sum(months[f"{year}-{month}"] for year in years)

    assert sold("12", 2024, 2025) > 1.3 * sold("09", 2024, 2025)
    assert sold("04", 2024, 2025, 2026) > 1.1 * sold("02", 2024, 2025, 2026)


def test_few_people_do_much(large: Exports) -> None:
    events = pq.read_table(large.folder / "web_events" / "events_0000.parquet", columns=["anonymous_id"])
    counts = pc.value_counts(events["anonymous_id"].drop_null()).field("counts").to_numpy()
    spent = Counter[int]()
    for row in large.truth("orders"):
        spent[row["person_id"]] += row["total"]
    spending = np.sort(np.array(list(spent.values())))[::-1]

    assert np.quantile(counts, 0.99) > 6 * np.median(counts)
    assert spending[: len(spending) // 10].sum() > 0.3 * spending.sum()


def test_the_chance_to_rebuy_is_that_of_the_state_a_buyer_is_in() -> None:
    chance = np.random.default_rng(11)
    purchases = drawn_purchases(chance, drawn_people(chance, first=0, size=40_000))
    buyers = np.unique(purchases.person)
    stated = purchases.yearly_chance()

    assert np.isnan(np.delete(stated, buyers)).all()
    assert stated[buyers][~purchases.alive[buyers]] == pytest.approx(1 - np.exp(-RETURN_RATE))
    assert 0.15 < stated[buyers].mean() < 0.40
    assert (stated[buyers] > 0.75).mean() > 0.05  # some are of the best segment


def test_repeat_orders_come_at_the_stated_rate() -> None:
    chance = np.random.default_rng(12)
    people = drawn_people(chance, first=0, size=60_000)
    purchases = drawn_purchases(chance, people)
    first = purchases.number == 1
    early = season_time(purchases.at) < YEARS - 1
    second = np.full(len(people), np.inf)
    second[purchases.person[purchases.number == 2]] = season_time(purchases.at[purchases.number == 2])
    waited = second[purchases.person[first & early]] - season_time(purchases.at[first & early])

    assert 0.25 < (waited < 1).mean() < 0.42  # usual for first-time buyers: 20 % to 35 % (Hillstrom, 2017)


def test_weak_cohorts_buy_less(large: Exports) -> None:
    people = [row for row in large.truth("people") if row["appears"]]

    def share(low: float, high: float) -> float:
        cohort: list[bool] = [row["orders"] > 0 for row in people if low <= row["cohort_quality"] <= high]
        return sum(cohort) / len(cohort)

    assert share(0.5, 0.8) < 0.75 * share(1.0, 1.3)


def test_people_fall_asleep_and_come_back(large: Exports) -> None:
    placed: dict[int, list[int]] = {}
    for row in large.truth("orders"):
        placed.setdefault(row["person_id"], []).append(row["placed_at"].toordinal())
    gaps = [later - earlier for days in placed.values() for earlier, later in pairwise(days)]

    assert sum(gap > 365 for gap in gaps) > 10


def test_the_ecosystem_is_larger_than_what_is_seen(large: Exports) -> None:
    figures = {row["figure"]: row["people"] for row in large.truth("ecosystem")}

    assert figures["can_appear"] == 12_000 == figures["seen"] + figures["never_seen"]
    assert figures["seen"] == figures["known"] + figures["anonymous_only"]
    assert figures["true_size"] > figures["can_appear"]
    assert 0.3 < figures["known"] / figures["can_appear"] < 0.45
