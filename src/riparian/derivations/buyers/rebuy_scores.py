"""Rebuy scores: how well each method would have foretold the last twelve months, and which one is the better."""

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
from riparian.models.calibration import brier_score
from riparian.models.rebuy_methods import back_test, better
from riparian.tables.actions import Action
from riparian.tables.buyers import LateIdentifier, Purchase, RebuyScore

_MONTHS: Final = 121


def rebuy_scores(
    purchases: Table[Purchase],
    actions: Table[Action],
    late_identifiers: Table[LateIdentifier],
    as_of: AsOf,
    gather: Gather,
) -> Table[RebuyScore]:
    """A back-test on the year that ends at the as-of date, of everybody who had bought before it.

    All methods are fitted on what was known a year ago: states of still earlier years and what came of them by then.
    Then each foretells the year, and the lowest Brier score is chosen: the mean, where neither of the others beats it.

    Raises:
        NotEnoughDataError: the log does not go back two years, or fewer than thirty bought again in either.
    """
    past, visits = years_before(as_of, 1), known_visits(actions, late_identifiers)
    known = rebuy_evidence(purchases, visits, past, gather, then=[as_of])
    cases, outcomes = BuyerStates.of(known.cases), BuyerStates.of(known.classes)
    forecasts = back_test(known.waits, cases, outcomes, months=_MONTHS)
    chosen = better(forecasts)
    scores = {name: brier_score(one) for name, one in forecasts.items()}
    columns = {
        "method": np.array(list(forecasts), dtype=object),
        "buyers": np.array([one.cases.sum() for one in forecasts.values()]),
        "bought": np.array([one.happened.sum() for one in forecasts.values()]),
        "expected": np.array([one.predicted @ one.cases for one in forecasts.values()]),
        "brier": np.array([one.score for one in scores.values()]),
        "skill": np.array([one.skill for one in scores.values()]),
        "chosen": np.array([name == chosen for name in forecasts]),
    }
    kinds = {"method": "string", "chosen": "boolean"}
    schema = ibis.schema({name: kinds.get(name, "float64") for name in columns})
    made = gather.give_back(columns, schema)
    return promised(made.mutate(as_of_on=ibis.date(past.year, past.month, past.day)), RebuyScore)
