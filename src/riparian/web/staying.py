"""Who stays: contracts and how many outlive each period, and buyers by the periods they buy in."""

import re
from dataclasses import dataclass, replace

from riparian.web import words
from riparian.web.customer_value import readiness
from riparian.web.deeds.addressed import people_path
from riparian.web.deeds.fitted import Fitted
from riparian.web.reader import Reader
from riparian.web.reasons import why_empty

MOST_PERIODS = 60
"""That are shown."""


@dataclass(frozen=True, slots=True)
class ContractPeriod:
    """A period of contracts: who was there and who stayed, as seen and as expected."""

    period: int
    at_risk: int
    left: int
    survivors: float | None
    expected_survivors: float
    low: float | None
    high: float | None
    running: int
    renewals_to_come: float


@dataclass(frozen=True, slots=True)
class Contracts:
    """How many contracts outlive each of the first periods; none where `says` tells why nothing can be said."""

    says: str
    periods: tuple[ContractPeriod, ...]
    running: int = 0
    """Contracts that run, in whatever period."""
    are: str = ""
    """What the settings take for a contract; empty where nobody noted them."""


@dataclass(frozen=True, slots=True)
class PeriodValue:
    """The model of who buys in a period or does not; `model` is None where there is none, and `says` tells why."""

    model: str | None
    says: str
    buyers: int
    repeat_buyers: int
    expected_periods: float | None
    """Periods with a purchase to come within the horizon, over all buyers."""
    low: float | None
    high: float | None
    buyers_path: str = ""
    """Where the buyers are listed."""
    repeat_path: str = ""


NO_CONTRACTS = Contracts("No contract was seen to begin and end.", ())
NO_PERIODS = PeriodValue(None, "No model of purchases by period could be fitted.", 0, 0, None, None, None)


def contracts(tables: Reader) -> Contracts:
    """The periods of contracts, from the first."""
    columns = list(ContractPeriod.__dataclass_fields__)
    rows = tables.rows("contract_periods", columns=columns, order_by=("period",), limit=20_000)
    if not rows:
        return Contracts(why_empty(tables, "contract_periods", NO_CONTRACTS.says), ())
    periods = tuple(ContractPeriod(**row) for row in rows)
    running = sum(one.running for one in periods)
    coming = sum(one.running * one.renewals_to_come for one in periods)
    shown = periods[:MOST_PERIODS]
    last = shown[-1]
    return Contracts(
        f"{words.counted(running, 'contract runs', 'contracts run')}, with {words.number(coming)} renewals to come, "
        f"discounted. Of 100 that begin, {words.number(100 * last.expected_survivors)} are expected to be there after "
        f"{words.counted(last.period, 'period', 'periods')}.",
        shown,
        running,
        _are(tables),
    )


def _are(tables: Reader) -> str:
    settings = next((kept.made_with for kept in tables.kept() if kept.build == tables.snapshot), {})
    begins, ends = (re.findall(r"'([^']+)'", settings.get(f"contracts.{name}", "")) for name in ("begins", "ends"))
    if not begins:
        return ""
    mails = " That is a subscription to e-mail, and no sale." if begins == ["opt in"] else ""
    return (
        f"A contract is here what “{words.listed(begins, 5)}” begins and “{words.listed(ends, 5)}” ends, as "
        f"[derivations.contracts] says.{mails}"
    )


def period_value(tables: Reader) -> PeriodValue:
    """What the model of purchases by period came to."""
    rows = tables.rows("period_models", limit=1)
    if not rows:
        return replace(NO_PERIODS, says=why_empty(tables, "period_models", NO_PERIODS.says))
    row = rows[0]
    return PeriodValue(
        says=readiness(row["held_out"], row["foretold"], "periods with a purchase"),
        **{name: row[name] for name in ("model", "buyers", "repeat_buyers", "expected_periods", "low", "high")},
        buyers_path=people_path(Fitted("periods")),
        repeat_path=people_path(Fitted("periods", "again")),
    )
