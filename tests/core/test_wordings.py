import re

import pytest

from riparian.core.wordings import pattern, reasons


@pytest.mark.parametrize(
    ("wordings", "told"),
    [
        (["total -5 is below 0", "total -12.50 is below 0"], "total … is below 0"),
        (["total -5 is below 0"], "total -5 is below 0"),
        (["currency 'XX' is no code", "currency 'a b' is no code"], "currency … is no code"),
        (["at 2026-01-03 10:00:00 it ended", "at 2026-01-04 10:00:00 it ended"], "at … 10:00:00 it ended"),
        (["rate 1e-05 is above 1", "rate 3 is above 1"], "rate … is above 1"),
        (["id_1 is missing", "id_1 is missing"], "id_1 is missing"),
    ],
)
def test_wordings_that_differ_in_values_are_one_reason(wordings: list[str], told: str) -> None:
    found = reasons(wordings)

    assert {one.told for one in found.values()} == {told}
    assert all(re.fullmatch(pattern(told), one) for one in wordings)


def test_names_with_a_number_in_them_are_reasons_of_their_own() -> None:
    found = reasons(["id_1 is missing", "id_2 is missing", "total -1 is below 0", "tax -1 is below 0"])

    assert [one.told for one in found.values()] == list(found)


def test_a_reason_is_met_by_none_that_tells_more() -> None:
    of_total = pattern("total … is below 0")

    assert re.fullmatch(of_total, "total -7 is below 0")
    assert not re.fullmatch(of_total, "total -7 is below 0; tax -3 is below 0")
    assert not re.fullmatch(of_total, "total x is below 0")


def test_what_is_no_value_is_taken_as_it_is_written() -> None:
    assert re.fullmatch(pattern("a.b (c) … d"), "a.b (c) 7 d")
    assert not re.fullmatch(pattern("a.b (c) … d"), "axb (c) 7 d")
