"""Period histories: what the BG/BB expects of buyers, by the periods they bought in and the chances they had."""

from typing import Annotated, Final, Literal

from pydantic import Field

from riparian.core.doors import Gather
from riparian.core.durations import AsOf
from riparian.core.errors import NotEnoughDataError
from riparian.core.row import Table
from riparian.core.settings import Settings
from riparian.expressions.period_histories import counted_period_histories, last_period_over, purchase_periods
from riparian.expressions.rows_given import rows_given
from riparian.models.beta_geometric_beta_bernoulli import BetaGeometricBetaBernoulli
from riparian.models.histories import floats
from riparian.tables.buyers import Purchase
from riparian.tables.contracts import PeriodHistory, PeriodModel

_MOST_HISTORIES: Final = 1_000_000
_OF_MODEL: Final = {"derivation": "period_models"}


class PeriodHistoriesSettings(Settings):
    """`[derivations.period_histories]`"""

    period_months: Annotated[Literal[1, 2, 3, 4, 6, 12], Field(json_schema_extra=_OF_MODEL)] = 3
    """Months of a period; that of `[derivations.period_models]` unless set, as the model is of such periods."""
    horizon_periods: Annotated[int, Field(ge=1, le=1_000, json_schema_extra=_OF_MODEL)] = 4
    """How far ahead the periods with a purchase are told; that of `[derivations.period_models]` unless set."""
    discount: Annotated[float, Field(gt=0, lt=1)] = 0.03
    """Of a period, for all that is to come; 0.03 a quarter is 12.6 % a year."""


def period_histories(
    purchases: Table[Purchase],
    period_models: Table[PeriodModel],
    settings: PeriodHistoriesSettings,
    as_of: AsOf,
    gather: Gather,
) -> Table[PeriodHistory]:
    """Every distinct history once, scored by the model that was fitted to all of them.

    Raises:
        NotEnoughDataError: the model could not be fitted.
    """
    found = gather(period_models.select("alpha", "beta", "gamma", "delta"), at_most=1)
    if not found["alpha"].size:
        raise NotEnoughDataError("the BG/BB could not be fitted; period_models says why")
    model = BetaGeometricBetaBernoulli(*(float(found[name][0]) for name in ("alpha", "beta", "gamma", "delta")))
    end = last_period_over(as_of, settings.period_months)
    periods = purchase_periods(purchases, months=settings.period_months)
    seen = gather(counted_period_histories(periods, until=end, end=end), at_most=_MOST_HISTORIES)
    x, last, chances = history = [floats(seen[name]) for name in ("repeats", "last", "age")]
    columns = {
        "bought": x,
        "last": last,
        "chances": chances,
        "buyers": seen["customers"],
        "probability_alive": model.probability_alive(*history).clip(0, 1),
        "expected_periods": model.expected_purchases(*history, horizon=settings.horizon_periods),
        "residual_periods": model.discounted_residual_purchases(*history, discount=settings.discount),
    }
    rows = [
        dict(zip(columns, row, strict=True)) for row in zip(*(one.tolist() for one in columns.values()), strict=True)
    ]
    return rows_given(rows, PeriodHistory, gather)
