"""The runner on DuckDB: what is computed, what is taken over, what an as-of date cuts."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from riparian.build import few, increment
from riparian.build.derivation import derivation_of
from riparian.build.graph import ordered
from riparian.build.plan import Given, Plan, Step
from riparian.build.run import check, run
from riparian.build.texts import Texts
from riparian.core.durations import AsOf, Seed
from riparian.core.errors import DerivationError
from riparian.core.row import Table, schema_of
from riparian.storage.arrow import arrow_schema
from riparian.storage.duckdb import DuckDB
from riparian.storage.snapshot import Snapshots
from tests.build.toy import Basket, Buyer, Purchase, TotalSettings, baskets, totals, toy_buyers, toy_ranks

DERIVATIONS = ordered([derivation_of(one) for one in (baskets, toy_buyers, totals)], {"purchases": Purchase})

Build = Callable[..., tuple[dict[str, pa.Table], list[Step]]]


def purchase(number: int, person: int, day: int, paid: int = 100) -> dict[str, Any]:
    return {"number": number, "person_key": person, "bought_at": datetime(2024, 1, day), "paid": paid}


def tables_of(files: tuple[Path, ...]) -> pa.Table:
    return pa.concat_tables([pq.read_table(file) for file in files], promote_options="permissive")


@pytest.fixture
def build(tmp_path: Path) -> Build:
    """A function that builds the toy tables from purchases and publishes them."""
    snapshots = Snapshots(tmp_path / "snapshots")

    def built(rows: list[dict[str, Any]], **changes: Any) -> tuple[dict[str, pa.Table], list[Step]]:
        file = tmp_path / f"purchases-{len(rows)}.parquet"
        if not file.exists():
            pq.write_table(pa.Table.from_pylist(rows, schema=arrow_schema(schema_of(Purchase))), file)
        former = snapshots.current()
        with (
            snapshots.building() as folder,
            DuckDB(threads=1, memory_limit="200MB", temporary=tmp_path / "t") as engine,
        ):
            plan = Plan(
                derivations=DERIVATIONS,
                given={"purchases": Given(Purchase, (file,), f"purchases {len(rows)}")},
                settings={"totals": TotalSettings()},
                as_of=AsOf(datetime(2024, 2, 1)),
                seed=Seed(1),
                buckets=4,
                former=former,
                folder=folder,
                clock=lambda: datetime(2024, 3, 1),
            )
            plan = replace(plan, **changes)
            ran = run(plan, engine, lambda _: None)
            stored, steps = ran.stored, ran.steps
            snapshot = snapshots.publish(
                folder, as_of=plan.as_of, built_at=datetime(2024, 3, 1), tables=stored, notes={}
            )
        return {name: tables_of(snapshot.files(name)) for name in snapshot.tables}, steps

    return built


def test_tables_are_made_in_order_and_people_lie_in_their_buckets(build: Build) -> None:
    made, steps = build([purchase(1, 5, 1), purchase(2, 5, 2), purchase(3, 8, 3)])

    assert sorted(made["toy_buyers"].select(["person_key", "paid", "purchases"]).to_pylist(), key=str) == [
        {"person_key": 5, "paid": 200, "purchases": 2},
        {"person_key": 8, "paid": 100, "purchases": 1},
    ]
    assert made["totals"].to_pylist() == [{"people": 2, "paid": 300, "said": "paid before 2024-02-01", "kind": None}]
    assert [(step.table, step.state, step.rows) for step in steps] == [
        ("baskets", "computed", 3),
        ("toy_buyers", "computed", 2),
        ("totals", "computed", 1),
    ]


def test_what_did_not_change_is_taken_over(build: Build) -> None:
    rows = [purchase(1, 5, 1)]
    before, _ = build(rows)

    after, steps = build(rows)

    assert {step.state for step in steps} == {"taken over"}
    assert after["totals"] == before["totals"]


def test_a_changed_setting_computes_only_what_it_touches(build: Build) -> None:
    rows = [purchase(1, 5, 1)]
    build(rows)

    made, steps = build(rows, settings={"totals": TotalSettings(word="spent")})

    assert {step.table: step.state for step in steps} == {
        "baskets": "taken over",
        "toy_buyers": "taken over",
        "totals": "computed",
    }
    assert made["totals"].to_pylist()[0]["said"] == "spent before 2024-02-01"


def test_new_rows_compute_everything_that_reads_them(build: Build) -> None:
    build([purchase(1, 5, 1)])

    made, steps = build([purchase(1, 5, 1), purchase(2, 6, 2)])

    assert {step.state for step in steps} == {"computed"}
    assert made["totals"].to_pylist()[0]["people"] == 2


def test_nothing_from_the_as_of_instant_on_is_seen(build: Build) -> None:
    made, _ = build([purchase(1, 5, 1), purchase(2, 5, 10)], as_of=AsOf(datetime(2024, 1, 10)))

    assert made["toy_buyers"].to_pylist() == [{"person_key": 5, "paid": 100, "purchases": 1}]


def test_too_little_data_leaves_an_empty_table_and_a_sentence(build: Build) -> None:
    made, steps = build([])

    assert made["totals"].num_rows == 0
    assert (steps[-1].state, steps[-1].note) == ("empty", "nobody bought; 1 is needed")


def test_the_number_of_buckets_changes_the_layout_and_not_the_answer(build: Build) -> None:
    rows = [purchase(number, number % 7, 1 + number % 20) for number in range(40)]
    four, _ = build(rows)

    one, steps = build(rows, buckets=1)

    assert {step.table: step.state for step in steps} == {
        "baskets": "computed",
        "toy_buyers": "computed",
        "totals": "computed",
    }
    assert sorted(one["toy_buyers"].to_pylist(), key=str) == sorted(four["toy_buyers"].to_pylist(), key=str)


def test_a_broken_promise_is_found_before_anything_runs() -> None:
    def toy_buyers(baskets: Table[Basket]) -> Table[Buyer]:
        return baskets.select("person_key", "paid")

    with pytest.raises(DerivationError, match="purchases is missing"):
        check((derivation_of(toy_buyers),), Texts({}, as_of=AsOf(datetime(2024, 1, 1)), seed=Seed(1), dialect="duckdb"))


def test_too_little_data_about_those_who_changed_says_nothing_of_all(
    build: Build, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(increment, "SMALLEST", 1)
    monkeypatch.setattr(few, "MOST", 10.0)
    chain = ordered([derivation_of(one) for one in (baskets, toy_buyers, toy_ranks)], {"purchases": Purchase})
    rows = [purchase(1, 5, 1), purchase(2, 8, 2, paid=1)]
    build(rows, derivations=chain)

    made, steps = build([*rows, purchase(3, 8, 3, paid=1)], derivations=chain)

    assert [(step.table, step.state) for step in steps[1:]] == [
        ("toy_buyers", "computed in part"),
        ("toy_ranks", "computed"),
    ]
    ranks = {row["person_key"]: row["high"] for row in made["toy_ranks"].to_pylist()}
    assert ranks == {5: 1, 8: 0}
