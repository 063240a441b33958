import json
from decimal import Decimal

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from riparian.storage.whole_numbers import with_whole_numbers

NUMBERS = st.one_of(
    st.integers(-(2**63) + 1, 2**63 - 1).map(str),
    st.integers(-(10**18), 10**18).map(lambda whole: f"{whole}.0"),
    st.integers(-(10**6), 10**6).map(lambda whole: f"{whole}.000"),
    st.builds(lambda digits, power: f"{digits}e{power}", st.integers(-999, 999), st.integers(-5, 30)),
    st.builds(lambda digits, power: f"{digits}.25E+{power}", st.integers(-999, 999), st.integers(0, 5)),
    st.floats(allow_nan=False, allow_infinity=False).map(repr),
)
LOOKALIKES = st.sampled_from(
    ['"1.0"', '"[1.0, 2e3]"', '": 7.0,"', '"\\"a\\": 7.0, {8e1}"', '"\\\\"', "true", "null", '""']
)
VALUES = st.recursive(
    st.one_of(NUMBERS, LOOKALIKES, st.text(max_size=6).map(json.dumps)),
    lambda inside: st.one_of(
        st.lists(inside, max_size=4).map(lambda found: f"[{', '.join(found)}]"),
        st.lists(inside, max_size=3).map(
            lambda found: "{" + ",".join(f'"k{at}":{v}' for at, v in enumerate(found)) + "}"
        ),
    ),
    max_leaves=8,
)


def changed(text: str) -> str:
    """One text with its whole numbers written as such."""
    (found,) = with_whole_numbers(pa.array([text])).to_pylist()
    return str(found)


def read(text: str) -> object:
    """A JSON text with numbers to their last digit."""
    found: object = json.loads(text, parse_float=Decimal, parse_int=Decimal)
    return found


def whole_floats(text: str) -> list[str]:
    """The numbers of a text that are whole, below 2**63 and not written so."""
    found: list[str] = []
    json.loads(text, parse_float=found.append)
    return [one for one in found if abs(Decimal(one)) < 2**63 and Decimal(one) == Decimal(one).to_integral_value()]


@given(st.lists(VALUES, min_size=1, max_size=4))
def test_every_value_stays_and_no_whole_number_has_a_fraction(values: list[str]) -> None:
    text = "{" + ", ".join(f'"v{place}": {value}' for place, value in enumerate(values)) + "}"

    made = changed(text)

    assert read(made) == read(text)
    assert whole_floats(made) == []


@pytest.mark.parametrize(
    ("written", "whole"),
    [
        ("1001.0", "1001"),
        ("1001.000", "1001"),
        ("1.0e3", "1000"),
        ("1E+3", "1000"),
        ("1001.50e2", "100150"),
        ("-3.00", "-3"),
        ("9007199254740993", "9007199254740993"),
        ("9007199254740993.0", "9007199254740993"),
        ("9.007199254740993e15", "9007199254740993"),
        ("12345678901234567890123", "12345678901234567890123"),
        ("49.90", "49.90"),
        ("1.5e-3", "1.5e-3"),
        ("1e300", "1e300"),
        ("[1.0,2.0 , 3.5, 4e0]", "[1,2 , 3.5, 4]"),
    ],
)
def test_a_number_is_written_as_everybody_writes_it(written: str, whole: str) -> None:
    assert changed(f'{{"id": {written}}}') == f'{{"id": {whole}}}'


def test_texts_that_hold_no_such_number_are_not_touched() -> None:
    texts = pa.array(['{"id": 1}', None, '{"id": "1.0"}'])

    assert with_whole_numbers(texts).equals(texts)
