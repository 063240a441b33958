"""Ecosystem size: how many customers and prospects there are, known or not, by several ways of asking."""

from dataclasses import dataclass
from typing import Annotated, Final

import ibis
import numpy as np
from pydantic import Field

from riparian.core.doors import Array, Gather
from riparian.core.durations import AsOf
from riparian.core.row import Table, promised
from riparian.core.settings import Settings
from riparian.expressions.calendar import instant_of
from riparian.models.capture_recapture import OddsRatio, PopulationEstimate, chao_lower_bound, chapman, odds_ratio
from riparian.tables.buyers import GuestOrder
from riparian.tables.hourglass import EcosystemSize, Milestone
from riparian.tables.identity import Person, PersonSource
from riparian.tables.landing import KnownLabel

_BUY: Final = 5
_FEW: Final = 7
_LISTS: Final = 3
_LIST_WORDS: Final = "A list here is a source; the estimate is of the people whom the company's sources could have met."


class EcosystemSizeSettings(Settings):
    """`[derivations.ecosystem_size]`"""

    ratio: Annotated[float, Field(ge=1)] = 20.0
    """People in the ecosystem for each buyer of the last twelve months."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """One row of the table. Null figures are NaN."""

    method: str
    says: str
    people: float = float("nan")
    low: float = float("nan")
    high: float = float("nan")
    bounds_known: bool = True
    """Whether known people over this figure is a share of a whole."""


@dataclass(frozen=True, slots=True)
class Overlap:
    """How the sources' lists of known people overlap."""

    lists: int
    seen: int
    once: int
    twice: int
    names: tuple[str, ...]
    """The longest lists, at most three, longest first."""
    patterns: dict[tuple[bool, ...], int]
    """People by which of the three longest lists they are on."""

    def on(self, *lists: int) -> int:
        """How many are on all of these of the three."""
        return sum(count for pattern, count in self.patterns.items() if all(pattern[one] for one in lists))


def ecosystem_size(
    people: Table[Person],
    person_sources: Table[PersonSource],
    milestones: Table[Milestone],
    guest_orders: Table[GuestOrder],
    labels: Table[KnownLabel],
    settings: EcosystemSizeSettings,
    as_of: AsOf,
    gather: Gather,
) -> Table[EcosystemSize]:
    """Counts and estimates side by side, each with what it rests on; none of them is the truth.

    A twelve-month buyer met a rule of Buy in the twelve months that end before the as-of date, and is no guest: of whom
    the number of an order alone is known, nobody can tell how many people they are.
    """
    counts = gather(people.group_by("known").agg(people=people.count()), at_most=2)
    known = int(counts["people"][counts["known"].astype(bool)].sum())
    anonymous = int(counts["people"].sum()) - known
    late = guest_orders.bought_at + ibis.interval(months=12) >= instant_of(as_of)
    counted = guest_orders.agg(
        guests=guest_orders.person_key.nunique(), lately=guest_orders.person_key.nunique(where=late)
    )
    guests, guests_lately = (int(column.sum()) for column in gather(counted, at_most=1).values())
    bought = milestones.filter(milestones.place == _BUY).anti_join(guest_orders, "person_key")
    lately = bought.filter(bought["occurred_at"] + ibis.interval(months=12) >= instant_of(as_of))
    buyers = int(gather(lately.agg(buyers=lately.person_key.nunique()), at_most=1)["buyers"].sum())
    ever = buyers or int(gather(bought.agg(buyers=bought.count()), at_most=1)["buyers"].sum())
    overlap = overlap_of(people, person_sources, labels, gather)
    estimates = (
        ()
        if not known + anonymous
        else (
            by_ratio(buyers, settings.ratio, ever=bool(ever), guests=guests_lately),
            Estimate(
                "known people", "People with a user id, an address, a number or a card.", known, bounds_known=False
            ),
            Estimate("anonymous visitors", nameless(anonymous, guests), anonymous, bounds_known=False),
            by_chao(overlap),
            by_chapman(overlap),
        )
    )
    return promised(as_table(estimates, known, buyers, gather), EcosystemSize)


def overlap_of(
    people: Table[Person],
    person_sources: Table[PersonSource],
    labels: Table[KnownLabel],
    gather: Gather,
) -> Overlap:
    """Known people by source, counted; only counts are gathered."""
    met = person_sources.semi_join(people.filter(people.known), "person_key").select("person_key", "source")
    sized = met.group_by("source").agg(people=met.count())
    named = gather(sized.join(labels, sized.source == labels.label_key), at_most=10_000)
    order = np.lexsort((named["source"], -named["people"]))
    longest = [int(code) for code in named["source"][order][:_LISTS]]
    flags = {f"on_{n}": (met.source == code).any() for n, code in enumerate(longest)}
    each = met.group_by("person_key").agg(sources=met.count(), **flags)
    met_by = gather(each.group_by("sources", *flags).agg(people=each.count()), at_most=100_000)
    patterns: dict[tuple[bool, ...], int] = {}
    for row, count in enumerate(met_by["people"]):
        pattern = tuple(bool(met_by[flag][row]) for flag in flags)
        patterns[pattern] = patterns.get(pattern, 0) + int(count)
    return Overlap(
        lists=len(order),
        seen=int(met_by["people"].sum()),
        once=int(met_by["people"][met_by["sources"] == 1].sum()),
        twice=int(met_by["people"][met_by["sources"] == 2].sum()),
        names=tuple(str(name) for name in named["label"][order][:_LISTS]),
        patterns=patterns,
    )


