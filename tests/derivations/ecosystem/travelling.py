"""Touches and goals by hand: who met which channel on which day, and what they reached."""

from typing import Any

from riparian.core.durations import AsOf
from riparian.core.row import Table
from riparian.derivations.ecosystem.journeys import JourneysSettings, journeys
from riparian.tables.actions import Action, OrderCurrency
from riparian.tables.ecosystem import Journey, Touchpoint
from riparian.tables.hourglass import BandEntry
from riparian.testing.tables import at, table_of

AS_OF = AsOf(at(days=400))
ORDERS = JourneysSettings.model_validate({"goals": [{"goal": "order", "kinds": ["order"]}]})


def touched(number: int, day: float, channel: str, **more: Any) -> dict[str, Any]:
    given = {"person_key": 1, "number": number, "action_key": number, "occurred_at": at(days=day), "channel": channel}
    return given | more


def did(key: int, day: float, kind: str = "order", **more: Any) -> dict[str, Any]:
    return {"person_key": 1, "action_key": 100 + key, "occurred_at": at(days=day), "kind": kind} | more


def travelled(
    touches: list[dict[str, Any]],
    actions: list[dict[str, Any]],
    settings: JourneysSettings = ORDERS,
    *,
    bands: list[dict[str, Any]] | None = None,
    as_of: AsOf = AS_OF,
) -> Table[Journey]:
    """The journeys of these touches and actions; amounts are in pounds, the home currency."""
    return journeys(
        table_of(Touchpoint, *touches),
        table_of(Action, *({"currency": "GBP"} | action for action in actions)),
        table_of(BandEntry, *(bands or [])),
        table_of(OrderCurrency, {"currency": "GBP", "home": True}, {"currency": "EUR", "home": False}),
        settings,
        as_of,
    )
