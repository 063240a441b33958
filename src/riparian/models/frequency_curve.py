"""Demand by the number of contacts: part comes without any, the rest grows less and less with each."""

from dataclasses import dataclass
from statistics import NormalDist
from typing import Self

import numpy as np
import scipy
from numpy.typing import ArrayLike

from riparian.core.errors import NotEnoughDataError
from riparian.models.histories import Floats, floats
from riparian.models.readiness import require

USUAL_EXPONENT = 0.7
LEAST_EXPONENT, MOST_EXPONENT = 0.02, 1.0
MODEL = "a frequency curve with an exponent of its own"


@dataclass(frozen=True, slots=True)
class FrequencyCurve:
    """`demand(n) = organic + driven × (n ÷ reference)^exponent`, per customer over a stated time."""

    organic: float
    """Demand without a contact."""
    driven: float
    """Demand that `reference` contacts bring beyond it."""
    reference: float
    exponent: float = USUAL_EXPONENT

    def __post_init__(self) -> None:
        if self.organic < 0 or self.driven < 0 or self.reference <= 0 or not 0 < self.exponent <= MOST_EXPONENT:
            raise ValueError("demand is not negative, the reference above 0, the exponent above 0 and 1 at most")

    @classmethod
    def of_share(
        cls, demand: float, *, contacts: float, organic_share: float, exponent: float = USUAL_EXPONENT
    ) -> Self:
        """From one tested number of contacts and the organic share of its demand.

        Source: Hillstrom (September 2011), "How organic demand plays out". He does not print the exponent; 0.7 gives
        both his tables to the cent.
        """
        return cls(demand * organic_share, demand * (1 - organic_share), contacts, exponent)

    @classmethod
    def fit(cls, contacts: ArrayLike, demand: ArrayLike, standard_errors: ArrayLike) -> Self:
        """The curve nearest to tested numbers of contacts, in squared standard errors; through them if there are three.

        A holdout counts as a test of 0 contacts. The organic demand is not negative and the exponent 0.02 to 1, so a
        curve that bends the other way is met by a straight line.

        Args:
            contacts: tested numbers, shape `(n,)`.
            demand: mean per customer of each, over one and the same time.
            standard_errors: of the means, above 0; all alike where they are not known.

        Raises:
            NotEnoughDataError: fewer than three different numbers of contacts.
        """
        n, d, errors = floats(contacts), floats(demand), floats(standard_errors)
        require(len(np.unique(n)), needed=3, noun="arm", verb="got different numbers of contacts", model=MODEL)
        reference = float(n.max())

        def least(exponent: float) -> tuple[Floats, float]:
            design = np.column_stack([np.ones_like(n), (n / reference) ** exponent])
            parts, distance = scipy.optimize.nnls(design / errors[:, None], d / errors)
            return parts, float(distance)

        # The distance has one valley, but a flat one near an exponent of 0: begin where a grid finds it lowest.
        grid = np.linspace(LEAST_EXPONENT, MOST_EXPONENT, 50)
        lowest = int(np.argmin([least(one)[1] for one in grid]))
        around = grid[max(lowest - 1, 0)], grid[min(lowest + 1, len(grid) - 1)]
        found = scipy.optimize.minimize_scalar(
            lambda one: least(one)[1] ** 2, bounds=around, method="bounded", options={"xatol": 1e-10}
        )
        (organic, driven), _ = least(float(found.x))
        return cls(float(organic), float(driven), reference, float(found.x))

    @property
    def organic_share(self) -> float:
        """Of the demand at the reference.

        Raises:
            NotEnoughDataError: there is no demand.
        """
        if not self.organic + self.driven:
            raise NotEnoughDataError("nothing was sold, so no share of it is organic")
        return self.organic / (self.organic + self.driven)

    def driven_demand(self, contacts: ArrayLike) -> Floats:
        """What so many contacts bring beyond the organic demand; shape of `contacts`."""
        return np.asarray(self.driven * (floats(contacts) / self.reference) ** self.exponent)

    def demand(self, contacts: ArrayLike) -> Floats:
        """Organic and driven; shape of `contacts`."""
        return self.organic + self.driven_demand(contacts)

    def profit(self, contacts: ArrayLike, *, profit_factor: float, cost: float) -> Floats:
        """Of so many contacts at `cost` each; shape of `contacts`."""
        return self.demand(contacts) * profit_factor - cost * floats(contacts)

    def optimum(self, *, profit_factor: float, cost: float) -> float:
        """The number of contacts, not a whole one, at which another would cost what it brings.

        Infinite where contacts cost nothing or demand grows in a straight line that always pays, or nearly so; 0 where
        it never does.
        """
        if not self.driven * profit_factor:
            return 0.0
        if not cost:
            return float("inf")
        worth = self.exponent * self.driven * profit_factor / (cost * self.reference**self.exponent)
        if self.exponent == 1:
            return float("inf") if worth > 1 else 0.0
        with np.errstate(over="ignore"):
            return float(np.float64(worth) ** (1 / (1 - self.exponent)))

    def best_contacts(self, *, profit_factor: float, cost: float, at_most: int) -> int:
        """The whole number of contacts that earns most, the smallest of equals."""
        return int(np.argmax(self.profit(np.arange(at_most + 1.0), profit_factor=profit_factor, cost=cost)))


