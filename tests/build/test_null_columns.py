"""Which columns an expression leaves empty, whatever it reads."""

import ibis

from riparian.build.null_columns import null_columns

ROWS = ibis.table({"line": "int64", "event": "string"}, name="raw_now")


def test_a_written_null_is_seen_through_casts_selections_and_filters() -> None:
    made = ROWS.mutate(email=ibis.null().cast("string"), name=ROWS.event)
    again = made.filter(made.line > 1).select(address=made.email.cast("string"), name=made.name)

    assert null_columns(made) == {"email"}
    assert null_columns(again) == {"address"}


def test_a_union_is_empty_only_where_both_halves_are() -> None:
    left = ROWS.select("line", email=ibis.null("string"), phone=ibis.null("string"))
    right = ROWS.select("line", email=ROWS.event, phone=ibis.null("string"))

    assert null_columns(left.union(right)) == {"phone"}


def test_a_column_that_may_hold_something_is_not_named() -> None:
    maybe = ROWS.select(first=ROWS.event.nullif("x"), then=ibis.ifelse(ROWS.line > 1, ROWS.event, ibis.null("string")))

    assert null_columns(maybe) == frozenset()
