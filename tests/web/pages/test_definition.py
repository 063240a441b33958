import pytest
from starlette.testclient import TestClient

from riparian.core.errors import NotFoundError
from riparian.web.pages.definition import show
from tests.web.hand_reader import HandReader
from tests.web.hand_runs import NOTE


def test_a_table_says_its_grain_how_it_is_made_and_where_it_is_used(tables: HandReader) -> None:
    view = show(tables, name="band_counts")

    assert view.sentence == "One row per month and place."
    assert "band_entries" in view.definition.reads
    assert "Hourglass" in {page.title for page in view.definition.used_on}
    assert [one.name for one in view.definition.columns if one.key] == ["month_on", "place"]


def test_an_empty_table_gives_the_reason_of_the_build(tables: HandReader) -> None:
    without = HandReader({name: rows for name, rows in tables.tables.items() if name != "customer_values"})

    view = show(without, name="customer_values")

    assert (view.rows, view.state, view.note) == (None, "empty", NOTE)


def test_every_column_has_an_address_of_its_own(client: TestClient) -> None:
    page = client.get("/definitions/band_counts").text

    assert 'id="dormant"' in page
    assert "Of <code>closing</code>: those asleep" in page


def test_a_measure_is_told_with_its_meaning_and_not_left_to_its_name(client: TestClient) -> None:
    page = client.get("/definitions/band_flows").text

    assert "People who entered <code>to_band</code> in the month and had come from <code>from_band</code>" in page
    assert "as its name says" not in page


def test_a_table_that_is_not_there_is_refused_with_a_near_name(tables: HandReader) -> None:
    with pytest.raises(NotFoundError) as refused:
        show(tables, name="band_count")

    assert refused.value.fix == "did you mean 'band_counts'?"
