"""The sample company against its own truth: who is who, where everybody stands, which rows are no use.

Built from the folder that `riparian sample` writes, as it is.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import polars as pl
import pytest

from riparian.storage.reading import Published
from tests.journeys.company_folder import built, frame, ran

pytestmark = pytest.mark.slow

PEOPLE = 3_000
READERS = "gardenledger.example "
"""What stands before the anonymous ids of the company's non-branded site."""
KINDS = {"klaviyo": "profile_id", "reader_id": "anonymous_id", "withheld_id": "anonymous_id"}
"""Our kind of an identifier, and what the truth calls it."""
FACETS = {"support": 1, "loyalty": 2, "advocacy": 4, "innovation": 8}

Name = tuple[str, str]
"""Kind and value of an identifier, as the truth has it."""


class Found(NamedTuple):
    """An identifier of the truth that the build knows."""

    name: Name
    entity: int
    """Negative, and no other's, for what is nobody's."""
    person: int


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    within = tmp_path_factory.mktemp("journey")
    ran(within, "sample", "company", "--people", str(PEOPLE))
    return within / "company"


@pytest.fixture(scope="module")
def company(folder: Path) -> Published:
    return built(folder)


def truth(folder: Path, table: str) -> pl.DataFrame:
    return pl.read_parquet(folder / "truth" / f"{table}.parquet")


def without_tag(address: str) -> str:
    """An address without what stands behind a plus in its name: the normal form that the settings ask for."""
    name, at, host = address.partition("@")
    return name.partition("+")[0] + at + host


@pytest.fixture(scope="module")
def found(folder: Path, company: Published) -> list[Found]:
    """Every identifier of the truth that any row carries which may be used. A browser that both reads the non-branded
    site and tells its address there is two identifiers of ours, and so stands here twice."""
    people: defaultdict[Name, set[int]] = defaultdict(set)
    for kind, value, person in frame(company, "identifiers").select("kind", "value", "person_key").iter_rows():
        people[KINDS.get(kind, kind), value.removeprefix(READERS)].add(person)
    entities: dict[Name, int | None] = {}
    for row in truth(folder, "identifiers").sort("note").iter_rows(named=True):
        value = without_tag(row["value"]) if row["kind"] == "email" else row["value"]
        entities.setdefault((row["kind"], value), row["entity"])
    return [
        Found(name, -number if entity is None else entity, person)
        for number, (name, entity) in enumerate(entities.items(), start=1)
        for person in sorted(people[name])
    ]


