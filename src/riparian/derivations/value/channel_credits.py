"""Channel credits: conversions of each goal divided among channels, by every model side by side."""

from collections.abc import Callable, Iterator
from typing import Annotated, Final, Literal

import ibis
import numpy as np
from pydantic import Field

from riparian.core.doors import Array, Gather
from riparian.core.durations import Seed
from riparian.core.errors import NotEnoughDataError
from riparian.core.row import Table
from riparian.core.settings import Settings
from riparian.expressions.credited_touches import DIRECT, credited_touches, decayed
from riparian.expressions.rows_given import rows_given
from riparian.models.attribution_credits import Credits, credits_by_touch
from riparian.models.attribution_markov import markov
from riparian.models.attribution_rules import (
    first_touch,
    last_non_direct_touch,
    last_touch,
    linear,
    position_based,
)
from riparian.models.attribution_shapley import MOST_EXACT, shapley
from riparian.models.channel_paths import ChannelPaths
from riparian.models.credit_intervals import LEAST_RESAMPLES, credit_intervals
from riparian.models.histories import Floats, floats, summed
from riparian.models.path_rules import (
    exposures,
    first_seen,
    last_touches,
    without_last_unless_alone,
    without_unless_alone,
)
from riparian.tables.credits import NO_TOUCH, ChannelCredit
from riparian.tables.ecosystem import BETWEEN, Journey, JourneyPath, Touchpoint

Model = Literal[
    "first", "last", "last non-direct", "linear", "position", "time decay", "markov 1", "markov 2", "markov 3",
    "shapley",
]  # fmt: skip
PathRule = Literal["exposures", "first seen", "without direct", "without last direct"]

_MOST: Final = 20_000_000
_EVERY: Final[tuple[Model, ...]] = (
    "first", "last", "last non-direct", "linear", "position", "time decay", "markov 1", "markov 2", "markov 3",
    "shapley",
)  # fmt: skip


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
    drawn_models: tuple[Model, ...] = (
        "first", "last", "last non-direct", "linear", "position", "time decay", "markov 1",
    )  # fmt: skip
    """Models with intervals. Those left out take a hundred times their own time for theirs."""
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
    made = touches.mutate(worth=value * touches.weight).group_by("goal", "path", "place")
    return made.agg(share=ibis._.weight.mean(), worth=ibis._.worth.sum())


def rows_of_goal(
    goal: str, found: dict[str, Array], aged: dict[str, Array], settings: ChannelCreditsSettings, seed: int
) -> Iterator[dict[str, object]]:
    """The rows of one goal."""
    # In one order whatever the engine's: what the bootstrap draws depends on it.
    turn = np.argsort(found["path"].astype(str), kind="stable")
    found = {name: column[turn] for name, column in found.items()}
    touched = found["path"] != ""
    valued = bool(np.isfinite(floats(found["value"])).any())
    names, whole = coded({name: column[touched] for name, column in found.items()})
    none = {name: float(np.nansum(floats(found[name])[~touched])) for name in ("conversions", "value")}
    paths, squares = ruled(whole, names, settings), squared(whole, found["value_squares"][touched])
    # Rules merge and cut paths by their touches alone, so what stands for the value comes out in the same order.
    ruled_squares = ruled(whole.counted_as(whole.conversions, squares, whole.unconverted), names, settings).value
    by_age = age_credits(shares_of(whole, found["path"][touched], aged))
    for model in settings.models:
        made: dict[str, Array] = {}
        if whole.conversions.sum() > 0:
            # Path rules drop touches, whose ages are then unknown: by age every touch counts.
            divided, spread, attribute = (
                (whole, squares, by_age)
                if model == "time decay"
                else (paths, ruled_squares, dividing(model, names, settings, seed))
            )
            made = figures(model, divided, spread, attribute, settings, seed)
        for place, channel in enumerate(names if made else ()):
            yield row(goal, model, channel, {name: float(column[place]) for name, column in made.items()}, valued)
        if none["conversions"]:
            yield row(goal, model, NO_TOUCH, none, valued)


