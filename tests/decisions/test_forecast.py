from datetime import datetime

import pytest
from pydantic import ValidationError

from riparian.core.entries import Recorded, Refused
from riparian.decisions.forecast import ScenarioChange, ScenarioDropped, ScenarioSaved, decide, standing
from riparian.models.scenario_year import What

AT = datetime(2024, 5, 1, 9)


def saved(what: What = "rebuy", segment: str = "Average", factor: float = 1.1, name: str = "plan") -> ScenarioSaved:
    change = ScenarioChange(what=what, segment=segment, factor=factor, reason="a try")
    return ScenarioSaved(scenario=name, changes=(change,))


def recorded(*entries: ScenarioSaved | ScenarioDropped) -> list[Recorded]:
    return [
        Recorded(
            number, "forecast", f"scenario {one.scenario}", number, one.kind, one.model_dump(mode="json"), AT, "eva"
        )
        for number, one in enumerate(entries, 1)
    ]


def test_the_last_word_on_a_scenario_stands() -> None:
    found = standing(recorded(saved(factor=1.1), saved(name="other"), saved(factor=1.2)))

    assert {name: one.saved.changes[0].factor for name, one in found.items()} == {"other": 1.1, "plan": 1.2}
    assert found["plan"].entry == 3
    assert found["plan"].decided_by == "eva"


def test_what_was_dropped_stands_no_more_and_may_be_saved_again() -> None:
    assert standing(recorded(saved(), ScenarioDropped(scenario="plan"))) == {}
    assert "plan" in standing(recorded(saved(), ScenarioDropped(scenario="plan"), saved()))


def test_a_scenario_is_saved_as_said() -> None:
    assert decide(saved(), {}) == (saved(),)


@pytest.mark.parametrize(
    ("command", "why"),
    [
        (saved(name="as it is"), "another name"),
        (saved(segment="Averge"), "no segment 'Averge'"),
        (saved("rebuy", "Lapsed Save"), "change its reactivated buyers"),
        (saved("reactivated buyers", "Elite"), "change its rebuy"),
        (saved("price", "Elite"), "prices change for everybody"),
        (ScenarioDropped(scenario="plan"), "no scenario 'plan'"),
    ],
)
def test_what_makes_no_sense_is_refused(command: ScenarioSaved | ScenarioDropped, why: str) -> None:
    decided = decide(command, {})

    assert isinstance(decided, Refused)
    assert why in decided.reason


def test_what_stands_already_is_refused() -> None:
    assert decide(saved(), standing(recorded(saved()))) == Refused("entry 1 says so already")


@pytest.mark.parametrize("factor", [0, -1, float("nan"), float("inf")])
def test_a_factor_is_a_number_above_nought(factor: float) -> None:
    with pytest.raises(ValidationError):
        saved(factor=factor)
