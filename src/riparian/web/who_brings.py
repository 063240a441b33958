"""Who brings whom: how many customers a customer brings, and whose lines are the largest."""

from dataclasses import dataclass

from riparian.web import words
from riparian.web.orders import orders_told
from riparian.web.reader import Condition, Reader

LINES = 8


@dataclass(frozen=True, slots=True)
class Cohort:
    """Customers of a month of first orders, or all of them, and what they brought on. Money in minor units."""

    period: str
    customers: int
    referrers: int
    referred: int
    converted: int
    k: float | None
    k_low: float | None
    k_high: float | None
    multiplier: float | None
    self_sustaining: bool | None
    value_brought: int


@dataclass(frozen=True, slots=True)
class Line:
    """A line of people who brought one another, by the key of the person it begins with.

    By key alone: this is told to those too who may not see people by name. The page asks for names as it is drawn.
    """

    person_key: int
    brought: int
    descendants: int
    customers_descended: int | None
    """None, like their demand: no source tells orders."""
    value_brought: int | None


@dataclass(frozen=True, slots=True)
class WhoBrings:
    """The whole, by month of first orders, and the largest lines."""

    whole: Cohort | None
    cohorts: tuple[Cohort, ...]
    """Newest first."""
    bring: int
    """People who brought somebody, customers or not."""
    brought: int
    """People who were brought by anybody."""
    customers_brought: int | None
    """None: no source tells orders."""
    lines: tuple[Line, ...]
    """By the demand of all who came of them."""


def who_brings(tables: Reader, *, lines: int = LINES) -> WhoBrings:
    """Read from the tree of referrals, with so many of the largest lines."""
    columns = list(Cohort.__dataclass_fields__)
    rows = tables.rows("referral_economics", columns=columns, order_by=("-period",), limit=2_000)
    cohorts = [Cohort(**row) for row in rows]
    brought: list[Condition] = [("generation", ">", 0)]
    customers = tables.count("referral_tree", where=[*brought, ("customer", "=", True)])
    told = orders_told(tables, [customers])
    return WhoBrings(
        whole=next((one for one in cohorts if one.period == "all"), None),
        cohorts=tuple(one for one in cohorts if one.period != "all"),
        bring=tables.count("referral_tree", where=[("brought", ">", 0)]),
        brought=tables.count("referral_tree", where=brought),
        customers_brought=customers if told else None,
        lines=_lines(tables, lines, told=told) if lines else (),
    )


def _lines(tables: Reader, most: int, *, told: bool) -> tuple[Line, ...]:
    counted = ("person_key", "brought", "descendants", "customers_descended", "value_brought")
    rows = tables.rows(
        "referral_tree",
        columns=counted,
        where=[("generation", "=", 0), ("descendants", ">", 0)],
        order_by=("-value_brought", "-descendants", "person_key"),
        limit=most,
    )
    unknown = {} if told else {"customers_descended": None, "value_brought": None}
    return tuple(Line(**row | unknown) for row in rows)


def brings_say(found: WhoBrings) -> str:
    """How many customers a customer brings, and whether that alone keeps the ecosystem growing."""
    whole = found.whole
    if found.customers_brought is None:
        brought = f"{words.people(found.brought)} {'was' if found.brought == 1 else 'were'} brought by others"
        return f"{brought}; who of them ordered is unknown, as no source tells orders."
    if whole is None or whole.k is None:
        were = "was" if found.brought == 1 else "were"
        return f"{words.people(found.brought)} {were} brought by others; no customer brought anybody yet."
    told = f"A customer brings {whole.k:.2f} customers"
    if whole.k_low is not None and whole.k_high is not None:
        told += f" (19 times in 20 between {max(whole.k_low, 0):.2f} and {whole.k_high:.2f})"
    if whole.self_sustaining:
        return f"{told}: every generation is at least as large as the one before."
    grown = (
        f", so that of 1 that comes in otherwise {whole.multiplier:.2f} become in the end" if whole.multiplier else ""
    )
    return f"{told}{grown}."
