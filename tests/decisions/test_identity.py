"""Corrections of identity."""

from dataclasses import asdict

import pytest
from pydantic import ValidationError

from riparian.core.entries import Entry, Recorded, Refused
from riparian.core.row import schema_of
from riparian.decisions.identity import STREAM, IdentityState, Joined, Split, corrections, decide
from riparian.tables.identity import IdentityCorrection
from riparian.testing.tables import at

KINDS = {1: "user_id", 2: "email", 3: "phone", 4: "anonymous_id", 9: "withheld_id"}


def recorded(*decided: Joined | Split) -> list[Recorded]:
    """These decisions as the ledger would keep them, one an entry."""
    return [
        Recorded(n, "identity", STREAM, n, one.kind, one.model_dump(mode="json"), at(days=n), "ana")
        for n, one in enumerate(decided, start=1)
    ]


def state(*decided: Joined | Split) -> IdentityState:
    return IdentityState(corrections(recorded(*decided)), KINDS)


def join(left: int, *right: int) -> Joined:
    return Joined(left_key=left, right_keys=right, reason="same signature")


def split(left: int, *right: int) -> Split:
    return Split(left_key=left, right_keys=right, reason="father and son")


def refusal(answer: tuple[Entry, ...] | Refused) -> str:
    assert isinstance(answer, Refused)
    return answer.reason


def test_a_correction_becomes_one_entry_that_holds_keys_alone() -> None:
    assert decide(join(1, 2, 3), state()) == (join(1, 2, 3),)
    assert join(1, 2).model_dump() == {"left_key": 1, "right_keys": (2,), "reason": "same signature"}


def test_an_entry_is_a_row_for_each_pair() -> None:
    made = corrections(recorded(join(1, 2), split(1, 3, 4)))

    assert [(one.entry, one.decision, one.left_key, one.right_key) for one in made] == [
        (1, "join", 1, 2),
        (2, "split", 1, 3),
        (2, "split", 1, 4),
    ]
    assert list(asdict(made[0])) == list(schema_of(IdentityCorrection))


def test_unknown_identifiers_are_refused() -> None:
    assert refusal(decide(join(1, 77), state())) == "no identifier has the key 77"


def test_an_identifier_cannot_be_joined_with_or_split_from_itself() -> None:
    assert "itself" in refusal(decide(split(1, 1), state()))


def test_nobody_decides_over_a_denied_consent_but_a_split_may_name_it() -> None:
    assert "consent" in refusal(decide(join(1, 9), state()))
    assert decide(split(1, 9), state()) == (split(1, 9),)


def test_what_stands_already_is_not_said_again() -> None:
    assert refusal(decide(join(2, 1), state(join(1, 2)))) == "entry 1 says so already"
    assert decide(join(1, 2, 3), state(join(1, 2))) == (join(1, 2, 3),)


def test_the_last_word_on_a_pair_may_always_be_changed() -> None:
    assert decide(split(2, 1), state(join(1, 2))) == (split(2, 1),)
    assert decide(join(1, 2), state(join(1, 2), split(1, 2))) == (join(1, 2),)


def test_a_join_may_not_bring_together_through_others_what_was_split() -> None:
    before = state(split(1, 3), join(1, 2))

    assert "entry 1 split 1 and 3" in refusal(decide(join(2, 3), before))
    assert decide(join(2, 4), before) == (join(2, 4),)


def test_a_join_of_the_split_pair_itself_undoes_the_split() -> None:
    assert decide(join(1, 3), state(split(1, 3), join(1, 2))) == (join(1, 3),)


def test_a_correction_about_one_identifier_alone_cannot_be_said() -> None:
    with pytest.raises(ValidationError):
        join(1)
