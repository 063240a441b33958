"""Visits as they were known at the time: what somebody did on a site counts from when it was known to be them."""

import ibis

from riparian.expressions.calendar import month_index
from riparian.tables.actions import ON_SITE, codes_of


def known_visits(actions: ibis.Table, late_identifiers: ibis.Table) -> ibis.Table:
    """On-site actions, with the instant since which their identifier is known to be the buyer's.

    A browser that is recognised at the next order was nobody's until then. To count what it did before in a state that
    lies before would tell the state that an order came.

    Columns: person_key, visited_at, known_at (null for who was known from their first order on).
    """
    on_site = actions.filter(actions.kind.isin(codes_of(ON_SITE)))
    # An identifier is one person's: to ask for both says the same, and that the rows are each of one person.
    late = late_identifiers.select("person_key", "identifier_key", "known_at")
    told = on_site.left_join(late, ["person_key", "identifier_key"])
    return told.select("person_key", "known_at", visited_at="occurred_at")


def known_before(visits: ibis.Table, moment: ibis.Value) -> ibis.Value:
    """Whether it was known before a moment whose visit it was."""
    return visits.known_at.isnull() | (visits.known_at < moment).fill_null(False)


def months_after_a_visit(visits: ibis.Table) -> ibis.Table:
    """The months that follow one with a visit whose visitor was known when it began; each once.

    Columns: person_key, after.
    """
    month = month_index(visits.visited_at)
    in_time = visits.known_at.isnull() | (month_index(visits.known_at) <= month).fill_null(False)
    return visits.mutate(after=month + 1).filter(in_time).select("person_key", "after").distinct()
