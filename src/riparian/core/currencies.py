"""Currencies by their codes: those of ISO 4217 that anybody is paid in.

Source: ISO 4217, list one, as iso-codes 4.15 (2023) has it, with what was amended since (`XCG`, `ZWG`). Those that it
withdrew since 2021 (`ANG`, `BGN`, `CUC`, `HRK`, `SLL`, `ZWL`) stay, because older exports name them. Left out: metals,
units of account and codes for tests.
"""

from difflib import get_close_matches
from typing import Annotated

from pydantic import AfterValidator

CURRENCIES: tuple[str, ...] = (
    "AED", "AFN", "ALL", "AMD", "ANG", "AOA", "ARS", "AUD", "AWG", "AZN", "BAM", "BBD", "BDT", "BGN", "BHD", "BIF",
    "BMD", "BND", "BOB", "BOV", "BRL", "BSD", "BTN", "BWP", "BYN", "BZD", "CAD", "CDF", "CHE", "CHF", "CHW", "CLF",
    "CLP", "CNY", "COP", "COU", "CRC", "CUC", "CUP", "CVE", "CZK", "DJF", "DKK", "DOP", "DZD", "EGP", "ERN", "ETB",
    "EUR", "FJD", "FKP", "GBP", "GEL", "GHS", "GIP", "GMD", "GNF", "GTQ", "GYD", "HKD", "HNL", "HRK", "HTG", "HUF",
    "IDR", "ILS", "INR", "IQD", "IRR", "ISK", "JMD", "JOD", "JPY", "KES", "KGS", "KHR", "KMF", "KPW", "KRW", "KWD",
    "KYD", "KZT", "LAK", "LBP", "LKR", "LRD", "LSL", "LYD", "MAD", "MDL", "MGA", "MKD", "MMK", "MNT", "MOP", "MRU",
    "MUR", "MVR", "MWK", "MXN", "MXV", "MYR", "MZN", "NAD", "NGN", "NIO", "NOK", "NPR", "NZD", "OMR", "PAB", "PEN",
    "PGK", "PHP", "PKR", "PLN", "PYG", "QAR", "RON", "RSD", "RUB", "RWF", "SAR", "SBD", "SCR", "SDG", "SEK", "SGD",
    "SHP", "SLE", "SLL", "SOS", "SRD", "SSP", "STN", "SVC", "SYP", "SZL", "THB", "TJS", "TMT", "TND", "TOP", "TRY",
    "TTD", "TWD", "TZS", "UAH", "UGX", "USD", "USN", "UYI", "UYU", "UYW", "UZS", "VED", "VES", "VND", "VUV", "WST",
    "XAF", "XCD", "XCG", "XOF", "XPF", "YER", "ZAR", "ZMW", "ZWG", "ZWL",
)  # fmt: skip


def near_currency(written: str) -> str:
    """A sentence that names the code which somebody who wrote this most likely meant, or says what a code is."""
    meant = written.strip().upper()
    swapped = [code for code in CURRENCIES if sorted(code) == sorted(meant)]
    near = swapped or get_close_matches(meant, CURRENCIES, n=1)
    return f"did you mean {near[0]!r}?" if near else "write the three letters of ISO 4217, such as 'EUR'"


def _code(written: str) -> str:
    if written and written not in CURRENCIES:
        raise ValueError(f"{written!r} is no currency; {near_currency(written)}")
    return written


Currency = Annotated[str, AfterValidator(_code)]
"""A setting that is a currency code, or empty."""
