from dataclasses import replace
from datetime import date, datetime

import pytest

from riparian.core.errors import NotFoundError
from riparian.web.deeds.addressed import read, told
from riparian.web.deeds.visits import BroughtBy, Trusting, Visited
from tests.web.hand_reader import HandReader

LATELY, BEFORE = datetime(2026, 10, 2), datetime(2026, 8, 4)
AS_OF = datetime(2026, 11, 2, 12)


def visit(
    person: int, number: int, referrer: str | None, site: str, at: datetime = LATELY, content: str = "/"
) -> dict[str, object]:
    came = {"person_key": person, "number": number, "referrer": referrer, "site": site}
    return came | {"started_at": at, "content": content}


TABLES = HandReader(
    {
        "sessions": [
            visit(1, 1, "m.forum.example", "shop.example"),
            visit(1, 2, "forum.example", "shop.example", AS_OF),
            visit(2, 2, "m.forum.example", "shop.example"),
            visit(2, 3, "forum.example", "shop.example"),
            visit(3, 1, "forum.example", "forum.example"),
            visit(4, 1, None, "shop.example"),
            # A window of thirty days begins at the clock of the as-of date.
            visit(5, 2, "forum.example", "shop.example", datetime(2026, 10, 3, 12)),
            visit(6, 2, "forum.example", "shop.example", datetime(2026, 10, 3, 11)),
            visit(7, 2, "forum.example", "shop.example", BEFORE),
            *(visit(key, 1, "rival.example", "shop.example", content="/soil") for key in (11, 12, 13)),
            visit(14, 1, "rival.example", "ledger.example", content="/soil"),
        ],
        "purchases": [
            {"person_key": 11, "bought_at": LATELY},
            {"person_key": 11, "bought_at": AS_OF},
            {"person_key": 12, "bought_at": BEFORE},
            {"person_key": 12, "bought_at": AS_OF},
            {"person_key": 1, "bought_at": AS_OF},
        ],
        "band_entries": [
            {"person_key": 11, "band": 2, "entered_at": BEFORE},
            {"person_key": 11, "band": 3, "entered_at": AS_OF},
            {"person_key": 12, "band": 3, "entered_at": BEFORE},
            {"person_key": 12, "band": 5, "entered_at": AS_OF},
            {"person_key": 13, "band": 2, "entered_at": AS_OF},
        ],
        "content_aspects": [
            {"job": "grow", "site": "shop.example", "content": "/soil"},
            {"job": "grow", "site": "ledger.example", "content": "/seed"},
            {"job": "rest", "site": "ledger.example", "content": "/soil"},
        ],
        "participant_sites": [
            {"host": "forum.example", "participant": "forum.example", "own": False},
            {"host": "m.forum.example", "participant": "forum.example", "own": False},
            {"host": "shop.example", "participant": "Alder & Reed", "own": True},
            {"host": "ledger.example", "participant": "ledger.example", "own": True},
            {"host": "rival.example", "participant": "rival.example", "own": False},
        ],
        "traffic_flows": [
            {"window": 0, "window_from": date(2026, 10, 3), "window_to": date(2026, 11, 2)},
            {"window": 1, "window_from": date(2026, 9, 3), "window_to": date(2026, 10, 3)},
        ],
        "standings": [{"person_key": key} for key in range(1, 15)],
    },
    as_of=AS_OF,
)


def who(deed: BroughtBy | Visited) -> list[int]:
    return sorted(row["person_key"] for row in TABLES.rows("standings", where=deed.where(TABLES), limit=20))


def test_a_participant_brought_whose_first_visit_came_from_one_of_its_sites_to_another_s() -> None:
    assert who(BroughtBy("forum.example")) == [1]


def test_visits_from_one_participant_to_another_are_those_of_a_window() -> None:
    latest, before = Visited("forum.example", "Alder & Reed"), Visited("forum.example", "Alder & Reed", 1)

    assert (who(latest), who(before)) == ([5], [1, 2, 6])
    assert before.rows(TABLES).counted(TABLES) == 4
    assert who(Visited("Alder & Reed", "forum.example", 1)) == []


