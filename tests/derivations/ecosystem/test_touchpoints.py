"""Touches: visits with their channel, and actions off the site where they are set to count."""

import pytest

from riparian.core.errors import SettingsError
from riparian.core.settings import read_settings
from riparian.derivations.ecosystem.touchpoints import TouchpointsSettings, touchpoints
from riparian.tables.actions import Action, Session
from riparian.tables.ecosystem import Touchpoint, VisitChannel
from riparian.testing.tables import at, rows_of, table_of

VISITS = [
    {
        "person_key": 1,
        "number": 1,
        "started_at": at(0),
        "first_action_key": 16,
        "source": "web",
        "site": "shop.example",
    },
    {"person_key": 1, "number": 2, "started_at": at(days=2), "first_action_key": 48, "source": "web"}
    | {"medium": "email", "campaign": "spring"},
]
OPENED = {"person_key": 1, "occurred_at": at(days=1), "action_key": 32, "kind": "open", "source": "post"} | {
    "medium": "email"
}
CHANNELS = [
    {"source": "web", "site": "shop.example", "channel": "Direct", "rule_version": "one"},
    {"source": "web", "medium": "email", "campaign": "spring", "channel": "Email", "rule_version": "one"},
    {"source": "post", "medium": "email", "channel": "Newsletter", "rule_version": "one"},
]
COLUMNS = ("number", "occurred_at", "action_key", "kind", "channel", "campaign")


def test_every_visit_is_a_touch_of_its_channel() -> None:
    made = touchpoints(
        table_of(Session, *VISITS), table_of(Action, OPENED), table_of(VisitChannel, *CHANNELS), TouchpointsSettings()
    )

    assert rows_of(made.select(*COLUMNS), row=Touchpoint) == [
        (1, at(0), 16, "visit", "Direct", None),
        (2, at(days=2), 48, "visit", "Email", "spring"),
    ]
    assert rows_of(made, "rule_version") == [("one",), ("one",)]


def test_actions_off_the_site_are_touches_where_they_are_set_to_be() -> None:
    made = touchpoints(
        table_of(Session, *VISITS),
        table_of(Action, OPENED, OPENED | {"action_key": 33, "kind": "receive"}),
        table_of(VisitChannel, *CHANNELS),
        TouchpointsSettings(kinds=("open",)),
    )

    assert rows_of(made.select(*COLUMNS), row=Touchpoint) == [
        (1, at(0), 16, "visit", "Direct", None),
        (2, at(days=1), 32, "open", "Newsletter", None),
        (3, at(days=2), 48, "visit", "Email", "spring"),
    ]


@pytest.mark.parametrize("kind", ["click", "opn"])
def test_a_kind_that_visits_hold_already_or_nobody_knows_is_refused(kind: str) -> None:
    with pytest.raises(SettingsError, match=kind):
        read_settings(TouchpointsSettings, {"kinds": [kind]}, where="riparian.toml")
