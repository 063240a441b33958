"""Models of repeat purchase by name, how their parameters are written down, and what all buyers together will do."""

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from typing import Final, Literal, Self

import numpy as np

from riparian.models.beta_geometric import BetaGeometric
from riparian.models.histories import Floats, PurchaseHistories, distinct_pairs
from riparian.models.modified_beta_geometric import ModifiedBetaGeometric
from riparian.models.pareto_nbd import ParetoNBD
from riparian.models.total_in_doubt import Total, total_in_doubt

ModelName = Literal["BG/NBD", "MBG/NBD", "Pareto/NBD"]
PurchaseModel = BetaGeometric | ModifiedBetaGeometric | ParetoNBD

MODELS: Final[Mapping[ModelName, type[BetaGeometric] | type[ModifiedBetaGeometric] | type[ParetoNBD]]] = {
    "BG/NBD": BetaGeometric,
    "MBG/NBD": ModifiedBetaGeometric,
    "Pareto/NBD": ParetoNBD,
}
SAMPLED: Final = 50_000


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

    @classmethod
    def of(cls, customers: Floats, orders: Floats, expected: Floats) -> Self:
        """From counted histories, the orders of each of their customers and what was expected, all of shape `(n,)`."""
        return cls(
            happened=float((customers * orders).sum()),
            foretold=float((customers * expected).sum()),
            error=float(np.sqrt((customers * (expected - orders) ** 2).sum() / customers.sum())),
        )


def held_out(model: PurchaseModel, histories: PurchaseHistories, orders: Floats, *, horizon: float) -> HoldOut:
    """How a model foretold the orders after the histories that it was fitted to.

    Args:
        model: fitted to the histories.
        histories: counted by what was seen before and by `orders`.
        orders: afterwards, of each of these customers, shape `(n,)`.
        horizon: how long afterwards.
    """
    return HoldOut.of(histories.customers, orders, foretelling(histories)(model, horizon))


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
    """Orders of all customers within the horizon. The interval is of the parameters only, not of chance."""
    expected = foretelling(histories)

    def total_of(parameters: Floats) -> float:
        one = type(model)(*parameters.tolist())
        return float((expected(one, horizon) * histories.customers).sum())

    return total_in_doubt(total_of, model.parameters, lambda: model.uncertainty(fitted_to), level=level)
