"""Scenarios of the forecast: what somebody wants to try out, by name; saving one again replaces it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import ClassVar, Self

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from riparian.core.entries import Entry, Recorded, Refused
from riparian.models.band_moves import BandMove
from riparian.models.scenario_year import What
from riparian.models.segment_cells import LIVE, NAMES

ALL = "all"
AS_IT_IS = "as it is"
"""The forecast without a scenario, whose name no scenario can have."""


class ScenarioChange(BaseModel):
    """One thing that is to be so many times what it is."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    what: What
    segment: str = ALL
    factor: float = Field(gt=0, le=100, allow_inf_nan=False)
    reason: str = Field(min_length=1)


class BandChange(BaseModel):
    """One move on the hourglass that is to happen so many times as often."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    move: str
    """`like -> trust`, `outside -> know`, `buy -> dormant`, `dormant -> buy`."""
    factor: float = Field(gt=0, le=100, allow_inf_nan=False)
    reason: str = Field(min_length=1)

    @field_validator("move")
    @classmethod
    def _in_one_form(cls, said: str) -> str:
        return str(BandMove.of(said))


class ScenarioSaved(Entry):
    """A scenario stands as said here."""

    subject: ClassVar[str] = "forecast"
    kind: ClassVar[str] = "save scenario"

    scenario: str = Field(min_length=1, max_length=80)
    changes: tuple[ScenarioChange, ...] = ()
    bands: tuple[BandChange, ...] = ()

    @model_validator(mode="after")
    def _changes_something(self) -> Self:
        if not self.changes and not self.bands:
            raise ValueError("a scenario has at least one of [[changes]] or [[bands]]")
        return self


class ScenarioDropped(Entry):
    """A scenario stands no more."""

    subject: ClassVar[str] = "forecast"
    kind: ClassVar[str] = "drop scenario"

    scenario: str


@dataclass(frozen=True, slots=True)
class Standing:
    """A scenario that stands, and the entry that says so."""

    entry: int
    saved: ScenarioSaved
    decided_on: date
    decided_by: str


def stream_of(scenario: str) -> str:
    """The stream of all decisions on one scenario."""
    return f"scenario {scenario}"


def standing(recorded: Iterable[Recorded]) -> dict[str, Standing]:
    """The scenarios that stand after these entries, by name, in the order in which they were last saved."""
    found: dict[str, Standing] = {}
    for one in recorded:
        found.pop(str(one.content["scenario"]), None)
        if one.kind == ScenarioSaved.kind:
            saved = ScenarioSaved.model_validate(one.content)
            found[saved.scenario] = Standing(one.number, saved, one.at.date(), one.by)
    return found


def decide(command: ScenarioSaved | ScenarioDropped, state: dict[str, Standing]) -> tuple[Entry, ...] | Refused:
    """The entry of a decision on a scenario, or why there can be none."""
    stands = state.get(command.scenario)
    if isinstance(command, ScenarioDropped):
        return (command,) if stands else Refused(f"no scenario {command.scenario!r}")
    if command.scenario == AS_IT_IS:
        return Refused(f"{AS_IT_IS!r} is the forecast without changes: give the scenario another name")
    if stands and stands.saved == command:
        return Refused(f"entry {stands.entry} says so already")
    for number, change in enumerate(command.changes, 1):
        if why := _misplaced(change):
            return Refused(f"change {number}: {why}")
    return (command,)


def _misplaced(change: ScenarioChange) -> str:
    """Why a change cannot be of its segment; empty where it can."""
    if change.segment == ALL:
        return ""
    if change.segment not in NAMES:
        return f"no segment {change.segment!r}; it is {ALL!r} or one of {', '.join(NAMES)}"
    lapsed = not LIVE[NAMES.index(change.segment)]
    if change.what == "price":
        return "prices change for everybody: leave the segment out, or change the spend of one segment"
    if change.what == "reactivated buyers" and not lapsed:
        return f"who is in {change.segment} bought within the year and cannot be won back: change its rebuy"
    if change.what != "reactivated buyers" and lapsed:
        return f"who is in {change.segment} bought nothing within the year: change its reactivated buyers"
    return ""
