"""Scenarios on the forecast page: sliders, what they say, and what is saved and not built."""

import pytest
from starlette.testclient import TestClient

from riparian.core.entries import Refused
from riparian.decisions.forecast import BandChange, ScenarioChange, ScenarioSaved, decide
from riparian.models.scenario_year import KINDS
from riparian.models.segment_cells import NAMES
from riparian.web.deciding import SentError
from riparian.web.scenario_form import NOTHING_PLANNED, Slider, scenario_sent
from riparian.workspace.commands import Commands
from tests.web.hand_decisions import form_of
from tests.web.hand_forecast import LOYALTY

KEY = {"Idempotency-Key": "key-of-a-test"}
SLIDERS = [slider for group in NOTHING_PLANNED.groups for slider in (*group.first, *group.more)]
SAID = {"scenario": "plan", "reason": "a try"}


def sent(editor: TestClient, **changed: str) -> int:
    action, fields = form_of(editor, "/forecast", "/scenarios")
    return editor.post(action, data=fields | SAID | changed).status_code


def planned(editor: TestClient) -> dict[str, str]:
    return {one["name"]: one["state"] for one in editor.get("/forecast.json").json()["planning"]["scenarios"]}


@pytest.mark.parametrize("slider", SLIDERS, ids=lambda one: one.field)
def test_every_slider_says_something_a_scenario_can_say(slider: Slider) -> None:
    command = scenario_sent(SAID | {slider.field: "110"})

    assert decide(command, {}) == (command,)
    told = [(one.factor, one.reason) for one in command.changes] + [(one.factor, one.reason) for one in command.bands]
    assert told == [(1.1, "a try")]


def test_the_sliders_have_every_change_that_a_scenario_can_have() -> None:
    def possible(what: str, segment: str) -> bool:
        change = ScenarioChange.model_validate({"what": what, "segment": segment, "factor": 2, "reason": "x"})
        return not isinstance(decide(ScenarioSaved(scenario="x", changes=(change,)), {}), Refused)

    def move(one: str, other: str) -> str:
        try:
            return BandChange(move=f"{one} -> {other}", factor=2, reason="x").move
        except ValueError:
            return ""

    places = ("outside", "know", "like", "trust", "try", "buy", "dormant")
    changes = {f"{what}/{segment}" for what in KINDS for segment in ("all", *NAMES) if possible(what, segment)}
    moves = {f"move/{move(one, other)}" for one in places for other in places if move(one, other)}

    assert {one.field for one in SLIDERS} == changes | moves
    assert len(SLIDERS) == len(changes) + len(moves)


def test_what_stands_at_a_hundred_is_not_changed() -> None:
    command = scenario_sent(SAID | {"rebuy/all": "100", "price/all": "104.5", "move/buy -> dormant": "", "key": "x"})

    assert [(one.what, one.segment, one.factor) for one in command.changes] == [("price", "all", 1.045)]
    assert command.bands == ()


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        (SAID, "Nothing is changed"),
        (SAID | {"rebuy/all": "0"}, "no number above 0"),
        (SAID | {"rebuy/all": "many"}, "no number above 0"),
        (SAID | {"rebuy/all": "nan"}, "no number above 0"),
        (SAID | {"rebuy/all": "1e9"}, "no number above 0"),
        (SAID | {"mood/all": "110"}, "what:"),
        (SAID | {"move/buy -> know": "110"}, "nobody goes from buy to know"),
        ({"scenario": "", "reason": "a try", "rebuy/all": "110"}, "scenario:"),
        ({"scenario": "plan", "reason": " ", "rebuy/all": "110"}, "reason:"),
        ({"scenario": "p" * 81, "reason": "a try", "rebuy/all": "110"}, "scenario:"),
    ],
)
def test_what_is_no_scenario_is_told(fields: dict[str, str], why: str) -> None:
    with pytest.raises(SentError, match=why):
        scenario_sent(fields)


def test_sliders_are_saved_as_a_scenario_that_the_next_build_works_out(editor: TestClient, commands: Commands) -> None:
    action, fields = form_of(editor, "/forecast", "/scenarios")
    moved = {"rebuy/Average": "115", "new buyers/all": "90", "move/like -> trust": "120"}

    answer = editor.post(action, data=fields | SAID | moved)

    assert (answer.status_code, answer.headers["location"]) == (303, "/forecast?scenario=plan#years")
    stands = commands.scenarios()["plan"]
    assert stands.decided_by == "eva"
    assert {(one.what, one.segment): one.factor for one in stands.saved.changes} == {
        ("rebuy", "Average"): 1.15, ("new buyers", "all"): 0.9,
    }  # fmt: skip
    assert [(one.move, one.factor) for one in stands.saved.bands] == [("like -> trust", 1.2)]
    page = editor.get("/forecast").text
    assert planned(editor)["plan"] == "not built yet"
    assert "the next build publishes it" in page
    assert "<code>riparian build</code>" in page


