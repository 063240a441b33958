"""A scenario that was saved is drawn before it is built, as the build will publish it."""

from datetime import date
from pathlib import Path

import pytest

from riparian.decisions.forecast import BandChange, ScenarioChange, ScenarioSaved, Standing
from riparian.web.tried import Tried, tried
from riparian.workspace.forecasting import bands_side_by_side, side_by_side
from riparian.workspace.serving import PublishedReader
from riparian.workspace.workspace import Workspace
from tests.cli.published import publish
from tests.derivations.forecast.by_hand import a_year_of

LOYAL = (ScenarioChange(what="rebuy", segment="Average", factor=1.1, reason="tested"),)
CLUB = (BandChange(move="know -> buy", factor=1.5, reason="tested"),)
ENDED = date(2025, 7, 1)


@pytest.fixture
def company(tmp_path: Path) -> Workspace:
    publish(tmp_path, a_year_of())
    return Workspace(tmp_path)


def reader(company: Workspace) -> PublishedReader:
    return PublishedReader(company, company.published())


def plans(**said: ScenarioSaved) -> dict[str, Standing]:
    return {name: Standing(1, one, ENDED, "ana") for name, one in said.items()}


def test_years_are_those_of_the_command_line(company: Workspace) -> None:
    made = tried(reader(company), plans(loyal=ScenarioSaved(scenario="loyal", changes=LOYAL)), "buyers", 5)

    told = [one for one in side_by_side(company.published(), LOYAL) if one.measure == "buyers" and one.year]
    assert [(one.year, one.year_to, (one.low, one.value, one.high)) for one in made.years] == [
        (one.year, one.year_to, one.scenario) for one in told
    ]
    assert {one.naive for one in made.years} == {65_000}
    assert [(one.what, one.where, one.factor) for one in made.changes] == [("rebuy", "Average", 1.1)]
    assert made.bands == ()


def test_bands_are_those_of_the_command_line(company: Workspace) -> None:
    made = tried(reader(company), plans(club=ScenarioSaved(scenario="club", bands=CLUB)), "demand", 1)

    told = {(one.band, one.month_to): one.people[1] for one in bands_side_by_side(company.published(), CLUB)}
    year, two = sorted({month for _, month in told})
    assert {(one.name, one.in_12, one.in_24) for one in made.bands} == {
        (name, told[name, year], told[name, two]) for name, _ in told
    }
    assert len(made.points) == 25
    assert made.points[0].people == 1_000
    assert made.points[-1].people == told["Know", two]
    assert made.years == ()


def test_without_rates_or_plans_nothing_is_made_up(company: Workspace, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    publish(tmp_path / "empty", {})
    plan = plans(loyal=ScenarioSaved(scenario="loyal", changes=LOYAL, bands=CLUB))

    empty = tried(reader(Workspace(tmp_path / "empty")), plan, "buyers", 5)

    assert (empty.years, empty.bands, empty.points) == ((), (), ())
    assert tried(reader(company), {}, "buyers", 5) == Tried()
