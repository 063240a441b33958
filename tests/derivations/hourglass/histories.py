"""Histories made by hand and by chance, and the tables of the hourglass made from them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from hypothesis import strategies as st

from riparian.core.durations import AsOf
from riparian.core.row import Table
from riparian.derivations.actions.sessions import SessionsSettings, sessions
from riparian.derivations.hourglass.band_counts import band_counts
from riparian.derivations.hourglass.band_entries import band_entries
from riparian.derivations.hourglass.dormant_spells import DormantSpellsSettings, dormant_spells
from riparian.derivations.hourglass.facet_entries import FacetEntriesSettings, facet_entries
from riparian.derivations.hourglass.milestones import MilestonesSettings, milestones
from riparian.tables.actions import Action, CurrencyUse, Session
from riparian.tables.hourglass import BandCount, BandEntry, DormantSpell, FacetEntry, Milestone
from riparian.testing.tables import DAY_ONE, at, labels_table, table_of

Given = dict[str, Any]


def done(person: int, day: float, kind: str, **more: Any) -> Given:  # noqa: ANN401  the columns of an action
    """An action of a person, so many days after the first of January 2024. Keys are given by `History`."""
    return {"person_key": person, "at": at(days=day), "kind": kind, "source": "shop", **more}


@dataclass(frozen=True)
class History:
    """Actions in the order of their keys, and every table that follows from them."""

    given: Sequence[Given]
    as_of: AsOf
    rules: MilestonesSettings = MilestonesSettings()

    @cached_property
    def rows(self) -> list[Given]:
        return [{"action_key": 16 * number, **one} for number, one in enumerate(self.given, start=1)]

    @cached_property
    def actions(self) -> Table[Action]:
        return table_of(Action, *self.rows)

    @cached_property
    def sessions(self) -> Table[Session]:
        return sessions(self.actions, SessionsSettings())

    @cached_property
    def milestones(self) -> Table[Milestone]:
        return milestones(self.actions, self.sessions, labels_table(), self.rules)

    @cached_property
    def band_entries(self) -> Table[BandEntry]:
        return band_entries(self.milestones)

    @cached_property
    def facet_entries(self) -> Table[FacetEntry]:
        return facet_entries(self.milestones, FacetEntriesSettings(), self.as_of)

    @cached_property
    def dormant_spells(self) -> Table[DormantSpell]:
        return dormant_spells(self.actions, self.milestones, self.band_entries, DormantSpellsSettings(), self.as_of)

    @cached_property
    def currencies(self) -> Table[CurrencyUse]:
        return table_of(CurrencyUse, {"currency": "EUR", "orders": 1, "share": 1.0, "home": True})

    @cached_property
    def band_counts(self) -> Table[BandCount]:
        return band_counts(
            self.band_entries, self.facet_entries, self.dormant_spells, self.actions, self.currencies, self.as_of
        )

    def cut(self, moment: datetime) -> "History":
        """What was known at an earlier moment."""
        return History([row for row in self.rows if row["at"] < moment], AsOf(moment), self.rules)


def history(*given: Given, as_of_day: float = 2000) -> History:
    """A history made by hand."""
    return History(given, AsOf(at(days=as_of_day)))


_KINDS = (
    "view", "view", "view", "visit", "receive", "follow", "opt in", "referred", "add to cart", "try", "talk", "order",
    "order", "refund", "open case", "solve case", "onboard", "refer", "review", "idea accepted", "suggest idea", "account",
)  # fmt: skip
_DAYS = 1000


@st.composite
def histories(draw: st.DrawFn, people: int = 3, length: int = 30) -> History:
    """Chance histories over less than three years. Instants fall on the same minute and day often; keys are no order."""
    one = st.builds(
        lambda person, minutes, kind, topic, content, amount: {
            "person_key": person,
            "at": DAY_ONE + timedelta(minutes=minutes),
            "kind": kind,
            "source": "shop",
            "topic": topic,
            "content": content,
            "amount": amount if kind == "order" else None,
            "currency": "EUR" if kind == "order" else None,
        },
        st.integers(1, people),
        st.one_of(st.integers(0, _DAYS).map(lambda day: day * 1440), st.integers(0, _DAYS * 1440)),
        st.sampled_from(_KINDS),
        st.sampled_from((None, "rivers", "boats")),
        st.sampled_from((None, "/a", "/b", "/c")),
        st.integers(0, 10_000),
    )
    given = draw(st.lists(one, min_size=1, max_size=length))
    as_of = max(row["at"] for row in given) + draw(st.timedeltas(timedelta(microseconds=1), timedelta(days=500)))
    return History(given, AsOf(as_of))
