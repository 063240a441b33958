"""What a build says of its sources besides the rows it read."""

import re
from collections import Counter
from datetime import datetime
from pathlib import Path

import pytest

import riparian
from riparian.cli.build import changed_told, currencies_told
from riparian.workspace.moved import IdentityChange
from tests.journeys.test_command_line import ran, reconciled, refused
from tests.workspace.exports import written

HEADER = "Order ID,Customer,E-mail,Date,Total,Currency\n"
FIRST = HEADER + (
    "1,c1,ana@alder.test,2025-01-05 10:00,20,GBP\n"
    "2,c1,ana@alder.test,2025-03-05 10:00,20,GBP\n"
    "3,c2,ben@alder.test,2025-03-05 11:00,10,EUR\n"
)
SECOND = HEADER + (
    "2,c1,ana@alder.test,2025-03-05 10:00,20,GBP\n"
    "4,c3,cleo@alder.test,2025-04-01 09:30,10,GBP\n"
    "5,c3,cleo@alder.test,2091-04-01 09:30,10,GBP\n"
)


def test_a_rejected_row_is_told_until_it_was_mended(tmp_path: Path) -> None:
    folder = written(tmp_path / "shop", orders=FIRST + "6,c4,dan@alder.test,05.03.2025,10,GBP\n")
    ran(folder, "init")
    before = ran(folder, "build")
    exported = ran(folder, "rejects", "export", str(tmp_path / "mend.csv"))
    mended = (tmp_path / "mend.csv").read_text().replace("05.03.2025", "2025-03-05 09:00")
    (tmp_path / "mend.csv").write_text(mended)
    given = [ran(folder, "rejects", "replay", str(tmp_path / "mend.csv")) for _ in range(2)]

    after = ran(folder, "build")

    assert "1 row was rejected: riparian rejects says why" in before
    assert "riparian rejects says why" not in after
    assert "1 row; mend it, then" in exported
    assert "1 row given back to orders; riparian build reads it" in given[0]
    assert "this 1 row of orders was given back before; nothing changed" in given[1]


