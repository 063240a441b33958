"""Visited waits: months of waiting for the next order that follow one in which the buyer visited."""

from riparian.core.doors import per_person
from riparian.core.durations import AsOf
from riparian.core.row import Table, promised
from riparian.expressions.visits import known_visits, months_after_a_visit
from riparian.expressions.waits import waits
from riparian.tables.actions import Action
from riparian.tables.buyers import LateIdentifier, Purchase, VisitedWait


@per_person
def visited_waits(
    purchases: Table[Purchase], actions: Table[Action], late_identifiers: Table[LateIdentifier], as_of: AsOf
) -> Table[VisitedWait]:
    """A row for each wait and watched month of it that comes after a month with a visit.

    Only months with a visit are looked up, each once, so nothing grows with months in which nobody came.
    """
    waited = waits(purchases, as_of).select("person_key", "action_key", "month", "months", "ended")
    met = waited.join(months_after_a_visit(known_visits(actions, late_identifiers)), "person_key")
    last = met.month + met.months
    met = met.filter((met.after >= met.month) & (met.after <= last))
    told = met.select(
        "person_key",
        "action_key",
        months=met.after - met.month,
        bought=met.ended & (met.after == last),
    )
    return promised(told, VisitedWait)
