"""Histories made by hand and by chance, and the tables of the hourglass made from them.

Every derivation is compiled once for each as-of date and then run on the tables of one history after another: a
property looks at many histories, and compiling takes longer than running.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache, cached_property
from typing import Any

import ibis
import pyarrow as pa
from hypothesis import strategies as st

from riparian.core.durations import AsOf
from riparian.core.row import Row, unbound
from riparian.derivations.actions.sessions import SessionsSettings, sessions
from riparian.derivations.hourglass.band_counts import band_counts
from riparian.derivations.hourglass.band_entries import band_entries
from riparian.derivations.hourglass.band_flows import band_flows
from riparian.derivations.hourglass.dormant_spells import DormantSpellsSettings, dormant_spells
from riparian.derivations.hourglass.facet_entries import FacetEntriesSettings, facet_entries
from riparian.derivations.hourglass.milestones import MilestonesSettings, milestones
from riparian.storage.compiled import compiled
from riparian.tables.actions import Action, OrderCurrency, Session
from riparian.tables.hourglass import BandEntry, DormantSpell, FacetEntry, Milestone
from riparian.tables.landing import KnownLabel
from riparian.testing.tables import at, engine, labels_table, table_of

Given = dict[str, Any]
Rules = MilestonesSettings

_MAKERS: dict[str, Callable[[AsOf, Rules], ibis.Table]] = {
    "sessions": lambda as_of, rules: sessions(unbound(Action), SessionsSettings()),
    "milestones": lambda as_of, rules: milestones(unbound(Action), unbound(Session), unbound(KnownLabel), rules),
    "band_entries": lambda as_of, rules: band_entries(unbound(Milestone)),
    "band_flows": lambda as_of, rules: band_flows(unbound(BandEntry)),
    "facet_entries": lambda as_of, rules: facet_entries(unbound(Milestone), FacetEntriesSettings(), as_of),
    "dormant_spells": lambda as_of, rules: dormant_spells(
        unbound(Action), unbound(Milestone), unbound(BandEntry), DormantSpellsSettings(), as_of
    ),
    "band_counts": lambda as_of, rules: band_counts(
        unbound(BandEntry), unbound(FacetEntry), unbound(DormantSpell), unbound(Action), unbound(OrderCurrency), as_of
    ),
}


@cache
def text_of(made: str, as_of: AsOf, rules: Rules) -> str:
    return compiled(_MAKERS[made](as_of, rules))


def done(person: int, day: float, kind: str, **more: Any) -> Given:
    """An action of a person, so many days after the first of January 2024. Keys are given by `History`."""
    return {"person_key": person, "occurred_at": at(days=day), "kind": kind, "source": "shop", **more}


@dataclass(frozen=True)
class History:
    """Actions in the order of their keys, and every table that follows from them."""

    given: Sequence[Given]
    as_of: AsOf
    rules: Rules = field(default_factory=Rules)

    @cached_property
    def rows(self) -> list[Given]:
        return [{"action_key": 16 * number} | one for number, one in enumerate(self.given, start=1)]

    def tables(self, last: str) -> dict[str, pa.Table]:
        """Tables by name, up to the one asked for."""
        home = {"currency": "EUR", "home": True}
        made = {
            "actions": engine().arrow(compiled(table_of(Action, *self.rows))),
            "labels": engine().arrow(compiled(labels_table())),
            "currencies": engine().arrow(compiled(table_of(OrderCurrency, home))),
        }
        for name, data in made.items():
            engine().lend(name, data)
        order = list(_MAKERS)
        for name in order[: order.index(last) + 1]:
            made[name] = engine().arrow(text_of(name, self.as_of, self.rules))
            engine().lend(name, made[name])
        return made

    def told(self, row: type[Row], *columns: str) -> list[tuple[Any, ...]]:
        """Rows of a table, sorted; codes stay codes."""
        found = [tuple(one[column] for column in columns) for one in self.tables(row.table)[row.table].to_pylist()]
        return sorted(found, key=lambda values: [(value is not None, value) for value in values])

    def cut(self, moment: datetime) -> "History":
        """What was known at an earlier moment."""
        return History([row for row in self.rows if row["occurred_at"] < moment], AsOf(moment), self.rules)


def history(*given: Given, as_of_day: float = 2000, rules: Rules | None = None) -> History:
    """A history made by hand."""
    return History(given, AsOf(at(days=as_of_day)), rules or Rules())


_KINDS = (
    "view", "view", "view", "visit", "receive", "follow", "opt in", "referred", "add to cart", "try", "talk", "order",
    "order", "refund", "open case", "solve case", "onboard", "refer", "review", "idea accepted", "account",
)  # fmt: skip
_DAYS = 1000
MOMENTS = tuple(at(days=days) for days in (0.5, 60, 91.25, 366, 425, 731, 900))
"""Earlier as-of dates, the first of months and the turn of a leap year among them."""


@st.composite
def histories(draw: st.DrawFn, people: int = 6, length: int = 90) -> History:
    """What a crowd did in less than three years. Many instants fall on midnight; keys stand in no order of time."""
    one = st.builds(
        lambda person, minutes, kind, topic, content, amount: {
            "person_key": person,
            "occurred_at": at(60 * minutes),
            "kind": kind,
            "source": "shop",
            "topic": topic,
            "content": content,
            "amount": amount if kind == "order" else None,
            "currency": "EUR" if kind == "order" else None,
        },
        st.integers(1, people),
        st.one_of(st.integers(0, _DAYS - 1).map(lambda day: day * 1440), st.integers(0, _DAYS * 1440 - 1)),
        st.sampled_from(_KINDS),
        st.sampled_from((None, "rivers", "boats")),
        st.sampled_from((None, "/a", "/b", "/c")),
        st.integers(0, 10_000),
    )
    given = draw(st.lists(one, min_size=1, max_size=length))
    return History(given, AsOf(draw(st.sampled_from((at(days=_DAYS), at(days=1096), at(days=1500))))))
