"""What landing adds to the sources: loads, rejected rows, and the numbers for texts and identifiers."""

from riparian.core.columns import Count, Flag, IdentifierKey, Instant, Label, Ordinal, Text, Whole
from riparian.core.row import Row


class SourceLoad(Row):
    """What became of one file. Grain: one row per file content read. `rows_read` is always the sum of the other three.

    A quarantined file (unreadable as a whole) has one rejected row that says why.
    """

    table = "source_loads"
    key = ("load",)

    load: Whole
    source: Label
    file: Text
    sha256: Text
    """Fingerprint of the content: the same content is read once."""
    rows_read: Count
    """Rows that the file holds."""
    rows_kept: Count
    """Of these, rows that could be used and were new."""
    rows_rejected: Count
    """Of these, rows that could not be used (`source_rejects`)."""
    rows_known: Count
    """Of these, rows that an earlier file had told alike."""
    first_at: Instant | None
    """The earliest instant that a row of it tells."""
    last_at: Instant | None
    """The latest instant that a row of it tells."""
    bytes: Count
    """Size of the file."""


class SourceReject(Row):
    """A row that could not be used, and why. Grain: one row per file line."""

    table = "source_rejects"
    key = ("load", "line")

    load: Whole
    source: Label
    file: Text
    line: Whole
    """Line of the file on which the row begins, counted from 1."""
    reason: Text
    """Why it could not be used."""
    raw: Text
    """The row as it was read: the line itself, or a JSON object of its fields."""


class UnnamedWord(Row):
    """A word of a file that a value map does not name. Grain: one row per source, value map and word.

    Only maps with a `"*"` have any: elsewhere such a word is no value. Of the files that are read together the most
    frequent words of a map are kept.
    """

    table = "unnamed_words"
    key = ("source", "value_map", "word")

    source: Label
    value_map: Text
    """As in `[sources.values.kind]`."""
    word: Text
    """Empty: all further words together."""
    becomes: Text
    """What its `"*"` says."""
    rows: Count
    """Rows as read that hold it."""


class KnownLabel(Row):
    """A text that tables keep as a code. Grain: one row per text. Codes never change."""

    table = "labels"
    key = ("label_key",)
    grows = True

    label_key: Ordinal
    """The code."""
    label: Text
    """The text."""


class SourceIdentifier(Row):
    """An identifier somewhere in the sources, in its normal form. Grain: one row per kind and value.

    Keys are given in the order of landing and never change, so the smallest key of a person is a name for good.
    """

    table = "source_identifiers"
    key = ("identifier_key",)
    grows = True

    identifier_key: IdentifierKey
    kind: Label
    """`user_id`, `email`, `phone`, `loyalty_card`, `order_id`, `anonymous_id`, `device_id`, a declared kind;
    `shop_order`: an order in the books of one source (`1001 of till`);
    `reader_id`: an anonymous id on a non-branded site, which joins a person only through an opt-in;
    `withheld_id`: an anonymous id whose consent was denied, which never joins."""
    value: Text
    """In its normal form, such as an address in small letters."""


class SourceSighting(Row):
    """When a source knew an identifier. Grain: one row per load and identifier."""

    table = "source_sightings"
    key = ("load", "identifier_key")
    happened = "first_at"

    load: Whole
    source: Label
    identifier_key: IdentifierKey
    first_at: Instant
    """When a row of the load first tells it."""
    owns: Flag
    """Whether a row of it is told to be of whoever has this identifier, because no stronger one stands in the row."""


class SourceLink(Row):
    """Two identifiers that one source row carries: they may be one person. Grain: one row per load and pair."""

    table = "source_links"
    key = ("load", "left_key", "right_key")
    happened = "linked_at"

    load: Whole
    source: Label
    left_key: IdentifierKey
    """The stronger identifier of the row."""
    right_key: IdentifierKey
    row_key: Whole
    """The earliest row that carries both."""
    linked_at: Instant
    refused: Label | None
    """Why this evidence may not join anybody: `blocked value`, `no consent`, `non-branded site without opt-in`."""
