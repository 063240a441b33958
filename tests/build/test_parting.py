"""Sums over people taken out of expressions: what can be kept, what cannot, and that changing a sum is computing it."""

from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import ibis
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from riparian.build.parting import Query, parted
from riparian.storage.compiled import compiled
from riparian.storage.duckdb import DuckDB
from riparian.storage.sql import scan
from riparian.storage.sums import schema_of_sum, summed_over, write_changed

ORDERS = ibis.table(
    {"person_key": "int64", "shop": "string", "paid": "int64", "weight": "float64", "kept": "boolean"}, name="orders"
)
VISITS = ibis.table({"person_key": "int64", "other_key": "int64", "page": "string"}, name="visits")
PAGES = ibis.table({"page": "string", "topic": "string"}, name="pages")
READINGS = ibis.table({"site_key": "int64", "page": "string", "read": "int64"}, name="readings")
LETTERS = ibis.table({"site_key": "int64", "page": "string", "read": "int64"}, name="letters")

Make = Callable[[ibis.Table], ibis.Table]

FIGURES: dict[str, Make] = {
    "counts": lambda t: t.group_by("shop").agg(n=t.count(), paid_twice=t.count(where=t.paid > 1)),
    "people": lambda t: t.group_by("shop").agg(n=t.person_key.nunique(), keepers=t.person_key.nunique(where=t.kept)),
    "sums": lambda t: t.group_by("shop").agg(paid=t.paid.sum(), some=t.paid.sum(where=t.kept), weight=t.weight.sum()),
    "means": lambda t: t.group_by("shop").agg(mean=t.paid.mean(), of_kept=t.weight.mean(where=t.kept)),
    "extremes": lambda t: t.group_by("shop").agg(low=t.paid.min(), high=t.paid.max(where=t.kept)),
    "either": lambda t: t.group_by("shop").agg(any=t.kept.any(), all=t.kept.all()),
    "everybody": lambda t: t.agg(n=t.count(), paid=t.paid.sum(), share=t.paid.sum() / t.count()),
    "distinct": lambda t: t.select("shop", "kept").distinct(),
    "of sums": lambda t: (
        t.group_by("person_key", "shop").agg(n=t.count()).group_by("shop", "n").agg(people=ibis._.count())
    ),
}


def query(expression: ibis.Table) -> Query:
    return parted(
        expression,
        by_person={"orders", "visits"},
        fixed={"pages", "readings", "letters"},
        landed={"readings", "letters"},
        text=compiled,
    )


ROWS = st.lists(
    st.tuples(
        st.integers(1, 6),
        st.sampled_from(["a", "b", "c", None]),
        st.one_of(st.none(), st.integers(-3, 3)),
        st.sampled_from([None, 0.5, -1.25, 2.0]),
        st.sampled_from([None, True, False]),
    ),
    max_size=14,
)


def write(rows: list[tuple[Any, ...]], file: Path) -> Path:
    names = ("person_key", "shop", "paid", "weight", "kept")
    types = (pa.int64(), pa.string(), pa.int64(), pa.float64(), pa.bool_())
    columns = zip(*rows, strict=True) if rows else [[] for _ in names]
    pq.write_table(pa.table([pa.array(list(c), t) for c, t in zip(columns, types, strict=True)], names=names), file)
    return file


def read(engine: DuckDB, sql: str) -> list[str]:
    return sorted(str(row) for row in engine.rows(sql))


@pytest.mark.parametrize("figure", FIGURES)
@settings(deadline=None, max_examples=15)
@given(before=ROWS, after=ROWS, few=st.sets(st.integers(1, 6), max_size=3))
def test_a_sum_with_what_a_few_brought_exchanged_is_the_sum_of_all(
    figure: str, before: list[tuple[Any, ...]], after: list[tuple[Any, ...]], few: set[int]
) -> None:
    # The others' rows are as they were.
    now = [row for row in before if row[0] not in few] + [row for row in after if row[0] in few]
    expression = FIGURES[figure](ORDERS)
    made = query(expression)
    with TemporaryDirectory() as name, DuckDB(threads=1, memory_limit="1GB", temporary=Path(name) / "t") as engine:
        home = Path(name)
        (one,) = made.sums
        items = {}
        for part, rows in {
            "kept": before,
            "gone": [row for row in before if row[0] in few],
            "came": [row for row in now if row[0] in few],
            "whole": now,
        }.items():
            items[part] = summed_over(one, {"orders": scan([write(rows, home / f"{part}-rows.parquet")])})
        changed, kept = home / "changed.parquet", home / "kept.parquet"
        engine.write(f"SELECT * FROM {items['kept']} AS kept", kept, schema=schema_of_sum(one))
        engine.show("orders", [home / "whole-rows.parquet"])

        done = write_changed(engine, one, changed, kept=scan([kept]), gone=items["gone"], came=items["came"])

        assert done or figure == "extremes"
        if done:
            engine.show(one.name, [changed])
            assert read(engine, made.text) == read(engine, compiled(expression))


