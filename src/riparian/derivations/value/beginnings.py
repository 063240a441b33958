"""Beginnings: when people first did something, whether they had been referred by then, and what soon came of it."""

from datetime import timedelta
from typing import Final

import ibis

from riparian.core.doors import Gather
from riparian.core.durations import AsOf, Duration
from riparian.core.errors import NotEnoughDataError
from riparian.core.row import Table, promised
from riparian.core.settings import Settings
from riparian.expressions.calendar import instant_of, span
from riparian.tables.actions import INBOUND, Action, code_of, codes_of
from riparian.tables.hourglass import BANDS, BandEntry
from riparian.tables.value import Beginning, OrderWayIn

_ME: Final = "person_key"


class BeginningsSettings(Settings):
    """`[derivations.beginnings]`"""

    entry_within: Duration = timedelta(days=1)
    """People come in at the furthest band they reach within this time of the first thing they do."""
    soon: Duration = timedelta(days=90)
    """A first order this long after the first thing a person did is one `bought soon`."""


def beginnings(
    actions: Table[Action],
    band_entries: Table[BandEntry],
    ways_in: Table[OrderWayIn],
    settings: BeginningsSettings,
    as_of: AsOf,
    gather: Gather,
) -> Table[Beginning]:
    """A row for everybody who did anything themselves. Who had been referred by then is referred.

    Raises:
        NotEnoughDataError: nobody was referred, so nobody is to be told apart by it.
    """
    referred = actions.filter(actions.kind == code_of("referred"))
    # Looked at by itself, as all that is done here is in vain where nobody was.
    if not gather(somebody(referred, ways_in), at_most=1)["referred"].any():
        raise NotEnoughDataError("nobody was referred, so nobody's beginning is compared with another's")
    inbound = actions.filter(actions.kind.isin(codes_of(INBOUND)))
    began = inbound.group_by(_ME).agg(began_at=inbound["occurred_at"].min())
    sent = referred.group_by(_ME).agg(referred_at=referred["occurred_at"].min())
    for part in (sent, came_in(began, band_entries, settings.entry_within), first_orders(ways_in)):
        began = began.left_join(part, _ME).drop(f"{_ME}_right")
    soon = began.began_at + span(settings.soon)
    told = began.mutate(
        referred=(began.referred_at <= began.began_at).fill_null(False),
        watched=soon <= instant_of(as_of),
        bought_soon=(began.bought_at < soon).fill_null(False),
    )
    return promised(told, Beginning)


def somebody(referred: ibis.Table, ways_in: Table[OrderWayIn]) -> ibis.Table:
    """Whether any action or any first order tells of a referral; one row at most."""
    bought = ways_in.filter((ways_in.number == 1) & ~ways_in.guest & (ways_in.way == "referral"))
    yes = ibis.literal(True)
    return ibis.union(referred.select(referred=yes), bought.select(referred=yes)).limit(1)


def came_in(began: ibis.Table, band_entries: Table[BandEntry], within: timedelta) -> ibis.Table:
    """The furthest band that each person reached within a time of their beginning; those of none are left out."""
    entered = band_entries.filter(band_entries.band <= max(BANDS)).select(_ME, "band", "entered_at")
    both = began.join(entered, _ME)
    early = both.filter(both.entered_at <= both.began_at + span(within))
    return early.group_by(_ME).agg(came_in=early.band.max())


def first_orders(ways_in: Table[OrderWayIn]) -> ibis.Table:
    """When people who are no guests first ordered."""
    return ways_in.filter((ways_in.number == 1) & ~ways_in.guest).select(_ME, "bought_at")
