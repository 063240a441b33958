"""Phone numbers in E.164."""

import pytest

from riparian.models.phones import normal_phones


def test_every_way_to_write_a_number_gives_the_same_form() -> None:
    written = ["020 7946 0018", "+44 20 7946 0018", "'+442079460018", "(020) 7946-0018", "0044 20 7946 0018"]

    assert normal_phones(written, "GB") == ["+442079460018"] * 5


def test_a_number_without_a_country_belongs_to_the_region() -> None:
    assert normal_phones(["030 901820", "+1 202-555-0123"], "DE") == ["+4930901820", "+12025550123"]


def test_the_extension_is_left_out() -> None:
    assert normal_phones(["020 7946 0018 ext. 7"], "GB") == ["+442079460018"]


@pytest.mark.parametrize("written", ["", "n/a", "123", "0000000000", "1234567890", "5555555555", "call me"])
def test_what_cannot_be_a_number_is_none(written: str) -> None:
    assert normal_phones([written], "US") == [None]


def test_a_number_of_possible_length_in_an_unlisted_range_is_one() -> None:
    assert normal_phones(["07700 900123"], "GB") == ["+447700900123"]


def test_an_unknown_region_is_named() -> None:
    with pytest.raises(ValueError, match="'Britain' is no region"):
        normal_phones([], "Britain")
