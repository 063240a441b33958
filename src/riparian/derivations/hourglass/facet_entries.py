"""Facet entries: when support, loyalty, advocacy and innovation were active for a customer."""

from typing import Annotated

import ibis
from pydantic import Field

from riparian.core.doors import per_person
from riparian.core.durations import AsOf
from riparian.core.row import Table, promised
from riparian.core.settings import Settings
from riparian.expressions.calendar import instant_of
from riparian.expressions.sequence import in_order, running
from riparian.tables.hourglass import FACETS, FacetEntry, Milestone


class FacetEntriesSettings(Settings):
    """`[derivations.facet_entries]`"""

    active_months: Annotated[int, Field(ge=1)] = 12
    """How long a facet stays active after each time its condition is met."""
    from_band: Annotated[int, Field(ge=1, le=5)] = 5
    """Conditions count once the person has reached this band: facets are facets of customers. 1: of everybody."""


@per_person
def facet_entries(milestones: Table[Milestone], settings: FacetEntriesSettings, as_of: AsOf) -> Table[FacetEntry]:
    """A condition met again while the facet is active, or at the instant it would run out, prolongs the spell."""
    reached = milestones.filter(milestones.place.between(settings.from_band, 5))
    since = reached.group_by("person_key").agg(since=reached["occurred_at"].min())
    of_facets = milestones.filter(milestones.place >= min(FACETS))
    met = of_facets.join(since, "person_key").filter(ibis._["occurred_at"] >= ibis._.since).rename(facet="place")
    lasts = ibis.interval(months=settings.active_months)
    before = met["occurred_at"].lag().over(in_order(["person_key", "facet"], ["occurred_at", "action_key"]))
    marked = met.mutate(before=before, begins=before.isnull() | (met["occurred_at"] > before + lasts))
    order = ["occurred_at", "action_key"]
    spells = marked.mutate(spell=running(marked.begins.cast("int32"), by=["person_key", "facet"], order=order))
    made = spells.group_by("person_key", "facet", "spell").agg(
        entered_at=spells["occurred_at"].min(),
        ends_at=spells["occurred_at"].max() + lasts,
        action_key=spells.action_key.max(where=spells.begins),
        times=spells.count(),
    )
    left_at = ibis.ifelse(made.ends_at < instant_of(as_of), made.ends_at, ibis.null("timestamp(6)"))
    return promised(made.mutate(left_at=left_at, first=made.spell == 1), FacetEntry)
