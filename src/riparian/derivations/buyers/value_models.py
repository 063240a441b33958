"""Value models: what is known of all buyers together, from which the value of each is told."""

import json
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Annotated, Any, Final

import ibis
import numpy as np
from pydantic import Field

from riparian.core.doors import Array, Gather
from riparian.core.durations import AsOf
from riparian.core.errors import NotEnoughDataError
from riparian.core.row import Table, promised
from riparian.core.settings import Settings
from riparian.expressions.repeat_histories import (
    DAYS_OF_A_WEEK,
    HISTORY,
    STEPS_OF_E,
    counted_histories,
    counted_spend,
    last_day_before,
    purchase_days,
    repeat_histories,
    repeat_spend,
    step_of,
)
from riparian.models.gamma_gamma import GammaGamma, SpendHistories
from riparian.models.histories import Floats, PurchaseHistories
from riparian.models.purchase_models import (
    MODELS,
    HoldOut,
    ModelName,
    PurchaseModel,
    expected_total,
    held_out,
    told_by,
    written,
)
from riparian.tables.buyers import Purchase
from riparian.tables.customer_value import ValueModel

_MOST_HISTORIES: Final = 3_000_000
_NULLABLE: Final = ("foretold", "error", "expected_orders", "low", "high")


class ValueModelsSettings(Settings):
    """`[derivations.value_models]`"""

    models: Annotated[tuple[ModelName, ...], Field(min_length=1)] = ("BG/NBD", "MBG/NBD", "Pareto/NBD")
    """Models of repeat purchase to fit; the one that foretells best is chosen."""
    horizon_weeks: Annotated[int, Field(ge=1)] = 52
    """How far ahead the orders of all buyers are told."""
    hold_out_weeks: Annotated[int, Field(ge=1)] = 26
    """The end of the log that is kept from the models to try them on, where the log is at least twice as long."""


@dataclass(frozen=True, slots=True)
class Fitted:
    """A model of repeat purchase and how it fares."""

    name: ModelName
    model: PurchaseModel
    log_likelihood: float
    tried: HoldOut | None

    @property
    def rank(self) -> tuple[float, float]:
        """The least is the best."""
        return self.tried.error if self.tried else np.inf, -self.log_likelihood


def value_models(
    purchases: Table[Purchase], settings: ValueModelsSettings, as_of: AsOf, gather: Gather
) -> Table[ValueModel]:
    """Models of repeat purchase and of spend, fitted to how many buyers have each history.

    The model of repeat purchase that is chosen has the smallest error in the hold-out; where the log is too short to
    hold anything out, the greatest likelihood. Parameters are in weeks, those of spend in minor units.

    Raises:
        NotEnoughDataError: fewer than 30 buyers bought again.
    """
    until, days = last_day_before(as_of), purchase_days(purchases)
    step = step_of(gather(purchases.aggregate(buyers=purchases.person_key.nunique()), at_most=1)["buyers"])
    histories, _ = counted(repeat_histories(days, until=until, step=step), step, gather)
    before = None
    if histories.age.max(initial=0) >= 2 * settings.hold_out_weeks:
        cut = until - timedelta(weeks=settings.hold_out_weeks)
        before = counted(repeat_histories(days, until=cut, step=step), step, gather)
    fitted = all_fitted(settings, histories, before)
    best = min(fitted, key=lambda one: one.rank)
    rows = [row_of(one, histories, settings, chosen=one is best) for one in fitted]
    return promised(as_table([*rows, *spend_rows(counted_spend(repeat_spend(days)), gather)], gather), ValueModel)


def counted(histories: ibis.Table, step: int, gather: Gather) -> tuple[PurchaseHistories, Floats]:
    """The distinct histories in weeks, the customers of each, and on how many days these ordered afterwards."""
    found = gather(counted_histories(histories), at_most=_MOST_HISTORIES)
    order = np.lexsort([found[key] for key in HISTORY])
    columns = [found[name][order] for name in ("repeats", "last", "age", "customers")]
    afterwards = found["afterwards"][order].astype(np.float64)
    return PurchaseHistories.of(*columns).in_units_of(DAYS_OF_A_WEEK / step), afterwards


