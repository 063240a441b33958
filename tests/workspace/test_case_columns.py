from datetime import datetime
from pathlib import Path

import pytest

from riparian.workspace.case_columns import cases_guessed
from riparian.workspace.drafting import drafted
from riparian.workspace.proposing import proposed
from riparian.workspace.workspace import Workspace
from tests.workspace.exports import TICKETS, look_at, written


def test_tickets_of_any_tool_become_cases(tmp_path: Path) -> None:
    guess = cases_guessed(look_at(tmp_path, TICKETS), stem="export")

    assert guess is not None
    assert guess.tables == {
        "support_cases": {
            "case_number": "id",
            "opened_at": "instant(created_at)",
            "solved_at": "instant(solved_at)",
            "status": "lower(status)",
            "subject": "subject",
            "satisfaction": "value_map(satisfaction, 'satisfaction')",
            "email": "requester_email",
        }
    }
    assert guess.values == {"satisfaction": {"Bad": "bad", "Good": "good"}}


def test_who_works_on_a_case_is_not_who_asked(tmp_path: Path) -> None:
    text = (
        "Ticket ID,Assignee email,Customer email,Opened,Resolved on,Status\n"
        "1,joe@us.test,ana@alder.test,01/03/2025 10:00,31/03/2025 11:00,done\n"
        "2,joe@us.test,ben@alder.test,21/03/2025 10:00,,open\n"
    )

    guess = cases_guessed(look_at(tmp_path, text), stem="export")

    assert guess is not None
    assert guess.tables["support_cases"]["email"] == "customer_email"
    assert guess.tables["support_cases"]["solved_at"] == "instant(resolved_on, '%d/%m/%Y %H:%M')"


def test_satisfaction_on_another_scale_is_told_and_not_read(tmp_path: Path) -> None:
    text = TICKETS.replace(",Good", ",9").replace(",Bad", ",2")

    guess = cases_guessed(look_at(tmp_path, text), stem="tickets")

    assert guess is not None
    assert "satisfaction" not in guess.tables["support_cases"]
    assert guess.remarks[-1] == "satisfaction is not read: what it says is neither good and bad nor 1 to 5"


@pytest.mark.parametrize(
    "text",
    [
        TICKETS.replace("Requester email", "Agent email"),  # nobody who asked
        TICKETS.replace("Created at", "Note"),
        TICKETS.replace("Id", "Place").replace("7,", "a,"),
        "id,email,created_at,status\n1,ana@alder.test,2025-03-01 10:00,active\n",
    ],
)
def test_a_file_that_lacks_what_cases_have_is_none_of_them(tmp_path: Path, text: str) -> None:
    assert cases_guessed(look_at(tmp_path, text), stem="export") is None


def test_solutions_and_satisfaction_of_plain_tickets_count(tmp_path: Path) -> None:
    folder = written(tmp_path, tickets=TICKETS)
    (folder / "riparian.toml").write_text(drafted(proposed(folder)), encoding="utf-8")
    company = Workspace(folder)

    company.build()

    cases = company.published().rows(
        "support_cases", columns=("case_number", "status", "solved_at", "satisfaction"), limit=9
    )
    assert sorted(tuple(one.values()) for one in cases) == [
        ("7", "solved", datetime(2025, 3, 2, 9), "good"),
        ("8", "closed", datetime(2025, 3, 4, 12), "bad"),
        ("9", "open", None, None),
    ]
