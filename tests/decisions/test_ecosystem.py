"""Whether a participant is wanted."""

from datetime import datetime

import pytest

from riparian.core.entries import Recorded, Refused
from riparian.decisions.ecosystem import ParticipantWanted, WishDropped, decide, standing

AT = datetime(2024, 5, 1, 9)


def wanted(name: str = "The Forum", yes: bool = True, reason: str = "") -> ParticipantWanted:
    return ParticipantWanted(participant=name, wanted=yes, reason=reason)


def recorded(*entries: ParticipantWanted | WishDropped) -> list[Recorded]:
    return [
        Recorded(n, "ecosystem", f"participant {one.participant}", n, one.kind, one.model_dump(mode="json"), AT, "eva")
        for n, one in enumerate(entries, 1)
    ]


def test_the_last_word_on_a_participant_stands() -> None:
    found = standing(recorded(wanted(), wanted("Ada"), wanted(yes=False)))

    assert {name: (one.said.wanted, one.entry) for name, one in found.items()} == {
        "Ada": (True, 2), "The Forum": (False, 3),
    }  # fmt: skip
    assert (found["Ada"].decided_by, found["Ada"].decided_on) == ("eva", AT.date())


def test_what_was_taken_back_stands_no_more() -> None:
    assert standing(recorded(wanted(), WishDropped(participant="The Forum"))) == {}


def test_entries_of_other_kinds_of_the_subject_are_left_alone() -> None:
    other = Recorded(1, "ecosystem", "elsewhere", 1, "another decision", {"what": 1}, AT, "eva")

    assert standing([other]) == {}


@pytest.mark.parametrize(
    ("command", "why"),
    [
        (wanted(), "entry 1 says so already"),
        (WishDropped(participant="Ada"), "nothing was decided about 'Ada'"),
    ],
)
def test_what_changes_nothing_is_refused(command: ParticipantWanted | WishDropped, why: str) -> None:
    decided = decide(command, standing(recorded(wanted())))

    assert decided == Refused(why)


def test_the_same_with_another_reason_is_a_new_word() -> None:
    again = wanted(reason="met her")

    assert decide(again, standing(recorded(wanted()))) == (again,)
