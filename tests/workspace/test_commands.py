from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from riparian.core.entries import Refused
from riparian.decisions.ecosystem import ParticipantWanted
from riparian.decisions.forecast import BandChange, ScenarioSaved
from riparian.decisions.lists import ListDropped, ListSaved
from riparian.workspace.commands import Command, Commands
from riparian.workspace.corrections import ledger_file
from riparian.workspace.workspace import Workspace

LIST = ListSaved(list="asleep", filter="dormant=yes", snapshot="1", as_of=datetime(2025, 1, 1), people=1)
PLAN = ScenarioSaved(scenario="plan", bands=(BandChange(move="like -> trust", factor=1.1, reason="a try"),))
WISH = ParticipantWanted(participant="The Forum", wanted=True)


@pytest.fixture
def commands(tmp_path: Path) -> Iterator[Commands]:
    with Commands(Workspace(tmp_path)) as made:
        yield made


def test_each_command_goes_to_its_subject_and_comes_back(commands: Commands) -> None:
    sent: tuple[Command, ...] = (LIST, PLAN, WISH)

    numbers = [commands(one, by="eva", key=f"k{place}", seen=0) for place, one in enumerate(sent)]

    assert numbers == [1, 2, 3]
    assert commands.latest() == 3
    assert commands.lists()["asleep"].saved == LIST
    assert commands.scenarios()["plan"].saved == PLAN
    assert commands.wishes()["The Forum"].said == WISH


def test_a_refusal_is_handed_on(commands: Commands) -> None:
    assert commands(ListDropped(list="asleep"), by="eva", key="k", seen=0) == Refused("no list 'asleep'")


def test_a_look_makes_no_ledger(commands: Commands, tmp_path: Path) -> None:
    assert (commands.latest(), commands.lists(), commands.scenarios(), commands.wishes()) == (0, {}, {}, {})
    assert not ledger_file(Workspace(tmp_path).home).exists()


def test_another_ledger_in_the_place_of_the_first_is_read(commands: Commands, tmp_path: Path) -> None:
    commands(LIST, by="eva", key="k", seen=0)
    assert list(commands.lists()) == ["asleep"]

    ledger_file(Workspace(tmp_path).home).unlink()

    assert commands.lists() == {}
