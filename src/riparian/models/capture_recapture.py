"""How many there are, from how much lists of them overlap."""

from dataclasses import dataclass
from math import exp, log, sqrt
from statistics import NormalDist


@dataclass(frozen=True, slots=True)
class PopulationEstimate:
    """How many there are in all, seen or not."""

    seen: int
    people: float
    standard_error: float

    def interval(self, *, level: float = 0.95) -> tuple[float, float]:
        """Both ends of the log-normal interval of the unseen, added to the seen: never fewer than were seen.

        Source: Chao (1987), Biometrics 43, 783–791.
        """
        unseen = self.people - self.seen
        if unseen <= 0:
            return float(self.seen), float(self.seen)
        z = NormalDist().inv_cdf((1 + level) / 2)
        factor = exp(z * sqrt(log(1 + (self.standard_error / unseen) ** 2)))
        return self.seen + unseen / factor, self.seen + unseen * factor


def chapman(first: int, second: int, both: int) -> PopulationEstimate:
    """Two lists: Lincoln and Petersen's estimate with Chapman's correction.

    Holds where being on one list says nothing about being on the other, and nearly without bias from 7 in both
    upwards. Where the lists share people more than chance would have it, it is too low.

    Args:
        first: people on the first list.
        second: people on the second.
        both: people on both.

    Source: Chapman (1951), Univ. Calif. Publ. Stat. 1, 131–160; variance: Seber (1970), Biometrika 57, 313–318;
    seven: Robson and Regier (1964), Trans. Am. Fish. Soc. 93, 215–226.
    """
    people = (first + 1) * (second + 1) / (both + 1) - 1
    variance = (first + 1) * (second + 1) * (first - both) * (second - both) / ((both + 1) ** 2 * (both + 2))
    return PopulationEstimate(first + second - both, people, sqrt(variance))


def chao_lower_bound(seen: int, once: int, twice: int, *, lists: int) -> PopulationEstimate:
    """Several lists: Chao's lower bound, which allows people to differ in how easily they come on a list.

    Of those on no list there are at least `(t − 1) ÷ t × f₁² ÷ (2 f₂)`. The bound is reached where people do not
    differ. With two lists it is Lincoln and Petersen's estimate for lists of one length. Without anybody on two lists
    the form with the bias correction is used.

    Args:
        seen: people on any list.
        once: people on exactly one list (f₁).
        twice: people on exactly two (f₂).
        lists: how many lists there are (t), at least 2.

    Source: Chao (1987), "Estimating the population size for capture–recapture data with unequal catchability",
    Biometrics 43, 783–791; the form for t lists and its variance: Chao and Colwell (2017), SORT 41, 3–54 (Chao2).
    """
    a = (lists - 1) / lists
    if twice:
        ratio = once / twice
        unseen = a * once * ratio / 2
        variance = twice * (a / 2 * ratio**2 + a**2 * ratio**3 + a**2 / 4 * ratio**4)
    else:
        unseen = a * once * (once - 1) / 2
        people = seen + unseen
        variance = a * once * (once - 1) / 2 + a**2 * once * (2 * once - 1) ** 2 / 4 - a**2 * once**4 / (4 * people)
    return PopulationEstimate(seen, seen + unseen, sqrt(max(variance, 0.0)))


@dataclass(frozen=True, slots=True)
class OddsRatio:
    """How much likelier those on one list are to be on another."""

    low: float
    ratio: float
    high: float


def odds_ratio(both: int, first_only: int, second_only: int, neither: int, *, level: float = 0.95) -> OddsRatio:
    """The odds ratio of two lists among people of a third, with half a person added to each cell.

    Above 1: the lists find the same people, and an estimate from the two is too low. Below 1: too high.

    Source: Haldane (1956) and Anscombe (1956) for the half; the normal interval of the logarithm: Woolf (1955).
    """
    cells = [count + 0.5 for count in (both, first_only, second_only, neither)]
    ratio = cells[0] * cells[3] / (cells[1] * cells[2])
    half = NormalDist().inv_cdf((1 + level) / 2) * sqrt(sum(1 / cell for cell in cells))
    return OddsRatio(ratio * exp(-half), ratio, ratio * exp(half))
