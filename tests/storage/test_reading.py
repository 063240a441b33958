from datetime import datetime
from pathlib import Path
from threading import Thread

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from riparian.core.errors import NotFoundError, SettingsError
from riparian.core.row import Row, schema_of
from riparian.core.row import published as row_columns
from riparian.storage import reading
from riparian.storage.arrow import arrow_schema
from riparian.storage.reading import Published
from riparian.storage.snapshot import Snapshots, Stored
from riparian.tables.actions import KINDS, Session
from riparian.tables.landing import KnownLabel
from riparian.tables.sources import Spend, SurveyAnswer
from riparian.testing.tables import at

WORDS = [*KINDS, "shop.example", "blog.example", "GBP"]
SHOP, BLOG = len(KINDS), len(KINDS) + 1
ROWS: dict[str, type[Row]] = {row.table: row for row in (Session, KnownLabel, Spend, SurveyAnswer)}


def visit(person: int, number: int, site: int | None) -> dict[str, object]:
    return {
        "person_key": person,
        "number": number,
        "started_at": at(days=number),
        "ended_at": at(60, days=number),
        "actions": 1,
        "views": 1,
        "seconds": 60.0,
        "first_action_key": person * 100 + number,
        "source": SHOP,
        "site": site,
        "bounced": False,
    }


@pytest.fixture
def published(tmp_path: Path) -> Published:
    """A snapshot with visits in two buckets and spend over two days."""
    snapshots = Snapshots(tmp_path)
    with snapshots.building() as folder:
        stored = {}
        for row, parts in (
            (Session, [[visit(2, 1, SHOP), visit(2, 2, None)], [visit(1, 1, BLOG), visit(3, 1, SHOP)]]),
            (KnownLabel, [[{"label_key": key, "label": word} for key, word in enumerate(WORDS)]]),
            (Spend, [[{"row_key": n, "source": SHOP, "spent_on": at(days=n).date(), "channel": BLOG, "campaign": BLOG,
                       "ad_group": BLOG, "amount": 100, "currency": len(WORDS) - 1} for n in range(3)]]),
        ):  # fmt: skip
            (folder / row.table).mkdir()
            files = [f"{row.table}/{number}.parquet" for number, _ in enumerate(parts)]
            for file, rows in zip(files, parts, strict=True):
                pq.write_table(pa.Table.from_pylist(rows, schema=arrow_schema(schema_of(row))), folder / file)
            count = sum(map(len, parts))
            stored[row.table] = Stored(tuple(files), count, 0, "", 2 if row.bucket else 0)
        as_of = datetime(2024, 1, 3)
        return Published(snapshots.publish(folder, as_of=as_of, built_at=as_of, tables=stored, notes={}), ROWS)


def test_codes_come_back_as_words(published: Published) -> None:
    rows = published.rows("sessions", columns=("person_key", "site"), order_by=("person_key", "number"), limit=10)

    assert [tuple(row.values()) for row in rows] == [
        (1, "blog.example"),
        (2, "shop.example"),
        (2, None),
        (3, "shop.example"),
    ]


@pytest.mark.parametrize(
    ("condition", "people"),
    [
        (("site", "=", "shop.example"), [2, 3]),
        (("site", "!=", "shop.example"), [1]),
        (("site", "!=", "none.example"), [1, 2, 3]),
        (("site", "<", "c"), [1]),
        (("site", "=", "O'Neill"), []),
        (("site", "in", ["blog.example", "none.example"]), [1]),
        (("site", "contains", "OP.EX"), [2, 3]),
        (("site", "matches", "(shop|bolt).*"), [2, 3]),
        (("site", "matches", "shop"), []),
        (("seconds", "not <", 60.0), [1, 2, 2, 3]),
        (("seconds", "not <", 60.1), []),
        (("seconds", "not <=", 59.9), [1, 2, 2, 3]),
        (("seconds", "not <=", 60.0), []),
        (("topic", "not <=", "a"), [1, 2, 2, 3]),
        (("topic", "not <", "a"), [1, 2, 2, 3]),
        (("site", "is null", None), [2]),
        (("site", "not null", None), [1, 2, 3]),
        (("person_key", "=", 2), [2, 2]),
        (("person_key", "in", [1, 3]), [1, 3]),
        (("person_key", ">", 1), [2, 2, 3]),
        (("person_key", "in", []), []),
    ],
)
def test_conditions_mean_what_they_say(
    published: Published, condition: tuple[str, str, object], people: list[int]
) -> None:
    rows = published.rows("sessions", where=[condition], order_by=("person_key",), limit=10)

    assert [row["person_key"] for row in rows] == people
    assert published.count("sessions", where=[condition]) == len(people)


def test_rows_are_found_by_those_of_another_table(published: Published) -> None:
    condition = ("site", "found in", ("sessions", [("person_key", "=", 1)]))

    rows = published.rows("sessions", columns=("person_key",), where=[condition], limit=10)

    assert rows == [{"person_key": 1}]
    assert (
        published.count("sessions", where=[("person_key", "found in", ("sessions", [("site", "is null", None)]))]) == 2
    )


