import pytest
from starlette.testclient import TestClient

from riparian.web.deeds.merges import Merged
from riparian.web.pages.people import show
from riparian.web.refusals import NotComparableError
from tests.web.hand_people import RICH
from tests.web.hand_reader import HandReader

BEFORE = "20261114-0600"


@pytest.mark.parametrize("deed", [Merged(BEFORE), Merged(BEFORE, "set apart")])
def test_who_was_part_of_whom_from_one_snapshot_to_another_is_compared_with_none(
    tables: HandReader, deed: Merged
) -> None:
    told = f"merged~{BEFORE}" + ("~set apart" if deed.how else "")

    with pytest.raises(NotComparableError, match="cannot be compared with these filters: who was part of whom"):
        show(tables, did=[told], against=BEFORE)


def test_the_page_lists_them_without_the_comparison_and_says_why(client: TestClient) -> None:
    page = client.get(f"/people?did=merged~{BEFORE}&against={BEFORE}")

    assert page.status_code == 200
    assert f"who was part of whom is told between snapshot {BEFORE} and the one that is shown." in page.text
    assert f'href="/people/{RICH}"' in page.text
    assert "0 then" not in page.text
