"""Who is who."""

from riparian.core.columns import Count, Flag, IdentifierKey, Instant, Label, PersonKey, Share, Text, Whole
from riparian.core.row import Row

UNNAMED_KINDS: tuple[str, ...] = ("anonymous_id", "device_id", "order_id", "reader_id", "shop_order", "withheld_id")
"""Kinds of identifier that tell one browser, device or order from another but do not say who it is."""


class IdentityCorrection(Row):
    """What a person decided about identity, from the ledger. Grain: one row per decision and pair.

    `join`: left and right are one person. `split`: right is not the person of left. A decision says who is who, not
    what happened, so it holds for every as-of date.
    """

    table = "identity_corrections"
    key = ("entry", "left_key", "right_key")

    entry: Whole
    """Number of the entry in the ledger."""
    decision: Text
    """`join` or `split`."""
    left_key: IdentifierKey
    right_key: IdentifierKey
    decided_at: Instant
    decided_by: Text
    reason: Text


class LinkEvidence(Row):
    """Two identifiers that may be one person, with all that says so. Grain: one row per pair, the smaller key left.

    Only evidence that may join: what landing already refused is not here.
    """

    table = "link_evidence"
    key = ("left_key", "right_key")

    left_key: IdentifierKey
    right_key: IdentifierKey
    source: Label | None
    """Of the row in `row_key`; null where a person joined them."""
    row_key: Whole
    """The first landed row that carries both; negative: number of the ledger entry that joined them."""
    linked_at: Instant
    """The earliest instant at which anything says so."""
    sources: Count
    """How many sources say so."""


class IdentityLink(Row):
    """Two identifiers taken to be one person, with the evidence. Grain: one row per pair, the smaller key left."""

    table = "identity_links"
    key = ("left_key", "right_key")
    sorted_by = ("left_key", "right_key")

    left_key: IdentifierKey
    right_key: IdentifierKey
    source: Label | None
    """Of the row in `row_key`; null where a person joined them."""
    row_key: Whole
    """The first landed row that carries both; negative: number of the ledger entry that joined them."""
    linked_at: Instant
    """The earliest instant at which anything says so."""
    sources: Count
    """How many sources say so."""


class RefusedLink(Row):
    """Evidence that was not followed, and why. Grain: one row per pair, the smaller key left.

    A pair of which only some evidence may not join is in `identity_links` for the rest of it.
    """

    table = "refused_links"
    key = ("left_key", "right_key")

    left_key: IdentifierKey
    right_key: IdentifierKey
    source: Label | None
    """Of the row in `row_key`; null where a person joined them."""
    row_key: Whole
    """The first landed row that carries both; negative: number of the ledger entry that joined them."""
    linked_at: Instant
    reason: Text
    """`blocked value`, `no consent`, `shared by too many`, `order number of two shops`, `second user_id`, `more than 5
    email`, `split by a person` or what else landing said."""


class Identifier(Row):
    """An identifier and whose it is. Grain: one row per identifier seen up to the as-of date."""

    table = "identifiers"
    key = ("identifier_key",)
    bucket = "person_key"
    sorted_by = ("person_key", "identifier_key")

    identifier_key: IdentifierKey
    kind: Label
    """`email`, `user_id`, `anonymous_id` …, as in `source_identifiers`."""
    value: Text
    """In its normal form, such as an address in small letters."""
    person_key: PersonKey
    first_at: Instant
    """When a source first told it."""
    sources: Count


class Person(Row):
    """Somebody the company can tell apart from others. Grain: one row per person.

    `person_key` is the smallest identifier key of the person, so new data never renames anybody and a merge keeps the
    older name.
    """

    table = "people"
    key = ("person_key",)
    bucket = "person_key"
    sorted_by = ("person_key",)

    person_key: PersonKey
    known: Flag
    """Has a user id, e-mail, phone, loyalty card or another declared identifier: not merely a browser."""
    first_at: Instant
    """When a source first told of them."""
    identifiers: Count
    """How many identifiers are theirs."""
    sources: Count
    email: Text | None
    """The first e-mail address seen, for display and search."""
    full_name: Text | None
    """Name, country and company are what the newest contact record says that says anything."""
    country: Label | None
    company: Text | None


class PersonSource(Row):
    """A source that knows a person. Grain: one row per person and source."""

    table = "person_sources"
    key = ("person_key", "source")
    bucket = "person_key"

    person_key: PersonKey
    source: Label
    first_at: Instant
    """When the source first told of them."""
    identifiers: Count
    """How many of their identifiers the source tells."""


class SiloCoverage(Row):
    """How much of the known ecosystem one source sees. Grain: one row per source."""

    table = "silo_coverage"
    key = ("source",)

    source: Label
    people: Count
    """Known people with at least one identifier in the source."""
    only_here: Count
    """Known people whom no other source knows."""
    share: Share | None
    """`people` over all known people; null where nobody is known."""
    anonymous: Count
    """People of the source who are not known: merely browsers."""
    last_at: Instant | None
    """Of the newest row; the start of the day where the source only says the day."""
    days_since_last: Whole | None
    """Days from the newest row to the as-of date; 1 is the day before it."""
    longest_gap_days: Whole | None
    """Longest run of days without a row between its first and its last day."""
    rows: Count
    """Rows of the source that are dated up to the as-of date: those that figures are made of."""
    identified: Share | None
    """Share of rows that carry a user id, e-mail, phone, loyalty card or another declared identifier; null for sources
    whose rows are about nobody (spend, traffic)."""


class FormerPerson(Row):
    """Somebody whom an earlier snapshot told apart. Grain: one row per name ever published."""

    table = "former_people"
    key = ("person_key",)

    person_key: PersonKey


class MergedPerson(Row):
    """A person of an earlier snapshot who is now part of another. Grain: one row per former person."""

    table = "merged_people"
    key = ("former_key",)

    former_key: PersonKey
    """The person who was."""
    person_key: PersonKey
    """The person they are part of now."""


class SourceWeek(Row):
    """How many rows of a source lie in a week. Grain: one row per source and week that has any.

    Weeks of seven days that end at the as-of date and every seven days before; rows as in `silo_coverage`.
    """

    table = "source_weeks"
    key = ("source", "weeks_ago")

    source: Label
    weeks_ago: Count
    """0 is the week that ends at the as-of date."""
    rows: Count
    """Rows of the source in that week."""
    days: Count
    """Days of the week with a row, 1 to 7."""


class SiloOverlap(Row):
    """Known people whom two sources both know. Grain: one row per ordered pair of sources that share anybody."""

    table = "silo_overlaps"
    key = ("source", "other")

    source: Label
    other: Label
    """The other source."""
    people: Count
    """Known people with an identifier in both."""
    share: Share
    """`people` over the known people of `source`."""