def pairs(groups: Iterable[object]) -> int:
    """How many pairs have both ends in one group."""
    return sum(size * (size - 1) // 2 for size in Counter(groups).values())


@pytest.fixture(scope="module")
def person_of(found: list[Found]) -> dict[int, int]:
    """Whom the build takes each entity for."""
    return {one.entity: one.person for one in found if one.entity >= 0}


@pytest.fixture(scope="module")
def stands(
    folder: Path, company: Published, person_of: Mapping[int, int]
) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    """The true and the built standing of every entity that the exports determine."""
    ours = {row["person_key"]: row for row in frame(company, "standings").to_dicts()}
    determined = truth(folder, "standings").filter("determined").to_dicts()
    return [(row, ours[person_of[row["entity"]]]) for row in determined]


def test_every_identifier_of_the_truth_is_known_but_placeholders(folder: Path, found: list[Found]) -> None:
    known = {one.name for one in found}
    rows = truth(folder, "identifiers").filter(pl.col("note") != "plus-tag").iter_rows(named=True)

    lacking = [row["note"] for row in rows if (row["kind"], row["value"]) not in known]

    assert set(lacking) == {"placeholder"}


def test_plus_tags_are_taken_off(folder: Path, company: Published) -> None:
    tagged = truth(folder, "identifiers").filter(note="plus-tag")["value"]
    addresses = frame(company, "identifiers").filter(kind="email")["value"]

    assert tagged.str.contains("+", literal=True).all()
    assert len(tagged) > 0
    assert not addresses.str.contains("+", literal=True).any()


def test_identity_is_resolved_with_the_precision_and_recall_asked_for(found: list[Found]) -> None:
    together = pairs((one.entity, one.person) for one in found)
    taken, true = pairs(one.person for one in found), pairs(one.entity for one in found)

    assert true > 5_000
    assert together / taken >= 0.999
    assert together / true >= 0.99


def test_nobody_is_split(found: list[Found]) -> None:
    people: defaultdict[int, set[int]] = defaultdict(set)
    for one in found:
        people[one.entity].add(one.person)

    assert [entity for entity, taken in people.items() if len(taken) > 1 and entity % 16 == 0] == []


def test_what_is_shared_or_withheld_or_only_read_joins_nobody(folder: Path, found: list[Found]) -> None:
    alone = {"shared device", "placeholder", "measuring declined", "journal, not opted in"}
    rows = truth(folder, "identifiers").filter(pl.col("note").is_in(alone)).iter_rows(named=True)
    apart = {(row["kind"], row["value"]): row["note"] for row in rows}
    members: defaultdict[int, set[Name]] = defaultdict(set)
    for one in found:
        members[one.person].add(one.name)

    joined = [(apart[name], names) for names in members.values() if len(names) > 1 for name in names if name in apart]

    assert joined == []
    assert set(apart.values()) == alone


def test_bands_are_exactly_the_true_ones(stands: list[tuple[dict[str, Any], dict[str, Any]]]) -> None:
    wrong = [(true["entity"], true["band"], ours["band"]) for true, ours in stands if true["band"] != ours["band"]]

    assert wrong == []
    assert len(stands) > 2_000
    assert {true["band"] for true, _ in stands} == {1, 2, 3, 4, 5}


def test_facets_are_exactly_the_true_ones(stands: list[tuple[dict[str, Any], dict[str, Any]]]) -> None:
    wrong = [
        (true["entity"], facet)
        for true, ours in stands
        for facet, sign in FACETS.items()
        if true[facet] != bool(ours["facets_ever"] & sign)
    ]

    assert wrong == []
    assert all(any(true[facet] for true, _ in stands) for facet in FACETS)


def test_orders_are_counted_exactly(stands: list[tuple[dict[str, Any], dict[str, Any]]]) -> None:
    names = ("orders", "first_order_at")

    wrong = [true["entity"] for true, ours in stands if any(true[name] != ours[name] for name in names)]

    assert wrong == []


def test_visits_are_counted_exactly(stands: list[tuple[dict[str, Any], dict[str, Any]]]) -> None:
    """Also where a call does not say when it was made and its device's clock is wrong."""
    wrong = [
        (true["entity"], true["visits"], ours["visits"]) for true, ours in stands if true["visits"] != ours["visits"]
    ]

    assert wrong == []


def test_exactly_the_messy_rows_are_rejected(folder: Path, company: Published) -> None:
    rejected = truth(folder, "messy").filter(outcome="rejected").select("file", "line")
    ours = frame(company, "source_rejects").select("file", "line")

    assert sorted(ours.rows()) == sorted(rejected.rows())
    assert rejected.height > 30


def test_exactly_the_repeated_rows_are_known_already(folder: Path, company: Published) -> None:
    known = truth(folder, "messy").filter(outcome="known").group_by("file").agg(rows=pl.len().cast(pl.Int64))
    loads = frame(company, "source_loads").filter(pl.col("rows_known") > 0).select("file", "rows_known")

    assert sorted(loads.rows()) == sorted(known.rows())


def test_an_order_with_a_placeholder_for_an_address_is_an_order(folder: Path, company: Published) -> None:
    numbers = truth(folder, "orders").select(pl.col("order_name").str.strip_chars("#"), "total")
    ours = frame(company, "source_orders").select("order_number", "total")

    assert sorted(ours.rows()) == sorted(numbers.rows())
