"""How a build went."""

from riparian.core.columns import Count, Instant, Number, Ordinal, Text
from riparian.core.row import Row


class BuildStep(Row):
    """One step of a build. Grain: one row per table."""

    table = "build_steps"
    key = ("step",)

    step: Ordinal
    made: Text
    state: Text
    """`computed`, `taken over` from the former snapshot, or `empty` with the reason in `note`."""
    rows: Count
    seconds: Number
    bytes: Count
    note: Text
    fingerprint: Text
    started_at: Instant
