"""What a browser said of being measured counts until it says something else, whichever load tells it."""

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any
from unicodedata import normalize

import pytest

from tests.storage.loads import RULES, Desk


def row(minute: int, browser: str = "a1", **fields: Any) -> dict[str, Any]:
    return {
        "id": f"{browser} {minute} {sorted(fields.items())}",
        "at": f"{datetime(2024, 3, 1, 10) + timedelta(minutes=minute)}",
        "kind": "view",
        "site": "shop.example",
        "anonymous": browser,
        **fields,
    }


def kinds(desk: Desk) -> list[str]:
    """The kind of identifier under which each event stands, in order of time."""
    rows = desk.rows("source_events", "CAST(occurred_at AS VARCHAR), who(identifier_key)")
    return [str(who).split(" ")[0].removesuffix("_id") for _, who in rows]


def test_what_a_browser_said_counts_for_its_later_rows_until_it_says_something_else(tmp_path: Path) -> None:
    desk = Desk(tmp_path)

    desk.bring(row(1), row(2, consent="denied"), row(3), row(4, consent="granted"), row(5))

    assert kinds(desk) == ["anonymous", "withheld", "withheld", "anonymous", "anonymous"]


def test_a_browser_is_one_however_its_id_is_written(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    composed, apart = (normalize(form, "é1") for form in ("NFC", "NFD"))
    desk.bring(row(3, composed))

    desk.bring(row(1, apart, consent="denied"), row(2, f" {composed}"))

    assert desk.settle() == [1]
    assert kinds(desk) == ["withheld"] * 3


def test_a_browser_of_a_non_branded_site_is_another(tmp_path: Path) -> None:
    desk = Desk(tmp_path)

    desk.bring(
        row(1, consent="denied"), row(2, site="think.example", consent="granted"), row(3), row(4, site="think.example")
    )

    assert kinds(desk) == ["withheld", "reader", "withheld", "reader"]


def test_a_placeholder_is_no_browser(tmp_path: Path) -> None:
    desk = Desk(tmp_path, replace(RULES, blocked=("unknown",)))

    desk.bring(row(1, "unknown", consent="denied"), row(2, "unknown", email="ana@x.example"))

    assert desk.rows("consent_words") == []
    assert kinds(desk)[-1] == "email"


def test_a_wrong_clock_of_one_browser_concerns_no_other(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.bring(row(5), row(5, "b2"))

    desk.bring(row(9, consent="denied"), row(-10_000_000, "c3", consent="denied"))

    assert desk.settle() == []


def test_a_login_under_a_denial_joins_nobody_and_says_why(tmp_path: Path) -> None:
    desk = Desk(tmp_path)

    desk.bring(
        row(1, consent="denied"), row(2, email="ana@x.example", kind="account"), row(3, "b2", email="bo@x.example")
    )

    assert desk.rows("source_links", "who(left_key), who(right_key), label(refused)") == [
        ("email ana@x.example", "withheld_id a1", "no consent"),
        ("email bo@x.example", "anonymous_id b2", None),
    ]


def test_another_load_hears_what_was_said_before(tmp_path: Path) -> None:
    desk = Desk(tmp_path)

    desk.bring(row(1, consent="denied"), row(1, "b2"))
    desk.bring(row(2), row(2, "b2"))

    assert kinds(desk) == ["anonymous", "withheld", "anonymous", "withheld"]
    assert desk.settle() == []


def test_a_load_that_was_read_before_an_earlier_word_came_is_due_again(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.bring(row(5), row(6, email="ana@x.example"))
    before = desk.manifest.loads[0]

    desk.bring(row(2, consent="denied"))

    assert desk.settle() == [1]
    assert kinds(desk) == ["withheld", "withheld", "email"]
    assert desk.rows("source_links", "label(refused)") == [("no consent",)]
    after = desk.manifest.loads[0]
    assert after.mapping == before.mapping
    assert after.heard != before.heard
    assert desk.settle() == []


@pytest.mark.parametrize(
    "later",
    [row(9, consent="denied"), row(2, "b2", consent="denied")],
    ids=["what is said after all of its rows", "what another browser says"],
)
def test_a_load_that_a_word_does_not_concern_stays_as_it_is(tmp_path: Path, later: dict[str, Any]) -> None:
    desk = Desk(tmp_path)
    desk.bring(row(5), row(6, "b2", consent="granted"))

    desk.bring(later)

    assert desk.settle() == ([] if later["anonymous"] == "a1" else [1])
    assert kinds(desk)[-1 if later["anonymous"] == "b2" else 0] == "anonymous"


def test_a_load_whose_rows_all_speak_for_themselves_is_never_due_again(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.bring(row(5, consent="granted"), row(6, consent="granted"))

    desk.bring(row(2, consent="denied"))

    assert desk.settle() == []


def test_a_row_that_cannot_be_used_says_nothing(tmp_path: Path) -> None:
    desk = Desk(tmp_path)

    desk.bring(row(1, consent="denied", at="1950-01-01 10:00:00"), row(2))

    assert desk.manifest.loads[0].rows_rejected == 1
    assert kinds(desk) == ["anonymous"]


def test_a_grant_covers_later_rows_where_rows_that_say_nothing_join_nobody(tmp_path: Path) -> None:
    desk = Desk(tmp_path, replace(RULES, unknown_consent_joins=False))

    desk.bring(row(1), row(2, consent="granted"), row(3), row(4, "b2"))

    assert kinds(desk) == ["withheld", "anonymous", "anonymous", "withheld"]


def test_of_a_yes_and_a_no_at_one_instant_the_no_counts(tmp_path: Path) -> None:
    desk = Desk(tmp_path)

    desk.bring(row(1, consent="granted", kind="click"), row(1, consent="denied", kind="open"), row(2))

    assert kinds(desk)[-1] == "withheld"


@pytest.mark.parametrize("seed", range(12))
def test_the_last_word_counts_in_whatever_order_loads_come(tmp_path: Path, seed: int) -> None:
    chance = Random(seed)
    told = sorted(chance.sample(range(2400), 24))
    lines = [
        row(minute, chance.choice("ab"), consent=chance.choice([None, None, "granted", "denied"])) for minute in told
    ]
    cuts = sorted(chance.sample(range(1, 24), 3))
    files = [lines[start:end] for start, end in zip([0, *cuts], [*cuts, 24], strict=True)]
    chance.shuffle(files)
    desk = Desk(tmp_path)

    for file in files:
        desk.bring(*file)
        desk.settle()

    last: dict[str, str] = {}
    expected = []
    for line in lines:
        said = line["consent"] or last.get(line["anonymous"], "granted")
        last[line["anonymous"]] = said
        expected.append("withheld" if said == "denied" else "anonymous")
    assert kinds(desk) == expected
    assert desk.settle() == []


def test_words_are_kept_as_stretches_of_a_day(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    said = [(1, "denied"), (2, "denied"), (3, "granted"), (4, "granted"), (5, "granted"), (900, "granted")]

    desk.bring(*(row(minute, consent=state) for minute, state in said))

    kept = "state, CAST(stated_at AS VARCHAR), epoch(until - stated_at)"
    assert desk.rows("consent_words", kept) == [
        ("denied", "2024-03-01 10:01:00", 60.0),
        ("granted", "2024-03-01 10:03:00", 0.0),
        ("granted", "2024-03-01 10:05:00", 0.0),
        ("granted", "2024-03-02 01:00:00", 0.0),
    ]


@pytest.mark.parametrize("seed", range(6))
def test_loads_that_contradict_each_other_never_make_less_of_a_no(tmp_path: Path, seed: int) -> None:
    chance = Random(seed)
    told = sorted(chance.sample(range(2400), 24))
    lines = [row(minute, consent=chance.choice([None, "granted", "denied"])) for minute in told]
    files: list[list[dict[str, Any]]] = [[], [], []]
    for line in lines:
        chance.choice(files).append(line)
    desk = Desk(tmp_path)

    for file in files:
        desk.bring(*file)
        desk.settle()

    last = "granted"
    for line, kind in zip(lines, kinds(desk), strict=True):
        last = line["consent"] or last
        assert kind == "withheld" or last == "granted"
