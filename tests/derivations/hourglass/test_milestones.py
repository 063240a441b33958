"""What brings people to a place of the hourglass."""

import tomllib

import pytest

from riparian.core.errors import SettingsError
from riparian.core.settings import read_settings
from riparian.derivations.hourglass.milestones import MilestonesSettings
from riparian.tables.hourglass import BandEntry, Milestone
from tests.derivations.hourglass.histories import done, history

COLUMNS = ("place", "occurred_at", "action_key", "rule")

BUSINESS = """
[[rules]]
when = "first action"
place = 1
rule = "first action"

[[rules]]
when = "visited"
place = 2
rule = "second visit"

[[rules]]
when = "visited regularly"
place = 3
rule = "regular visitor"
weeks = 2
of_weeks = 6

[[rules]]
when = "did"
place = 4
rule = "conversation or trial"
kinds = ["talk", "try"]

[[rules]]
when = "did"
place = 5
rule = "agreement"
kinds = ["agree"]

[[rules]]
when = "did"
place = 9
rule = "workshop"
kinds = ["other"]
named = ["Joint workshop"]
"""
"""Another business: nobody orders, people talk, try and sign."""


def test_every_default_rule_is_met_by_what_it_names() -> None:
    visits = [done(1, 7 * week, "view") for week in range(3)]
    steps = ["follow", "opt in", "add to cart", "try", "talk", "order", "onboard", "solve case", "order", "refer"]
    steps += ["review", "case example", "idea accepted", "idea shipped", "co-create"]
    made = history(*visits, *(done(1, 100 + day, kind) for day, kind in enumerate(steps)))

    met = made.told(Milestone, "place", "rule")

    assert met == sorted([
        (1, "first action"), (2, "second visit"), (3, "regular visitor"), (4, "cart"), (5, "order"), (5, "order"),
        (6, "on-boarded"), (6, "case solved"), (7, "second order"), (8, "referral"), (8, "review"), (8, "case example"),
        (9, "idea accepted"), (9, "idea accepted"), (9, "co-creation"),
    ])  # fmt: skip


def test_only_the_first_of_many_ways_into_a_band_is_kept() -> None:
    made = history(done(1, 3, "opt in"), done(1, 1, "view"), done(1, 2, "opt in"))

    met = made.told(Milestone, "place", "action_key", "rule")

    assert met == [(1, 32, "first action"), (3, 48, "opt-in")]


def test_four_visits_and_two_pieces_of_one_topic_are_trust() -> None:
    read = [done(1, 30 * n, "view", topic="rivers", content=f"/{n}") for n in range(4)]
    made = history(*read[:3], done(1, 80, "view"))

    met = made.told(Milestone, "place", "rule", "action_key")

    assert met[-1] == (3, "one topic", 64)


def test_one_action_that_meets_two_rules_of_a_place_is_one_milestone_under_the_earlier_rule() -> None:
    rules = MilestonesSettings.model_validate(
        {
            "rules": [
                {"when": "first action", "place": 1, "rule": "first action"},
                {"when": "did", "place": 8, "rule": "spoke", "kinds": ["refer", "review"]},
                {"when": "did", "place": 8, "rule": "referral", "kinds": ["refer"]},
            ]
        }
    )
    made = history(done(1, 0, "refer"), done(1, 1, "review"), done(1, 2, "refer"), rules=rules)

    met = made.told(Milestone, "place", "action_key", "rule")

    assert met == [(1, 16, "first action"), (8, 16, "spoke"), (8, 32, "spoke"), (8, 48, "spoke")]


def test_an_action_meets_every_rule_that_asks_for_its_kind_and_each_place_has_its_own() -> None:
    rules = MilestonesSettings.model_validate(
        {
            "rules": [
                {"when": "first action", "place": 1, "rule": "first action"},
                {"when": "did", "place": 2, "rule": "heard", "kinds": ["review", "follow"]},
                {"when": "did", "place": 6, "rule": "helped", "kinds": ["review"]},
                {"when": "did", "place": 8, "rule": "told", "kinds": ["refer", "review"]},
            ]
        }
    )
    made = history(done(1, 0, "view"), done(1, 1, "review"), done(1, 2, "refer"), rules=rules)

    met = made.told(Milestone, "place", "action_key", "rule")

    assert met == [(1, 16, "first action"), (2, 32, "heard"), (6, 32, "helped"), (8, 32, "told"), (8, 48, "told")]


def test_a_second_business_is_a_settings_file() -> None:
    rules = read_settings(MilestonesSettings, tomllib.loads(BUSINESS), where="[derivations.milestones]")
    made = history(
        done(1, 0, "view"), done(1, 1, "talk"), done(1, 2, "agree"), done(1, 3, "other", name="Joint workshop"),
        done(1, 4, "other", name="Something else"),
        done(2, 0, "order"), done(2, 0.5, "view"), done(2, 20, "view"),
        rules=rules,
    )  # fmt: skip

    entries = made.told(BandEntry, "person_key", "band", "rule")

    assert entries == [
        (1, 1, "first action"),
        (1, 4, "conversation or trial"),
        (1, 5, "agreement"),
        (2, 1, "first action"),
        (2, 3, "regular visitor"),
    ]
    assert made.told(Milestone, "place", "action_key")[-1] == (9, 64)


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        ({"when": "did", "place": 4, "rule": "cart", "kinds": ["add to basket"]}, "did you mean 'add to cart'"),
        ({"when": "bought", "place": 4, "rule": "cart"}, "'visited on one topic'"),
        ({"when": "visited", "place": 12, "rule": "far"}, "it is at most 9"),
        ({"when": "visited regularly", "place": 3, "rule": "r", "week": 3}, "there is no setting"),
        ({"when": "first action", "place": 1, "rule": "first action"}, "two rules of one place have one name"),
    ],
)
def test_a_mistake_in_a_rule_is_told_where_it_stands(rule: dict[str, object], said: str) -> None:
    given = {"rules": [{"when": "first action", "place": 1, "rule": "first action"}, rule]}

    with pytest.raises(SettingsError, match=said):
        read_settings(MilestonesSettings, given, where="[derivations.milestones]")


def test_rules_that_leave_people_without_a_place_are_refused() -> None:
    with pytest.raises(SettingsError, match="everybody stands somewhere"):
        read_settings(MilestonesSettings, {"rules": []}, where="[derivations.milestones]")