def all_fitted(
    settings: ValueModelsSettings, histories: PurchaseHistories, before: tuple[PurchaseHistories, Floats] | None
) -> list[Fitted]:
    """Every model that can be fitted; of two that cannot, the first says why."""
    fitted: list[Fitted] = []
    refused: list[NotEnoughDataError] = []
    for name in settings.models:
        try:
            model = MODELS[name].fit(told_by(name, histories))
        except NotEnoughDataError as error:
            refused.append(error)
            continue
        fitted.append(Fitted(name, model, model.log_likelihood(histories), tried(name, before, settings)))
    if not fitted:
        raise refused[0]
    return fitted


def tried(
    name: ModelName, before: tuple[PurchaseHistories, Floats] | None, settings: ValueModelsSettings
) -> HoldOut | None:
    """How the model foretells the hold-out, fitted before it; None: too little happened before it."""
    if before is None:
        return None
    histories, afterwards = before
    try:
        model = MODELS[name].fit(told_by(name, histories))
        return held_out(model, histories, afterwards, horizon=settings.hold_out_weeks)
    except NotEnoughDataError:
        return None


def row_of(one: Fitted, histories: PurchaseHistories, settings: ValueModelsSettings, *, chosen: bool) -> dict[str, Any]:
    """A model of repeat purchase as a row."""
    fitted_to = told_by(one.name, histories)
    total = expected_total(one.model, histories, fitted_to=fitted_to, horizon=settings.horizon_weeks)
    tried = one.tried or HoldOut(-1, np.nan, np.nan)
    return {
        "model": one.name,
        "parameters": written(one.model),
        "buyers": histories.buyers,
        "repeat_buyers": histories.repeat_buyers,
        "log_likelihood": one.log_likelihood,
        "held_out": tried.happened,
        "foretold": tried.foretold,
        "error": tried.error,
        "chosen": chosen,
        "expected_orders": total.value,
        "low": total.low,
        "high": total.high,
    }


def spend_rows(spend: ibis.Table, gather: Gather) -> list[dict[str, Any]]:
    """The model of spend as a row; none where too few ordered for money again."""
    found = gather(spend, at_most=_MOST_HISTORIES)
    order = np.lexsort((found["log_steps"], found["priced"]))
    counts = found["customers"][order]
    histories = SpendHistories.of(found["priced"][order], np.exp(found["log_steps"][order] / STEPS_OF_E), counts)
    try:
        model = GammaGamma.fit(histories)
    except NotEnoughDataError:
        return []
    told = {"model": "gamma-gamma", "parameters": json.dumps(asdict(model)), "chosen": True}
    told |= {"buyers": counts.sum(), "repeat_buyers": counts.sum(), "held_out": -1}
    return [told | {"log_likelihood": model.log_likelihood(histories)} | dict.fromkeys(_NULLABLE, np.nan)]


def as_table(rows: list[dict[str, Any]], gather: Gather) -> ibis.Table:
    """The rows in the engine; what is not known is null."""
    whole = {"buyers": "int64", "repeat_buyers": "int64", "held_out": "int64", "chosen": "boolean"}
    types = {"model": "string", "parameters": "string", "log_likelihood": "float64"}
    schema = types | whole | dict.fromkeys(_NULLABLE, "float64")
    kinds = {"string": object, "int64": np.int64, "boolean": np.bool_, "float64": np.float64}
    columns: dict[str, Array] = {
        name: np.array([row[name] for row in rows], dtype=kinds[kind]) for name, kind in schema.items()
    }
    made = gather.give_back(columns, ibis.schema(schema))
    null = {name: ibis.ifelse(made[name].isnan(), ibis.null("float64"), made[name]) for name in _NULLABLE}
    return made.mutate(held_out=made.held_out.nullif(-1), **null)
