"""What the forecast page shows."""

from dataclasses import dataclass

from riparian.web.compare import NOTHING, Against
from riparian.web.file_forecast import Assumption, Change, Measure, PastYear, Score, SegmentAhead, YearAhead
from riparian.web.forecast_before import ForecastBefore
from riparian.web.reader import Snapshot
from riparian.web.scenario_form import Planning
from riparian.web.segments import SEGMENTS
from riparian.web.what_if import BandPoint, BandThen, MonthAhead, Monthly, MonthlyScore


@dataclass(frozen=True, slots=True)
class ForecastView:
    """What the page shows, and its JSON twin. Where a part is empty, `missing` tells why, by the name of the part."""

    heading: str
    sentence: str
    of: Snapshot
    measure: Measure
    scenarios: tuple[str, ...]
    """That can be compared with."""
    compared: tuple[str, ...]
    past: tuple[PastYear, ...]
    years: tuple[YearAhead, ...]
    segments: tuple[SegmentAhead, ...]
    changes: tuple[Change, ...]
    scores: tuple[Score, ...]
    verdict: str
    assumptions: tuple[Assumption, ...]
    band: int
    band_points: tuple[BandPoint, ...]
    bands: tuple[BandThen, ...]
    monthly: Monthly
    months: tuple[MonthAhead, ...]
    monthly_scores: tuple[MonthlyScore, ...]
    planning: Planning
    """Scenarios as they stand now, built or not."""
    missing: dict[str, str]
    against: Against = NOTHING
    tried: tuple[str, ...] = ()
    """Of those compared, the scenarios that no build has worked out yet: their figures were worked out here."""
    before: tuple[YearAhead, ...] = ()
    """The years as the snapshot compared with foretold them, as it is; its year 0 is the last that it knew."""
    former: ForecastBefore | None = None
    """What else the snapshot compared with foretold, and what came of it; None: nothing is compared."""

    @property
    def nobody_in(self) -> tuple[str, ...]:
        """Segments in which this forecast has nobody, now or then; Buyers may have people in them."""
        told = {one.segment for one in self.segments}
        return tuple(name for name in SEGMENTS.values() if name not in told)
