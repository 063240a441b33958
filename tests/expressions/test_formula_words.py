import pytest

from riparian.expressions.formula_words import Word, words_of

VALUES = {"kind": {"a": "view", "b": "click", "c": "view", "*": "other"}}


@pytest.mark.parametrize(
    ("formula", "words"),
    [
        ("'view'", [Word("view")]),
        ("'view' if paid == 'yes' else 'click'", [Word("view"), Word("click")]),
        ("value_map(event, 'kind')", [Word("view", "kind"), Word("click", "kind"), Word("other", "kind")]),
        ("coalesce(first(event), 'view')", [Word("view")]),
        ("event", []),
        ("lower('VIEW')", []),
        ("value_map(event, 'kinds')", []),
        ("3", []),
        ("'view", []),
    ],
)
def test_words_are_those_that_the_formula_may_give_whatever_the_file_says(formula: str, words: list[Word]) -> None:
    assert list(words_of(formula, VALUES)) == words
