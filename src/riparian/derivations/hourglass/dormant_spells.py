"""Dormant spells: when a person who had come as far as trust went quiet, and what woke them."""

from datetime import timedelta
from typing import Annotated, Final, Literal

import ibis
from pydantic import Field

from riparian.core.doors import per_person
from riparian.core.durations import AsOf, Duration
from riparian.core.row import Table, promised
from riparian.core.settings import Settings
from riparian.expressions.calendar import instant_of, span
from riparian.expressions.sequence import in_order
from riparian.tables.actions import SIGNS_OF_LIFE, Action, codes_of
from riparian.tables.hourglass import BANDS, BandEntry, DormantSpell, Milestone

_BUY: Final = 5
_SIGN: Final = ("person_key", "occurred_at", "action_key", "band")


class DormantSpellsSettings(Settings):
    """`[derivations.dormant_spells]`"""

    from_band: Annotated[int, Field(ge=1, le=5)] = 3
    """The first band in which people can be dormant."""
    quiet: Duration = timedelta(days=90)
    """How long a non-buyer may go without a sign of life."""
    further_signs: tuple[Literal["open"], ...] = ()
    """Kinds that are signs of life besides what a person does on a site, answers, tells or asks for. Opened mail is
    none by default: half of all e-mails are opened by machines, and whoever is written to would seem awake."""
    buyer_months: Annotated[int, Field(ge=1)] = 12
    """How long a buyer may go without an order."""


@per_person
def dormant_spells(
    actions: Table[Action],
    milestones: Table[Milestone],
    band_entries: Table[BandEntry],
    settings: DormantSpellsSettings,
    as_of: AsOf,
) -> Table[DormantSpell]:
    """Each sign of life starts a clock; where it runs out before the next sign, the person is dormant.

    For a non-buyer what the person does is a sign, but no mail opened, complained of or unsubscribed from (settings),
    and so is reaching a further band. For a buyer only what is Buy in
    `milestones` is: an order. A clock that runs out at the very instant of the next sign has not run out.
    """
    signs = ibis.union(of_non_buyers(actions, band_entries, settings), of_buyers(milestones))
    in_turn = in_order(["person_key"], ["occurred_at", "action_key"])
    limit = ibis.ifelse(
        signs.band == _BUY,
        signs["occurred_at"] + ibis.interval(months=settings.buyer_months),
        signs["occurred_at"] + span(settings.quiet),
    )
    clocks = signs.mutate(
        dormant_at=limit,
        next_at=signs["occurred_at"].lead().over(in_turn),
        next_key=signs.action_key.lead().over(in_turn),
    )
    quiet = clocks.filter(clocks.dormant_at < clocks.next_at.fill_null(instant_of(as_of)))
    return promised(quiet.mutate(reignited_at=quiet.next_at, action_key=quiet.next_key), DormantSpell)


def of_non_buyers(
    actions: Table[Action], band_entries: Table[BandEntry], settings: DormantSpellsSettings
) -> ibis.Table:
    """Signs of life from the first band where people can be dormant up to Buy, and the entries themselves."""
    reached = {
        f"reached_{band}": band_entries.entered_at.min(where=band_entries.band >= band)
        for band in BANDS
        if band >= settings.from_band
    }
    when = band_entries.group_by("person_key").agg(**reached)
    trusted = when.filter(when[f"reached_{settings.from_band}"].notnull())
    kinds = codes_of(SIGNS_OF_LIFE | frozenset(settings.further_signs))
    alive = actions.filter(actions.kind.isin(kinds)).select("person_key", "occurred_at", "action_key")
    lived = alive.join(trusted, "person_key")
    since, bought = lived[f"reached_{settings.from_band}"], lived[f"reached_{_BUY}"]
    lived = lived.filter((lived["occurred_at"] >= since) & (bought.isnull() | (lived["occurred_at"] < bought)))
    band = (
        settings.from_band
        - 1
        + sum((lived["occurred_at"] >= lived[name]).fill_null(False).cast("int32") for name in reached)
    )
    entered = band_entries.filter(band_entries.band.between(settings.from_band, _BUY - 1)).rename(
        occurred_at="entered_at"
    )
    return ibis.union(lived.mutate(band=band.cast("int32")).select(*_SIGN), entered.select(*_SIGN))


def of_buyers(milestones: Table[Milestone]) -> ibis.Table:
    """Every time of Buy."""
    return milestones.filter(milestones.place == _BUY).rename(band="place").select(*_SIGN)
