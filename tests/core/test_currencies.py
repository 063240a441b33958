import pytest
from pydantic import ValidationError

from riparian.core.currencies import CURRENCIES, Currency, near_currency
from riparian.core.money import NO_MINOR_UNIT, TEN_THOUSANDTHS, THOUSANDTHS
from riparian.core.settings import Settings


class Priced(Settings):
    currency: Currency = ""


def test_codes_are_three_capital_letters_once_each_in_order() -> None:
    assert all(len(code) == 3 and code.isascii() and code.isupper() for code in CURRENCIES)
    assert list(CURRENCIES) == sorted(set(CURRENCIES))


def test_every_currency_of_another_minor_unit_than_hundredths_is_known() -> None:
    assert (NO_MINOR_UNIT | THOUSANDTHS | TEN_THOUSANDTHS) - set(CURRENCIES) == set()


@pytest.mark.parametrize(
    ("written", "said"), [("eur", "'EUR'?"), ("GPB", "'GBP'?"), ("EURO", "'EUR'?"), ("£", "such as 'EUR'")]
)
def test_what_somebody_meant_is_suggested(written: str, said: str) -> None:
    assert near_currency(written).endswith(said)


def test_a_setting_takes_a_code_or_nothing() -> None:
    assert (Priced().currency, Priced(currency="JPY").currency) == ("", "JPY")
    with pytest.raises(ValidationError, match="'XXX' is no currency"):
        Priced(currency="XXX")
