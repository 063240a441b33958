from decimal import Decimal

import ibis
import pytest
from hypothesis import given
from hypothesis import strategies as st

from riparian.expressions.money import decimal_of, decimal_with_comma, minor_units
from tests.expressions.columns import each


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("12.50", "12.5"),
        ("-3", "-3"),
        ("1e3", "1000"),
        ("€1.234,50", "1234.5"),
        ("1,234.50 USD", "1234.5"),
        ("CHF 1'000.-", "1000"),
        ("1 234,5", "1234.5"),
        ("1\N{NO-BREAK SPACE}234,5 kr", "1234.5"),
        ("(12.00)", "-12"),
        ("12-", "-12"),
        ("$-7.5", "-7.5"),
        ("1,234", "1234"),
        ("0,500", "0.5"),
        ("12,5", "12.5"),
        ("1.234", "1.234"),
        ("1.234.567", "1234567"),
        ("abc", None),
        ("12abc34", None),
        ("1.2.3", None),
        ("-", None),
        ("", None),
        (None, None),
        ("99999999999999", None),
    ],
)
def test_the_number_that_a_text_says(written: str | None, number: str | None) -> None:
    assert each([written], decimal_of) == [None if number is None else Decimal(number)]


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("49,90", "49.9"),
        ("1.250", "1250"),
        ("-1.250.000 €", "-1250000"),
        ("EUR 1.250,50", "1250.5"),
        ("1,234", "1.234"),
        ("(12,5)", "-12.5"),
        ("49.90", "49.9"),
        ("0.500", "0.5"),
        ("1,250.00", "1250"),
        ("12", "12"),
        ("CHF 1'000.-", "1000"),
        ("1.250,–", "1250"),
        ("1.250,-", "1250"),
        ("€ 1.250,-- ", "1250"),
        ("12,—", "12"),
        ("1.250-", "-1250"),
        ("abc", None),
        ("1,2,3", None),
        (None, None),
    ],
)
def test_the_number_of_a_text_with_a_decimal_comma(written: str | None, number: str | None) -> None:
    assert each([written], decimal_with_comma) == [None if number is None else Decimal(number)]


@pytest.mark.parametrize(
    ("currency", "units"), [("GBP", 1235), ("JPY", 12), (" jpy", 12), ("KWD", 12345), ("CLF", 123450), (None, 1235)]
)
def test_minor_units_are_those_of_the_currency(currency: str | None, units: int) -> None:
    # ISO 4217: no minor unit for the yen, thousandths for the Kuwaiti dinar, ten-thousandths for the Chilean UF.
    assert each(["12.345"], lambda text: minor_units(text, ibis.literal(currency, "string"))) == [units]


def test_half_a_minor_unit_goes_away_from_zero() -> None:
    found = each(
        [2.675, -2.675, 0.125, float("nan"), float("inf"), None],
        lambda number: minor_units(number, ibis.literal("EUR")),
        float,
    )

    assert found == [268, -268, 13, None, None, None]


@given(st.integers(-(10**11), 10**11))
def test_what_is_written_in_cents_comes_back_in_cents(cents: int) -> None:
    whole, rest = divmod(abs(cents), 100)
    sign = "-" if cents < 0 else ""
    written = [
        f"{sign}{whole}.{rest:02}",
        f"{sign}{whole:,}.{rest:02} EUR",
        f"€ {sign}{whole:,}.{rest:02}".replace(",", "'"),
    ]

    assert each(written, lambda text: minor_units(text, ibis.literal("EUR"))) == [cents] * 3
