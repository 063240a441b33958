"""Customer values: what each buyer is expected to bring, by the models that are fitted to all of them."""

import json
from dataclasses import asdict
from typing import Annotated, Final

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
    counted_histories,
    last_day_before,
    purchase_days,
    repeat_histories,
    repeat_spend,
    step_of,
)
from riparian.models.discounting import between_few, discounted
from riparian.models.gamma_gamma import GammaGamma
from riparian.models.histories import distinct_pairs, floats
from riparian.models.purchase_models import MODELS, ModelName, PurchaseModel, read
from riparian.tables.buyers import Purchase
from riparian.tables.customer_value import CustomerValue, ValueModel

_MOST_HISTORIES: Final = 3_000_000
_WEEKS_OF_A_MONTH: Final = 4.345


class CustomerValuesSettings(Settings):
    """`[derivations.customer_values]`"""

    horizon_weeks: Annotated[int, Field(ge=1)] = 52
    """How far ahead orders and demand are told."""
    residual_months: Annotated[int, Field(ge=1, le=240)] = 36
    """How far ahead the residual value is told."""
    monthly_discount: Annotated[float, Field(ge=0, lt=1)] = 0.01
    """0.01 a month is 12.7 % a year."""
    profit_factor: Annotated[float, Field(gt=0, le=1, json_schema_extra={"derivation": "repeat_economics"})] = 0.4
    """Share of demand that is left before advertising; that of `[derivations.repeat_economics]` unless set."""


def customer_values(
    purchases: Table[Purchase],
    value_models: Table[ValueModel],
    settings: CustomerValuesSettings,
    as_of: AsOf,
    gather: Gather,
) -> Table[CustomerValue]:
    """Every distinct history is scored once, and its score given to everybody who has it.

    Money is null where the model of spend could not be fitted, or where spend differs so much among buyers that the
    mean of those of whom nothing is known does not exist.

    Raises:
        NotEnoughDataError: no model of repeat purchase could be fitted.
    """
    name, model, spend_model = models_of(value_models, gather)
    days = purchase_days(purchases)
    step = step_of(gather(purchases.aggregate(buyers=purchases.person_key.nunique()), at_most=1)["buyers"])
    histories = repeat_histories(days, until=last_day_before(as_of), step=step)
    scored = scores(histories, model, step, settings, gather)
    joined = histories.join(scored, HISTORY).mutate(model=ibis.literal(name))
    spend = repeat_spend(days)
    valued = with_order_value(joined.left_join(spend, "person_key").drop("person_key_right"), spend_model, gather)
    made = valued.mutate(
        expected_demand=valued.expected_orders * valued.expected_order_value,
        residual_value=valued.residual_orders * valued.expected_order_value * settings.profit_factor,
    )
    return promised(made, CustomerValue)


def models_of(value_models: Table[ValueModel], gather: Gather) -> tuple[ModelName, PurchaseModel, GammaGamma | None]:
    """The chosen model of repeat purchase with its name, and the model of spend if there is one."""
    found = gather(value_models.filter(value_models.chosen).select("model", "parameters"), at_most=10)
    by_name = {str(name): str(text) for name, text in zip(found["model"], found["parameters"], strict=True)}
    spend = by_name.get("gamma-gamma")
    for name in MODELS:
        if name in by_name:
            return name, read(name, by_name[name]), GammaGamma(**json.loads(spend)) if spend else None
    raise NotEnoughDataError("no model of repeat purchase could be fitted; value_models says why")


def scores(
    histories: ibis.Table, model: PurchaseModel, step: int, settings: CustomerValuesSettings, gather: Gather
) -> ibis.Table:
    """What the model says of each distinct history."""
    found = gather(counted_histories(histories), at_most=_MOST_HISTORIES)
    x, last, age = (floats(found[name]) for name in ("repeats", "last", "age"))
    seen = x, last * step / DAYS_OF_A_WEEK, age * step / DAYS_OF_A_WEEK
    repeats, ages, places = distinct_pairs(x, seen[2])
    # Whoever has left buys nothing, however far one looks: the chance is told once and not for every horizon.
    alive = model.probability_alive(*seen)
    residual = (
        alive
        * discounted(
            between_few(
                lambda horizon: model.purchases_if_alive(repeats, ages, horizon=horizon),
                end=settings.residual_months * _WEEKS_OF_A_MONTH,
            ),
            periods=settings.residual_months,
            period_length=_WEEKS_OF_A_MONTH,
            discount=settings.monthly_discount,
        )[places]
    )
    told = {
        "probability_alive": alive.clip(0, 1),
        "expected_orders": alive * model.purchases_if_alive(repeats, ages, horizon=settings.horizon_weeks)[places],
        "residual_orders": residual,
    }
    columns: dict[str, Array] = {name: found[name].astype(np.int64) for name in HISTORY} | told
    schema = dict.fromkeys(HISTORY, "int64") | dict.fromkeys(told, "float64")
    return gather.give_back(columns, ibis.schema(schema))


def with_order_value(spent: ibis.Table, model: GammaGamma | None, gather: Gather) -> ibis.Table:
    """Expected value of an order: between the buyer's own mean and that of all, nearer to their own the more orders.

    `GammaGamma.expected_spend`, written for the engine: it needs no distinct histories. What was fitted is given as a
    row, so that the query says the same after every fit.
    """
    if model is None:
        return spent.mutate(expected_order_value=ibis.null("float64"))
    fitted = {f"fitted_{name}": np.array([value]) for name, value in asdict(model).items()}
    told = spent.cross_join(gather.give_back(fitted, ibis.schema(dict.fromkeys(fitted, "float64"))))
    orders = told.priced.fill_null(0).cast("float64")
    weight = told.fitted_p * orders + (told.fitted_q - 1)
    known = told.fitted_p * (told.fitted_v + orders * told.mean_value.fill_null(0.0)) / weight.nullif(0.0)
    return told.mutate(expected_order_value=ibis.ifelse(weight > 0, known, ibis.null("float64"))).drop(*fitted)