def test_an_extreme_that_leaves_with_the_person_who_brought_it_is_asked_of_the_rows() -> None:
    (one,) = query(FIGURES["extremes"](ORDERS)).sums
    before, rest = (1, "a", 3, None, None), (2, "a", 1, None, None)
    with TemporaryDirectory() as name, DuckDB(threads=1, memory_limit="1GB", temporary=Path(name) / "t") as engine:
        home = Path(name)
        kept, gone, came = (
            summed_over(one, {"orders": scan([write(rows, home / f"rows-{number}.parquet")])})
            for number, rows in enumerate(([before, rest], [rest], [(2, "a", 2, None, None)]))
        )

        done = write_changed(engine, one, home / "t.parquet", kept=kept, gone=gone, came=came)

    assert not done


Written = list[tuple[Any, ...]]


def changed(figure: str, kept: Written, exchanged: list[tuple[Written, Written]]) -> list[str] | None:
    """What a figure says after rows were taken out and put in, one exchange after the other; None: ask the rows."""
    made = query(FIGURES[figure](ORDERS))
    (one,) = made.sums
    with TemporaryDirectory() as name, DuckDB(threads=1, memory_limit="1GB", temporary=Path(name) / "t") as engine:
        home = Path(name)

        def summed(rows: Written) -> str:
            number = len(list(home.glob("*.parquet")))
            return summed_over(one, {"orders": scan([write(rows, home / f"{number}-rows.parquet")])})

        stands = home / "kept.parquet"
        engine.write(f"SELECT * FROM {summed(kept)} AS kept", stands, schema=schema_of_sum(one))
        for number, (gone, came) in enumerate(exchanged):
            target = home / f"changed-{number}.parquet"
            if not write_changed(engine, one, target, kept=scan([stands]), gone=summed(gone), came=summed(came)):
                return None
            stands = target
        engine.show(one.name, [stands])
        return read(engine, made.text)


def weighing(person: int, weight: float) -> tuple[Any, ...]:
    return (person, "a", None, weight, None)


def test_what_leaves_a_sum_of_zeros_leaves_no_rounding() -> None:
    ana, ben, cleo, dan = (weighing(number, weight) for number, weight in enumerate((0.1, 0.2, 0.3, 0.0)))

    left = changed("sums", [ana, ben, cleo, dan], [([ana, ben], []), ([cleo], [])])

    assert left == ["('a', None, None, 0.0)"]


def test_more_taken_out_of_a_group_than_it_held_is_asked_of_the_rows() -> None:
    assert changed("counts", [weighing(1, 1.0)], [([(1, "b", None, 1.0, None)], [])]) is None


@pytest.mark.parametrize("weight", [float("nan"), float("inf")])
def test_what_is_no_number_cannot_be_taken_out_again(weight: float) -> None:
    rest, odd = weighing(1, 1.0), weighing(2, weight)

    assert changed("sums", [rest, odd], [([odd], [])]) is None


LEFT: dict[str, Callable[[], ibis.Table]] = {
    "a median needs the rows": lambda: ORDERS.group_by("shop").agg(m=ORDERS.paid.median()),
    "distinct values may be those of others too": lambda: ORDERS.agg(n=ORDERS.paid.nunique()),
    "a window over everybody": lambda: (
        ORDERS.mutate(n=ibis.row_number().over(ibis.window(order_by=ORDERS.paid)))
        .filter(ibis._.n < 3)
        .agg(n=ibis._.count())
    ),
    "a join of two people": lambda: ORDERS.join(VISITS, ORDERS.person_key == VISITS.other_key).agg(n=ibis._.count()),
    "the first so many rows": lambda: ORDERS.limit(5).agg(n=ibis._.count()),
    "made of what was given back on the way": lambda: ORDERS.join(
        ibis.table({"shop": "string"}, name="given_back_1"), "shop"
    ).agg(n=ibis._.count()),
}


@pytest.mark.parametrize("said", LEFT)
def test_what_does_not_follow_from_each_person_alone_is_left_in_the_query(said: str) -> None:
    expression = LEFT[said]()

    made = query(expression)

    assert made == Query(compiled(expression))


