"""Elsewhere: channels and participants whose name has what was searched for, and where they are shown."""

from dataclasses import dataclass

from riparian.tables.participants import EVERYTHING
from riparian.web.addresses import address
from riparian.web.channels import USUAL
from riparian.web.reader import Condition, Reader

MOST = 6


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """Something with that name."""

    name: str
    what: str
    path: str


def elsewhere(tables: Reader, search: str | None) -> tuple[Elsewhere, ...]:
    """At most six channels and six participants, by name; none where nothing is searched for."""
    if not search:
        return ()
    named: list[Condition] = [("channel", "contains", search), ("goal", "=", USUAL)]
    channels = tables.rows("channel_profiles", columns=("channel",), where=named, order_by=("channel",), limit=MOST)
    sites = tables.rows(
        "participant_influence",
        columns=("participant",),
        where=[("participant", "contains", search), ("job", "=", EVERYTHING)],
        order_by=("participant",),
        limit=MOST,
    )
    return (
        *(Elsewhere(row["channel"], "channel", address("/map", node=row["channel"])) for row in channels),
        *(
            Elsewhere(row["participant"], "participant", address("/map", view="sites", node=row["participant"]))
            for row in sites
        ),
    )
