"""How the build of the small company went, by hand."""

from datetime import timedelta
from typing import Any

from tests.web.hand_people import AS_OF

NOTE = "12 customers bought again; BG/NBD needs 30"


def build_steps() -> list[dict[str, Any]]:
    """Four steps, of which one was taken over and one stayed empty with a reason."""
    told = [
        ("people", "computed", 61, 2.4, ""),
        ("actions", "taken over", 148, 0.0, ""),
        ("band_counts", "computed", 135, 0.6, ""),
        ("customer_values", "empty", 0, 0.2, NOTE),
    ]
    return [
        {
            "step": step,
            "made": made,
            "state": state,
            "rows": rows,
            "seconds": seconds,
            "bytes": 4_000,
            "note": note,
            "fingerprint": f"{step:032x}",
            "started_at": AS_OF + timedelta(hours=6, seconds=step),
        }
        for step, (made, state, rows, seconds, note) in enumerate(told, 1)
    ]
