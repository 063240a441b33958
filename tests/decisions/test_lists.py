from datetime import datetime

import pytest
from pydantic import ValidationError

from riparian.core.entries import Recorded, Refused
from riparian.decisions.lists import MOST, ListDropped, ListSaved, decide, standing

AT = datetime(2024, 5, 1, 9)


def saved(name: str = "asleep", filter: str = "dormant=yes") -> ListSaved:
    return ListSaved(list=name, filter=filter, snapshot="000007", as_of=datetime(2024, 5, 1), people=4)


def recorded(*entries: ListSaved | ListDropped) -> list[Recorded]:
    return [
        Recorded(number, "lists", f"list {one.list}", number, one.kind, one.model_dump(mode="json"), AT, "eva")
        for number, one in enumerate(entries, 1)
    ]


def test_what_was_saved_stands_until_it_is_dropped_and_may_then_be_saved_again() -> None:
    state = standing(recorded(saved(), saved("awake", "dormant=no"), ListDropped(list="asleep")))

    assert list(state) == ["awake"]
    assert (state["awake"].entry, state["awake"].decided_by) == (2, "eva")
    assert decide(saved(), state) == (saved(),)


@pytest.mark.parametrize(
    ("command", "why"),
    [
        (saved(filter=""), "choose a filter first"),
        (saved(filter="band=5&search=ana"), "take the search out"),
        (saved(filter="search=17"), "take the search out"),
        (saved(filter="country=ana%40alder.test"), "no e-mail address"),
        (saved("for ana@alder.test"), "no e-mail address"),
        (saved("taken"), "drop it first"),
        (ListDropped(list="asleep"), "no list 'asleep'"),
    ],
)
def test_what_would_keep_words_of_a_person_or_makes_no_sense_is_refused(
    command: ListSaved | ListDropped, why: str
) -> None:
    decided = decide(command, standing(recorded(saved("taken"))))

    assert isinstance(decided, Refused)
    assert why in decided.reason


def test_there_is_an_end_to_how_many_lists_stand() -> None:
    state = standing(recorded(*(saved(f"list {number}") for number in range(MOST))))

    assert isinstance(decide(saved("one more"), state), Refused)


@pytest.mark.parametrize("name", ["", " ", " asleep", "asleep\n", "a" * 81])
def test_a_name_is_one_line_without_white_space_around_it(name: str) -> None:
    with pytest.raises(ValidationError):
        saved(name)
