from collections import Counter

from riparian.cli.build import unnamed_told
from riparian.storage.landing import Landed
from riparian.workspace.unnamed import unnamed_words


def load(number: int, words: dict[str, int]) -> Landed:
    return Landed(number, "app", "files", f"{number}.csv", "", 0, "", unnamed={"kind": words})


def test_words_of_several_loads_are_added_up() -> None:
    found = unnamed_words([load(1, {"buy": 2, "": 5}), load(2, {"buy": 1, "leave": 4})])

    assert found == {"kind": Counter({"buy": 3, "leave": 4, "": 5})}


def test_of_many_words_the_most_frequent_are_named() -> None:
    words = Counter({"b": 1, "a": 1, "c": 7, "d": 1, "e": 1, "f": 1, "": 3})

    assert unnamed_told("app", "kind", words, becomes="other") == (
        "app: 15 rows read hold words that [sources.values.kind] does not name, taken for 'other' by its '*': "
        "c (7), a (1), b (1), d (1), e (1) …"
    )


def test_one_row_is_told_as_one() -> None:
    assert unnamed_told("app", "kind", Counter({"buy": 1}), becomes="other").startswith("app: 1 row read holds a word")