@dataclass(frozen=True, slots=True, eq=False)
class TestedIncrements:
    """Groups of holdout tests that were contacted, and what each bought beyond those held out. Shapes `(n,)`."""

    __test__ = False

    contacts: Floats
    """Of a customer over the window, above 0."""
    increments: Floats
    """Mean demand of a customer beyond that of the held out."""
    standard_errors: Floats
    """Of the increments. 0 where nobody differs, which tells nothing of how sure it is: such a group counts for
    nothing beside others, and where all are so, all count alike."""

    @property
    def weights(self) -> Floats:
        """One over the squared errors."""
        known = self.standard_errors > 0
        if not known.any():
            return np.ones_like(self.contacts)
        return np.where(known, np.where(known, self.standard_errors, 1.0) ** -2.0, 0.0)

    def driven(self, exponent: float, *, reference: float) -> tuple[float, float]:
        """What `reference` contacts bring, by least squares, and its standard error. It may be below 0."""
        shape = (self.contacts / reference) ** exponent
        squares = float((self.weights * shape**2).sum())
        error = 1 / np.sqrt(squares) if (self.standard_errors > 0).any() else 0.0
        return float((self.weights * shape * self.increments).sum() / squares), float(error)

    def distances(self, exponents: Floats) -> Floats:
        """Squared standard errors between the increments and the nearest curve of each exponent; same shape."""
        reference = float(self.contacts.max())

        def distance(exponent: float) -> float:
            driven = max(self.driven(exponent, reference=reference)[0], 0.0)
            told = driven * (self.contacts / reference) ** exponent
            return float((self.weights * (self.increments - told) ** 2).sum())

        return np.array([distance(one) for one in exponents.tolist()])

    def exponent(self, *, level: float = 0.95) -> tuple[float, float, float]:
        """The exponent of the nearest curve through no increment at no contact, between the ends it may have.

        It lies between 0.02 and 1, and is told to a thousandth. The ends are those of the profile likelihood, as far as
        the standard errors are right; without errors there are none (NaN).

        Raises:
            NotEnoughDataError: fewer than three different numbers of contacts, told to a whole one, or no group that
                bought more than those held out.
        """
        different = len(np.unique(np.rint(self.contacts[self.weights > 0])))
        require(different, needed=3, noun="group", verb="got different numbers of contacts", model=MODEL)
        if (self.increments <= 0).all():
            raise NotEnoughDataError(f"no contacted group bought more than those held out; {MODEL} needs one that did")
        grid = np.arange(round(LEAST_EXPONENT * 1000), round(MOST_EXPONENT * 1000) + 1) / 1000
        distances = self.distances(grid)
        best = float(grid[int(np.argmin(distances))])
        if not (self.standard_errors > 0).any():
            return float("nan"), best, float("nan")
        within = grid[distances <= distances.min() + NormalDist().inv_cdf((1 + level) / 2) ** 2]
        return float(within[0]), best, float(within[-1])


def drawn_curves(
    contacts: ArrayLike, demand: ArrayLike, standard_errors: ArrayLike, *, count: int, seed: int
) -> tuple[FrequencyCurve, ...]:
    """Curves as the tests might as well have had them come out, to carry their doubt into the best number of contacts.

    Each is fitted to demands drawn about the tested ones (parametric bootstrap).
    """
    chance = np.random.default_rng(seed)
    means, errors = floats(demand), floats(standard_errors)
    drawn = np.maximum(chance.normal(means, errors, (count, len(means))), 0)
    return tuple(FrequencyCurve.fit(contacts, one, errors) for one in drawn)
