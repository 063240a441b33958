"""Contract periods: how many contracts outlive each period, as seen and as the shifted beta-geometric model expects."""

from datetime import timedelta
from typing import Annotated, Final

import ibis
import numpy as np
from pydantic import Field

from riparian.core.doors import Array, Gather
from riparian.core.durations import AsOf, Duration
from riparian.core.row import Table
from riparian.core.settings import Settings
from riparian.expressions.calendar import instant_of, seconds_between
from riparian.expressions.rows_given import rows_given
from riparian.models.histories import Floats, floats
from riparian.models.shifted_beta_geometric import Renewals, ShiftedBetaGeometric
from riparian.tables.contracts import Contract, ContractPeriod

_MOST: Final = 1_000_000
_LEVEL: Final = 0.9


class ContractPeriodsSettings(Settings):
    """`[derivations.contract_periods]`"""

    period: Annotated[Duration, Field(ge=timedelta(days=1))] = timedelta(days=30)
    """How long a contract runs before it is renewed or left; for one that can be left at any time, a span to count
    in."""
    periods_ahead: Annotated[int, Field(ge=0, le=1_000)] = 12
    """How many periods are told beyond the last one that was seen."""
    discount: Annotated[float, Field(gt=0, lt=1)] = 0.01
    """Of a period, for the renewals to come."""


def contract_periods(
    contracts: Table[Contract], settings: ContractPeriodsSettings, as_of: AsOf, gather: Gather
) -> Table[ContractPeriod]:
    """A contract that ended counts as left in the period in which it did, once that is over for it.

    What is running at the as-of date is in no period yet, neither left nor renewed: who left in the first days of a
    period would else stand against nobody who may still stay.

    Raises:
        NotEnoughDataError: fewer than 30 contracts were left.
    """
    found = gather(counted(contracts, settings.period, as_of), at_most=_MOST)
    renewals, running = read(found)
    model = ShiftedBetaGeometric.fit(renewals)
    seen = len(renewals.left)
    periods = np.arange(1, max(seen + settings.periods_ahead, len(running)) + 1)

    def long(column: Floats, beyond: float) -> list[float]:
        return [*column.tolist(), *[beyond] * (len(periods) - len(column))]

    low, high = model.survival_interval(renewals, periods, level=_LEVEL)
    columns = {
        "period": periods.tolist(),
        "at_risk": long(renewals.at_risk, 0),
        "left": long(renewals.left, 0),
        "retention": long(renewals.observed_retention, np.nan),
        "survivors": long(renewals.observed_survival, np.nan),
        "expected_retention": model.retention(periods).tolist(),
        "expected_survivors": model.survival(periods).tolist(),
        "low": low.tolist(),
        "high": high.tolist(),
        "running": long(running, 0),
        "renewals_to_come": model.discounted_residual_lifetime(periods - 1, discount=settings.discount).tolist(),
    }
    same = {"seconds": settings.period.total_seconds(), "alpha": model.alpha, "beta": model.beta}
    rows = [dict(zip(columns, row, strict=True)) | same for row in zip(*columns.values(), strict=True)]
    return rows_given(rows, ContractPeriod, gather)


def counted(contracts: Table[Contract], period: timedelta, as_of: AsOf) -> ibis.Table:
    """How many contracts were left in each period (`gone`), or last seen after it; and whether these still run."""
    now, length = instant_of(as_of), period.total_seconds()
    begun = contracts.filter(contracts.began_at < now)
    ended = begun.ended_at.notnull() & (begun.ended_at < now)
    lasted = ibis.greatest((seconds_between(begun.began_at, begun.ended_at) / length).ceil().cast("int64"), 1)
    seen = (seconds_between(begun.began_at, now) / length).floor().cast("int64")
    gone = (ended & (lasted <= seen)).fill_null(False)
    told = begun.select(gone=gone, runs=~ended, periods=ibis.ifelse(gone, lasted, seen))
    return told.group_by("gone", "runs", "periods").agg(contracts=told.count())


def read(found: dict[str, Array]) -> tuple[Renewals, Floats]:
    """Who was left or last seen after each period, and how many contracts are in each period now."""
    periods, number = found["periods"].astype(np.int64), floats(found["contracts"])
    gone, runs = found["gone"].astype(bool), found["runs"].astype(bool)

    def by_period(which: Array, longest: int) -> Floats:
        return np.bincount(periods[which], number[which], longest + 1).astype(np.float64)

    longest = int(periods.max(initial=0))
    # Who has not come to the end of a first period yet tells nothing of renewing.
    left, staying = (by_period(which, longest)[1:] for which in (gone, ~gone))
    return Renewals(left, staying), by_period(runs, longest)
