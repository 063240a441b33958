"""Segment counts: how many buyers stand in each action segment, and how many of them will buy."""

from riparian.core.row import Table, promised
from riparian.expressions.totals import whole
from riparian.tables.buyers import ActionSegment, SegmentCount


def segment_counts(action_segments: Table[ActionSegment]) -> Table[SegmentCount]:
    """Counts of the segments in which anybody stands. The first five together are the twelve-month buyers."""
    one = action_segments.group_by("segment", "rank").agg(
        buyers=action_segments.count(),
        plus=whole(action_segments.plus.cast("int64").sum()),
        minus=whole(action_segments.minus.cast("int64").sum()),
        expected=action_segments.probability.sum(),
        observed=whole(action_segments.observed.cast("int64").sum()),
    )
    return promised(one, SegmentCount)