def coded(found: dict[str, Array]) -> tuple[list[str], ChannelPaths]:
    """Channels by name, and the paths over their codes."""
    texts = [str(path) for path in found["path"]]
    told = BETWEEN.join(texts).split(BETWEEN) if texts else []
    names = sorted(set(told))
    codes = {name: code for code, name in enumerate(names)}
    conversions = floats(found["conversions"])
    value = np.where(conversions > 0, np.nan_to_num(floats(found["value"])), 0.0)
    paths = ChannelPaths(
        np.fromiter((codes[name] for name in told), np.int64, len(told)),
        np.fromiter((path.count(BETWEEN) + 1 for path in texts), np.int64, len(texts)),
        conversions,
        value,
        failures(found),
        len(names),
    )
    return names, paths


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


def ruled(paths: ChannelPaths, names: list[str], settings: ChannelCreditsSettings) -> ChannelPaths:
    """The paths after the rules that are set."""
    direct = names.index(DIRECT) if DIRECT in names else -1
    rules: dict[PathRule, Callable[[ChannelPaths], ChannelPaths]] = {
        "exposures": exposures,
        "first seen": first_seen,
        "without direct": lambda one: without_unless_alone(one, direct),
        "without last direct": lambda one: without_last_unless_alone(one, direct),
    }
    for name in settings.path_rules:
        paths = rules[name](paths)
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


def age_credits(shares: tuple[Floats, Floats]) -> Callable[[ChannelPaths], Credits]:
    """Time decay with these shares of each touch."""

    def attribute(paths: ChannelPaths) -> Credits:
        conversions, value = (credits_by_touch(paths, share) for share in shares)
        return Credits(conversions.conversions, value.value)

    return attribute


def dividing(
    model: Model, names: list[str], settings: ChannelCreditsSettings, seed: int
) -> Callable[[ChannelPaths], Credits]:
    """The credits of a model."""
    direct = names.index(DIRECT) if DIRECT in names else -1
    rules: dict[str, Callable[[ChannelPaths], Credits]] = {
        "first": first_touch,
        "last": last_touch,
        "last non-direct": lambda paths: last_non_direct_touch(paths, direct=direct),
        "linear": linear,
        "position": position_based,
        "shapley": lambda paths: shapley(paths, pairs_of_orders=settings.pairs_of_orders, seed=seed).credits,
    }
    return rules.get(model) or (lambda paths: markov(paths, order=int(model.split()[-1])).credits)


def figures(
    model: Model,
    paths: ChannelPaths,
    squares: Floats,
    attribute: Callable[[ChannelPaths], Credits],
    settings: ChannelCreditsSettings,
    seed: int,
) -> dict[str, Array]:
    """Columns of a model by channel; nothing where the model cannot say, as its journeys go in circles for too long."""
    drawn = model == "shapley" and len(np.unique(paths.touches)) > MOST_EXACT
    try:
        credited = attribute(paths)
        made: dict[str, Array] = {"conversions": credited.conversions, "value": credited.value}
        if model.startswith("markov"):
            made["removal_effect"] = markov(paths, order=int(model.split()[-1])).removal_effects
        if drawn:
            errors = shapley(paths, pairs_of_orders=settings.pairs_of_orders, seed=seed).errors
            made["error"] = errors.conversions
        # By age shares belong to the touches of all paths, so a few of the paths cannot be divided by them.
        whole = model != "time decay" or len(paths.lengths) <= settings.most_paths_drawn
        if settings.resamples >= LEAST_RESAMPLES and whole and model in settings.drawn_models and not drawn:
            between = credit_intervals(
                paths,
                attribute,
                squares=squares,
                resamples=settings.resamples,
                most_paths=settings.most_paths_drawn,
                seed=seed,
            )
            made |= {"low": between.lower.conversions, "high": between.upper.conversions}
            made |= {"value_low": between.lower.value, "value_high": between.upper.value}
    except NotEnoughDataError:
        return {}
    return made


def row(goal: str, model: str, channel: str, made: dict[str, float], valued: bool) -> dict[str, object]:
    """One row; figures that are not made are unknown, and so is all value of a goal that has none."""
    unknown = dict.fromkeys(("low", "high", "value", "value_low", "value_high", "removal_effect", "error"))
    told: dict[str, object] = {"goal": goal, "model": model, "channel": channel, **unknown, **made}
    return told if valued else told | dict.fromkeys(("value", "value_low", "value_high"))
