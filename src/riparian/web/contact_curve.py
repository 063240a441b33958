"""How often to contact people, as far as holdout tests tell it."""

from dataclasses import dataclass
from typing import Any

from riparian.web import words
from riparian.web.reader import Condition, Reader
from riparian.web.reasons import why_empty

MOST_TESTS = 30
"""That are shown, besides all tests together."""


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
    """What each number of contacts sells and earns by a test, or by all of them together (`whole`)."""

    test: str
    whole: bool
    exponent: float
    fitted: bool
    frequencies: tuple[Frequency, ...]

    @property
    def best(self) -> Frequency | None:
        """What earns most; None: what sells costs nothing, or the best lies beyond the last one told."""
        return next((one for one in self.frequencies if one.best), None)


@dataclass(frozen=True, slots=True)
class ContactCurves:
    """What each number of contacts earns by each test, that of all tests last; none where `says` tells why."""

    says: str
    curves: tuple[FrequencyCurve, ...]
    left_out: int = 0
    """Older tests that are not shown."""


NOBODY_SAID = ContactCurves("Nobody said how often the people of a test were contacted.", ())


def contact_curves(tables: Reader) -> ContactCurves:
    """How often to contact people, by the newest tests that tell it, and by all tests together."""
    each: Condition = ("together", "=", False)
    rows_of = tables.counts("contact_frequencies", by="test", where=[each])
    if not rows_of:
        return ContactCurves(why_empty(tables, "contact_frequencies", NOBODY_SAID.says), ())
    shown = _newest(tables, list(rows_of))
    rows = sum(rows_of[test] for test in shown)
    whole: list[Condition] = [("together", "=", True)]
    curves = (
        *_read(tables, [each, ("test", "in", shown)], rows),
        *_read(tables, whole, tables.count("contact_frequencies", where=whole)),
    )
    return ContactCurves(_says(curves[-1], tables.currency), curves, len(rows_of) - len(shown))


def _newest(tables: Reader, tests: list[str]) -> list[str]:
    """As many of these tests as are shown, those that began last, by name."""
    if len(tests) <= MOST_TESTS:
        return sorted(tests)
    theirs: list[Condition] = [("test", "in", tests)]
    rows = tables.rows(
        "holdout_verdicts", columns=("test",), where=theirs, order_by=("-began_on", "test"), limit=MOST_TESTS
    )
    return sorted(row["test"] for row in rows)


def _read(tables: Reader, where: list[Condition], rows: int) -> tuple[FrequencyCurve, ...]:
    """The curves of so many rows, by the name of their test."""
    of_test: dict[str, list[dict[str, Any]]] = {}
    for row in tables.rows("contact_frequencies", where=where, order_by=("test", "contacts"), limit=rows):
        of_test.setdefault(row["test"], []).append(row)
    return tuple(
        FrequencyCurve(
            test,
            found[0]["together"],
            found[0]["exponent"],
            found[0]["fitted"],
            tuple(Frequency(**{name: row[name] for name in Frequency.__dataclass_fields__}) for row in found),
        )
        for test, found in of_test.items()
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
