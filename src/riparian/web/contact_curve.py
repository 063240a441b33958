"""How often to contact people, as far as holdout tests tell it."""

from dataclasses import dataclass

from riparian.tables.budgets import ALL
from riparian.web import words
from riparian.web.reader import Reader
from riparian.web.reasons import why_empty


@dataclass(frozen=True, slots=True)
class Frequency:
    """So many contacts with a person in the window of a test. Money in minor units."""

    contacts: int
    demand: float
    profit: float
    gain: float
    """Profit beyond that of no contact."""
    gain_low: float | None
    gain_high: float | None
    best: bool
    beyond: bool
    """More than any group of the test got."""


@dataclass(frozen=True, slots=True)
class FrequencyCurve:
    """What each number of contacts sells and earns by a test, or by `all`."""

    test: str
    exponent: float
    fitted: bool
    frequencies: tuple[Frequency, ...]

    @property
    def whole(self) -> bool:
        """Whether it is of all tests together."""
        return self.test == ALL

    @property
    def best(self) -> Frequency | None:
        """What earns most; None: what sells costs nothing, or the best lies beyond the last one told."""
        return next((one for one in self.frequencies if one.best), None)


@dataclass(frozen=True, slots=True)
class ContactCurves:
    """What each number of contacts earns by each test, that of all tests last; none where `says` tells why."""

    says: str
    curves: tuple[FrequencyCurve, ...]


NOBODY_SAID = ContactCurves("Nobody said how often the people of a test were contacted.", ())


def contact_curves(tables: Reader) -> ContactCurves:
    """How often to contact people, by every test that tells it."""
    curves = _read(tables)
    if not curves:
        return ContactCurves(why_empty(tables, "contact_frequencies", NOBODY_SAID.says), ())
    return ContactCurves(_says(curves[-1], tables.currency), curves)


def _read(tables: Reader) -> tuple[FrequencyCurve, ...]:
    rows = tables.rows("contact_frequencies", order_by=("test", "contacts"), limit=20_000)
    of_test: dict[str, list[Frequency]] = {}
    shapes = {}
    for row in rows:
        told = Frequency(**{name: row[name] for name in Frequency.__dataclass_fields__})
        of_test.setdefault(row["test"], []).append(told)
        shapes[row["test"]] = (row["exponent"], row["fitted"])
    return tuple(
        FrequencyCurve(test, *shapes[test], tuple(of_test[test]))
        for test in sorted(of_test, key=lambda name: (name == ALL, name))
    )


def _says(curve: FrequencyCurve, currency: str) -> str:
    """What a curve comes to."""
    of = "all tests" if curve.whole else f"the test “{curve.test}”"
    if curve.best is None:
        return (
            f"By {of} more contacts always earn more, as far as they are told: what a contact costs is not set, or is "
            "less than it brings."
        )
    if curve.frequencies[-1].demand <= curve.frequencies[0].demand:
        return f"By {of} people who were contacted bought no more than those held out."
    if not curve.best.contacts:
        return f"By {of} no contact earns what it costs."
    said = (
        f"By {of}, {words.counted(curve.best.contacts, 'contact earns', 'contacts earn')} most: "
        f"{words.fitting_money(curve.best.gain, currency)} a person more than none"
    )
    low, high = curve.best.gain_low, curve.best.gain_high
    if low is not None and high is not None:
        low_told, high_told = (words.fitting_money(end, currency) for end in (low, high))
        said += f", 19 times in 20 between {low_told} and {high_told}"
        said += ", so it is not sure to be more" if low <= 0 else ""
    return f"{said}.{' That is more than any group got, so it is not tested.' if curve.best.beyond else ''}"
