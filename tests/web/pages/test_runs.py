import pytest
from starlette.testclient import TestClient

from riparian.core.errors import NotFoundError
from riparian.web.pages.runs import MadeWith, MovedTable, show
from riparian.web.refusals import NothingYetError
from tests.web.hand_reader import HandKept, HandReader
from tests.web.hand_runs import NOTE


class Unkept(HandReader):
    """A reader of which no snapshot is kept."""

    def kept(self) -> list[HandKept]:
        return []


def test_snapshots_are_told_newest_first_and_the_published_one_is_marked(tables: HandReader) -> None:
    view = show(tables)

    assert [(one.build, one.published) for one in view.runs] == [("20261121-0600", True), ("20261114-0600", False)]
    assert view.run == "20261121-0600"
    assert view.sentence.endswith("4 tables in 3.2 seconds, 2 computed, 1 taken over, 1 empty.")


def test_steps_stand_in_order_or_from_the_slowest(tables: HandReader) -> None:
    assert [one.step for one in show(tables).steps] == [1, 2, 3, 4]
    assert [one.made for one in show(tables, order="seconds").steps][:2] == ["people", "band_counts"]


def test_what_moved_is_told_against_the_snapshot_before(tables: HandReader) -> None:
    moved = show(tables).difference

    assert moved is not None
    assert (moved.against, moved.days_later, moved.merged) == ("20261114-0600", 7, 1)
    assert moved.tables[0] == MovedTable("people", 57, 61)
    assert [one.name for one in moved.places if one.after != one.before] == ["Know", "Like"]
    assert MadeWith("sessions.idle_limit", "PT20M", "PT30M") in moved.made_with


def test_an_earlier_snapshot_can_be_shown_and_has_nothing_before_it(tables: HandReader) -> None:
    view = show(tables, run="20261114-0600")

    assert (view.run, view.difference, view.of.build) == ("20261114-0600", None, "20261121-0600")


def test_a_snapshot_that_is_not_kept_is_refused_with_those_that_are(tables: HandReader) -> None:
    with pytest.raises(NotFoundError) as run:
        show(tables, run="000001")
    with pytest.raises(NotFoundError) as against:
        show(tables, against="000001")

    assert run.value.fix == against.value.fix == "Kept are 20261121-0600, 20261114-0600."


def test_the_reason_of_an_empty_table_stands_beside_it(client: TestClient) -> None:
    assert NOTE in client.get("/runs").text


def test_without_any_snapshot_there_is_nothing_yet() -> None:
    with pytest.raises(NothingYetError):
        show(Unkept())
