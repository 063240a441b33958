"""Budget shifts: what to move between lanes, and between channels, of the same budget, and what that might bring."""

from math import isfinite
from typing import Annotated, Final, Literal

import numpy as np
from pydantic import Field

from riparian.core.doors import Gather
from riparian.core.durations import AsOf, Seed
from riparian.core.errors import NotEnoughDataError
from riparian.core.row import Table
from riparian.core.settings import Settings
from riparian.expressions.budget_series import MonthlySeries, monthly_series
from riparian.expressions.rows_given import rows_given
from riparian.expressions.tested_shares import TestedShare, tested_shares
from riparian.models.budget_shift import expected, shifted
from riparian.models.histories import Floats
from riparian.models.response_curve import ResponseCurve
from riparian.tables.budgets import ALL, OF_CHANNELS, OF_LANES, BudgetShift, HoldoutVerdict
from riparian.tables.credits import ChannelEconomy
from riparian.tables.value import ReLedger

_TAILS: Final = (0.025, 0.975)


class BudgetShiftsSettings(Settings):
    """`[derivations.budget_shifts]`"""

    least: Annotated[float, Field(ge=0, le=1)] = 0.7
    """Lower bound of each, as a share of what is spent today."""
    most: Annotated[float, Field(ge=1)] = 1.5
    """Upper bound."""
    draws: Annotated[int, Field(ge=100)] = 1_000
    """Curves drawn behind an interval."""
    lane_tests: dict[Literal["new", "repeat", "referral", "re-ignited"], str] = Field(
        default={}, json_schema_extra={"derivation": "response_curves"}
    )
    """By lane, the holdout test that its curve is scaled to; those of `[derivations.response_curves]` unless set."""
    channel_tests: dict[str, str] = Field(default={}, json_schema_extra={"derivation": "response_curves"})
    """The same by channel."""


def budget_shifts(
    re_ledgers: Table[ReLedger],
    channel_economics: Table[ChannelEconomy],
    holdout_verdicts: Table[HoldoutVerdict],
    settings: BudgetShiftsSettings,
    as_of: AsOf,
    seed: Seed,
    gather: Gather,
) -> Table[BudgetShift]:
    """A row for each lane and each channel with spend, and one for each of the two budgets as a whole.

    The curves are those of `response_curves`. What has none stays as it is; so does everything where fewer than two
    have one, or no division brings more.

    Raises:
        NotEnoughDataError: no spend in the home currency is known of the last twelve months.
    """
    series = monthly_series(re_ledgers, channel_economics, as_of, gather)
    named = {(OF_LANES, str(lane)): test for lane, test in settings.lane_tests.items()}
    named |= {(OF_CHANNELS, channel): test for channel, test in settings.channel_tests.items()}
    tests = tested_shares(holdout_verdicts, named, gather)
    rows: list[dict[str, object]] = []
    for level in (OF_LANES, OF_CHANNELS):
        here = [one for one in series if one.level == level]
        if sum(one.spend_now for one in here):
            rows += rows_of(level, [(one, curve_of(one, tests.get((level, one.name)))) for one in here], settings, seed)
    if not rows:
        raise NotEnoughDataError(
            "no spend in the home currency is known of the last year: there is no budget to divide"
        )
    return rows_given(rows, BudgetShift, gather)


def curve_of(series: MonthlySeries, tested: TestedShare | None) -> ResponseCurve | None:
    """The response curve; None where it cannot be told."""
    if not series.spend_now:
        return None
    try:
        curve = ResponseCurve.fit(*series.known)
    except NotEnoughDataError:
        return None
    if tested is None or not isfinite(tested.error):
        return curve
    brought, error = (share * series.result_now for share in (tested.brought, tested.error))
    return curve.tested(series.spend[series.late], result=brought, error=error)


def rows_of(
    level: str,
    told: list[tuple[MonthlySeries, ResponseCurve | None]],
    settings: BudgetShiftsSettings,
    seed: int,
) -> list[dict[str, object]]:
    """The rows of one budget."""
    series, curves = [one for one, _ in told], [curve for _, curve in told]
    expectations = [None if curve is None else curve.expected for curve in curves]
    now = [one.spend_now for one in series]
    then = shifted(now, expectations, least=settings.least, most=settings.most)
    drawn = [
        gains(curve, a, b, settings, seed + n) for n, (curve, a, b) in enumerate(zip(curves, now, then, strict=True))
    ]
    total = np.sum([one for one in drawn if one is not None], axis=0) if any(curves) else None
    doubts = [0.0 if one is None else float(one.var()) for one in drawn]
    # Where nothing moves, the widest curve is what one would have to know first.
    if not sum(doubts):
        doubts = [
            0.0 if c is None else float(c.drawn([a], draws=settings.draws, seed=seed).var())
            for c, a in zip(curves, now, strict=True)
        ]
    doubt = sum(doubts)
    largest = int(np.argmax(doubts)) if doubt else -1
    rows = []
    for place, one in enumerate(series):
        curve, gain = curves[place], drawn[place]
        bounds = (settings.least, settings.most) if curve is not None else (1.0, 1.0)
        figures = _figures(
            None if curve is None else float(np.diff(curve.expected([now[place], then[place]]))[0]), gain
        )
        rows.append(
            {"level": level, "name": one.name, "known": curve is not None, "test_first": place == largest}
            | _money(now[place], then[place], int(np.ceil(bounds[0] * now[place])), int(bounds[1] * now[place]))
            | figures
            | {"doubt": doubts[place] / doubt if curve is not None and doubt else None}
        )
    whole = expected(then, expectations) - expected(now, expectations) if total is not None else None
    rows.append(
        {"level": level, "name": ALL, "known": total is not None, "test_first": False, "doubt": None}
        | _money(sum(now), sum(then), sum(now), sum(now))
        | _figures(whole, total)
    )
    return rows


def gains(curve: ResponseCurve | None, now: int, then: int, settings: BudgetShiftsSettings, seed: int) -> Floats | None:
    """What a change brings by each curve drawn."""
    if curve is None:
        return None
    drawn = curve.drawn([now, then], draws=settings.draws, seed=seed)
    difference: Floats = drawn[:, 1] - drawn[:, 0]
    return difference


def _money(now: int, then: int, lower: int, upper: int) -> dict[str, object]:
    return {"spend_now": now, "spend_then": then, "change": then - now, "lower": lower, "upper": upper}


def _figures(gain: float | None, drawn: Floats | None) -> dict[str, object]:
    if drawn is None:
        return dict.fromkeys(("gain", "gain_low", "gain_high"))
    low, high = np.quantile(drawn, _TAILS)
    return {"gain": gain, "gain_low": float(low), "gain_high": float(high)}
