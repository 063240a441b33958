"""Countries, as people and shops write them."""

import pytest

from riparian.expressions.countries import COUNTRIES, country_code
from riparian.models.phones import REGIONS
from tests.expressions.columns import each


@pytest.mark.parametrize(
    ("code", "written"),
    [
        ("GB", ["GB", "gb", " UK ", "U.K.", "United Kingdom", "united kingdom", "Great Britain", "GBR", "England"]),
        ("US", ["USA", "U.S.A.", "United States", "United States of America"]),
        ("NL", ["Netherlands", "The Netherlands", "Holland", "NLD"]),
        ("CI", ["Côte d'Ivoire", "Cote d'Ivoire", "Ivory Coast"]),
        ("IE", ["EIRE", "Ireland"]),
        ("KR", ["Korea, Republic of", "Republic of Korea", "South Korea"]),
    ],
)
def test_all_ways_to_write_a_country_are_its_two_letters(code: str, written: list[str]) -> None:
    assert each(written, country_code) == [code] * len(written)


def test_a_text_that_means_no_country_stays_and_nothing_is_nothing() -> None:
    assert each(["Unspecified", " European Community ", "XX", "", "  ", None], country_code) == [
        "Unspecified", "European Community", "XX", None, None, None,
    ]  # fmt: skip


def test_no_name_means_two_countries() -> None:
    names = [name for listed in COUNTRIES.values() for name in listed.split("|")]

    assert len(names) == len(set(names))
    assert len(COUNTRIES) == 249
    assert set(REGIONS) - set(COUNTRIES) <= {"AC", "TA", "XK"}
