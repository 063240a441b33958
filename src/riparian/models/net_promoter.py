"""The net promoter score: would they recommend us to a friend."""

from dataclasses import dataclass
from math import hypot, sqrt
from statistics import NormalDist
from typing import Self

from riparian.core.errors import NotEnoughDataError

PROMOTER_FROM = 9
PASSIVE_FROM = 7


@dataclass(frozen=True, slots=True)
class NetPromoter:
    """Answers on 0–10 by kind: promoters 9–10, passives 7–8, detractors 0–6. Of two groups of people they add up."""

    promoters: int
    passives: int
    detractors: int

    def __add__(self, other: Self) -> "NetPromoter":
        return NetPromoter(
            self.promoters + other.promoters, self.passives + other.passives, self.detractors + other.detractors
        )

    @property
    def answers(self) -> int:
        """How many answered."""
        return self.promoters + self.passives + self.detractors

    @property
    def score(self) -> float:
        """Percentage points from −100 to 100.

        Raises:
            NotEnoughDataError: nobody answered.
        """
        if not self.answers:
            raise NotEnoughDataError("nobody answered, so there is no net promoter score")
        return 100 * (self.promoters - self.detractors) / self.answers

    @property
    def standard_error(self) -> float | None:
        """Of the score, in points: `100 × √((p + d − (p − d)²) ÷ n)`. None where all answers are of one kind.

        An answer counts +1, 0 or −1; this is the standard error of the mean of such numbers. Where all are alike the
        formula gives 0, which would be a certainty that few answers do not give.
        """
        share = self.score / 100
        variance = ((self.promoters + self.detractors) / self.answers - share * share) / self.answers
        return 100 * sqrt(variance) if variance > 0 else None

    def interval(self, *, level: float = 0.95) -> tuple[float, float] | None:
        """Both ends of the normal interval, kept within −100 … 100. None where the standard error is."""
        if self.standard_error is None:
            return None
        half = NormalDist().inv_cdf((1 + level) / 2) * self.standard_error
        return max(-100.0, self.score - half), min(100.0, self.score + half)


def really_moved(before: NetPromoter, after: NetPromoter, *, level: float = 0.95) -> bool:
    """Whether two waves differ by more than chance: `|difference| > z × √(se₁² + se₂²)`.

    False where a wave has no standard error: then nobody can say.
    """
    if before.standard_error is None or after.standard_error is None:
        return False
    together = hypot(before.standard_error, after.standard_error)
    return abs(after.score - before.score) > NormalDist().inv_cdf((1 + level) / 2) * together