def test_rows_are_found_by_what_another_table_has_not_and_nulls_there_hide_nothing(published: Published) -> None:
    missing = ("site", "not found in", ("sessions", [("person_key", "=", 2)]))

    assert published.rows("sessions", columns=("person_key",), where=[missing], limit=10) == [{"person_key": 1}]


def test_the_column_of_the_other_table_may_have_another_name(published: Published) -> None:
    second = ("number", "found in", ("sessions", [("site", "is null", None)], "person_key"))

    assert published.rows("sessions", columns=("person_key", "number"), where=[second], limit=10) == [
        {"person_key": 2, "number": 2}
    ]


def test_what_is_looked_for_in_another_table_has_to_be_a_table_and_conditions(published: Published) -> None:
    with pytest.raises(SettingsError, match="a table and its conditions"):
        published.count("sessions", where=[("site", "found in", "buyers")])


def test_rows_lie_after_what_the_same_person_has_in_another_table_or_do_not(published: Published) -> None:
    def after(operator: str, *conditions: tuple[str, str, object]) -> list[tuple[int, int]]:
        where = [("started_at", operator, ("sessions", list(conditions), "started_at"))]
        rows = published.rows("sessions", where=where, order_by=("person_key", "number"), limit=10)
        assert published.count("sessions", where=where) == len(rows)
        return [(row["person_key"], row["number"]) for row in rows]

    everybody = published.rows("sessions", order_by=("person_key", "number"), limit=10)
    firsts, later = ([(one["person_key"], one["number"]) for one in everybody if (one["number"] > 1) == is_later]
                     for is_later in (False, True))  # fmt: skip

    assert firsts
    assert later
    assert after("after any") == later
    assert after("after none") == firsts
    assert after("after any", ("number", ">", 9)) == []
    with pytest.raises(SettingsError, match="a table, its conditions and a column"):
        published.count("sessions", where=[("started_at", "after any", ("sessions", []))])


def test_something_of_the_same_person_may_lie_between_two_columns(published: Published) -> None:
    """A visit holds its own beginning, and of those of one person no other that has another site."""

    def within(*conditions: tuple[str, str, object]) -> list[tuple[int, int]]:
        looked = ("sessions", list(conditions), "started_at", "ended_at")
        rows = published.rows(
            "sessions", where=[("started_at", "any until", looked)], order_by=("person_key", "number"), limit=10
        )
        return [(row["person_key"], row["number"]) for row in rows]

    everybody = published.rows("sessions", order_by=("person_key", "number"), limit=10)

    assert within() == [(one["person_key"], one["number"]) for one in everybody]
    assert within(("number", "=", 2)) == [(one["person_key"], 2) for one in everybody if one["number"] == 2]
    assert within(("number", ">", 9)) == []
    with pytest.raises(SettingsError, match="a column of it and one of this table"):
        published.count("sessions", where=[("started_at", "any until", ("sessions", [], "started_at"))])


def test_one_of_several_lists_of_conditions_may_hold(published: Published) -> None:
    site_of_one = [("person_key", "=", 1), ("site", "not null", None)]
    either = ("person_key", "either", [site_of_one, [("site", "is null", None), ("number", "=", 2)]])

    rows = published.rows(
        "sessions", columns=("person_key", "number"), where=[either], order_by=("person_key",), limit=9
    )

    assert [tuple(one.values()) for one in rows] == [(1, 1), (2, 2)]
    assert published.count("sessions", where=[("person_key", "either", [])]) == 0


def test_rows_are_counted_by_the_value_of_a_column(published: Published) -> None:
    by_site = published.counts("sessions", by="site")
    by_person = published.counts("sessions", by="person_key", where=[("site", "not null", None)])

    assert by_site == {"shop.example": 2, "blog.example": 1, None: 1}
    assert by_person == {1: 1, 2: 1, 3: 1}


def test_an_order_may_descend_and_a_limit_cuts(published: Published) -> None:
    rows = published.rows("sessions", columns=("person_key",), order_by=("-person_key",), limit=1)

    assert rows == [{"person_key": 3}]


def test_a_source_table_is_read_as_it_stood_at_the_as_of_date(published: Published) -> None:
    assert published.count("spend") == 2
    assert len(published.rows("spend", limit=10)) == 2


def test_a_relation_is_lazy_and_has_words(published: Published) -> None:
    relation = published.relation("sessions").filter("person_key = 1")

    assert relation.select("person_key, site").fetchall() == [(1, "blog.example")]


def test_relations_of_one_snapshot_join(published: Published) -> None:
    sessions = published.relation("sessions", columns=["person_key", "site"], where=[("number", "=", 1)])
    first = published.relation("sessions", columns=["person_key", "started_at"], order_by=["person_key"], limit=1)

    assert sessions.join(first, "person_key").select("person_key, site").fetchall() == [(1, "blog.example")]


