from datetime import datetime

import pytest
from pydantic import ValidationError

from riparian.core.entries import Recorded
from riparian.decisions.audit import Exported, PersonViewed, Seen, noted

AT = datetime(2024, 5, 1, 9)


@pytest.mark.parametrize(("seen", "words"), [
    (PersonViewed(person_key=3), "opened person 3"),
    (Exported(what="/people.csv", filters=()), "exported /people.csv"),
    (Exported(what="/people.csv", filters=("band", "search")), "exported /people.csv, filtered by band, search"),
])  # fmt: skip
def test_an_entry_is_told_in_words(seen: Seen, words: str) -> None:
    one = Recorded(7, "audit", "audit x", 1, seen.kind, seen.model_dump(mode="json"), AT, "eva")

    assert (noted(one).entry, noted(one).at, noted(one).by, noted(one).what) == (7, AT, "eva", words)


@pytest.mark.parametrize("name", ["ana@alder.test", "Ana Lind", "band=3", ""])
def test_what_is_no_name_of_a_filter_is_no_entry(name: str) -> None:
    with pytest.raises(ValidationError):
        Exported(what="/people.csv", filters=(name,))


def test_an_address_as_it_was_asked_is_no_entry() -> None:
    with pytest.raises(ValidationError):
        Exported(what="/people.csv?search=ana", filters=())
