"""Numbers of the pages of the sample company open into as many people, journeys or orders as they say."""

import re

import pytest
from starlette.testclient import TestClient

from riparian.web.app import create_app
from riparian.workspace.serving import CurrentReader
from riparian.workspace.workspace import Workspace
from tests.journeys.company_folder import built, ran
from tests.web.opened import differing, found

pytestmark = pytest.mark.slow

PEOPLE = 2_000
PAGES = {
    "/today": 20,
    "/hourglass?stage=5": 40,
    "/hourglass?stage=2": 80,
    "/hourglass?month=2026-05&stage=3": 40,
    "/streams?most=25": 100,
    "/map?node=Email": 50,
    "/map?view=sites": 40,
    "/map?view=sites&job=a+garden+that+lives": 20,
    "/cohorts?band=2&within=30": 60,
    "/cohorts?cut=first+channel": 20,
    "/cohorts?cut=first+month&figure=rate": 20,
    "/cohorts?cut=visited+last+month&figure=rate": 60,
    "/buyers": 150,
    "/value?measure=conversions": 110,
    "/value": 105,
    "/value?channel=Email": 105,
    "/value?channel=Paid+Search": 105,
    "/forecast": 16,
    "/sources?source=shop": 8,
    "/runs": 1,
}
"""Each page, and how many numbers at least it opens."""


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> TestClient:
    within = tmp_path_factory.mktemp("opened")
    ran(within, "sample", "company", "--people", str(PEOPLE))
    built(within / "company")
    return TestClient(create_app(CurrentReader(Workspace(within / "company"))), base_url="http://127.0.0.1")


@pytest.mark.parametrize("path", PAGES)
def test_every_number_opens_into_as_many(client: TestClient, path: str) -> None:
    page = client.get(path)

    wrong, looked_at = differing(client, page.text)

    assert page.status_code == 200
    assert wrong == []
    assert looked_at >= PAGES[path]


def test_a_sentence_of_today_opens_into_the_people_it_counts(client: TestClient) -> None:
    told = client.get("/today.json").json()["notices"]
    counted = [(one["path"], re.match(r"The ([\d,]+) ", one["look"])) for one in told if "/people" in one["path"]]

    wrong = [
        (path, said[1], opened)
        for path, said in counted
        if said and int(said[1].replace(",", "")) not in (opened := found(client, path))
    ]

    assert counted
    assert all(said for _, said in counted)
    assert wrong == []


def test_a_credit_opens_into_the_journeys_it_is_made_of_and_is_no_more_than_they(client: TestClient) -> None:
    credits = client.get("/value.json?measure=conversions").json()["credits"]

    parts = [(one["journeys"], said) for one in credits if not one["no_touch"] for said in one["credits"]]
    # Chains and Shapley value a channel by what would be missing without it: no part of the journeys through it.
    rules = ("first", "last", "last non-direct", "linear", "position", "time decay")
    amounts = [(whole, said["amount"]) for whole, said in parts if said["model"] in rules]

    assert len(amounts) >= 30
    assert [one for one in amounts if one[1] > one[0] + 1e-6] == []
