"""Period models: the BG/BB, for buyers who buy or do not in each period, and leave unseen."""

from typing import Annotated, Final, Literal

import numpy as np
from pydantic import Field

from riparian.core.doors import Gather
from riparian.core.durations import AsOf
from riparian.core.errors import NotEnoughDataError
from riparian.core.row import Table
from riparian.core.settings import Settings
from riparian.expressions.period_histories import counted_period_histories, last_period_over, purchase_periods
from riparian.expressions.repeat_histories import HISTORY
from riparian.expressions.rows_given import rows_given
from riparian.models.beta_geometric_beta_bernoulli import MODEL, BetaGeometricBetaBernoulli
from riparian.models.histories import Floats, PurchaseHistories, floats
from riparian.models.purchase_models import HoldOut
from riparian.models.total_in_doubt import Total, total_in_doubt
from riparian.tables.buyers import Purchase
from riparian.tables.contracts import PeriodModel

_MOST_HISTORIES: Final = 1_000_000
_LEVEL: Final = 0.9


class PeriodModelsSettings(Settings):
    """`[derivations.period_models]`"""

    period_months: Literal[1, 2, 3, 4, 6, 12] = 3
    """Months of a period, in which it counts once whether somebody bought: 3 for a quarter, 12 for a year."""
    horizon_periods: Annotated[int, Field(ge=1, le=1_000)] = 4
    """How far ahead the periods with a purchase are told."""
    hold_out_periods: Annotated[int, Field(ge=1)] = 4
    """The last periods, kept from the model to try it on, where somebody was seen for at least twice as long."""


def period_models(
    purchases: Table[Purchase], settings: PeriodModelsSettings, as_of: AsOf, gather: Gather
) -> Table[PeriodModel]:
    """The BG/BB, fitted to how many buyers have each history of periods bought in, last of them and chances.

    Who first bought in the running period is not in it yet; who did in the last one before it has had no chance.

    Raises:
        NotEnoughDataError: fewer than 30 buyers bought in a later period than their first.
    """
    end = last_period_over(as_of, settings.period_months)
    histories, _ = counted(purchases, settings.period_months, end, end, gather)
    model = BetaGeometricBetaBernoulli.fit(histories)
    tried = None
    if histories.age.max(initial=0) >= 2 * settings.hold_out_periods:
        before = counted(purchases, settings.period_months, end - settings.hold_out_periods, end, gather)
        tried = held_out(*before, periods=settings.hold_out_periods)
    total = expected_total(model, histories, settings.horizon_periods)
    row = {
        "model": MODEL,
        "alpha": model.alpha,
        "beta": model.beta,
        "gamma": model.gamma,
        "delta": model.delta,
        "buyers": histories.buyers,
        "repeat_buyers": histories.repeat_buyers,
        "periods": histories.age.max(),
        "log_likelihood": model.log_likelihood(histories),
        "held_out": None if tried is None else tried.happened,
        "foretold": None if tried is None else tried.foretold,
        "error": None if tried is None else tried.error,
        "expected_periods": total.value,
        "low": total.low,
        "high": total.high,
    }
    return rows_given([row], PeriodModel, gather)


def counted(
    purchases: Table[Purchase], months: int, until: int, end: int, gather: Gather
) -> tuple[PurchaseHistories, Floats]:
    """The distinct histories in periods, the buyers of each, and in how many periods these bought afterwards."""
    told = counted_period_histories(purchase_periods(purchases, months=months), until=until, end=end)
    found = gather(told, at_most=_MOST_HISTORIES)
    order = np.lexsort([found[name] for name in HISTORY])
    columns = [found[name][order] for name in ("repeats", "last", "age", "customers")]
    return PurchaseHistories.of(*columns), floats(found["afterwards"][order])


def held_out(histories: PurchaseHistories, afterwards: Floats, *, periods: int) -> HoldOut | None:
    """How the model, fitted before the last periods, foretold who bought in how many; None: it cannot be fitted."""
    try:
        model = BetaGeometricBetaBernoulli.fit(histories)
    except NotEnoughDataError:
        return None
    expected = model.expected_purchases(*histories.columns[:3], horizon=periods)
    return HoldOut.of(histories.customers, afterwards, expected)


def expected_total(model: BetaGeometricBetaBernoulli, histories: PurchaseHistories, horizon: int) -> Total:
    """Periods with a purchase to come within the horizon, over all buyers."""

    def total_of(parameters: Floats) -> float:
        one = BetaGeometricBetaBernoulli(*parameters.tolist())
        return float(one.expected_purchases(*histories.columns[:3], horizon=horizon) @ histories.customers)

    return total_in_doubt(total_of, model.parameters, lambda: model.uncertainty(histories), level=_LEVEL)
