"""What another snapshot foretold, each part in the shape that it has now, and what has come of it since."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from riparian.web.file_forecast import (
    AS_IT_IS,
    Assumption,
    Score,
    SegmentAhead,
    assumptions,
    scores,
    segments_ahead,
    verdict,
)
from riparian.web.former import unopened
from riparian.web.reader import Condition, Reader
from riparian.web.what_if import (
    BandPoint,
    BandThen,
    MonthAhead,
    Monthly,
    MonthlyScore,
    band_points,
    bands_then,
    monthly_scores,
    months_ahead,
)


@dataclass(frozen=True, slots=True)
class Came:
    """A month that was foretold and is over: what came, and whether it lies in the range; None: there was none."""

    month_on: date
    foretold: float
    low: float | None
    high: float | None
    came: float
    covered: bool | None

    @property
    def error(self) -> float | None:
        """(foretold − came) ÷ came; None: nothing came."""
        return (self.foretold - self.came) / self.came if self.came else None


@dataclass(frozen=True, slots=True)
class ForecastBefore:
    """What the snapshot compared with foretold, as it is; its five years stand under `before`."""

    segments: tuple[SegmentAhead, ...]
    scores: tuple[Score, ...]
    verdict: str
    assumptions: tuple[Assumption, ...]
    band_points: tuple[BandPoint, ...]
    bands: tuple[BandThen, ...]
    foretold_now: dict[int, float]
    """By band, the people that were foretold for the as-of date of the snapshot shown, where a month ends there."""
    months: tuple[MonthAhead, ...]
    came: tuple[Came, ...]
    """Of these months those that are over now, within the last twelve."""
    monthly_scores: tuple[MonthlyScore, ...]


def forecast_before(
    tables: Reader, other: Reader | None, *, band: int, monthly: Monthly, months: Sequence[MonthAhead]
) -> ForecastBefore | None:
    """Beside what `tables` foretells; `months` are its months to come. None: nothing is compared."""
    if other is None:
        return None
    found, scored = months_ahead(other, monthly), scores(other)
    today: list[Condition] = [("scenario", "=", AS_IT_IS), ("month_to", "=", tables.as_of.date())]
    rows = other.rows("band_projections", columns=("band", "people"), where=today, limit=20)
    return ForecastBefore(
        segments=unopened(segments_ahead(other)),
        scores=scored,
        verdict=verdict(scored),
        assumptions=assumptions(other, ()),
        band_points=band_points(other, band, ()),
        bands=unopened(bands_then(other, ())),
        foretold_now={row["band"]: row["people"] for row in rows},
        months=found,
        came=came_of(found, months),
        monthly_scores=monthly_scores(other, monthly),
    )


def came_of(foretold: Sequence[MonthAhead], now: Sequence[MonthAhead]) -> tuple[Came, ...]:
    """What came of months foretold before: `naive` of now is what the same month of the last year brought."""
    brought = {one.month_on.replace(year=one.month_on.year - 1): one.naive for one in now[:12]}
    return tuple(
        Came(
            one.month_on,
            one.value,
            one.low,
            one.high,
            came := brought[one.month_on],
            one.low <= came <= one.high if one.low is not None and one.high is not None else None,
        )
        for one in foretold
        if one.month_on in brought
    )


EXAMPLE = ForecastBefore(
    segments=(SegmentAhead("Quality", 22.0, 39.0, 28.0, 52.0),),
    scores=(),
    verdict="",
    assumptions=(Assumption(AS_IT_IS, "new buyers", 77.0, "people a year", "measured", "segment_transitions",
                            date(2026, 9, 1)),),
    band_points=(BandPoint(AS_IT_IS, date(2026, 10, 1), 268.4),),
    bands=(BandThen(AS_IT_IS, 5, "Buy", 271.0, 349.0, 438.0, 166_200.0, ""),),
    foretold_now={5: 277.8},
    months=(MonthAhead(date(2026, 9, 1), 12.9, 5.0, 25.0, 13.0, "exponential smoothing"),),
    came=(Came(date(2026, 9, 1), 12.9, 5.0, 25.0, 14.0, covered=True),),
    monthly_scores=(MonthlyScore("exponential smoothing", 10, 60, 0.88, 0.91, chosen=True),),
)  # fmt: skip
"""For the page's example."""
