"""How large the ecosystem is, and whether its people would recommend: the small figures of several pages."""

from dataclasses import dataclass

from riparian.web.reader import Reader


@dataclass(frozen=True, slots=True)
class Recommendation:
    """Net promoter score of the twelve months to the as-of date, with its 95 % interval; none: all answered alike."""

    score: float
    low: float | None
    high: float | None
    answers: int
    promoters: int
    detractors: int


@dataclass(frozen=True, slots=True)
class Estimate:
    """How large the ecosystem is, by one method."""

    method: str
    people: float | None
    low: float | None
    high: float | None
    coverage: float | None
    says: str


def ecosystem(tables: Reader) -> tuple[Estimate, ...]:
    """Every estimate of the size, in the order the table has them."""
    columns = ("method", "people", "low", "high", "coverage", "says")
    return tuple(Estimate(**row) for row in tables.rows("ecosystem_size", columns=columns, limit=20))


def recommendation(tables: Reader) -> Recommendation | None:
    """The score of everybody; none where nobody was asked."""
    rows = tables.rows(
        "recommend_scores",
        columns=("score", "low", "high", "answers", "promoters", "detractors"),
        where=[("population", "=", "everyone"), ("month_on", "is null", None)],
        limit=1,
    )
    return Recommendation(**rows[0]) if rows else None