def test_a_scenario_as_it_was_built_waits_for_nothing(editor: TestClient, commands: Commands) -> None:
    built = ScenarioSaved(
        scenario=LOYALTY,
        changes=(ScenarioChange(what="rebuy", segment="Average", factor=1.1, reason="as built"),),
        bands=(BandChange(move="try -> buy", factor=1.2, reason="as built"),),
    )
    commands(built, by="tom", key="k", seen=0)

    assert planned(editor) == {LOYALTY: "built"}
    assert "the next build publishes it" not in editor.get("/forecast").text

    sent(editor, **{"scenario": LOYALTY, "rebuy/Average": "120"})

    assert planned(editor) == {LOYALTY: "changed since"}


def test_the_sliders_begin_where_a_scenario_stands(editor: TestClient) -> None:
    sent(editor, **{"rebuy/Average": "115.5", "move/dormant -> buy": "130"})

    _, fields = form_of(editor, "/forecast?change=plan", "/scenarios")

    assert (fields["rebuy/Average"], fields["move/dormant -> buy"], fields["rebuy/all"]) == ("115.5", "130", "100")
    assert (fields["scenario"], fields["reason"]) == ("plan", "a try")
    unknown = editor.get("/forecast.json?change=nowhere")
    assert (unknown.status_code, unknown.json()["title"]) == (404, "No scenario 'nowhere' was built or saved.")
    assert "plan" in unknown.json()["fix"]


def test_a_scenario_is_dropped_and_the_build_that_still_has_it_says_so(editor: TestClient, commands: Commands) -> None:
    sent(editor, **{"scenario": LOYALTY, "rebuy/all": "110"})
    action, fields = form_of(editor, "/forecast", "/scenarios/drop")

    answer = editor.post(action, data=fields)

    assert answer.status_code == 303
    assert commands.scenarios() == {}
    assert planned(editor) == {LOYALTY: "dropped since"}


def test_somebody_who_decided_meanwhile_is_not_written_over(editor: TestClient, commands: Commands) -> None:
    sent(editor, **{"rebuy/all": "110"})
    action, fields = form_of(editor, "/forecast?change=plan", "/scenarios")
    sent(editor, **{"rebuy/all": "120"})

    answer = editor.post(action, data=fields | {"rebuy/all": "130"})

    assert answer.status_code == 409
    assert "meanwhile" in answer.text
    assert commands.scenarios()["plan"].saved.changes[0].factor == 1.2


def test_the_same_again_and_what_cannot_be_are_refused_with_the_reason(editor: TestClient) -> None:
    assert sent(editor, **{"rebuy/all": "110"}) == 303
    assert sent(editor, **{"rebuy/all": "110"}) == 409
    assert sent(editor, **{"rebuy/Lapsed Save": "110", "scenario": "other"}) == 409
    assert sent(editor, **{"rebuy/all": "110", "scenario": "as it is"}) == 409
    assert sent(editor) == 422


def test_json_takes_the_scenario_as_a_file_says_it(editor: TestClient, commands: Commands) -> None:
    said = {"scenario": "plan", "bands": [{"move": "like->trust", "factor": 1.1, "reason": "a try"}]}

    answer = editor.post("/scenarios.json", json=said, headers=KEY)
    stale = editor.post(
        "/scenarios/drop.json?seen=0", json={"scenario": "plan"}, headers=KEY | {"Idempotency-Key": "2" * 8}
    )
    gone = editor.post(
        "/scenarios/drop.json?seen=1", json={"scenario": "plan"}, headers=KEY | {"Idempotency-Key": "3" * 8}
    )

    assert answer.json() == {"entry": 1, "page": "/forecast?scenario=plan#years"}
    assert (stale.status_code, gone.status_code) == (409, 200)
    assert commands.scenarios() == {}


def test_without_a_door_the_page_says_how_a_file_does_it(client: TestClient) -> None:
    page = client.get("/forecast").text

    assert "riparian forecast --scenario" in page
    assert 'type="range"' not in page
