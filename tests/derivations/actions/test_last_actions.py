"""When everybody last did what, and where."""

from datetime import datetime, timedelta

from riparian.derivations.actions.last_actions import last_actions
from riparian.tables.actions import Action, LastAction
from riparian.testing.tables import rows_of, table_of

NOON = datetime(2026, 3, 1, 12)


def test_the_latest_of_each_kind_and_site_is_told_and_that_of_no_site_too() -> None:
    did = [
        (1, "visit", "shop", 0), (1, "visit", "shop", 3), (1, "visit", "blog", 1), (1, "order", None, 2),
        (1, "order", None, 5), (2, "visit", "shop", 4),
    ]  # fmt: skip
    actions = [
        {"person_key": who, "action_key": place, "kind": kind, "site": site, "occurred_at": NOON + timedelta(days=days)}
        for place, (who, kind, site, days) in enumerate(did)
    ]

    made = last_actions(table_of(Action, *actions))

    told = {row[:3]: row[3] for row in rows_of(made, "person_key", "kind", "site", "last_at", row=LastAction)}
    assert told == {
        (1, "visit", "shop"): NOON + timedelta(days=3),
        (1, "visit", "blog"): NOON + timedelta(days=1),
        (1, "order", None): NOON + timedelta(days=5),
        (2, "visit", "shop"): NOON + timedelta(days=4),
    }
