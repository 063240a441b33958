"""Band rates: how many of those in a band rose, fell asleep, woke and bought in a month, and who stands there now."""

from collections.abc import Iterator
from typing import Annotated, Any, Final

import ibis
import numpy as np
from pydantic import Field

from riparian.core.doors import Array, Gather
from riparian.core.durations import AsOf
from riparian.core.errors import NotEnoughDataError
from riparian.core.row import Table, promised
from riparian.core.settings import Settings
from riparian.expressions.band_months import began_and_ended, month_here, month_now
from riparian.expressions.totals import whole
from riparian.expressions.unknown import null_for_nan
from riparian.models.band_history import COMING, ENTERING, FALLING_ASLEEP, LEAVING, REGULAR, RISING, WAKING
from riparian.models.band_moves import BAND_NAMES
from riparian.models.band_projection import AGES, LAST_AGE
from riparian.models.band_stays import Stays
from riparian.tables.buyers import Purchase
from riparian.tables.forecast import BandRate, BandStay
from riparian.tables.hourglass import DormantSpell

_MOST: Final = 1_000_000
_BANDS: Final = range(1, len(BAND_NAMES) + 1)
_INTEGERS: Final = ("from_band", "to_band", "months_in_band", "months")
_NUMBERS: Final = ("exposed", "total", "rate", "standing")

Told = dict[str, Any]


class BandRatesSettings(Settings):
    """`[derivations.band_rates]`"""

    months_of_rates: Annotated[int, Field(ge=1, le=60)] = 12
    """Months back from the as-of date that the rates are told by, as far as the log goes."""


def band_rates(
    band_stays: Table[BandStay],
    dormant_spells: Table[DormantSpell],
    purchases: Table[Purchase],
    settings: BandRatesSettings,
    as_of: AsOf,
    gather: Gather,
) -> Table[BandRate]:
    """Stays in bands, sleep and demand of the last months, by band and by how long people had been there.

    The month in which the log begins is left out, of which only a part was seen.

    Raises:
        NotEnoughDataError: nobody was seen for a whole month before the as-of date.
    """
    now = month_now(as_of)
    there = months_there(band_stays, now)
    first = gather(there.agg(first=there.began.min()), at_most=1)["first"]
    if not (first < now - 1).any():
        raise NotEnoughDataError("the log holds no whole month after its first; rates between bands need one")
    watched = range(max(now - settings.months_of_rates, int(first[0]) + 1), now)
    stays = counted_stays(there, watched, gather)
    sleep = counted_sleep(dormant_spells, watched, as_of, gather)
    demand = counted_demand(purchases, there, watched, as_of, gather)
    rows = [
        one | {"months": len(watched)}
        for band in _BANDS
        for one in (*of_moves(band, stays, watched), *of_sleep_and_demand(band, stays, sleep, demand, watched))
    ]
    columns: dict[str, Array] = {"kind": np.array([row["kind"] for row in rows], dtype=object)}
    columns |= {name: np.array([row[name] for row in rows], np.int64) for name in _INTEGERS}
    columns |= {name: np.array([row.get(name, np.nan) for row in rows], np.float64) for name in _NUMBERS}
    columns["rate"] = np.divide(
        columns["total"], columns["exposed"], out=np.zeros(len(rows)), where=columns["exposed"] > 0
    )
    schema = {"kind": "string"} | dict.fromkeys(_INTEGERS, "int64") | dict.fromkeys(_NUMBERS, "float64")
    return promised(null_for_nan(gather.give_back(columns, ibis.schema(schema)), "standing"), BandRate)


def months_there(band_stays: Table[BandStay], now: int) -> ibis.Table:
    """Stays with the months `began` and `ended`, which is `now` for those that have not."""
    ended = now - 1 - ibis.coalesce(band_stays.left_ago, ibis.literal(-1, type="int64"))
    return band_stays.mutate(began=now - 1 - band_stays.entered_ago, ended=ended)


def counted_stays(there: ibis.Table, watched: range, gather: Gather) -> dict[str, Array]:
    """Stays in bands that went on into the watched months: band, from_band, onward (0: still there), months, people.

    What began before the longest time that is told apart counts as begun then, so that there are few groups.
    """
    began = ibis.greatest(there.began, watched.start - LAST_AGE).cast("int64")
    dated = there.mutate(began=began, ended=there.ended.cast("int64")).filter(there.ended >= watched.start)
    grouped = dated.group_by("band", "from_band", "onward", "began", "ended").agg(people=dated.count())
    return gather(grouped, at_most=_MOST)


