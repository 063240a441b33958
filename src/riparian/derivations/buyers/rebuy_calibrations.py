"""Rebuy calibrations: of those told a chance, the share that bought, tenth by tenth."""

from typing import Final

import ibis
import numpy as np

from riparian.core.doors import Gather
from riparian.core.durations import AsOf
from riparian.core.row import Table, promised
from riparian.expressions.buyer_states import rebuy_evidence
from riparian.expressions.calendar import years_before
from riparian.expressions.visits import known_visits
from riparian.models.buyer_states import BuyerStates
from riparian.models.calibration import calibration_table
from riparian.models.rebuy_methods import back_test
from riparian.models.wilson import wilson_interval
from riparian.tables.actions import Action
from riparian.tables.buyers import LateIdentifier, Purchase, RebuyCalibration

_MONTHS: Final = 121


def rebuy_calibrations(
    purchases: Table[Purchase],
    actions: Table[Action],
    late_identifiers: Table[LateIdentifier],
    as_of: AsOf,
    gather: Gather,
) -> Table[RebuyCalibration]:
    """The back-test of `rebuy_scores`, from the least to the most likely buyers in ten groups of about equal size.

    Buyers of one chance are never parted, so there may be fewer than ten groups, and of unequal size.

    Raises:
        NotEnoughDataError: as `rebuy_scores`.
    """
    past, visits = years_before(as_of, 1), known_visits(actions, late_identifiers)
    known = rebuy_evidence(purchases, visits, past, gather, then=[as_of])
    cases, outcomes = BuyerStates.of(known.cases), BuyerStates.of(known.classes)
    forecasts = back_test(known.waits, cases, outcomes, months=_MONTHS)
    tables = {name: calibration_table(one) for name, one in forecasts.items()}
    buyers = np.concatenate([one.cases for one in tables.values()])
    happened = np.concatenate([one.happened for one in tables.values()])
    low, high = wilson_interval(np.minimum(happened * buyers, buyers), buyers)
    columns = {
        "method": np.concatenate([np.full(len(one.cases), name, dtype=object) for name, one in tables.items()]),
        "tenth": np.concatenate([np.arange(1.0, len(one.cases) + 1) for one in tables.values()]),
        "buyers": buyers,
        "foretold": np.concatenate([one.predicted for one in tables.values()]),
        "came_true": happened,
        "low": low,
        "high": high,
    }
    schema = ibis.schema({name: "string" if name == "method" else "float64" for name in columns})
    return promised(gather.give_back(columns, schema), RebuyCalibration)