def nameless(anonymous: int, guests: int) -> str:
    """What the people without a name are."""
    what = f"Browsers{f', and {guests:,} guests known by the number of an order alone,' if guests else ''}"
    if guests and guests == anonymous:
        what = "Guests, known by the number of an order alone,"
    return f"{what} that nothing ties to a known person; one person may be several of them."


def by_ratio(buyers: int, ratio: float, *, ever: bool, guests: int = 0) -> Estimate:
    """So many people for each twelve-month buyer.

    `ever`: somebody who is no guest was seen to buy, whenever; `guests` bought in the twelve months.
    """
    if not ever:
        why = f"Only guests bought ({guests:,} of them)" if guests else "No source tells who bought"
        return Estimate("ratio", f"{why}, so the rule of thumb says nothing.")
    if not buyers:
        return Estimate("ratio", "Nobody bought in the last twelve months, so the rule of thumb says nothing.")
    words = (
        f"{ratio:g} people for each of the {buyers:,} buyers of the last twelve months: a rule of thumb (Hillstrom), "
        f"not a measurement. Of them {(ratio - 1) * buyers:,.0f} are prospects."
    )
    if guests:
        words += f" {guests:,} guests of these months are left out: nobody can tell how many people they are."
    return Estimate("ratio", words, ratio * buyers)


def by_chao(overlap: Overlap) -> Estimate:
    """From how many people are on one list and on two."""
    if overlap.lists < 2:
        return Estimate("chao", only_one_list(overlap))
    if overlap.once == overlap.seen:
        return Estimate("chao", "Nobody is on two lists, so their overlap says nothing about those on none.")
    found = chao_lower_bound(overlap.seen, overlap.once, overlap.twice, lists=overlap.lists)
    words = [
        f"A lower bound from {overlap.once:,} people on one of {overlap.lists} lists and {overlap.twice:,} on two: "
        "there are at least about so many.",
        "It allows people to differ in how easily they are met, not lists that feed one another.",
        _LIST_WORDS,
    ]
    return measured("chao", found, words)


def by_chapman(overlap: Overlap) -> Estimate:
    """From the overlap of the two longest lists; no figure below the people whom the sources know already."""
    if overlap.lists < 2:
        return Estimate("chapman", only_one_list(overlap))
    first, second, both = overlap.on(0), overlap.on(1), overlap.on(0, 1)
    one, other = overlap.names[:2]
    if not both:
        return Estimate("chapman", f"Nobody is on both lists, {one} and {other}: their overlap says nothing.")
    lists = f"{both:,} people on both of the longest lists, {one} ({first:,}) and {other} ({second:,})"
    if both == second:
        return Estimate(
            "chapman", f"No figure from {lists}: one list holds the other, which says nothing about those on neither."
        )
    found = chapman(first, second, both)
    if found.people < overlap.seen:
        why = f"they give {found.people:,.0f}, fewer than the {overlap.seen:,} whom all sources know."
        return Estimate("chapman", " ".join([f"No figure from {lists}:", why, dependence(overlap)]))
    words = [f"From {lists}."]
    if both < _FEW:
        words.append(f"Fewer than {_FEW} on both: the figure is biased and may be far off.")
    return measured("chapman", found, [*words, dependence(overlap), _LIST_WORDS])


def dependence(overlap: Overlap) -> str:
    """What a third list tells of how the first two find people."""
    if overlap.lists < _LISTS:
        return (
            "Holds only if being on one says nothing about being on the other; without a third list nobody can check."
        )
    inside = {pattern[:2]: count for pattern, count in overlap.patterns.items() if pattern[2]}
    cells = [inside.get(cell, 0) for cell in ((True, True), (True, False), (False, True), (False, False))]
    odds: OddsRatio = odds_ratio(*cells)
    third = f"among people of {overlap.names[2]} (odds ratio {odds.ratio:.2g}, {odds.low:.2g} to {odds.high:.2g})"
    if odds.low > 1:
        return f"The two lists find the same people more often than by chance {third}: the figure is too low."
    if odds.high < 1:
        return f"The two lists avoid each other's people {third}: the figure is too high."
    return f"No sign that the two lists depend on each other {third}."


def only_one_list(overlap: Overlap) -> str:
    """Why nothing can be estimated."""
    where = f"by one source only ({overlap.names[0]})" if overlap.names else "by no source"
    return f"Known people are reported {where}; an overlap needs two."


def measured(method: str, found: PopulationEstimate, words: list[str]) -> Estimate:
    """An estimate with its interval."""
    low, high = found.interval()
    return Estimate(method, " ".join(words), found.people, low, high)


def as_table(estimates: tuple[Estimate, ...], known: int, buyers: int, gather: Gather) -> ibis.Table:
    """The estimates as rows of the engine."""
    columns: dict[str, Array] = {
        name: np.array([getattr(one, name) for one in estimates], dtype=np.float64)
        for name in ("people", "low", "high")
    }
    whole = np.array([one.bounds_known for one in estimates], dtype=bool)
    # A figure below the people known is no whole of which they could be a share.
    whole_known = whole & (columns["people"] > 0) & (columns["people"] >= known)
    columns["coverage"] = np.divide(known, columns["people"], out=np.full(len(whole), np.nan), where=whole_known)
    columns["prospects"] = np.where(whole, np.maximum(columns["people"] - buyers, 0.0), np.nan)
    texts = {name: np.array([getattr(one, name) for one in estimates], dtype=object) for name in ("method", "says")}
    schema = dict.fromkeys(columns, "float64") | dict.fromkeys(texts, "string")
    made = gather.give_back(columns | texts, ibis.schema(schema))
    null = ibis.null("float64")
    return made.mutate(**{name: ibis.ifelse(made[name].isnan(), null, made[name]) for name in columns})
