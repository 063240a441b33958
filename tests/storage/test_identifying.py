"""Who a row is about, and what may never be joined (requirements E12 and E13, and the rules of identity)."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.storage.loads import RULES, Desk

NOBODY_LINKED: list[tuple[Any, ...]] = []


def row(number: int, **fields: Any) -> dict[str, Any]:
    return {
        "id": f"m{number}",
        "at": f"2024-03-01 10:00:{number:02d}",
        "kind": "view",
        "site": "shop.example",
        **fields,
    }


def test_the_strongest_identifier_says_whose_row_it_is_and_the_others_are_linked_to_it(tmp_path: Path) -> None:
    desk = Desk(tmp_path)

    desk.bring(row(1, anonymous="a1"), row(2, anonymous="a1", email="Ana@X.example "))

    assert desk.rows("source_events", "who(identifier_key)") == [("anonymous_id a1",), ("email ana@x.example",)]
    assert desk.rows("source_links", "who(left_key), who(right_key), refused") == [
        ("email ana@x.example", "anonymous_id a1", None)
    ]


def test_letters_with_marks_are_one_identifier_however_they_are_put_together(tmp_path: Path) -> None:
    desk = Desk(tmp_path)

    desk.bring(row(1, email="ana@m\u00fcnchen.example"), row(2, email="Ana@mu\u0308nchen.example"))

    assert desk.rows("source_events", "who(identifier_key)") == [("email ana@m\u00fcnchen.example",)] * 2


def test_a_reader_of_a_non_branded_site_stays_a_reader_even_where_the_site_knows_the_address(tmp_path: Path) -> None:
    desk = Desk(tmp_path)

    desk.bring(row(1, anonymous="a1", email="ana@x.example", site="think.example"))

    assert desk.rows("source_events", "who(identifier_key)") == [("reader_id think.example a1",)]
    assert desk.rows("source_links", "who(left_key), who(right_key), label(refused)") == [
        ("reader_id think.example a1", "email ana@x.example", "non-branded site without opt-in")
    ]
    assert desk.rows("source_sightings", "who(identifier_key)") == [("reader_id think.example a1",)]


@pytest.mark.parametrize("spelled", ["Think.Example", "www.think.example", "think.example:8443", "m.think.example"])
def test_however_a_non_branded_host_is_spelled_its_readers_stay_readers(tmp_path: Path, spelled: str) -> None:
    desk = Desk(tmp_path)

    desk.bring(row(1, anonymous="a1", email="ana@x.example", site=spelled))

    ((who,),) = desk.rows("source_events", "who(identifier_key)")
    assert who.startswith("reader_id ")


def test_an_opt_in_on_a_non_branded_site_joins_the_reader(tmp_path: Path) -> None:
    desk = Desk(tmp_path)

    desk.bring(
        row(1, anonymous="a1", site="think.example"),
        row(2, anonymous="a1", email="ana@x.example", site="think.example", kind="opt in"),
    )

    assert desk.rows("source_links", "who(left_key), who(right_key), refused") == [
        ("email ana@x.example", "reader_id think.example a1", None)
    ]


def test_the_same_browser_on_a_branded_and_a_non_branded_site_is_two_identifiers(tmp_path: Path) -> None:
    desk = Desk(tmp_path)

    desk.bring(row(1, anonymous="a1"), row(2, anonymous="a1", site="think.example"))

    assert desk.rows("source_events", "who(identifier_key)") == [
        ("anonymous_id a1",),
        ("reader_id think.example a1",),
    ]
    assert desk.rows("source_links") == NOBODY_LINKED


def test_a_reader_known_only_by_address_is_kept_under_a_name_that_does_not_tell_it(tmp_path: Path) -> None:
    desk = Desk(tmp_path)

    desk.bring(row(1, email="ana@x.example", site="think.example"))

    ((who,),) = desk.rows("source_events", "who(identifier_key)")
    assert who.startswith("reader_id think.example ")
    assert "ana" not in who


def test_a_record_that_a_non_branded_site_has_of_a_reader_names_nobody(tmp_path: Path) -> None:
    desk = Desk(tmp_path)

    desk.bring(
        row(1, anonymous="a1", email="ana@x.example", site="think.example", kind="account"), row(2, anonymous="a1")
    )

    ((record, name, who),) = desk.rows("contact_records", "record_id, full_name, who(identifier_key)")
    assert (name, who) == (None, "reader_id think.example a1")
    assert "ana" not in record
    assert {why for _, why in desk.rows("source_links", "who(right_key), label(refused)")} == {
        "non-branded site without opt-in"
    }
    assert desk.rows("source_sightings", "who(identifier_key)") == [
        ("anonymous_id a1",),
        ("reader_id think.example a1",),
    ]


def test_an_anonymous_id_whose_consent_was_denied_never_joins(tmp_path: Path) -> None:
    desk = Desk(tmp_path)

    desk.bring(
        row(1, anonymous="a1", consent="denied"), row(2, anonymous="a1", email="ana@x.example", consent="denied")
    )

    assert desk.rows("source_events", "who(identifier_key)") == [("email ana@x.example",), ("withheld_id a1",)]
    assert desk.rows("source_links", "who(right_key), label(refused)") == [("withheld_id a1", "no consent")]


def test_an_opt_in_on_a_non_branded_site_joins_no_browser_whose_consent_was_denied(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    reading = {"anonymous": "a1", "site": "think.example", "consent": "denied"}

    desk.bring(row(1, **reading), row(2, **reading, email="ana@x.example", kind="opt in"))

    assert desk.rows("source_events", "who(identifier_key)") == [
        ("email ana@x.example",),
        ("withheld_id think.example a1",),
    ]
    assert desk.rows("source_links", "label(refused)") == [("no consent",)]


def test_events_that_say_nothing_about_consent_join_or_not_as_the_company_decided(tmp_path: Path) -> None:
    strict = Desk(tmp_path, replace(RULES, unknown_consent_joins=False))

    strict.bring(
        row(1, anonymous="a1", email="ana@x.example"), row(2, anonymous="a2", email="bo@x.example", consent="granted")
    )

    assert strict.rows("source_links", "who(right_key), label(refused)") == [
        ("anonymous_id a2", None),
        ("withheld_id a1", "no consent"),
    ]
