"""Period buyers: the history of purchases by period of each buyer, as the BG/BB is told it."""

from typing import Annotated, Literal

from pydantic import Field

from riparian.core.doors import per_person
from riparian.core.durations import AsOf
from riparian.core.row import Table, promised
from riparian.core.settings import Settings
from riparian.expressions.period_histories import last_period_over, period_histories_of, purchase_periods
from riparian.tables.buyers import Purchase
from riparian.tables.contracts import PeriodBuyer


class PeriodBuyersSettings(Settings):
    """`[derivations.period_buyers]`"""

    period_months: Annotated[Literal[1, 2, 3, 4, 6, 12], Field(json_schema_extra={"derivation": "period_models"})] = 3
    """Months of a period; that of `[derivations.period_models]` unless set."""


@per_person
def period_buyers(purchases: Table[Purchase], settings: PeriodBuyersSettings, as_of: AsOf) -> Table[PeriodBuyer]:
    """Everybody whose first purchase lies in a period that is over."""
    end = last_period_over(as_of, settings.period_months)
    periods = purchase_periods(purchases, months=settings.period_months)
    histories = period_histories_of(periods, until=end, end=end)
    return promised(histories.select("person_key", "last", bought="repeats", chances="age"), PeriodBuyer)
