import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from riparian.core.row import Row
from riparian.tables.actions import Action
from riparian.tables.hourglass import BandEntry, FacetEntry, Standing
from riparian.tables.identity import Identifier, IdentityLink, Person, RefusedLink
from riparian.tables.landing import SourceLoad
from tests.cli.published import publish, riparian

AT = datetime(2025, 1, 2, 10)
LINE_7, LINE_9 = 2**36 + 7 * 8, 2**36 + 9 * 8


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    flags = dict.fromkeys(("known", "dormant", "reignited", "support", "loyalty", "advocacy", "innovation"), False)
    action = {"person_key": 1, "identifier_key": 1, "source": "shop"}
    tables: dict[type[Row], list[dict[str, Any]]] = {
        Person: [
            {"person_key": 1, "known": True, "email": "ana@alder.test", "full_name": "Ana Adams"},
            {"person_key": 4},
        ],
        Identifier: [
            {
                "identifier_key": 1,
                "kind": "email",
                "value": "ana@alder.test",
                "person_key": 1,
                "first_at": AT,
                "sources": 1,
            },
            {"identifier_key": 2, "kind": "user_id", "value": "42", "person_key": 1, "first_at": AT, "sources": 1},
            {"identifier_key": 4, "kind": "loyalty_card", "value": "42", "person_key": 4, "first_at": AT, "sources": 1},
        ],
        IdentityLink: [
            {"left_key": 2, "right_key": 1, "source": "shop", "row_key": LINE_7, "linked_at": AT, "sources": 1}
        ],
        RefusedLink: [
            {
                "left_key": 1,
                "right_key": 4,
                "source": "shop",
                "row_key": -3,
                "linked_at": AT,
                "reason": "split by a person",
            }
        ],
        Standing: [
            flags
            | {"person_key": 1, "band": 5, "band_since": AT, "loyalty": True, "actions": 2, "visits": 0, "orders": 1}
            | {"spent": 4250, "sources": 1, "first_source": "shop", "way_in": "direct", "first_at": AT, "last_at": AT}
        ],
        BandEntry: [{"person_key": 1, "band": 5, "entered_at": AT, "rule": "order", "source": "shop"}],
        FacetEntry: [{"person_key": 1, "facet": 7, "entered_at": AT, "times": 2}],
        Action: [
            action | {"occurred_at": AT, "action_key": LINE_9 * 16, "kind": "order", "amount": 4250, "currency": "GBP"},
            action
            | {"occurred_at": datetime(2025, 1, 1), "action_key": LINE_7 * 16, "kind": "view", "content": "/spades"},
        ],
        SourceLoad: [{"load": 1, "source": "shop", "file": "orders.csv"}],
    }
    publish(tmp_path, tables)
    return tmp_path


@pytest.mark.parametrize(
    "who", ["ana@alder.test", " ANA@alder.test", "user_id:42", "email:ana@alder.test", "1", "person:1"]
)
def test_a_person_is_found_by_any_identifier(folder: Path, who: str) -> None:
    assert riparian(folder, "person", who).output.startswith("Ana Adams · ana@alder.test · person 1\n")


def test_everything_known_is_told_with_its_evidence(folder: Path) -> None:
    shown = riparian(folder, "person", "1").output

    assert "Buy since 2025-01-02 10:00:00; active: Loyalty" in shown
    assert "2 actions, 0 visits, 1 order, £42.50 spent; known in 1 source" in shown
    assert "user_id 42  email ana@alder.test  shop    2025-01-02 10:00:00  orders.csv, line 7" in shown
    assert "loyalty_card 42 (person 4)" in shown
    assert "ledger entry 3" in shown


def test_the_stream_ends_with_the_newest(folder: Path) -> None:
    *_, before, last = riparian(folder, "person", "1").output.splitlines()

    assert "/spades" in before
    assert last.split()[:4] == ["2025-01-02", "10:00:00", "order", "shop"]
    assert last.endswith("£42.50  orders.csv, line 9")


def test_json_has_all_of_it(folder: Path) -> None:
    known = json.loads(riparian(folder, "person", "1", "--json").output)

    assert [action["kind"] for action in known["actions"]] == ["view", "order"]
    assert known["place"]["band_since"] == "2025-01-02T10:00:00Z"
    assert known["refused"][0]["reason"] == "split by a person"


def test_several_people_are_listed_with_how_to_say_each(folder: Path) -> None:
    ended = riparian(folder, "person", "42")

    lines = ended.stdout.splitlines()
    assert ended.exit_code == 1
    assert [line.split()[:2] for line in lines[1:3]] == [["person:1", "user_id:42"], ["person:4", "loyalty_card:42"]]
    assert lines[-1] == "2 people may be meant by '42': riparian person person:1 shows one"
    assert json.loads(riparian(folder, "person", "42", "--json").stdout) == {
        "matches": [{"person_key": 1, "by": "user_id:42"}, {"person_key": 4, "by": "loyalty_card:42"}]
    }


def test_nobody_is_told_with_a_way_to_look(folder: Path) -> None:
    ended = riparian(folder, "person", "eve@alder.test")

    assert ended.exit_code == 1
    assert ended.stdout == ""
    assert "nobody has the identifier 'eve@alder.test'" in ended.stderr
    assert "fix:   riparian show identifiers" in ended.stderr
