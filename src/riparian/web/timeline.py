"""A person's timeline: actions of all sources, newest first, and the changes of stage between them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from riparian.tables.actions import KINDS, ON_SITE
from riparian.tables.hourglass import BANDS, FACETS
from riparian.web.cursors import Order, position, read_on
from riparian.web.evidence import Origin, origins, row_key_of
from riparian.web.reader import Reader, utc

Sort = Literal["orders", "site", "mail", "support", "voice", "other"]
_SORTS: dict[Sort, tuple[str, ...]] = {
    "orders": ("order", "refund", "cancel", "redeem"),
    "site": tuple(kind for kind in KINDS if kind in ON_SITE),
    "mail": ("receive", "open", "bounce", "complain", "opt in", "unsubscribe"),
    "support": ("open case", "message", "solve case", "onboard", "talk"),
    "voice": ("answer", "review", "refer", "referred", "suggest idea", "idea accepted", "idea shipped"),
}
_SORTED = {kind for kinds in _SORTS.values() for kind in kinds}
SORTS: dict[Sort, tuple[str, ...]] = {**_SORTS, "other": tuple(kind for kind in KINDS if kind not in _SORTED)}
"""Kinds of action as the timeline groups them."""
TOLD = ("occurred_at", "action_key", "kind", "content", "topic", "campaign", "site", "score", "source", "amount",
        "currency")  # fmt: skip
"""Columns of an action that the timeline tells."""


@dataclass(frozen=True, slots=True)
class Moment:
    """One thing on the timeline: an action, or a change of stage."""

    at: datetime
    sort: Sort | Literal["stage"]
    kind: str
    """Kind of action, or `entered`, `asleep`, `awake`."""
    says: str
    detail: str
    source: str | None
    amount: int | None
    currency: str | None
    origin: Origin | None


def counts_of(tables: Reader, person_key: int, whole: Sequence[Moment] | None) -> dict[Sort, int]:
    """How many actions of each sort a person has; `whole` is their stream where it was read to its end."""
    if whole is not None:
        sorts = [moment.sort for moment in whole]
        return {sort: sorts.count(sort) for sort in SORTS}
    found = tables.counts("actions", by="kind", where=[("person_key", "=", person_key)])
    return {sort: sum(found.get(kind, 0) for kind in kinds) for sort, kinds in SORTS.items()}


def moments_of(
    tables: Reader,
    person_key: int,
    kind: Sort | None,
    *,
    entries: Sequence[Mapping[str, Any]],
    after: str | None,
    limit: int,
) -> tuple[tuple[Moment, ...], str | None]:
    """A part of the stream, with the changes of stage that fall into its time; `entries` are those of the person."""
    where = [("person_key", "=", person_key)] + ([("kind", "in", SORTS[kind])] if kind else [])
    order = Order("occurred_at", "action_key", key_down=True, of_instants=True)
    rows, more = read_on(tables, "actions", order, where=where, after=after, limit=limit, columns=TOLD)
    found = origins(tables, (row_key_of(row["action_key"]) for row in rows))
    actions = [_moment(row, found[row_key_of(row["action_key"])]) for row in rows]
    newest = utc(position(after, order)[0]) if after else None
    oldest = actions[-1].at if more else None
    # A change stands above the action that made it, so at equal instants it belongs to the part its action is in.
    changes = [
        change
        for change in _changes(tables, person_key, entries)
        if (oldest is None or change.at >= oldest) and (newest is None or change.at < newest)
    ]
    return tuple(sorted([*changes, *actions], key=lambda moment: moment.at, reverse=True)), more


def _moment(row: dict[str, Any], origin: Origin) -> Moment:
    sort: Sort = next((sort for sort, kinds in SORTS.items() if row["kind"] in kinds), "other")
    about = [row["content"], row["topic"], row["campaign"] and f"campaign {row['campaign']}", row["site"]]
    score = f"scored {row['score']:g}" if row["score"] is not None else None
    return Moment(
        at=utc(row["occurred_at"]),
        sort=sort,
        kind=row["kind"],
        says=row["kind"].capitalize(),
        detail=" · ".join(str(part) for part in (score, *about) if part),
        source=row["source"],
        amount=row["amount"],
        currency=row["currency"],
        origin=origin,
    )


def _changes(tables: Reader, person_key: int, entries: Sequence[Mapping[str, Any]]) -> list[Moment]:
    """Every change of stage, oldest first; bands of one instant from the lowest."""

    def change(at: datetime, kind: str, says: str, detail: str) -> Moment:
        return Moment(utc(at), "stage", kind, says, detail, None, None, None, None)

    mine = [("person_key", "=", person_key)]
    made: list[tuple[datetime, int, Moment]] = []
    for row in entries:
        how = f"{row['rule']}, directly" if row["direct"] else row["rule"]
        made.append(
            (row["entered_at"], row["band"], change(row["entered_at"], "entered", f"Reached {BANDS[row['band']]}", how))
        )
    for row in tables.rows("facet_entries", where=mine, order_by=("entered_at",), limit=200):
        how = "for the first time" if row["first"] else "again"
        says = f"{FACETS[row['facet']]} became active"
        made.append((row["entered_at"], row["facet"], change(row["entered_at"], "entered", says, how)))
    for row in tables.rows("dormant_spells", where=mine, order_by=("dormant_at",), limit=200):
        made.append(
            (row["dormant_at"], 10, change(row["dormant_at"], "asleep", "Fell asleep", f"at {BANDS[row['band']]}"))
        )
        if row["reignited_at"]:
            made.append((row["reignited_at"], 11, change(row["reignited_at"], "awake", "Woke up", "came back")))
    return [moment for _, _, moment in sorted(made, key=lambda one: (one[0], -one[1]))]
