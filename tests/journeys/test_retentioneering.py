"""Two event logs of online shops: who, which event, when.

Expected figures: `web_answers.json` of the reference data, and for the second shop the funnel that its makers print.
"""

import json
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from riparian.storage.reading import Published
from tests.journeys.company_folder import became, built, frame, linked, people_who, ran

pytestmark = pytest.mark.slow


def shop_of(file: Path, folder: Path) -> Published:
    """A shop out of one file, as `init` proposes it."""
    ran(linked(folder, file), "init")
    return built(folder)


def counts(published: Published, column: str) -> dict[str, int]:
    """Actions by a text of theirs."""
    return dict(frame(published, "actions").group_by(column).agg(pl.len()).iter_rows())


@pytest.fixture(scope="module")
def simple(reference: Path, tmp_path_factory: pytest.TempPathFactory) -> Published:
    return shop_of(reference / "web" / "simple_shop.csv.gz", tmp_path_factory.mktemp("journey") / "simple")


@pytest.fixture(scope="module")
def ecom(reference: Path, tmp_path_factory: pytest.TempPathFactory) -> Published:
    return shop_of(reference / "web" / "retentioneering_ecom.csv.gz", tmp_path_factory.mktemp("journey") / "ecom")


@pytest.fixture(scope="module")
def answers(reference: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((reference / "web" / "web_answers.json").read_text())["simple_shop"]
    return found


def test_the_simple_shop_keeps_every_event_under_its_own_word(simple: Published, answers: dict[str, Any]) -> None:
    assert became(simple) == {"simple_shop": (answers["rows"], 0, 0)}
    assert counts(simple, "name") == answers["events"]


def test_the_kinds_of_the_simple_shop_are_guessed_from_its_words(simple: Published, answers: dict[str, Any]) -> None:
    events = answers["events"]
    checking_out = (
        "delivery_choice",
        "delivery_courier",
        "delivery_pickup",
        "payment_choice",
        "payment_card",
        "payment_cash",
    )

    assert counts(simple, "kind") == {
        "view": sum(events[word] for word in ("main", "catalog", "product1", "product2", "cart")),
        "check out": sum(events[word] for word in checking_out),
        "order": events["payment_done"],
        "other": events["lost"],
    }


def test_whoever_paid_in_the_simple_shop_is_a_buyer(simple: Published, answers: dict[str, Any]) -> None:
    standings = frame(simple, "standings")
    buyers = standings.filter(band=5)

    assert standings.height == answers["users"]
    assert buyers.height == answers["users_payment_done"]
    assert set(buyers["person_key"]) == people_who(simple, name="payment_done")
    assert buyers["orders"].sum() == answers["events"]["payment_done"]


def test_the_ecom_shop_keeps_every_event_also_equal_ones(ecom: Published) -> None:
    """README: 31,106 events of 600 users, 30 rows of them copies of others."""
    assert became(ecom) == {"retentioneering_ecom": (31_106, 0, 0)}
    assert frame(ecom, "standings").height == 600


def funnel(published: Published, *steps: str) -> list[int]:
    """How many people took each step, each after the first time they took the step before it."""
    actions = frame(published, "actions").select("person_key", "name", "occurred_at")
    came = actions.group_by("person_key").agg(since=pl.col("occurred_at").min() - pl.duration(microseconds=1))
    taken = []
    for step in steps:
        later = actions.filter(name=step).join(came, on="person_key").filter(pl.col("occurred_at") > pl.col("since"))
        came = later.group_by("person_key").agg(since=pl.col("occurred_at").min())
        taken.append(came.height)
    return taken


def test_the_funnel_of_the_ecom_shop_is_the_published_one(ecom: Published) -> None:
    """Steps in their order: 600, 511, 285. Without regard to order 522 ever add to the cart and 328 ever purchase."""
    steps = ("catalog", "add_to_cart", "purchase")

    assert funnel(ecom, *steps) == [600, 511, 285]
    assert [len(people_who(ecom, name=step)) for step in steps] == [600, 522, 328]
    assert [set(frame(ecom, "actions").filter(name=step)["kind"]) for step in steps] == [
        {"view"},
        {"add to cart"},
        {"order"},
    ]
    assert frame(ecom, "standings").filter(band=5).height == 328