def test_a_table_that_was_not_made_is_empty_and_has_its_columns(published: Published) -> None:
    relation = published.relation("survey_answers", where=[("survey", "=", "nps")])

    assert relation.columns == [promise.name for promise in row_columns(SurveyAnswer)]
    assert (relation.fetchall(), published.rows("survey_answers", limit=9)) == ([], [])
    assert published.count("survey_answers") == 0


def test_what_is_not_there_is_told_with_a_near_name(published: Published) -> None:
    with pytest.raises(NotFoundError) as table:
        published.rows("session", limit=1)
    with pytest.raises(NotFoundError) as column:
        published.rows("sessions", columns=("sites",), limit=1)
    with pytest.raises(SettingsError, match="no operator 'like'"):
        published.rows("sessions", where=[("site", "like", "x")], limit=1)

    assert table.value.fix == "did you mean 'sessions'?"
    assert column.value.fix == "did you mean 'site'?"


def test_threads_read_side_by_side(published: Published) -> None:
    counts: list[int] = []
    threads = [
        Thread(target=lambda: counts.append(published.count("sessions", where=[("person_key", ">", 0)])))
        for _ in range(8)
    ]

    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert counts == [4] * 8


def test_the_same_question_again_is_answered_alike_whatever_became_of_the_first_answer(published: Published) -> None:
    first = published.rows("sessions", order_by=("person_key",), limit=10)
    expected = [dict(row) for row in first]
    first[0]["site"] = "somewhere else"
    first.clear()

    assert published.rows("sessions", order_by=("person_key",), limit=10) == expected
    assert published.counts("sessions", by="site") == published.counts("sessions", by="site")


def test_only_so_many_answers_are_remembered(published: Published, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "ANSWERS", 3)

    counts = [published.count("sessions", where=[("views", "<", number)]) for number in range(20)]

    assert counts == [0, 0] + [4] * 18
    assert len(published._given) == 3


def test_an_answer_with_many_rows_is_not_remembered(published: Published, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "ROWS_OF_ANSWER", 2)

    assert len(published.rows("sessions", limit=10)) == 4
    assert [rows for rows in published._given.values() if len(rows) > 2] == []


def spends(folder: Path, keys: list[int], labels: list[str]) -> Published:
    """A snapshot with these rows of spend, whose channel is the last of these labels."""
    snapshots = Snapshots(folder)
    with snapshots.building() as made:
        stored = {}
        for row, rows in (
            (KnownLabel, [{"label_key": key, "label": word} for key, word in enumerate(labels)]),
            (Spend, [{"row_key": key, "source": 0, "spent_on": at(days=key).date(), "channel": len(labels) - 1,
                      "campaign": 0, "ad_group": 0, "amount": 100 * key, "currency": 0} for key in keys]),
        ):  # fmt: skip
            (made / row.table).mkdir()
            file = f"{row.table}/0.parquet"
            pq.write_table(pa.Table.from_pylist(rows, schema=arrow_schema(schema_of(row))), made / file)
            stored[row.table] = Stored((file,), len(rows), 0, "")
        as_of = datetime(2024, 1, 30)
        return Published(snapshots.publish(made, as_of=as_of, built_at=as_of, tables=stored, notes={}), ROWS)


def test_rows_are_looked_for_in_another_snapshot_under_conditions_told_there(tmp_path: Path) -> None:
    before = spends(tmp_path, [1, 2, 3], ["shop", "Email"])
    now = spends(tmp_path, [2, 3, 4], ["shop", "Print", "Display"])
    then, same = before.snapshot.name, now.snapshot.name
    dear: list[reading.Condition] = [("channel", "=", "Email"), ("amount", ">", 200)]

    def keys(where: reading.Condition) -> list[int]:
        return [row["row_key"] for row in now.rows("spend", where=[where], order_by=("row_key",), limit=9)]

    assert keys(("row_key", "found in", ("spend", [], "row_key", then))) == [2, 3]
    assert keys(("row_key", "not found in", ("spend", [], "row_key", then))) == [4]
    assert keys(("row_key", "found in", ("spend", dear, "row_key", then))) == [3]
    assert keys(("row_key", "found in", ("spend", dear, "row_key", same))) == []
    within: reading.Condition = ("row_key", "found in", ("spend", [("amount", "<", 300)]))
    assert keys(("row_key", "found in", ("spend", [within], "row_key", then))) == [2]
    back: reading.Condition = ("row_key", "not found in", ("spend", dear, "row_key", same))
    assert keys(("row_key", "found in", ("spend", [back], "row_key", then))) == [2, 3]
    assert before.count("spend", where=[("row_key", "not found in", ("spend", [], "row_key", same))]) == 1


def test_another_snapshot_that_is_not_kept_is_told(tmp_path: Path) -> None:
    now = spends(tmp_path, [1], ["shop"])

    with pytest.raises(NotFoundError, match="no snapshot named '000009'"):
        now.count("spend", where=[("row_key", "found in", ("spend", [], "row_key", "000009"))])