def test_an_as_of_date_that_is_yet_to_come_is_refused(tmp_path: Path) -> None:
    folder = written(tmp_path / "shop", orders=FIRST)
    ran(folder, "init")

    said = refused(folder, "build", "--as-of", "2999-01-01").stderr

    assert "nobody knows yet what was so as of 2999-01-01" in said
    assert not (folder / ".riparian" / "snapshots" / "CURRENT").exists()


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What the commands say of two files of orders, one of which goes."""
    folder = written(tmp_path_factory.mktemp("shop"), orders_1=FIRST, orders_2=SECOND, orders_3=SECOND)
    ran(folder, "init")
    said = {"first": ran(folder, "build")}
    (folder / "orders_2.csv").unlink()
    (folder / "orders_3.csv").unlink()
    said["gone"] = ran(folder, "build")
    said["dry run"] = ran(folder, "forget", "orders_1", "orders_2.csv", "--dry-run")
    said["wrong"] = refused(folder, "forget", "orders_1", "orders_*.csv").stderr
    said["forget"] = ran(folder, "forget", "orders_1", "orders_2.csv")
    said["after"] = ran(folder, "build")
    return said


def test_rows_after_the_as_of_instant_wait(told: dict[str, str]) -> None:
    assert re.search(
        r"^orders_1: 1 row lies at or after \d{4}-\d\d-\d\d 00:00:00 and waits$", told["first"], re.MULTILINE
    )
    assert "and waits" not in told["after"]


def test_orders_in_other_currencies_are_left_out_of_sums_and_that_is_said(told: dict[str, str]) -> None:
    sentence = "of {} orders is in another currency than GBP; sums of money leave it out"

    assert "1 " + sentence.format(4) in told["first"]
    assert "1 " + sentence.format(3) in told["after"]


def test_equal_content_is_said_to_be_known(told: dict[str, str]) -> None:
    assert re.search(r"^already known +orders_1: orders_3.csv +3 rows$", told["first"], re.MULTILINE)


def test_a_file_that_is_gone_still_counts_and_the_build_says_how_to_take_it_out(told: dict[str, str]) -> None:
    hint = "riparian forget orders_1 orders_2.csv takes it out"

    assert f"orders_1: 1 file that is gone still counts: orders_2.csv; {hint}" in told["gone"]
    assert "is gone" not in told["first"] + told["after"]
    assert (reconciled(told["gone"]), reconciled(told["after"])) == (
        {"orders_1": (6, 5, 0, 1)},
        {"orders_1": (3, 3, 0, 0)},
    )


def test_forget_says_how_many_rows_go_and_takes_nothing_on_a_dry_run(told: dict[str, str]) -> None:
    assert told["dry run"] == "load 2, orders_2.csv: 3 rows read, 2 kept\n\n2 rows would go; nothing was changed\n"
    assert told["forget"].endswith("2 rows go with the next riparian build\n")
    assert "no file 'orders_*.csv' was read of 'orders_1'" in told["wrong"]


@pytest.mark.parametrize(
    ("uses", "home", "company", "sentence"),
    [
        ({}, "", "GBP", ""),
        ({"GBP": 5}, "GBP", "GBP", ""),
        (
            {"GBP": 2, "EUR": 1, "USD": 2},
            "GBP",
            "GBP",
            "3 of 5 orders are in other currencies than GBP; sums of money leave them out",
        ),
        (
            {"EUR": 2},
            "EUR",
            "GBP",
            "sums of money are in EUR, and [company] says GBP: see [derivations.currencies] home",
        ),
        ({"EUR": 2}, "", "GBP", "none of 2 orders is in the home currency; sums of money are empty"),
    ],
)
def test_what_sums_of_money_leave_out(uses: dict[str, int], home: str, company: str, sentence: str) -> None:
    assert currencies_told(uses, home=home, company=company) == sentence


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        (IdentityChange(0, 0, 0), ""),
        (IdentityChange(1, 0, 1), "1 identity correction and 1 person set apart again"),
        (IdentityChange(2, 1, 0), "2 identity corrections and 1 person merged into another"),
        (
            IdentityChange(1, 2, 3),
            "1 identity correction, 2 people merged into others and 3 people set apart again",
        ),
    ],
)
def test_what_happened_to_people(changed: IdentityChange, sentence: str) -> None:
    assert changed_told(changed) == sentence


REFUNDED = """\
order_id,email,placed_at,total,refunded,refunded_at,cancelled_at
1,ana@alder.test,2024-01-01 10:00,10,0,,
2,ben@alder.test,2024-01-02 10:00,100,40,2024-01-20 10:00,
3,cleo@alder.test,2024-01-03 10:00,50,50,2024-01-21 10:00,2024-01-21 09:00
4,dan@alder.test,2024-01-03 11:00,5,,,2099-12-31
"""
SOLVED = "id,requester,opened,solved\n1,ben@alder.test,2024-01-02 10:00,2024-01-25 10:00\n"
MAPPED = """\
[company]
name = "Alder"
currency = "EUR"

[[sources]]
name = "orders"
preset = "files"
files = "orders.csv"
[sources.tables.source_orders]
order_number = "order_id"
placed_at = "instant(placed_at)"
total = "number(total)"
currency = "'EUR'"
refunded = "number(refunded)"
refunded_at = "instant(refunded_at)"
cancelled_at = "instant(cancelled_at)"
email = "email"

[[sources]]
name = "desk"
preset = "files"
files = "cases.csv"
[sources.tables.support_cases]
case_number = "id"
opened_at = "instant(opened)"
solved_at = "instant(solved)"
email = "requester"
"""


def test_what_happened_to_rows_after_the_last_row_is_seen_and_waits_only_for_an_earlier_date(tmp_path: Path) -> None:
    folder = written(tmp_path / "shop", orders=REFUNDED, cases=SOLVED)
    (folder / "riparian.toml").write_text(MAPPED)

    now = ran(folder, "build")
    seen = (riparian.open(folder).published().snapshot.as_of, kinds(folder))
    before = ran(folder, "build", "--as-of", "2024-01-21")
    partly = kinds(folder)
    ran(folder, "build")

    assert seen == (
        datetime(2024, 1, 26),
        {"order": 4, "refund": 2, "cancel": 1, "open case": 1, "solve case": 1},
    )
    assert "orders: 1 row tells of a refund, an end or the like at or after 2024-01-26 00:00:00, and that waits" in now
    assert partly == {"order": 4, "refund": 1, "open case": 1}
    assert "orders: 2 rows tell of refunds, ends or the like at or after 2024-01-21 00:00:00, and that waits" in before
    assert "desk: 1 row tells of a refund, an end or the like at or after 2024-01-21 00:00:00, and that waits" in before
    assert kinds(folder) == seen[1]


def kinds(folder: Path) -> Counter[str]:
    """How many actions of each kind the published snapshot has."""
    return Counter(str(kind) for (kind,) in riparian.open(folder).read("actions").select("kind").fetchall())
