"""How many decimals the amounts of a currency have (ISO 4217, list one, amended 2024)."""

NO_MINOR_UNIT = frozenset((
    "BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "UYI", "VND", "VUV", "XAF", "XOF",
    "XPF",
))  # fmt: skip
THOUSANDTHS = frozenset(("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"))
TEN_THOUSANDTHS = frozenset(("CLF", "UYW"))


def minor_digits(currency: str) -> int:
    """Decimals of an amount in a currency: none for the yen, three for a Kuwaiti dinar, two where it is unknown."""
    kinds = ((NO_MINOR_UNIT, 0), (THOUSANDTHS, 3), (TEN_THOUSANDTHS, 4))
    return next((digits for codes, digits in kinds if currency in codes), 2)
