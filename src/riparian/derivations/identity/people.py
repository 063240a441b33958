"""People: everybody the company can tell apart."""

import ibis

from riparian.core.doors import per_person_at_once
from riparian.core.row import Table, promised
from riparian.expressions.sequence import firsts
from riparian.tables.identity import UNNAMED_KINDS, Identifier, Person, PersonSource
from riparian.tables.landing import KnownLabel
from riparian.tables.sources import ContactRecord


@per_person_at_once
def people(
    identifiers: Table[Identifier],
    person_sources: Table[PersonSource],
    contact_records: Table[ContactRecord],
    labels: Table[KnownLabel],
) -> Table[Person]:
    """Put together what is known of each person.

    The e-mail is the one seen first; of several at one instant, the first in the alphabet. Name, company and country
    each come from the newest contact record that has one; of several at one instant, the one that landed last.
    """
    unnamed = labels.filter(labels.label.isin(UNNAMED_KINDS))
    named = identifiers.anti_join(unnamed, identifiers.kind == unnamed.label_key).select("person_key").distinct()
    counted = identifiers.group_by("person_key").agg(
        first_at=identifiers.first_at.min(), identifiers=identifiers.count()
    )
    sources = person_sources.group_by("person_key").agg(sources=person_sources.count())
    addresses = identifiers.semi_join(labels.filter(labels.label == "email"), [("kind", "label_key")])
    emails = firsts(addresses, by=("person_key",), order=("first_at", "value")).select("person_key", email="value")
    records = contact_records.inner_join(identifiers.select("identifier_key", "person_key"), "identifier_key")
    newest_first = ibis.window(group_by="person_key", order_by=[ibis.desc("recorded_at"), ibis.desc("row_key")])
    found = counted.left_join(sources, "person_key").drop("person_key_right")
    found = found.left_join(emails, "person_key").drop("person_key_right")
    found = found.left_join(named.mutate(known=ibis.literal(True)), "person_key").drop("person_key_right")
    for field in ("full_name", "country", "company"):
        told = records.filter(records[field].notnull()).mutate(place=ibis.row_number().over(newest_first))
        newest = told.filter(told.place == 0).select("person_key", field)
        found = found.left_join(newest, "person_key").drop("person_key_right")
    return promised(found.mutate(known=found.known.fill_null(False), sources=found.sources.fill_null(0)), Person)
