"""What becomes of the rows of a file: kept, rejected or already known; never lost."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from riparian.core.errors import SourceError
from tests.storage.loads import Desk

GOOD = {"at": "2024-03-01 10:00:00", "kind": "view", "site": "shop.example", "anonymous": "a1"}


def view(number: int, **changes: Any) -> dict[str, Any]:
    return {"id": f"m{number}", **GOOD, **changes}


def test_rows_read_are_rows_kept(tmp_path: Path) -> None:
    desk = Desk(tmp_path)

    load = desk.bring(view(1), view(2))

    assert (load.rows_read, load.rows_kept, load.rows_rejected, load.rows_known) == (2, 2, 0, 0)
    assert desk.rows("source_events", "label(kind), label(site), who(identifier_key)") == [
        ("view", "shop.example", "anonymous_id a1"),
        ("view", "shop.example", "anonymous_id a1"),
    ]


def test_a_row_that_a_preset_drops_without_a_word_is_a_mistake_of_the_preset(tmp_path: Path) -> None:
    desk = Desk(tmp_path, loses="click")

    with pytest.raises(SourceError) as told:
        desk.bring(view(1), view(2, kind="click"), view(1), view(3, kind="click"), view(4, at="never"))

    assert told.value.what == ("2 of 3 rows kept of the source 'web' are in no table; the first is line 3 of 1.csv")
    assert told.value.where == "presets.toy"


def test_where_rows_are_added_up_those_without_a_row_of_their_own_are_counted(tmp_path: Path) -> None:
    desk = Desk(tmp_path, loses="click", row_by_row=False)

    load = desk.bring(view(1), view(2, kind="click"), view(1), view(3, kind="click"))

    assert (load.rows_read, load.rows_kept, load.rows_known, load.rows_added_up) == (4, 3, 1, 2)


def test_a_row_that_cannot_be_used_is_kept_apart_with_its_line_reason_and_fields(tmp_path: Path) -> None:
    desk = Desk(tmp_path)

    load = desk.bring(view(1), view(2, at="31 February"))

    assert (load.rows_kept, load.rows_rejected) == (1, 1)
    ((file, line, reason, raw),) = desk.rows("source_rejects", "file, line, reason, raw")
    assert (file, line, reason) == ("1.csv", 3, "occurred_at is missing or unreadable")
    assert '"at":"31 February"' in raw
    assert '"id":"m2"' in raw


def test_an_instant_out_of_all_time_is_rejected(tmp_path: Path) -> None:
    desk = Desk(tmp_path)

    load = desk.bring(view(1, at="inf"), view(2, at="1200-01-01"), view(3, at="0202-05-05 10:00"), view(4))

    assert (load.rows_kept, load.rows_rejected) == (1, 3)
    assert {reason for (reason,) in desk.rows("source_rejects", "reason")} == {"occurred_at is out of time"}


def test_a_malformed_line_is_rejected_as_it_stands(tmp_path: Path) -> None:
    desk = Desk(tmp_path)

    load = desk.bring(view(1), {"malformed": "5 fields, 7 expected", "raw": "a,b,c,d,e"})

    assert (load.rows_kept, load.rows_rejected) == (1, 1)
    assert desk.rows("source_rejects", "line, reason, raw") == [(3, "5 fields, 7 expected", "a,b,c,d,e")]


def test_a_message_sent_twice_is_known_the_second_time_in_the_same_file_or_a_later_one(tmp_path: Path) -> None:
    desk = Desk(tmp_path)

    first = desk.bring(view(1), view(1), view(2))
    second = desk.bring(view(2), view(3))

    assert (first.rows_kept, first.rows_known) == (2, 1)
    assert (second.rows_kept, second.rows_known) == (1, 1)
    assert len(desk.rows("source_events")) == 3


def test_a_row_that_was_rejected_may_come_again_mended(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.bring(view(1, at="soon"), view(2))

    mended = desk.bring(view(1), view(2))

    assert (mended.rows_kept, mended.rows_known) == (1, 1)


def test_a_row_that_was_rejected_and_comes_again_as_it_was_is_known(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    bad = view(1, at="31 February")

    first = desk.bring(bad, view(2))
    grown = desk.bring(bad, view(2), view(3), bad, view(1, at="2300-01-01 00:00:00"))

    assert (first.rows_kept, first.rows_rejected, first.rows_known) == (1, 1, 0)
    assert (grown.rows_read, grown.rows_kept, grown.rows_rejected, grown.rows_known) == (5, 1, 2, 2)
    assert [(file, line) for file, line in desk.rows("source_rejects", "file, line")] == [
        ("1.csv", 2),
        ("2.csv", 5),
        ("2.csv", 6),
    ]


def test_equal_rows_without_an_id_all_count_in_one_file_and_are_known_in_an_overlapping_one(tmp_path: Path) -> None:
    desk = Desk(tmp_path, with_ids=False)
    twice = {"id": None, **GOOD}

    first = desk.bring(twice, twice)
    second = desk.bring(twice, twice, twice)

    assert (first.rows_kept, first.rows_known) == (2, 0)
    assert (second.rows_kept, second.rows_known) == (1, 2)


def test_a_placeholder_is_nobody(tmp_path: Path) -> None:
    desk = Desk(tmp_path)

    desk.bring(view(1, email="test@test.example"), view(2, email="Test@x.example", anonymous=None))

    assert desk.rows("source_rejects", "line, reason") == [
        (3, "no usable identifier: [identity] blocked refuses its email")
    ]
    assert desk.rows("source_links", "who(right_key), label(refused)") == [("email test@test.example", "blocked value")]
    assert desk.rows("source_sightings", "who(identifier_key)") == [("anonymous_id a1",)]


def test_a_later_mapping_of_the_same_rows_keeps_every_key(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.bring(view(1, email="ana@x.example"))
    before = desk.rows("source_events", "row_key, identifier_key")

    desk.bring(view(2, email="bo@x.example"), view(3, email="ana@x.example"))

    assert before[0] in desk.rows("source_events", "row_key, identifier_key")
    assert desk.rows("source_events", "who(identifier_key)") == [
        ("email ana@x.example",),
        ("email ana@x.example",),
        ("email bo@x.example",),
    ]


def test_files_mapped_together_come_out_as_one_after_the_other(tmp_path: Path) -> None:
    files = (
        (view(1), view(2, at="never"), view(1, email="ana@x.example")),
        (view(2), view(3, email="Ana@x.example ")),
        ({"malformed": "3 fields, 7 expected", "raw": "x,y,z"}, view(3)),
    )
    apart, together = Desk(tmp_path / "apart"), Desk(tmp_path / "together")

    one_by_one = [apart.bring(*file) for file in files]
    at_once = together.bring_all(*files)

    counts = [(load.rows_read, load.rows_kept, load.rows_rejected, load.rows_known, load.last_at) for load in at_once]
    assert counts == [
        (load.rows_read, load.rows_kept, load.rows_rejected, load.rows_known, load.last_at) for load in one_by_one
    ]
    for table, columns in (
        ("source_events", "row_key, who(identifier_key), occurred_at"),
        ("source_rejects", "load, file, line, reason, raw"),
        ("source_links", "load, who(left_key), who(right_key), row_key"),
        ("source_sightings", "load, who(identifier_key), first_at"),
    ):
        assert together.rows(table, columns) == apart.rows(table, columns)


lines = st.lists(
    st.one_of(
        st.builds(
            view,
            st.integers(0, 6),
            at=st.sampled_from(["2024-03-01", "2024-03-02 08:00:00", "soon", None]),
            email=st.sampled_from([None, "ana@x.example", "test@x.example", " "]),
            anonymous=st.sampled_from([None, "a1", "a2"]),
        ),
        st.just({"malformed": "3 fields, 7 expected", "raw": "x,y,z"}),
    ),
    max_size=8,
)


@settings(max_examples=10)
@given(files=st.lists(lines, min_size=1, max_size=3), with_ids=st.booleans(), together=st.booleans())
def test_rows_read_are_always_kept_rejected_or_known(
    files: list[list[dict[str, Any]]], with_ids: bool, together: bool, tmp_path_factory: pytest.TempPathFactory
) -> None:
    desk = Desk(tmp_path_factory.mktemp("desk"), with_ids=with_ids)

    loads = desk.bring_all(*map(tuple, files)) if together else [desk.bring(*file) for file in files]

    for load, file in zip(loads, files, strict=True):
        assert load.rows_read == len(file)
        assert load.rows_read == load.rows_kept + load.rows_rejected + load.rows_known
    assert len(desk.rows("source_events")) == sum(load.rows_kept for load in loads)
    assert len(desk.rows("source_rejects")) == sum(load.rows_rejected for load in loads)