def test_a_filter_by_what_everybody_did_is_asked_of_a_sum_and_what_it_leaves_of_the_rows() -> None:
    made = query(ORDERS.filter(ORDERS.paid > ORDERS.paid.mean().as_scalar()).agg(n=ibis._.count()))

    (mean,) = made.sums
    assert set(mean.kinds.values()) == {"count", "sum"}
    assert 'FROM "orders"' in made.text


@pytest.mark.parametrize(
    "make",
    [
        lambda: ORDERS.join(VISITS, "person_key").group_by("page").agg(n=ibis._.count()),
        lambda: ORDERS.join(VISITS, "person_key").join(PAGES, "page").group_by("topic").agg(n=ibis._.count()),
        lambda: (
            ORDERS.mutate(n=ibis.row_number().over(ibis.window(group_by="person_key", order_by="paid")))
            .group_by("n")
            .agg(paid=ibis._.paid.sum())
        ),
        lambda: ORDERS.anti_join(VISITS, "person_key").agg(n=ibis._.count()),
        lambda: ORDERS.select("person_key").union(VISITS.select("person_key"), distinct=True).agg(n=ibis._.count()),
    ],
)
def test_what_follows_from_each_person_alone_is_kept(make: Callable[[], ibis.Table]) -> None:
    made = query(make())

    (one,) = made.sums
    assert one.name in made.text
    assert set(one.people) <= {"orders", "visits"}
    assert set(one.others) <= {"pages"}


def test_a_sum_has_one_name_wherever_it_is_compiled() -> None:
    names = {query(FIGURES["sums"](ORDERS)).sums[0].name for _ in range(2)}
    other = query(FIGURES["counts"](ORDERS)).sums[0].name

    assert len(names) == 1
    assert other not in names


LANDED: dict[str, tuple[Callable[[], ibis.Table], tuple[str, ...]]] = {
    "counted": (lambda: READINGS.group_by("page").agg(n=ibis._.count()), ("readings",)),
    "told once": (lambda: READINGS.select("page").distinct(), ("readings",)),
    "of two tables together": (
        lambda: ibis.union(READINGS, LETTERS).group_by("page").agg(n=ibis._.count(), read=ibis._.read.max()),
        ("letters", "readings"),
    ),
    "with what is looked up for each": (
        lambda: READINGS.left_join(PAGES, "page").group_by("topic").agg(read=ibis._.read.sum()),
        ("readings",),
    ),
}


@pytest.mark.parametrize("said", LANDED)
def test_what_follows_from_each_landed_row_alone_is_kept(said: str) -> None:
    make, landed = LANDED[said]

    (one,) = query(make()).sums

    assert one.landed == landed
    assert one.people == ()
    assert set(one.others) <= {"pages"}


LANDED_LEFT: dict[str, Callable[[], ibis.Table]] = {
    "a window over all rows": lambda: READINGS.mutate(n=ibis.row_number().over(ibis.window(order_by="read"))).agg(
        n=ibis._.n.max()
    ),
    "rows joined with other rows": lambda: READINGS.join(LETTERS, "page").agg(n=ibis._.count()),
    "rows of two tables, each once": lambda: ibis.union(READINGS, LETTERS, distinct=True).agg(n=ibis._.count()),
    "the table itself looked up for each": lambda: READINGS.join(
        READINGS.group_by("site_key").agg(most=ibis._.read.max()), "site_key"
    ).agg(n=ibis._.count()),
    "rows of people beside": lambda: (
        READINGS.select("page").union(VISITS.select("page")).group_by("page").agg(n=ibis._.count())
    ),
    "a sum by a key, which is as long as the rows": lambda: READINGS.group_by("site_key").agg(n=ibis._.count()),
    "the first so many rows": lambda: READINGS.limit(5).agg(n=ibis._.count()),
    "a median needs the rows": lambda: READINGS.agg(m=READINGS.read.median()),
}


@pytest.mark.parametrize("said", LANDED_LEFT)
def test_what_does_not_follow_from_each_landed_row_alone_is_left_in_the_query(said: str) -> None:
    expression = LANDED_LEFT[said]()

    assert query(expression) == Query(compiled(expression))


def test_landed_rows_looked_up_for_people_are_asked_whole() -> None:
    (one,) = query(VISITS.join(READINGS, "page").group_by("page").agg(n=ibis._.count())).sums

    assert (one.people, one.others, one.landed) == (("visits",), ("readings",), ())


def test_a_sum_of_landed_rows_within_a_sum_over_people_is_not_kept_twice() -> None:
    read = READINGS.group_by("page").agg(read=ibis._.read.sum())

    (one,) = query(VISITS.join(read, "page").agg(read=ibis._.read.sum())).sums

    assert (one.people, one.others) == (("visits",), ("readings",))
