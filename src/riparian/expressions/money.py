"""Money: from what files write to whole minor units (pence, cents).

Minor units per currency are ISO 4217's (list one, amended 2024): none for the yen, a thousand fils for a Kuwaiti dinar.
"""

import ibis

from riparian.core.money import NO_MINOR_UNIT, TEN_THOUSANDTHS, THOUSANDTHS

_DECIMAL = "decimal(18, 6)"
_SIGN = r"[-+−(]?"
_CURRENCY = r"(?:[A-Za-z]{1,4}[$£€]?|[^\w\s,.()'’+−-]{1,3})?"
_NO_MINOR_UNITS = r"[.,][-–—]+\s*$"
"""Prices may write no cents as a dash: `12.-`, `1.250,–`."""
_AMOUNT = rf"^\s*{_SIGN}\s*{_CURRENCY}\s*{_SIGN}\s*\.?[0-9][0-9.,'’\s\x{{00a0}}\x{{202f}}]*{_CURRENCY}\s*[-)]?\s*$"


def minor_units(amount: ibis.Value, currency: ibis.Value) -> ibis.Value:
    """An amount (text or number, in major units) as whole minor units of its currency; null where it is no amount.

    Half a minor unit is rounded away from zero. A currency that is null or unknown has hundredths.
    """
    exact = decimal_of(amount) if amount.type().is_string() else amount.try_cast(_DECIMAL)
    code = currency.strip().upper()
    units = ibis.cases(
        (code.isin(sorted(NO_MINOR_UNIT)), 1),
        (code.isin(sorted(THOUSANDTHS)), 1000),
        (code.isin(sorted(TEN_THOUSANDTHS)), 10_000),
        else_=100,
    )
    return (exact * units.cast("int32")).round(0).cast("int64")


def decimal_of(written: ibis.Value) -> ibis.Value:
    """The number that a text says, to six decimals; null where it says none.

    Currency signs and codes, thousands separators of any kind, brackets and trailing signs for negative amounts are
    understood: `€1.234,50`, `1,234.50 USD`, `(12.00)`, `12-`. Of comma and point the later one is the decimal sign;
    a lone comma followed by exactly three digits separates thousands (`1,234` is 1234), a lone point never does.
    """
    return ibis.coalesce(written.try_cast(_DECIMAL), _decimal_of_dressed(written))


def decimal_with_comma(written: ibis.Value) -> ibis.Value:
    """The number that a text says whose decimal sign is a comma: `1.250` is 1250, `1,234` is 1.234.

    A text in which it cannot be that, such as `49.90`, is read as `decimal_of` reads it.
    """
    written = written.re_replace(_NO_MINOR_UNITS, "")
    thousands = written.re_search(r"^[^0-9.,]*[1-9][0-9]{0,2}(\.[0-9]{3})+[^0-9.,]*$")
    fraction = written.re_search(r"^[^0-9.,]*[0-9]+,[0-9]+[^0-9.,]*$")
    return decimal_of(
        ibis.cases((thousands, written.replace(".", "")), (fraction, written.replace(",", ".")), else_=written)
    )


def _decimal_of_dressed(written: ibis.Value) -> ibis.Value:
    written = written.re_replace(_NO_MINOR_UNITS, "")
    negative = written.re_search("[-−(]")
    digits = written.re_replace(r"[^0-9.,]", "")
    plain = ibis.cases(
        (digits.re_search(r"^[0-9,]*,[0-9,]*\.[0-9]*$"), digits.replace(",", "")),
        (digits.re_search(r"^[0-9.]*\.[0-9.]*,[0-9]*$"), digits.replace(".", "").replace(",", ".")),
        (digits.re_search(r"^[1-9][0-9]{0,2}(,[0-9]{3})+$"), digits.replace(",", "")),
        (digits.re_search(r"^[0-9]*,[0-9]+$"), digits.replace(",", ".")),
        (digits.re_search(r"^[0-9]{1,3}(\.[0-9]{3}){2,}$"), digits.replace(".", "")),
        else_=digits,
    )
    amount = plain.try_cast(_DECIMAL)
    return ibis.ifelse(written.re_search(_AMOUNT), ibis.ifelse(negative, -amount, amount), ibis.null(_DECIMAL))
