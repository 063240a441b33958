"""Channel funnels: how many journeys took a way through the channels, step by step."""

import re
from collections import Counter
from functools import reduce
from typing import Annotated, Final, Self

import ibis
from pydantic import Field, model_validator

from riparian.core.row import Table, promised
from riparian.core.settings import Settings
from riparian.expressions.totals import whole
from riparian.tables.ecosystem import BETWEEN, CONVERSION, ChannelFunnel, JourneyPath

_MARKED: Final = re.compile(r"([^\w\s])")


class Funnel(Settings):
    """Steps that journeys to a goal may take."""

    funnel: str
    """Its name."""
    goal: str = "order"
    steps: Annotated[tuple[str, ...], Field(min_length=2)]
    """Channels in turn; the last may be `(conversion)`, that the goal was reached."""

    @model_validator(mode="after")
    def _ends_with_the_conversion(self) -> Self:
        if CONVERSION in self.steps[:-1]:
            raise ValueError(f"{CONVERSION} can only be the last step of {self.funnel!r}")
        return self


class ChannelFunnelsSettings(Settings):
    """`[derivations.channel_funnels]`"""

    funnels: tuple[Funnel, ...] = (
        Funnel(funnel="e-mail to video to search", steps=("Email", "Organic Video", "Organic Search", CONVERSION)),
    )
    """A list in TOML takes the place of the whole list."""

    @model_validator(mode="after")
    def _names_are_their_own(self) -> Self:
        twice = [name for name, n in Counter(one.funnel for one in self.funnels).items() if n > 1]
        if twice or not self.funnels:
            raise ValueError(
                f"two funnels have one name ({', '.join(twice)})" if twice else "there is a funnel at least"
            )
        return self


def channel_funnels(paths: Table[JourneyPath], settings: ChannelFunnelsSettings) -> Table[ChannelFunnel]:
    """Each step counts the settled journeys that took it and all before it.

    Strict: the steps lie next to each other in the path, and a conversion right after the last touch. Loose: in this
    order, with anything between. Who takes a step strictly takes it loosely too.
    """
    rows = (
        ibis.union(*parts) if len(parts := [steps_of(paths, funnel) for funnel in settings.funnels]) > 1 else parts[0]
    )
    before = ibis.window(group_by="funnel", order_by="step")
    rates = {
        f"{way}_rate": rows[way] / rows[way].lag().over(before).nullif(0).cast("float64") for way in ("strict", "loose")
    }
    return promised(rows.mutate(**rates), ChannelFunnel)


def steps_of(paths: Table[JourneyPath], funnel: Funnel) -> ibis.Table:
    """A row a step of one funnel; none where no journey to its goal is settled, so that nothing is told as 0."""
    over = paths.filter((paths.goal == funnel.goal) & (paths.touches > 0) & (paths.settled > 0))
    way = over.mutate(marked=BETWEEN + over.path + BETWEEN)
    counted = way.group_by("goal").agg(
        **{
            f"{name}_{step}": whole(
                counts_of(way, funnel.steps[:step]).sum(where=holds(way.marked, funnel.steps[:step]))
            )
            for step in range(1, len(funnel.steps) + 1)
            for name, holds in (("strict", next_to_each_other), ("loose", in_this_order))
        }
    )
    parts = [
        counted.select(
            "goal",
            funnel=ibis.literal(funnel.funnel),
            step=ibis.literal(step, "int32"),
            name=ibis.literal(name),
            strict=counted[f"strict_{step}"].fill_null(0),
            loose=counted[f"loose_{step}"].fill_null(0),
        )
        for step, name in enumerate(funnel.steps, start=1)
    ]
    return ibis.union(*parts)


def counts_of(way: ibis.Table, steps: tuple[str, ...]) -> ibis.Value:
    """What journeys count: those that converted where that is the last step."""
    return way.settled_conversions if steps[-1] == CONVERSION else way.settled


def next_to_each_other(marked: ibis.Value, steps: tuple[str, ...]) -> ibis.Value:
    """Whether the steps lie next to each other in a path between marks; at its end where they convert."""
    if steps[-1] == CONVERSION:
        return marked.endswith(BETWEEN + BETWEEN.join(steps[:-1]) + BETWEEN)
    return marked.contains(BETWEEN + BETWEEN.join(steps) + BETWEEN)


def in_this_order(marked: ibis.Value, steps: tuple[str, ...]) -> ibis.Value:
    """Whether the steps lie in this order in a path between marks."""
    channels = [_MARKED.sub(r"\\\1", step) for step in steps if step != CONVERSION]
    return marked.re_search(
        reduce(lambda so_far, step: f"{so_far}(?:.*{BETWEEN})?{step}{BETWEEN}", channels, f"^{BETWEEN}")
    )
