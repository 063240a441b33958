"""Where everybody stands."""

from typing import Any

import pytest

from riparian.core.row import promises
from riparian.derivations.hourglass.standings import standings
from riparian.tables.actions import Action, OrderCurrency, Session
from riparian.tables.hourglass import BandEntry, DormantSpell, FacetEntry, Standing
from riparian.tables.identity import Person
from riparian.testing.tables import at, lent, rows_of, table_of
from tests.derivations.hourglass.histories import History, done, history


def stands(made: History, *people: dict[str, Any]) -> dict[int, dict[str, Any]]:
    tables = made.tables("dormant_spells")
    of = {
        row.table: lent(tables[row.table], table_of(row).schema())
        for row in (Action, Session, BandEntry, FacetEntry, DormantSpell, OrderCurrency)
    }
    found = standings(**of, people=table_of(Person, *people))
    names = [promise.name for promise in promises(Standing)]
    return {row[0]: dict(zip(names, row, strict=True)) for row in rows_of(found, row=Standing)}


@pytest.fixture(scope="module")
def everybody() -> dict[int, dict[str, Any]]:
    euro = {"amount": 1000, "currency": "EUR"}
    made = history(
        done(1, 0, "view", source="web"), done(1, 1, "view", source="web"), done(1, 2, "order", **euro),
        done(1, 3, "refund", amount=300, currency="EUR"), done(1, 10, "order", amount=5, currency="USD"),
        done(1, 11, "refer"), done(1, 12, "receive", source="mail"),
        done(2, 0, "order", **euro),
        done(3, 0, "opt in", source="mail"), done(3, 100, "open", source="mail"),
        done(3, 105, "receive", source="mail"),
        done(4, 0, "account", source="crm"),
        as_of_day=376.5,
    )  # fmt: skip
    ana = {"person_key": 1, "known": True, "email": "ana@example.org", "full_name": "Ana", "country": "GB"}
    return stands(made, ana)


def test_one_row_tells_who_where_and_since_when(everybody: dict[int, dict[str, Any]]) -> None:
    ana = everybody[1]

    told = {name: ana[name] for name in ("known", "email", "full_name", "country", "band", "band_since", "way_in")}

    assert told == {
        "known": True, "email": "ana@example.org", "full_name": "Ana", "country": "GB", "band": 5,
        "band_since": at(days=2), "way_in": "normal",
    }  # fmt: skip


def test_sums_of_money_are_in_the_home_currency_and_less_refunds(everybody: dict[int, dict[str, Any]]) -> None:
    ana = everybody[1]

    assert (ana["orders"], ana["spent"], ana["first_order_at"], ana["last_order_at"]) == (
        2, 700, at(days=2), at(days=10),
    )  # fmt: skip
    assert everybody[3]["spent"] == 0


def test_sources_are_counted_and_the_only_one_is_named(everybody: dict[int, dict[str, Any]]) -> None:
    known_by = {key: (row["sources"], row["only_source"], row["first_source"]) for key, row in everybody.items()}

    assert known_by == {1: (3, None, "web"), 2: (1, "shop", "shop"), 3: (1, "mail", "mail"), 4: (1, "crm", "crm")}


def test_facets_and_dormancy_are_those_of_the_as_of_date(everybody: dict[int, dict[str, Any]]) -> None:
    flags = {key: (row["loyalty"], row["advocacy"], row["facets_ever"]) for key, row in everybody.items()}
    quiet = {key: (row["dormant"], row["reignited"]) for key, row in everybody.items()}

    # Ana's last order and second order lie at day 10: twelve months later is day 376.
    assert flags == {1: (False, True, 6), 2: (False, False, 0), 3: (False, False, 0), 4: (False, False, 0)}
    assert quiet == {1: (True, False), 2: (True, False), 3: (True, False), 4: (False, False)}


def test_what_was_done_to_somebody_is_a_last_action_but_not_an_inbound_one(
    everybody: dict[int, dict[str, Any]],
) -> None:
    mailed, listed = everybody[3], everybody[4]

    assert (mailed["last_at"], mailed["last_inbound_at"]) == (at(days=105), at(days=100))
    assert (listed["band"], listed["last_inbound_at"], listed["visits"], listed["known"]) == (1, None, 0, False)


def test_the_reignited_were_dormant_and_are_not() -> None:
    woken = stands(history(done(1, 0, "opt in"), done(1, 100, "click"), as_of_day=120))

    assert (woken[1]["dormant"], woken[1]["reignited"]) == (False, True)


def test_a_first_step_beyond_know_is_a_direct_way_in() -> None:
    direct = stands(history(done(1, 0, "order"), done(2, 0, "follow"), done(3, 0, "view"), as_of_day=2))

    assert {key: row["way_in"] for key, row in direct.items()} == {1: "direct", 2: "direct", 3: "normal"}
