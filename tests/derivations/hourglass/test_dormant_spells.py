"""Going quiet, and waking."""

import pytest

from riparian.core.durations import AsOf
from riparian.derivations.hourglass.dormant_spells import DormantSpellsSettings, dormant_spells
from riparian.tables.actions import Action
from riparian.tables.hourglass import BandEntry, DormantSpell, Milestone
from riparian.testing.tables import at, rows_of, table_of
from tests.derivations.hourglass.histories import done, history

SPELLS = ("dormant_at", "band", "reignited_at", "action_key")


def test_a_non_buyer_is_dormant_after_ninety_days_without_a_sign() -> None:
    made = history(done(1, 0, "opt in"), done(1, 90.5, "click"), as_of_day=100)

    assert made.told(DormantSpell, *SPELLS) == [(at(days=90), 3, at(days=90.5), 32)]


def test_a_sign_on_the_ninetieth_day_is_in_time() -> None:
    made = history(done(1, 0, "opt in"), done(1, 90, "click"), as_of_day=100)

    assert made.told(DormantSpell, *SPELLS) == []


def test_what_is_done_to_people_wakes_nobody() -> None:
    made = history(done(1, 0, "opt in"), done(1, 50, "receive"), done(1, 95, "solve case"), as_of_day=100)

    assert made.told(DormantSpell, *SPELLS) == [(at(days=90), 3, None, None)]


@pytest.mark.parametrize("kind", ["open", "unsubscribe", "complain"])
def test_machines_and_the_wish_to_be_left_alone_wake_nobody(kind: str) -> None:
    made = history(done(1, 0, "opt in"), done(1, 50, kind), done(1, 95, kind), as_of_day=100)

    assert made.told(DormantSpell, *SPELLS) == [(at(days=90), 3, None, None)]


@pytest.mark.parametrize("kind", ["visit", "view", "click", "message", "sign up", "answer"])
def test_what_people_do_wakes_them(kind: str) -> None:
    made = history(done(1, 0, "opt in"), done(1, 95, kind), as_of_day=100)

    assert made.told(DormantSpell, *SPELLS) == [(at(days=90), 3, at(days=95), 32)]


def test_opened_mail_is_a_sign_of_life_where_it_is_set() -> None:
    entered = {"person_key": 1, "band": 3, "entered_at": at(days=0), "action_key": 16}
    done_by = [{"person_key": 1, "action_key": 32, "occurred_at": at(days=95), "kind": "open"}]

    made = dormant_spells(
        table_of(Action, *done_by), table_of(Milestone), table_of(BandEntry, entered),
        DormantSpellsSettings(further_signs=("open",)), AsOf(at(days=100)),
    )  # fmt: skip

    assert rows_of(made, *SPELLS) == [(at(days=90), 3, at(days=95), 32)]


def test_below_trust_nobody_is_dormant() -> None:
    made = history(done(1, 0, "view"), done(1, 1, "view"), as_of_day=1000)

    assert made.told(DormantSpell, *SPELLS) == []


def test_a_buyer_is_dormant_twelve_months_after_the_last_order_whatever_else_they_do() -> None:
    made = history(
        done(1, 0, "order"), done(1, 300, "click"), done(1, 400, "view"), done(1, 450, "order"), as_of_day=500
    )

    assert made.told(DormantSpell, *SPELLS) == [(at(days=366), 5, at(days=450), 64)]


def test_buying_wakes_a_dormant_non_buyer() -> None:
    made = history(done(1, 0, "try"), done(1, 200, "order"), as_of_day=300)

    assert made.told(DormantSpell, *SPELLS) == [(at(days=90), 4, at(days=200), 32)]


def test_the_clock_that_runs_out_at_the_as_of_date_has_not_run_out() -> None:
    exactly = history(done(1, 0, "opt in"), as_of_day=90)
    later = history(done(1, 0, "opt in"), as_of_day=90.01)

    assert exactly.told(DormantSpell, *SPELLS) == []
    assert later.told(DormantSpell, *SPELLS) == [(at(days=90), 3, None, None)]
