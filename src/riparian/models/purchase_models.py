"""Models of repeat purchase by name, how their parameters are written down, and what all buyers together will do."""

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from statistics import NormalDist
from typing import Final, Literal

import numpy as np

from riparian.core.errors import NotEnoughDataError
from riparian.models.beta_geometric import BetaGeometric
from riparian.models.histories import Floats, PurchaseHistories, distinct_pairs
from riparian.models.modified_beta_geometric import ModifiedBetaGeometric
from riparian.models.pareto_nbd import ParetoNBD

ModelName = Literal["BG/NBD", "MBG/NBD", "Pareto/NBD"]
PurchaseModel = BetaGeometric | ModifiedBetaGeometric | ParetoNBD

MODELS: Final[Mapping[ModelName, type[BetaGeometric] | type[ModifiedBetaGeometric] | type[ParetoNBD]]] = {
    "BG/NBD": BetaGeometric,
    "MBG/NBD": ModifiedBetaGeometric,
    "Pareto/NBD": ParetoNBD,
}
SAMPLED: Final = 50_000
STEP: Final = 0.01
"""Of the logarithm of a parameter, to see how the total moves with it."""


def written(model: PurchaseModel) -> str:
    """The parameters by name, as JSON.

    >>> written(BetaGeometric(r=0.243, alpha=4.414, a=0.793, b=2.426))
    '{"r": 0.243, "alpha": 4.414, "a": 0.793, "b": 2.426}'
    """
    return json.dumps(asdict(model))


def read(name: ModelName, parameters: str) -> PurchaseModel:
    """The model that was written down."""
    return MODELS[name](**json.loads(parameters))


def foretelling(histories: PurchaseHistories) -> Callable[[PurchaseModel, float], Floats]:
    """What a model expects of each history within a horizon, shape `(n,)`, for models that are asked many times.

    What somebody buys who has not left hangs on their repeats and age alone, and takes longest: it is told once for
    each pair of these.
    """
    x, age, places = distinct_pairs(histories.repeats, histories.age)

    def expected(model: PurchaseModel, horizon: float) -> Floats:
        alive = model.probability_alive(histories.repeats, histories.last, histories.age)
        return alive * model.purchases_if_alive(x, age, horizon=horizon)[places]

    return expected


@dataclass(frozen=True, slots=True)
class HoldOut:
    """Orders of a time that a model had not seen, and what it expected."""

    happened: float
    foretold: float
    error: float
    """Root of the mean squared error of orders per buyer: smallest for the true expectation, unlike the mean absolute
    error, which is smallest for a model that foretells nothing of buyers who mostly do nothing."""


def held_out(model: PurchaseModel, histories: PurchaseHistories, orders: Floats, *, horizon: float) -> HoldOut:
    """How a model foretold the orders after the histories that it was fitted to.

    Args:
        model: fitted to the histories.
        histories: counted by what was seen before and by `orders`.
        orders: afterwards, of each of these customers, shape `(n,)`.
        horizon: how long afterwards.
    """
    expected = foretelling(histories)(model, horizon)
    n = histories.customers
    return HoldOut(
        happened=float((n * orders).sum()),
        foretold=float((n * expected).sum()),
        error=float(np.sqrt((n * (expected - orders) ** 2).sum() / n.sum())),
    )


@dataclass(frozen=True, slots=True)
class Total:
    """Expected orders of all customers, and the ends that the doubt about the parameters leaves; NaN: unknown."""

    value: float
    low: float
    high: float


def told_by(name: ModelName, histories: PurchaseHistories) -> PurchaseHistories:
    """The customers that a model is fitted to: all, but of the Pareto/NBD every n-th, so that 50,000 are left.

    Its likelihood takes an integral for each history, many times the work. 50,000 tell its parameters to a hundredth
    or two.
    """
    return histories.thinned(SAMPLED) if name == "Pareto/NBD" else histories


def expected_total(
    model: PurchaseModel,
    histories: PurchaseHistories,
    *,
    fitted_to: PurchaseHistories,
    horizon: float,
    level: float = 0.9,
) -> Total:
    """Orders of all customers within the horizon. The interval is of the parameters only, not of chance.

    The doubt about the parameters is carried over along the slope of the total's logarithm (delta method). Drawn
    parameters would do as well where the data tell them; where they hardly do, draws lie far from anything that fits,
    while along the direction that nobody knows the total does not move.
    """
    expected = foretelling(histories)

    def total_of(logs: Floats) -> float:
        one = type(model)(*np.exp(logs).tolist())
        return float((expected(one, horizon) * histories.customers).sum())

    logs = np.log(model.parameters)
    value = total_of(logs)
    try:
        covariance = model.uncertainty(fitted_to).covariance_of_logs
    except NotEnoughDataError:
        return Total(value, np.nan, np.nan)
    steps = np.eye(len(logs)) * STEP
    with np.errstate(all="ignore"):
        slope = np.array([np.log(total_of(logs + step) / total_of(logs - step)) for step in steps]) / (2 * STEP)
        half = NormalDist().inv_cdf((1 + level) / 2) * np.sqrt(slope @ covariance @ slope)
    return Total(value, float(value * np.exp(-half)), float(value * np.exp(half)))
