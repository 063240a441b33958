"""Scenarios on the forecast page: those that stand, the sliders of one, and what a form of sliders says."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from math import isfinite
from typing import Any, Final, Literal

from pydantic import ValidationError

from riparian.decisions.forecast import ALL, ScenarioSaved, Standing
from riparian.tables.hourglass import BANDS
from riparian.web.deciding import Decide, SentError
from riparian.web.reader import Reader
from riparian.web.segments import LAPSED_FROM, SEGMENTS

State = Literal["built", "not built yet", "changed since", "dropped since"]
WAITING: Final = ("not built yet", "changed since")
"""States in which what was saved is not what was built."""
AS_TODAY: Final = 100.0
"""Per cent of what it is: nothing changes."""
_MOVE: Final = "move"
_LIVE: Final = tuple(SEGMENTS.values())[: LAPSED_FROM - 1]
_LAPSED: Final = tuple(SEGMENTS.values())[LAPSED_FROM - 1 :]
_PLACES: Final = ("outside", *(name.lower() for name in BANDS.values()))
_ASLEEP: Final = "dormant"
_USUAL_MOVES: Final = (*pairwise(_PLACES), ("buy", _ASLEEP), (_ASLEEP, "buy"))


@dataclass(frozen=True, slots=True)
class Slider:
    """One thing that can be so many per cent of what it is."""

    field: str
    """Its name in the form: `rebuy/Average`, `move/like -> trust`."""
    says: str
    percent: float


@dataclass(frozen=True, slots=True)
class SliderGroup:
    """Sliders of one kind: those that matter most, and the rest."""

    says: str
    explains: str
    first: tuple[Slider, ...]
    more: tuple[Slider, ...]


@dataclass(frozen=True, slots=True)
class SavedScenario:
    """A scenario that stands in the ledger or in this snapshot."""

    name: str
    state: State
    says: tuple[str, ...]
    """Each change: `rebuy in Average × 1.1`."""
    saved_on: date | None
    """None: it stands no more."""
    saved_by: str


@dataclass(frozen=True, slots=True)
class Planning:
    """Scenarios as they stand, whatever was built."""

    seen: int
    """The last entry of the ledger."""
    scenarios: tuple[SavedScenario, ...]
    begins: str
    """The scenario at which the sliders stand; empty: at today."""
    percents: Mapping[str, float]
    """Where they stand, by field; the others at 100."""
    reason: str

    @property
    def groups(self) -> tuple[SliderGroup, ...]:
        """All sliders."""
        return tuple(_groups(self.percents))

    @property
    def waiting(self) -> bool:
        """Whether the next build changes a scenario."""
        return any(one.state != "built" for one in self.scenarios)


NOTHING_PLANNED: Final = Planning(0, (), "", {}, "")


def planning(tables: Reader, decide: Decide, begins: str | None) -> Planning:
    """The scenarios, with the sliders at one that stands."""
    seen, standing = decide.latest(), decide.scenarios()
    built = _built(tables)
    saved = [_saved(name, one, built.get(name)) for name, one in standing.items()]
    # Where nothing is decided here, what stands is not known, so nothing was dropped either.
    gone = [name for name in built if name not in standing] if seen else []
    saved += [SavedScenario(name, "dropped since", _told(built[name]), None, "") for name in gone]
    chosen = standing.get(begins or "")
    percents = {field: round(100 * factor, 6) for field, factor in _fields(chosen.saved).items()} if chosen else {}
    reasons = (
        [*(one.reason for one in chosen.saved.changes), *(one.reason for one in chosen.saved.bands)] if chosen else [""]
    )
    return Planning(seen, tuple(saved), chosen.saved.scenario if chosen else "", percents, reasons[0])


def scenario_sent(fields: Mapping[str, str]) -> ScenarioSaved:
    """The scenario that a form of sliders says; what stands at 100 per cent is not changed.

    Raises:
        SentError: nothing is changed, or something cannot be so.
    """
    factors = {name: _factor(name, told) for name, told in fields.items() if "/" in name and told.strip()}
    changed = {name.partition("/")[::2]: factor for name, factor in factors.items() if factor != 1}
    if not changed:
        raise SentError("Nothing is changed: every slider stands at 100 %.", fix="Go back and move at least one.")
    reason = fields.get("reason", "").strip()
    said: dict[str, Any] = {
        "scenario": fields.get("scenario", "").strip(),
        "changes": [
            {"what": what, "segment": segment, "factor": factor, "reason": reason}
            for (what, segment), factor in changed.items()
            if what != _MOVE
        ],
        "bands": [
            {"move": move, "factor": factor, "reason": reason}
            for (kind, move), factor in changed.items()
            if kind == _MOVE
        ],
    }
    try:
        return ScenarioSaved.model_validate(said)
    except ValidationError as error:
        wrong = error.errors(include_context=False, include_input=False)
    # Not in the `except`, whose context would keep the frames up to here.
    told = "; ".join(dict.fromkeys(f"{one['loc'][-1] if one['loc'] else 'scenario'}: {one['msg']}" for one in wrong))
    raise SentError(f"This is no scenario. {told}.", fix="Go back and correct it; a name and a reason are needed.")


def _factor(name: str, told: str) -> float:
    try:
        percent = float(told)
    except ValueError:
        percent = float("nan")
    if not isfinite(percent) or not 0 < percent <= 10_000:
        raise SentError(
            f"{name}: {told[:40]!r} is no number above 0 and at most 10,000.", fix="Go back and correct it."
        )
    return percent / 100


def _fields(saved: ScenarioSaved) -> dict[str, float]:
    """Factors by field of the form."""
    changes = {f"{one.what}/{one.segment}": one.factor for one in saved.changes}
    return changes | {f"{_MOVE}/{one.move}": one.factor for one in saved.bands}


def _built(tables: Reader) -> dict[str, dict[str, float]]:
    """Factors by field, by scenario, as they were built."""
    found: dict[str, dict[str, float]] = {}
    for row in tables.rows("scenarios", limit=2_000):
        found.setdefault(row["scenario"], {})[f"{row['what']}/{row['segment']}"] = row["factor"]
    for row in tables.rows("band_changes", limit=2_000):
        found.setdefault(row["scenario"], {})[f"{_MOVE}/{row['move']}"] = row["factor"]
    return found


def _saved(name: str, one: Standing, built: dict[str, float] | None) -> SavedScenario:
    own = _fields(one.saved)
    state: State = "not built yet" if built is None else "built" if built == own else "changed since"
    return SavedScenario(name, state, _told(own), one.decided_on, one.decided_by)


def _told(factors: Mapping[str, float]) -> tuple[str, ...]:
    told = []
    for field, factor in factors.items():
        what, _, where = field.partition("/")
        place = where if what == _MOVE else what if where == ALL else f"{what} in {where}"
        told.append(f"{place.replace('->', '→')} × {factor:g}")
    return tuple(told)


def _groups(percents: Mapping[str, float]) -> Iterator[SliderGroup]:
    def slider(what: str, where: str, says: str) -> Slider:
        return Slider(f"{what}/{where}", says, percents.get(f"{what}/{where}", AS_TODAY))

    def of_segments(what: str, names: tuple[str, ...]) -> tuple[Slider, ...]:
        return tuple(slider(what, name, name) for name in names)

    everybody = "Everybody"
    yield SliderGroup(
        "Buy again", "Chance of a buyer of the year to order in the next.",
        (slider("rebuy", ALL, everybody),), of_segments("rebuy", _LIVE),
    )  # fmt: skip
    yield SliderGroup(
        "New buyers", "First orders in a year, by the segment they end in.",
        (slider("new buyers", ALL, everybody),), of_segments("new buyers", _LIVE),
    )  # fmt: skip
    yield SliderGroup(
        "Reactivated buyers", "Chance of who lapsed to come back within a year.",
        (slider("reactivated buyers", ALL, everybody),), of_segments("reactivated buyers", _LAPSED),
    )  # fmt: skip
    yield SliderGroup(
        "Spend and price", "What a buyer spends in a year, and prices for everybody.",
        (slider("price", ALL, "Prices"), slider("spend", ALL, "Spend of everybody")), of_segments("spend", _LIVE),
    )  # fmt: skip
    places = [*_PLACES, _ASLEEP]
    upward = [(one, other) for place, one in enumerate(_PLACES) for other in _PLACES[place + 1 :]]
    moves = [*upward, *((one, _ASLEEP) for one in places[1:-1]), *((_ASLEEP, one) for one in places[1:-1])]
    rest = [one for one in moves if one not in _USUAL_MOVES]

    def of_moves(chosen: list[tuple[str, str]]) -> tuple[Slider, ...]:
        return tuple(slider(_MOVE, f"{one} -> {other}", f"{one} → {other}") for one, other in chosen)

    yield SliderGroup(
        "Moves on the hourglass", "How often people of a band move to another in a month; what-if on a band.",
        of_moves(list(_USUAL_MOVES)), of_moves(rest),
    )  # fmt: skip
