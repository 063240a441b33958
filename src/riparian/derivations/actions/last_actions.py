"""Last actions: when everybody last did what, and where."""

from riparian.core.doors import per_person
from riparian.core.row import Table, promised
from riparian.tables.actions import Action, LastAction


@per_person
def last_actions(actions: Table[Action]) -> Table[LastAction]:
    """The latest of the actions of one person, kind and site; of those that name no site, too."""
    last = actions.group_by("person_key", "kind", "site").agg(last_at=actions.occurred_at.max())
    return promised(last, LastAction)
