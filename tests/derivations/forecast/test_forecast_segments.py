"""Everybody's segment as the forecast takes it: as many in each as the transitions end in."""

from collections import Counter

import pytest

from riparian.core.errors import NotEnoughDataError
from riparian.derivations.forecast.forecast_segments import ForecastSegmentsSettings, forecast_segments
from riparian.derivations.forecast.segment_transitions import SegmentTransitionsSettings, segment_transitions
from riparian.models.action_segments import SegmentLimits
from riparian.testing.tables import TestingGather, rows_of
from tests.derivations.forecast.company import AS_OF, company

OWN = SegmentLimits(elite=0.6, loyal=0.5, quality=0.3)


@pytest.mark.parametrize(("years", "limits"), [(5, SegmentLimits()), (2, SegmentLimits()), (5, OWN)])
def test_as_many_stand_in_each_segment_as_the_transitions_tell(years: int, limits: SegmentLimits) -> None:
    bought = company(300, years=5, seed=7)

    moves = segment_transitions(bought, SegmentTransitionsSettings(years=years, limits=limits), AS_OF, TestingGather())
    made = forecast_segments(bought, ForecastSegmentsSettings(years=years, limits=limits), AS_OF, TestingGather())

    ended = moves.filter(moves.year_to == AS_OF.date())
    expected = dict(rows_of(ended.group_by("to_segment").agg(people=ended.people.sum()), "to_segment", "people"))
    rows = rows_of(made, "person_key", "segment", "months")
    assert Counter(segment for _, segment, _ in rows) == expected
    assert len({person for person, *_ in rows}) == len(rows) == len(set(rows_of(bought, "person_key")))
    assert {segment.startswith("Lapsed") for _, segment, months in rows if months > 12} == {True}


def test_with_less_than_two_years_of_orders_nobody_has_one() -> None:
    with pytest.raises(NotEnoughDataError):
        forecast_segments(company(50, years=1.5, seed=1), ForecastSegmentsSettings(), AS_OF, TestingGather())
