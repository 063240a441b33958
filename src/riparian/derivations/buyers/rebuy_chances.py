"""Rebuy chances: how likely every buyer is to buy within the next twelve months."""

from typing import Final

import ibis
import numpy as np

from riparian.core.doors import Array, Gather
from riparian.core.durations import AsOf
from riparian.core.row import Table, promised
from riparian.expressions.buyer_states import CLASS, came_lately, rebuy_evidence, states_of
from riparian.expressions.visits import known_visits
from riparian.models.buyer_states import BuyerStates
from riparian.models.rebuy_methods import REGRESSION, TABLE, RebuyMethods
from riparian.tables.actions import Action, LastAction
from riparian.tables.buyers import LateIdentifier, Purchase, RebuyChance, RebuyScore

_MONTHS: Final = 122
_FIGURES: Final = ("probability", "next_probability", "by_table", "by_regression")


def rebuy_chances(
    purchases: Table[Purchase],
    actions: Table[Action],
    last_actions: Table[LastAction],
    late_identifiers: Table[LateIdentifier],
    rebuy_scores: Table[RebuyScore],
    as_of: AsOf,
    gather: Gather,
) -> Table[RebuyChance]:
    """By the method that the back-test chose; without a back-test by the table.

    The table goes by orders, recency and visit; the regression also by spend, season and channel. Both learn from
    states of former years with their whole year behind them. Where the mean foretold the last year better than both,
    everybody has it. Where no year was watched at all, the table is the extended life table, and `observed` is false.
    `next_probability` is of the same buyer a month older, all else as it is; a visit, too.

    Raises:
        NotEnoughDataError: no year was watched, and the life table is too short to be extended.
    """
    known = rebuy_evidence(purchases, known_visits(actions, late_identifiers), as_of, gather)
    came, classes = came_lately(last_actions, as_of), known.classes
    states = states_of(purchases, came, [as_of], channels=known.channels)
    picked = gather(rebuy_scores.filter(rebuy_scores.chosen).select("method"), at_most=1)["method"].tolist()
    figures, method = scored(known.waits, known.cases, classes, chosen=str(picked[0]) if picked else TABLE)
    kinds = {name: "boolean" if name == "visited" else "int64" for name in CLASS}
    columns = {name: classes[name] for name in CLASS} | figures
    scores = gather.give_back(
        columns, ibis.schema(kinds | dict.fromkeys(_FIGURES, "float64") | {"observed": "boolean"})
    )
    told = states.join(scores, list(CLASS))
    by_regression = ibis.ifelse(told.by_regression.isnan(), ibis.null("float64"), told.by_regression)
    return promised(told.mutate(method=ibis.literal(method), by_regression=by_regression), RebuyChance)


def scored(
    waits: dict[str, Array], cases: dict[str, Array], classes: dict[str, Array], *, chosen: str
) -> tuple[dict[str, Array], str]:
    """The chances of each class of buyers, NaN where there is no regression, and the method they come from."""
    buyers = BuyerStates.of(classes)
    if not buyers.buyers.size:
        return dict.fromkeys(_FIGURES, np.zeros(0)) | {"observed": np.zeros(0, np.bool_)}, chosen
    methods = RebuyMethods.fit(waits, BuyerStates.of(cases), months=_MONTHS)
    now, later = methods.chances(buyers), methods.chances(buyers.a_month_later())
    method = chosen if chosen in now else TABLE
    unknown = np.full(len(buyers.buyers), np.nan)
    figures = {
        "probability": now[method],
        "next_probability": later[method],
        "by_table": now[TABLE],
        "by_regression": now.get(REGRESSION, unknown),
        "observed": methods.were_observed(buyers, method),
    }
    return figures, method
