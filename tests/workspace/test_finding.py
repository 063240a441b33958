from datetime import datetime
from pathlib import Path

import pytest

from riparian.storage.reading import Published
from riparian.tables.identity import Identifier, MergedPerson, Person
from riparian.tables.sources import SourceOrder
from riparian.workspace.finding import Match, people_meant
from riparian.workspace.workspace import Workspace
from tests.cli.published import publish

IDENTIFIERS = (
    (1, "email", "ana@alder.test", 1),
    (2, "phone", "+442079460018", 1),
    (3, "order_id", "1001", 1),
    (4, "crm", "C-7", 4),
    (5, "loyalty_card", "77", 4),
    (6, "user_id", "1", 4),
    (7, "user_id", "77", 5),
    (8, "email", "zo\u00eb@alder.test", 5),
)
ORDERS = (("#5001", "shop", 2), ("5001", "till", 5), ("B-9", "till", 5))


@pytest.fixture
def tables(tmp_path: Path) -> Published:
    identifiers = [
        dict(zip(("identifier_key", "kind", "value", "person_key"), one, strict=True)) for one in IDENTIFIERS
    ]
    orders = [dict(zip(("order_number", "source", "identifier_key"), one, strict=True)) for one in ORDERS]
    publish(
        tmp_path,
        {
            Identifier: identifiers,
            SourceOrder: [order | {"placed_at": datetime(2025, 1, 1), "row_key": n} for n, order in enumerate(orders)],
            Person: [{"person_key": key} for key in (1, 4, 5)],
            MergedPerson: [{"former_key": 8, "person_key": 5}],
        },
    )
    return Workspace(tmp_path).published()


@pytest.mark.parametrize(
    ("typed", "person"),
    [
        ("ANA@alder.test", 1),
        ("020 7946 0018", 1),
        ("+44 (0)20 7946 0018", 1),
        ("phone:020 7946 0018", 1),
        ("1001", 1),
        ("#1001", 1),
        ("order_id:#1001", 1),
        ("crm:C-7", 4),
        ("CRM:C-7", 4),
        ("C-7", 4),
        ("loyalty_card:7 7", 4),
        ("B-9", 4),
        ("order:B-9", 4),
        ("1", 4),
        ("person:1", 1),
        ("5", 5),
        ("8", 5),
        ("Zoe\u0308@alder.test", 5),
    ],
)
def test_a_person_is_found_however_the_identifier_is_written(tables: Published, typed: str, person: int) -> None:
    assert [match.person_key for match in people_meant(tables, typed)] == [person]


def test_everybody_who_may_be_meant_is_told_with_why(tables: Published) -> None:
    assert people_meant(tables, "77") == (Match(4, "loyalty_card:77"), Match(5, "user_id:77"))
    assert people_meant(tables, "5001") == (Match(1, "order #5001 of shop"), Match(4, "order 5001 of till"))


@pytest.mark.parametrize("typed", ["", "eve@alder.test", "020 7946 0000", "99", "person:99", "9" * 30, "²", "a:b"])
def test_nobody_is_nobody(tables: Published, typed: str) -> None:
    assert people_meant(tables, typed) == ()
