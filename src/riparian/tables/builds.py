"""How a build went."""

from riparian.core.columns import Count, Instant, Number, Ordinal, Text
from riparian.core.row import Row


class BuildStep(Row):
    """One step of a build. Grain: one row per table."""

    table = "build_steps"
    key = ("step",)

    step: Ordinal
    """Place of the step in the build."""
    made: Text
    """The table that it made."""
    state: Text
    """`computed`, `taken over` from the former snapshot, or `empty` with the reason in `note`."""
    rows: Count
    """Rows of the table."""
    seconds: Number
    """How long the step took, in seconds."""
    bytes: Count
    """Size of the table on the disk."""
    note: Text
    """Why the table is empty, or what else there is to say; mostly nothing."""
    fingerprint: Text
    """What the table rests on, as one mark: code, settings and inputs. Where it is unchanged the table is taken
    over."""
    started_at: Instant
    """When the step began."""
