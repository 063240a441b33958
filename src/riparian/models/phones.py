"""Phone numbers in the one form that tells them apart: E.164, such as `+442079460018`."""

from collections.abc import Sequence

import phonenumbers

REGIONS: frozenset[str] = frozenset(phonenumbers.SUPPORTED_REGIONS)
"""Regions (two letters of ISO 3166, `GB`) that numbers can belong to."""

_WORDS_BEFORE = "'’` \t\u00a0"
"""What spreadsheets and exports put before a number so that it is not calculated with."""


def normal_phones(written: Sequence[str], region: str) -> list[str | None]:
    """Each number in E.164, without its extension, or None where it cannot be a number.

    A number has to have a possible length, no more: ranges open faster than lists of them are updated. One repeated
    digit, and the digits in a row, are what people type who have to type something; they are None too.

    Args:
        written: numbers as somebody wrote them.
        region: two letters (`GB`); where numbers without a country belong.

    Raises:
        ValueError: no such region.
    """
    if region not in REGIONS:
        raise ValueError(f"{region!r} is no region; write two capital letters, such as 'GB'")
    known = {text: _normal_phone(text, region) for text in set(written)}
    return [known[text] for text in written]


def _normal_phone(written: str, region: str) -> str | None:
    try:
        number = phonenumbers.parse(written.strip(_WORDS_BEFORE), region)
    except phonenumbers.NumberParseException:
        return None
    digits = phonenumbers.national_significant_number(number)
    typed_to_type_something = (
        len(set(digits)) == 1 or digits in "12345678901234567890" or digits in "98765432109876543210"
    )
    if typed_to_type_something or not phonenumbers.is_possible_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
