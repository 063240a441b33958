"""What is bought: the items that win, and what belongs together in a channel."""

from dataclasses import dataclass, replace
from datetime import date

from riparian.web.reader import Condition, Reader


@dataclass(frozen=True, slots=True)
class WinningItemLine:
    """An item over the last twelve months. Money in minor units."""

    item: str
    item_name: str | None
    category: str | None
    item_class: str
    demand: int
    quantity: float
    buyers: int
    winner_days: int
    first_sold_on: date
    new: bool | None


@dataclass(frozen=True, slots=True)
class Assortment:
    """The winners and contenders of a channel and category, best first."""

    channel: str
    category: str
    items: tuple[str, ...]
    demand: int
    """Of the items listed, in minor units."""


@dataclass(frozen=True, slots=True)
class Merchandise:
    """What wins in everything that is sold, or in one channel."""

    channel: str | None
    channels: tuple[str, ...]
    """That can be chosen."""
    classes: dict[str, int]
    """Items by class."""
    items: tuple[WinningItemLine, ...]
    new_share: float | None
    """Part of the year's demand that came from items new in the year."""
    assortments: tuple[Assortment, ...]


def merchandise(tables: Reader, channel: str | None, *, most: int = 12) -> Merchandise:
    """The winning items of everything, or of a channel, and mini-assortments."""
    scope = _scope(channel)
    columns = tuple(WinningItemLine.__dataclass_fields__)
    rows = tables.rows("winning_items", columns=columns, where=scope, order_by=("-demand", "item"), limit=most)
    share = tables.rows("new_item_shares", columns=("share",), where=[("category", "=", "all")], limit=1)
    channels = tables.counts("winning_items", by="name", where=[("scope", "=", "channel")])
    return Merchandise(
        channel=channel,
        channels=tuple(sorted(channels, key=lambda name: (-channels[name], name))),
        classes=tables.counts("winning_items", by="item_class", where=scope),
        items=tuple(WinningItemLine(**row) for row in rows),
        new_share=share[0]["share"] if share and not channel else None,
        assortments=assortments(tables, channel),
    )


def merchandise_then(other: Reader, now: Merchandise) -> Merchandise:
    """The same of another snapshot: its first items, and besides what is shown now, wherever that stood then."""
    found = merchandise(other, now.channel)
    further = [one.item for one in now.items if one.item not in {then.item for then in found.items}]
    if not further:
        return found
    columns = tuple(WinningItemLine.__dataclass_fields__)
    where: list[Condition] = [*_scope(now.channel), ("item", "in", further)]
    rows = other.rows("winning_items", columns=columns, where=where, order_by=("-demand", "item"), limit=len(further))
    return replace(found, items=(*found.items, *(WinningItemLine(**row) for row in rows)))


def _scope(channel: str | None) -> list[Condition]:
    return [("scope", "=", "channel" if channel else "all"), ("name", "=", channel or "all")]


def assortments(tables: Reader, channel: str | None) -> tuple[Assortment, ...]:
    """By channel and category; at most six items of each, of at most twelve."""
    where: list[Condition] = [("place", "<=", 6)] + ([("channel", "=", channel)] if channel else [])
    rows = tables.rows("mini_assortments", where=where, order_by=("-demand", "channel", "category", "place"), limit=600)
    groups: dict[tuple[str, str], list[tuple[int, str, int]]] = {}
    for row in rows:
        found = groups.setdefault((row["channel"], row["category"]), [])
        found.append((row["place"], row["item_name"] or row["item"], row["demand"]))
    made = [
        Assortment(*group, tuple(name for _, name, _ in sorted(items)), sum(demand for *_, demand in items))
        for group, items in groups.items()
    ]
    return tuple(sorted(made, key=lambda one: -one.demand)[:12])
