"""People who rise on the hourglass, by hand and by chance, as the tables that rates between bands are told by."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import ibis
import numpy as np

from riparian.core.durations import AsOf
from riparian.derivations.forecast.band_rates import BandRatesSettings, band_rates
from riparian.derivations.forecast.band_stays import band_stays
from riparian.tables.buyers import Purchase
from riparian.tables.hourglass import BandEntry, DormantSpell
from riparian.testing.tables import TestingGather, table_of

AS_OF = datetime(2024, 7, 10, 12)


@dataclass(frozen=True)
class Rising:
    """What happened."""

    entries: Sequence[dict[str, Any]]
    sleep: Sequence[dict[str, Any]] = ()
    orders: Sequence[dict[str, Any]] = ()

    def cut(self, moment: datetime) -> "Rising":
        """What was known at a moment."""

        def known(rows: Sequence[dict[str, Any]], begins: str, ends: str) -> list[dict[str, Any]]:
            return [
                row | {ends: row[ends] if row.get(ends) and row[ends] < moment else None}
                for row in rows
                if row[begins] < moment
            ]

        return Rising(
            known(self.entries, "entered_at", "left_at"),
            known(self.sleep, "dormant_at", "reignited_at"),
            [row for row in self.orders if row["bought_at"] < moment],
        )

    def rates(self, *, months: int = 12, as_of: datetime = AS_OF) -> ibis.Table:
        """The table `band_rates`."""
        return band_rates(
            band_stays(table_of(BandEntry, *self.entries), AsOf(as_of)),
            table_of(DormantSpell, *self.sleep),
            table_of(Purchase, *self.orders),
            BandRatesSettings(months_of_rates=months),
            AsOf(as_of),
            TestingGather(),
        )


def entered(person: int, *bands: tuple[int, datetime]) -> list[dict[str, Any]]:
    """The bands that a person entered, one after the other."""
    ends = [at for _, at in bands[1:]] + [None]
    starts = [0] + [band for band, _ in bands]
    return [
        {"person_key": person, "band": band, "entered_at": at, "left_at": left, "from_band": start}
        for (band, at), left, start in zip(bands, ends, starts, strict=False)
    ]


def by_chance(people: int, seed: int) -> Rising:
    """A crowd that rises, falls asleep and wakes at any time in the two years before `AS_OF`."""
    chance = np.random.default_rng(seed)
    entries: list[dict[str, Any]] = []
    sleep: list[dict[str, Any]] = []
    for person in range(people):
        at, band = AS_OF - timedelta(days=730 * float(chance.random())), 0
        stays: list[tuple[int, datetime]] = []
        while band < 5 and at < AS_OF and (not stays or chance.random() < 0.8):
            band = int(chance.integers(band + 1, 6))
            stays.append((band, at.replace(microsecond=0)))
            at += timedelta(days=float(chance.exponential(60)))
        entries += entered(person, *stays)
        for one in entries[-len(stays) :]:
            end = one["left_at"] or AS_OF
            asleep = one["entered_at"] + timedelta(days=float(chance.exponential(50)))
            if one["band"] >= 3 and asleep < end:
                woke = asleep + timedelta(days=float(chance.exponential(50)))
                wakes = woke if woke < end else one["left_at"]
                sleep.append({"person_key": person, "band": one["band"], "dormant_at": asleep, "reignited_at": wakes})
    return Rising(entries, sleep)
