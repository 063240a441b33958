"""Channel credits: conversions of each goal divided among channels, by every model side by side."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Annotated, Final, Literal

import ibis
import numpy as np
from pydantic import Field

from riparian.core.doors import Array, Gather
from riparian.core.durations import Seed
from riparian.core.errors import NotEnoughDataError
from riparian.core.row import Table
from riparian.core.settings import Settings
from riparian.expressions.credited_touches import credited_touches, decayed
from riparian.expressions.goals import by_goal
from riparian.expressions.rows_given import rows_given
from riparian.models.attribution_credits import credits_by_touch
from riparian.models.attribution_markov import markov, markov_of_draws, states_of
from riparian.models.attribution_rules import (
    first_shares,
    last_non_direct_shares,
    last_shares,
    linear_shares,
    position_shares,
)
from riparian.models.attribution_shapley import MOST_EXACT, shapley, shapley_of_draws
from riparian.models.channel_paths import ChannelPaths
from riparian.models.credit_intervals import (
    LEAST_RESAMPLES,
    CreditIntervals,
    by_shares,
    credit_intervals,
)
from riparian.models.drawn_journeys import Way
from riparian.models.histories import Floats, floats, summed
from riparian.models.path_rules import PathRule, as_sets, last_touches, ruled
from riparian.tables.credits import NO_TOUCH, ChannelCredit
from riparian.tables.ecosystem import BETWEEN, DIRECT, Journey, JourneyPath, Touchpoint

Model = Literal[
    "first", "last", "last non-direct", "linear", "position", "time decay", "markov 1", "markov 2", "markov 3",
    "shapley",
]  # fmt: skip

_MOST: Final = 20_000_000
_EVERY: Final[tuple[Model, ...]] = (
    "first", "last", "last non-direct", "linear", "position", "time decay", "markov 1", "markov 2", "markov 3",
    "shapley",
)  # fmt: skip

MARKOV: Final[Mapping[Model, int]] = {"markov 1": 1, "markov 2": 2, "markov 3": 3}
"""Orders of the chains."""


class ChannelCreditsSettings(Settings):
    """`[derivations.channel_credits]`. How far back a touch counts is `lookback` of `[derivations.journeys]`."""

    models: tuple[Model, ...] = _EVERY
    """Which divide."""
    path_rules: tuple[PathRule, ...] = ()
    """Applied in this order before conversions are divided. `exposures`: touches of one channel in a row are one.
    `first seen`: every channel once. `without direct`, `without last direct`: unless the path has no other."""
    last_touches: Annotated[int, Field(ge=0)] = 0
    """Only so many of the latest touches count; 0: all."""
    half_life_days: Annotated[float, Field(gt=0)] = 7.0
    """Of `time decay`."""
    pairs_of_orders: Annotated[int, Field(ge=2)] = 2_000
    """Orders of channels, each with its reverse, that `shapley` draws above 12 channels."""
    resamples: Annotated[int, Field(ge=0)] = 400
    """Draws of all journeys behind an interval; below 2 there are no intervals."""
    drawn_models: tuple[Model, ...] = _EVERY
    """Models with intervals. `shapley` has none above 12 channels, where orders of channels are drawn already."""
    most_states_drawn: Annotated[int, Field(ge=0)] = 80
    """States above which a Markov chain has no intervals, which take long: last touches that came up, at most 73 of 8
    channels in order 2, 40 of 3 in order 3."""
    most_paths_drawn: Annotated[int, Field(ge=1_000)] = 10_000
    """Distinct paths of a goal above which so many of its journeys are drawn each time, not all, which would take long,
    and what they are off by is scaled to all. `time decay` has no intervals then."""


def channel_credits(
    paths: Table[JourneyPath],
    journeys: Table[Journey],
    touchpoints: Table[Touchpoint],
    settings: ChannelCreditsSettings,
    seed: Seed,
    gather: Gather,
) -> Table[ChannelCredit]:
    """A row for each goal with conversions, model and channel that journeys to it touched.

    All conversions are divided. Of journeys that are not settled only conversions are known, so failures are counted as
    many times as there are conversions to a settled one; open journeys count as neither. What no touch led to is
    credited to `(no touch)` by every model. `time decay` divides by the age of each touch, so path rules do not apply
    to it; in its intervals every conversion along a path is divided as the path's are on average.

    Raises:
        NotEnoughDataError: nobody reached any goal.
    """
    found = gather(paths, at_most=_MOST)
    goals = sorted({str(goal) for goal in found["goal"][floats(found["conversions"]) > 0]})
    if not goals:
        raise NotEnoughDataError("nobody reached any goal, so there is nothing to credit to channels")
    ages = gather(shares_by_age(touchpoints, journeys, settings.half_life_days), at_most=_MOST)
    rows: list[dict[str, object]] = []
    for goal in goals:
        of_goal = found["goal"] == goal
        here = {name: column[of_goal] for name, column in found.items()}
        aged = {name: column[ages["goal"] == goal] for name, column in ages.items()}
        rows += rows_of_goal(goal, here, aged, settings, seed)
    return rows_given(rows, ChannelCredit, gather)


def shares_by_age(touchpoints: Table[Touchpoint], journeys: Table[Journey], half_life_days: float) -> ibis.Table:
    """By goal, path and place: the mean share of the touch by its age, of conversions and of their value."""
    touches = decayed(credited_touches(touchpoints, journeys), half_life_days)
    value = touches.value.fill_null(0).cast("float64")
    made = touches.mutate(worth=value * touches.weight).group_by("goals", "path", "place")
    each = by_goal(made.agg(shares=ibis._.weight.sum(), worth=ibis._.worth.sum(), times=ibis._.count()))
    told = each.group_by("goal", "path", "place").agg(
        shares=each.shares.sum(), worth=each.worth.sum(), times=each.times.sum()
    )
    return told.select("goal", "path", "place", "worth", share=told.shares / told.times)


@dataclass(frozen=True, slots=True, eq=False)
class Goal:
    """The paths to a goal, as they are and after the rules that are set."""

    names: list[str]
    """Of the channels, by code."""
    whole: ChannelPaths
    squares: Floats
    """Squared values of the conversions of each path, summed."""
    ruled: ChannelPaths
    ruled_squares: Floats
    by_age: tuple[Floats, Floats]
    """Shares of each touch of `whole` by its age, of conversions and of value."""

    def divided(self, model: Model) -> tuple[ChannelPaths, Floats]:
        """The paths that a model divides, with their squares.

        Path rules drop touches, whose ages are then unknown: by age every touch counts.
        """
        return (self.whole, self.squares) if model == "time decay" else (self.ruled, self.ruled_squares)

    def shares(self, model: Model) -> tuple[Floats, Floats]:
        """What a rule gives to each touch of the paths that it divides, of conversions and of value."""
        rules: dict[Model, Callable[[ChannelPaths], Floats]] = {
            "first": first_shares,
            "last": last_shares,
            "last non-direct": lambda paths: last_non_direct_shares(paths, direct=code_of_direct(self.names)),
            "linear": linear_shares,
            "position": position_shares,
        }
        if model == "time decay":
            return self.by_age
        shares = rules[model](self.ruled)
        return shares, shares


def rows_of_goal(
    goal: str, found: dict[str, Array], aged: dict[str, Array], settings: ChannelCreditsSettings, seed: int
) -> Iterator[dict[str, object]]:
    """The rows of one goal."""
    # In one order whatever the engine's: what the bootstrap draws depends on it. NumPy would make every path as wide as
    # the longest, gigabytes where somebody touched hundreds of channels.
    texts = found["path"].tolist()
    turn = np.array(sorted(range(len(texts)), key=texts.__getitem__), np.int64)
    found = {name: column[turn] for name, column in found.items()}
    touched = found["path"] != ""
    valued = bool(np.isfinite(floats(found["value"])).any())
    names, whole = coded({name: column[touched] for name, column in found.items()})
    none = {name: float(np.nansum(floats(found[name])[~touched])) for name in ("conversions", "value")}
    squares = squared(whole, found["value_squares"][touched])
    # Rules merge and cut paths by their touches alone, so what stands for the value comes out in the same order.
    ruled_squares = paths_that_count(
        whole.counted_as(whole.conversions, squares, whole.unconverted), names, settings
    ).value
    by_age = shares_of(whole, found["path"][touched], aged)
    through = journeys_through(whole)
    divided = Goal(names, whole, squares, paths_that_count(whole, names, settings), ruled_squares, by_age)
    # Where no journey is settled no failure is known, and without failures there would seem to be no doubt either.
    told = floats(found["settled"])[touched].sum() > 0
    given = settings if told else settings.model_copy(update={"resamples": 0})
    made = figures(divided, given, seed) if whole.conversions.sum() > 0 else {}
    for model in settings.models:
        for place, channel in enumerate(names if model in made else ()):
            told = {name: float(column[place]) for name, column in made[model].items()}
            yield row(goal, model, channel, told | {"journeys": float(through[place])}, valued)
        if none["conversions"]:
            yield row(goal, model, NO_TOUCH, none | {"journeys": none["conversions"]}, valued)


def journeys_through(paths: ChannelPaths) -> Floats:
    """Conversions of the paths that touch each channel, as often as they may."""
    touched = as_sets(paths)
    return summed(np.repeat(touched.conversions, touched.lengths), touched.touches, paths.channels)


def coded(found: dict[str, Array]) -> tuple[list[str], ChannelPaths]:
    """Channels by name, and the paths over their codes."""
    texts: list[str] = found["path"].tolist()
    told = BETWEEN.join(texts).split(BETWEEN) if texts else []
    names = sorted(set(told))
    codes = {name: code for code, name in enumerate(names)}
    conversions = floats(found["conversions"])
    value = np.where(conversions > 0, np.nan_to_num(floats(found["value"])), 0.0)
    paths = ChannelPaths(
        np.fromiter(map(codes.__getitem__, told), np.int64, len(told)),
        np.fromiter((path.count(BETWEEN) + 1 for path in texts), np.int64, len(texts)),
        conversions,
        value,
        failures(found),
        len(names),
    )
    return names, paths


def code_of_direct(names: list[str]) -> int:
    """The code of the direct channel; -1: nobody came so."""
    return names.index(DIRECT) if DIRECT in names else -1


def squared(paths: ChannelPaths, squares: Array) -> Floats:
    """Squared values of the conversions of each path, summed; as if all were alike where that is not told."""
    known = floats(squares)
    alike = paths.value**2 / np.where(paths.conversions > 0, paths.conversions, 1)
    return np.where(np.isfinite(known) & (paths.conversions > 0), known, alike)


def failures(found: dict[str, Array]) -> Floats:
    """Journeys of each path that led to nothing, as many for each conversion as of the settled journeys.

    They stay whole journeys, since those can be drawn; what is rounded away at one path is counted at a later one.
    """
    settled = floats(found["settled_conversions"])
    known = floats(found["conversions"]).sum() / settled.sum() if settled.sum() else 1.0
    failed = np.cumsum((floats(found["settled"]) - settled) * known)
    return floats(np.diff(np.rint(failed), prepend=0.0))


def paths_that_count(paths: ChannelPaths, names: list[str], settings: ChannelCreditsSettings) -> ChannelPaths:
    """The paths after the rules that are set."""
    paths = ruled(paths, settings.path_rules, direct=code_of_direct(names))
    if settings.last_touches:
        paths = last_touches(paths, settings.last_touches)
    return paths.merged() if settings.path_rules or settings.last_touches else paths


def shares_of(paths: ChannelPaths, texts: Array, aged: dict[str, Array]) -> tuple[Floats, Floats]:
    """What each touch of each path gets by its age, of conversions and of value; alike where nobody converted."""
    at = {str(path): first for path, first in zip(texts, paths.firsts.tolist(), strict=True)}
    known = np.array([at[str(path)] for path in aged["path"]], np.int64) + aged["place"].astype(np.int64) - 1
    alike = 1 / np.repeat(paths.lengths, paths.lengths)
    made: list[Floats] = []
    for name in ("share", "worth"):
        given = np.zeros(len(paths.touches))
        # Engines add in any order: twelve digits are the same whichever.
        given[known] = aged[name]
        whole = np.repeat(summed(given, paths.path_of, len(paths.lengths)), paths.lengths)
        known_share = np.divide(given, whole, out=np.zeros_like(given), where=whole > 0)
        made.append(np.where(whole > 0, np.round(known_share, 12), made[0] if made else alike))
    return made[0], made[1]


def figures(goal: Goal, settings: ChannelCreditsSettings, seed: int) -> dict[Model, dict[str, Array]]:
    """Columns by channel of each model; not of one that cannot say, as its journeys go in circles for too long."""
    made: dict[Model, dict[str, Array]] = {}
    for model in settings.models:
        with suppress(NotEnoughDataError):
            made[model] = credits_of(model, goal, settings, seed)
    if settings.resamples >= LEAST_RESAMPLES:
        # Where orders of channels are drawn already, to draw journeys as well would take days.
        drawn = [model for model in made if model in settings.drawn_models and "error" not in made[model]]
        for model, limits in limits_of(drawn, goal, settings, seed).items():
            made[model] |= {"low": limits.lower.conversions, "high": limits.upper.conversions}
            made[model] |= {"value_low": limits.lower.value, "value_high": limits.upper.value}
    return made


def credits_of(model: Model, goal: Goal, settings: ChannelCreditsSettings, seed: int) -> dict[str, Array]:
    """What a model credits channels with, and what it says besides.

    Raises:
        NotEnoughDataError: journeys go in circles for too long.
    """
    paths, _ = goal.divided(model)
    besides: dict[str, Array] = {}
    if model == "shapley":
        orders = shapley(paths, pairs_of_orders=settings.pairs_of_orders, seed=seed)
        conversions, value = orders.credits.conversions, orders.credits.value
        if len(paths.touched) > MOST_EXACT:
            besides["error"] = orders.errors.conversions
    elif model in MARKOV:
        chain = markov(paths, order=MARKOV[model])
        conversions, value = chain.credits.conversions, chain.credits.value
        besides["removal_effect"] = chain.removal_effects
    else:
        of_conversions, of_value = (credits_by_touch(paths, shares) for shares in goal.shares(model))
        conversions, value = of_conversions.conversions, of_value.value
    return {"conversions": conversions, "value": value} | besides


def limits_of(
    models: list[Model], goal: Goal, settings: ChannelCreditsSettings, seed: int
) -> dict[Model, CreditIntervals]:
    """Intervals of the models; all but time decay divide the same draws."""
    groups: dict[bool, list[Model]] = {}
    for model in models:
        paths, _ = goal.divided(model)
        if model == "time decay" and len(paths.lengths) > settings.most_paths_drawn:
            continue
        if model in MARKOV and states_of(paths, order=MARKOV[model]) > settings.most_states_drawn:
            continue
        groups.setdefault(paths is goal.ruled, []).append(model)
    made: dict[Model, CreditIntervals] = {}
    for group in groups.values():
        paths, squares = goal.divided(group[0])
        with suppress(NotEnoughDataError):
            made |= credit_intervals(
                paths,
                {model: way_of(model, goal) for model in group},
                squares=squares,
                resamples=settings.resamples,
                most_paths=settings.most_paths_drawn,
                seed=seed,
            )
    return made


def way_of(model: Model, goal: Goal) -> Way:
    """How a model divides draws."""
    if model == "shapley":
        return shapley_of_draws(goal.ruled)
    if model in MARKOV:
        return markov_of_draws(goal.ruled, order=MARKOV[model])
    return by_shares(goal.divided(model)[0], *goal.shares(model))


def row(goal: str, model: str, channel: str, made: dict[str, float], valued: bool) -> dict[str, object]:
    """One row; figures that are not made are unknown, and so is all value of a goal that has none."""
    unknown = dict.fromkeys(("low", "high", "value", "value_low", "value_high", "removal_effect", "error"))
    told: dict[str, object] = {"goal": goal, "model": model, "channel": channel, **unknown, **made}
    return told if valued else told | dict.fromkeys(("value", "value_low", "value_high"))