def counted_sleep(dormant_spells: Table[DormantSpell], watched: range, as_of: AsOf, gather: Gather) -> dict[str, Array]:
    """Spells of sleep that went on into the watched months: band, months, people."""
    dated = began_and_ended(dormant_spells, "dormant_at", "reignited_at", watched, as_of, old=LAST_AGE)
    return gather(dated.group_by("band", "began", "ended").agg(people=dated.count()), at_most=_MOST)


def counted_demand(
    purchases: Table[Purchase], there: ibis.Table, watched: range, as_of: AsOf, gather: Gather
) -> dict[str, Array]:
    """Demand of the watched months by the band in which the person was at the month's end, and whether it was new."""
    dated = purchases.mutate(month=month_here(purchases.bought_at, as_of))
    lately = dated.filter(dated.month >= watched.start)
    each = lately.group_by("person_key", "month").agg(demand=whole(lately.demand.sum()).fill_null(0))
    placed = each.join(there.select("person_key", "band", "began", "ended"), "person_key")
    at_end = placed.filter((placed.began <= placed.month) & (placed.ended > placed.month))
    new = (at_end.began == at_end.month).cast("int64")
    return gather(at_end.group_by("band", new=new).agg(demand=whole(at_end.demand.sum())), at_most=100)


def stays_of(counted: dict[str, Array], band: int) -> Stays:
    """The groups of one band."""
    held = counted["band"] == band
    return Stays(*(counted[name][held].astype(np.int64) for name in ("began", "ended", "people")))


def of_moves(band: int, counted: dict[str, Array], watched: range) -> Iterator[Told]:
    """Who came into the band from outside, and who rose from it, by months in it."""
    here, chosen = stays_of(counted, band), counted["band"] == band
    came = here.only(counted["from_band"][chosen] == 0).begun_in(watched)
    yield told(COMING, 0, band) | {"exposed": float(len(watched)), "total": came}
    exposed, standing = here.under_way(watched), here.at_end_of(range(watched.stop - 1, watched.stop))
    for end in (band, *range(band + 1, _BANDS.stop)):
        gone = here.ended_in(watched) if end == band else here.only(counted["onward"][chosen] == end).ended_in(watched)
        for age in range(AGES):
            figures = {"exposed": exposed[age], "total": gone[age], "standing": standing[age]}
            yield told(LEAVING if end == band else RISING, band, end) | figures | {"months_in_band": age}


def of_sleep_and_demand(
    band: int, counted: dict[str, Array], sleep: dict[str, Array], demand: dict[str, Array], watched: range
) -> Iterator[Told]:
    """Who fell asleep and woke in the band, and what those in it ordered."""
    here, asleep = stays_of(counted, band), stays_of(sleep, band)
    fell, woke = asleep.begun_in(watched), asleep.ended_in(watched).sum()
    could_wake = asleep.under_way(watched).sum()
    present, last = here.under_way(watched).sum(), range(watched.stop - 1, watched.stop)
    sleepers = asleep.at_end_of(last).sum()
    awake = here.at_end_of(last).sum() - sleepers
    fallen = {"exposed": present - (could_wake - fell), "total": fell, "standing": awake}
    yield told(FALLING_ASLEEP, band, band) | fallen
    yield told(WAKING, band, band) | {"exposed": could_wake, "total": woke, "standing": sleepers}
    spent = {new: float(demand["demand"][(demand["band"] == band) & (demand["new"] == new)].sum()) for new in (0, 1)}
    yield told(ENTERING, band, band) | {"exposed": here.begun_in(watched), "total": spent[1]}
    regulars = here.at_end_of(watched)[1:].sum() - asleep.at_end_of(watched).sum()
    yield told(REGULAR, band, band) | {"exposed": max(regulars, 0.0), "total": spent[0]}


def told(kind: str, start: int, end: int) -> Told:
    """A rate, but for its figures."""
    return {"kind": kind, "from_band": start, "to_band": end, "months_in_band": 0}
