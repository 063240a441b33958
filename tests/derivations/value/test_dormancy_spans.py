"""Which dormant spells are in which span of months."""

from typing import Any

import pytest

from riparian.core.durations import AsOf
from riparian.core.errors import SettingsError
from riparian.core.settings import read_settings
from riparian.derivations.value.dormancy_spans import DormancySpansSettings, dormancy_spans
from riparian.tables.actions import Action
from riparian.tables.hourglass import DormantSpell
from riparian.testing.tables import at, rows_of, table_of

AS_OF = AsOf(at(days=366))


def spell(person: int, day: float, woke: float) -> dict[str, Any]:
    told = {"person_key": person, "dormant_at": at(days=day), "band": 5, "action_key": person}
    return told | {"reignited_at": at(days=woke)}


def test_who_slept_twice_is_in_a_span_once_for_each_spell() -> None:
    spells = table_of(DormantSpell, spell(1, 0, 10), spell(1, 20, 120))

    made = dormancy_spans(spells, table_of(Action), DormancySpansSettings(months=(0, 3, 6)), AS_OF)

    rows = rows_of(made, "person_key", "dormant_at", "months_from", "woke")
    assert rows == [(1, at(days=0), 0, True), (1, at(days=20), 0, False), (1, at(days=20), 3, True)]


def test_limits_that_do_not_rise_are_refused() -> None:
    with pytest.raises(SettingsError, match="each above the one before"):
        read_settings(DormancySpansSettings, {"months": [3, 3]}, where="here")
