"""Numbers, money and times as a reader wants them written."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_EVEN, Decimal

from riparian.core.money import minor_digits

_SYMBOLS = {"EUR": "€", "GBP": "£", "USD": "$", "JPY": "¥", "INR": "₹"}


LONGEST = 80
"""Characters of a text from a source that a page shows."""
TITLE = 1000
"""Characters of it that show where somebody points at it."""


def clip(text: str, longest: int = LONGEST) -> str:
    """A text, or its beginning and an ellipsis where it is longer."""
    return text if len(text) <= longest else f"{text[: longest - 1]}…"


def number(value: float) -> str:
    """A whole number with thousands marked, rounded half to even: `12,400`."""
    return f"{round(value):,}".replace("-", "−")


def counted(amount: int, singular: str, plural: str) -> str:
    """A number and its noun: `1 person`, `2,400 people`."""
    return f"{amount:,} {singular if amount == 1 else plural}"


def people(amount: int) -> str:
    """How many people."""
    return counted(amount, "person", "people")


def short(value: float) -> str:
    """At most five figures, for places with little room: `99,999`, `412 k`, `1.25 M`."""
    if abs(value) < 99_999.5:
        return number(value)
    if abs(value) < 999_500:
        return f"{value / 1e3:.0f} k"
    if abs(value) < 999_500_000:
        return f"{value / 1e6:.3g} M"
    return f"{value / 1e9:,.3g} bn"


def _in_currency(figures: str, currency: str) -> str:
    sign, figures = ("−", figures[1:]) if figures.startswith(("-", "−")) else ("", figures)
    symbol = _SYMBOLS.get(currency)
    return f"{sign}{symbol}{figures}" if symbol else f"{sign}{figures} {currency}".strip()


def major(minor: int, currency: str) -> Decimal:
    """Minor units as units of the currency."""
    return Decimal(minor).scaleb(-minor_digits(currency))


def money(minor: int, currency: str) -> str:
    """An exact amount: `€12.50`."""
    return _in_currency(f"{major(minor, currency):,f}", currency)


def whole_money(minor: int, currency: str) -> str:
    """An amount without its minor units, rounded half to even: `€12,504`."""
    return _in_currency(f"{major(minor, currency).quantize(Decimal(1), ROUND_HALF_EVEN):,f}", currency)


def short_money(minor: int, currency: str) -> str:
    """An amount for places with little room: `€412 k`."""
    return _in_currency(short(float(major(minor, currency))), currency)


def fitting_money(minor: float, currency: str) -> str:
    """An amount to its minor units below a hundred units, whole from there on: `€12.50`, `€1,250`."""
    rounded = round(minor)
    return (money if rounded and abs(major(rounded, currency)) < 100 else whole_money)(rounded, currency)


def signed_money(minor: float, currency: str) -> str:
    """The same with its sign: `+€12.50`, `−€1,250`."""
    return f"{'+' if round(minor) > 0 else ''}{fitting_money(minor, currency)}"


def listed(names: Sequence[str], most: int = 3) -> str:
    """Names in a row: `Email, Display and 2 more`."""
    told = [*names[:most], *([f"{len(names) - most} more"] if len(names) > most else [])]
    return " and ".join(one for one in (", ".join(told[:-1]), told[-1]) if one) if told else ""


def share(value: float) -> str:
    """A fraction as a percentage with one decimal: `12.4 %`."""
    return f"{100 * value:.1f} %".replace("-", "−")


def days(value: float) -> str:
    """A length of time in days: `3.2 days`, `41 days`."""
    told = f"{value:.1f}" if value < 10 else f"{value:.0f}"
    return f"{told} day" if told == "1.0" else f"{told} days"


def hours(value: float) -> str:
    """A length of time from its hours: `12 minutes`, `5 hours`, `3.2 days`."""
    if value < 1:
        return counted(round(value * 60), "minute", "minutes")
    return counted(round(value), "hour", "hours") if value < 48 else days(value / 24)


def signed(value: float) -> str:
    """A whole number with its sign, a true minus: `+12`, `−3`."""
    return f"{round(value):+,}".replace("-", "−")


def month(day: date) -> str:
    """The month of a day: `November 2026`."""
    return f"{day:%B %Y}"


def day(at: date | datetime) -> str:
    """A day: `21 Nov 2026`."""
    return f"{at.day} {at:%b %Y}"


def long_day(at: date | datetime) -> str:
    """A day with its weekday: `Saturday 21 November 2026`."""
    return f"{at:%A} {at.day} {at:%B %Y}"


def instant(at: datetime) -> str:
    """An instant to the minute: `21 Nov 2026, 14:05`."""
    return f"{day(at)}, {at:%H:%M}"


def age(passed: timedelta) -> str:
    """How long ago something was: `3 hours ago`."""
    minutes = passed.total_seconds() / 60
    for size, singular, plural in (
        (1440 * 365.25, "year", "years"),
        (1440 * 60, "month", "months"),
        (1440, "day", "days"),
    ):
        if minutes >= 2 * size or (singular == "day" and minutes >= size):
            per = 1440 * 30.44 if singular == "month" else size
            return f"{counted(int(minutes // per), singular, plural)} ago"
    if minutes >= 60:
        return f"{counted(int(minutes // 60), 'hour', 'hours')} ago"
    return f"{counted(int(minutes), 'minute', 'minutes')} ago" if minutes >= 1 else "just now"


def month_name(told: str) -> str:
    """A month as addresses write it: `2026-09` is `September 2026`."""
    return month(date.fromisoformat(f"{told}-01"))


def size(amount: int) -> str:
    """Bytes, for places with little room: `309 kB`, `2.7 MB`."""
    for unit, of in (("GB", 1e9), ("MB", 1e6)):
        if amount >= of:
            return f"{amount / of:.1f} {unit}"
    return f"{amount / 1e3:.0f} kB"


METHODS = {
    "ratio": "Ecosystem, by rule of thumb",
    "known people": "People we know",
    "anonymous visitors": "Visitors without a name",
    "chao": "Ecosystem, at least",
    "chapman": "Ecosystem, by overlap",
}
"""Headings of the methods by which the ecosystem's size is estimated."""