def test_visits_may_be_from_or_to_whichever_other_participant() -> None:
    others = {"host": "ads.example", "participant": "ads.example", "own": False}
    tables = replace(
        TABLES,
        tables=dict(TABLES.tables)
        | {
            "sessions": [
                *TABLES.tables["sessions"],
                visit(3, 2, "ads.example", "shop.example", AS_OF),
                visit(3, 3, "ads.example", "shop.example", datetime(2026, 10, 20)),
            ],
            "participant_sites": [*TABLES.tables["participant_sites"], others],
        },
    )

    into, out = Visited(receiver="Alder & Reed"), Visited(giver="ads.example")

    assert into.rows(tables).counted(tables) == 2
    assert out.rows(tables).counted(tables) == 1
    assert Visited(giver="Alder & Reed").rows(tables).counted(tables) == 0
    assert into.says() == "came from others to Alder & Reed in the latest window of visits"


def test_a_window_that_is_not_told_has_nobody_to_open() -> None:
    with pytest.raises(NotFoundError, match="no window 7"):
        Visited("forum.example", "Alder & Reed", 7).where(TABLES)


def test_an_address_tells_it_and_is_read_back() -> None:
    deed = Visited("forum.example", "Alder & Reed", 1)

    assert read(told(deed)) == deed
    assert deed.says() == "came from forum.example to Alder & Reed in the latest window of visits, 1 window earlier"


def test_those_whom_it_brought_to_trust_or_to_an_order_had_neither_before_they_came() -> None:
    assert who(BroughtBy("rival.example")) == [11, 12, 13, 14]
    assert who(BroughtBy("rival.example", "trusted")) == [11]
    assert who(BroughtBy("rival.example", "ordered")) == [11]
    assert BroughtBy("rival.example", "ordered").says().endswith("from rival.example, and ordered after it")


def test_of_a_job_are_those_whose_first_visit_began_with_a_piece_that_serves_it_on_that_site() -> None:
    assert who(BroughtBy("rival.example", job="grow")) == [11, 12, 13]
    assert who(BroughtBy("rival.example", job="rest")) == [14]
    assert who(BroughtBy("rival.example", "trusted", "grow")) == [11]
    assert who(BroughtBy("rival.example", job="swim")) == []


def test_who_is_trusting_came_regularly_has_opted_in_and_lately_visited_or_viewed_the_job_there() -> None:
    near = {"opted_in": True, "visited": "regular"}
    viewed = {"kind": "view", "site": "shop.example", "content": "/soil", "occurred_at": datetime(2026, 10, 20)}
    states = [near | {"person_key": key} for key in (1, 2, 3, 7)] + [
        {"person_key": 5, "opted_in": False, "visited": "regular"},
        {"person_key": 6, "opted_in": True, "visited": "occasional"},
    ]
    tables = replace(TABLES, tables=dict(TABLES.tables) | {
        "attention_shares": [{"window": 0, "window_from": date(2026, 10, 3), "window_to": date(2026, 11, 2)}],
        "visitor_states": states,
        "sessions": [visit(key, 1, None, "shop.example", datetime(2026, 10, 3, 12)) for key in (1, 5, 6)]
        + [visit(2, 1, None, "shop.example", datetime(2026, 10, 3, 11)),
           visit(3, 1, None, "ledger.example", datetime(2026, 10, 9)), visit(7, 1, None, "shop.example", AS_OF)],
        "actions": [viewed | {"person_key": 1}, viewed | {"person_key": 2, "kind": "search"},
                    viewed | {"person_key": 3, "site": "ledger.example"}, viewed | {"person_key": 5},
                    viewed | {"person_key": 7, "content": "/seed"}],
    })  # fmt: skip

    def found(deed: Trusting) -> list[int]:
        return sorted(row["person_key"] for row in tables.rows("standings", where=deed.where(tables), limit=20))

    assert found(Trusting("Alder & Reed")) == [1]
    assert found(Trusting("ledger.example")) == [3]
    assert found(Trusting("Alder & Reed", "grow")) == [1]
    assert found(Trusting("ledger.example", "rest")) == [3]
    with pytest.raises(NotFoundError, match="attention is measured"):
        Trusting("Alder & Reed").where(TABLES)
