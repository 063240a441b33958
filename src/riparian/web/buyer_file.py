"""The customer file: action segments, the ladder of orders, the mode of the business, and the yearly accounts."""

from collections import Counter
from dataclasses import dataclass, replace
from datetime import date

from riparian.web.deeds.addressed import people_path
from riparian.web.deeds.waits import Stepped
from riparian.web.former import joined
from riparian.web.reader import Reader
from riparian.web.segments import LAPSED_FROM, SEGMENTS, ChosenBuyers

MODES = ((0.4, "Acquisition"), (0.6, "Hybrid"), (1.0, "Retention"))
"""Upper limits of the annual rebuy rate (Hillstrom 2009), and the modes they bound."""
MOST = 12
"""Channels, and categories, whose mode is shown."""


@dataclass(frozen=True, slots=True)
class SegmentLine:
    """An action segment. `plus` did something good lately; `minus` fall next month without an order."""

    segment: str
    rank: int
    lapsed: bool
    buyers: int
    expected: float
    """Of the buyers, who will buy within the year by their chances."""
    plus: int
    minus: int
    falling_3: int
    """Who fall within three months without an order; those of `minus` are among them."""
    falling_12: int
    people_path: str
    plus_path: str
    minus_path: str
    falling_3_path: str
    falling_12_path: str
    before: int | None = None
    """Buyers in the snapshot compared with."""


@dataclass(frozen=True, slots=True)
class Rung:
    """The chance to buy within a year just after the n-th order."""

    orders: int
    or_more: bool
    probability: float
    gain: float | None
    """What the next order adds."""
    tried: int
    """Past cases watched for a year."""
    buyers: int
    """Who have placed so many orders by now."""
    bought: int
    """Of the past cases, those that bought within the year."""
    tried_path: str
    """Where the people of these cases are listed."""
    bought_path: str


@dataclass(frozen=True, slots=True)
class Mode:
    """Who of a year's buyers bought there again in the next, and the mode that makes it."""

    scope: str
    name: str
    buyers: int
    bought_again: int
    rate: float
    low: float
    high: float
    mode: str
    or_else: str
    """The modes that the interval reaches into besides."""
    monthly_churn: float
    orders_per_buyer: float


@dataclass(frozen=True, slots=True)
class Migration:
    """Where a channel's buyers of a year bought in the next. `index` is `bought_there` ÷ `bought_anywhere`."""

    from_channel: str
    to_channel: str
    buyers: int
    bought_there: int
    bought_anywhere: int
    index: float | None
    mode: str | None


@dataclass(frozen=True, slots=True)
class FileYear:
    """A year's buyers: retained + reactivated + new. Money in minor units."""

    year_to: date
    covered: float
    previous: int
    retained: int
    reactivated: int
    new: int
    buyers: int
    rebuy_rate: float | None
    demand: int
    retained_demand: int
    reactivated_demand: int
    new_demand: int
    guest_orders: int
    guest_demand: int
    fixed_point: float | None


def segment_lines(tables: Reader) -> tuple[SegmentLine, ...]:
    """All eight segments from the best, whether or not anybody is in them; none where nobody was put in one."""
    found = {row["segment"]: row for row in tables.rows("segment_counts", limit=20)}
    if not found:
        return ()
    falling = {
        months: tables.counts("action_segments", by="segment", where=[("months_until_fall", "<=", months)])
        for months in (3, 12)
    }
    nobody = {"buyers": 0, "expected": 0.0, "plus": 0, "minus": 0}
    return tuple(
        SegmentLine(
            segment=name,
            rank=rank,
            lapsed=rank >= LAPSED_FROM,
            **{column: found.get(name, nobody)[column] for column in nobody},
            falling_3=falling[3].get(name, 0),
            falling_12=falling[12].get(name, 0),
            people_path=ChosenBuyers(slug).path,
            plus_path=ChosenBuyers(slug, sign="plus").path,
            minus_path=ChosenBuyers(slug, sign="minus").path,
            falling_3_path=ChosenBuyers(slug, falling=3).path,
            falling_12_path=ChosenBuyers(slug, falling=12).path,
        )
        for rank, (slug, name) in enumerate(SEGMENTS.items(), start=1)
    )


def with_before(lines: tuple[SegmentLine, ...], then: tuple[SegmentLine, ...]) -> tuple[SegmentLine, ...]:
    """Each segment with its buyers in another snapshot."""
    return tuple(replace(one, before=was.buyers if was else None) for one, was in joined(lines, then, "segment"))


def ladder(tables: Reader) -> tuple[Rung, ...]:
    """The chance just after each order, from the first."""
    rows = tables.rows("rebuy_cells", where=[("months", "=", 0)], order_by=("orders",), limit=20)
    now: Counter[int] = Counter()
    for cell in tables.rows("rebuy_cells", columns=("orders", "buyers"), where=[("buyers", ">", 0)], limit=20_000):
        now[cell["orders"]] += cell["buyers"]
    return tuple(
        Rung(
            row["orders"],
            row["or_more"],
            row["probability"],
            row["step"],
            row["tried"],
            now[row["orders"]],
            row["bought"],
            *(
                people_path(Stepped(row["orders"], "or more" if row["or_more"] else None, then))
                for then in (None, "again")
            ),
        )
        for row in rows
    )


def modes(tables: Reader) -> tuple[Mode, ...]:
    """The company's mode, then those of its largest channels and categories."""
    columns = ("scope", "name", "buyers", "bought_again", "rate", "low", "high", "mode", "monthly_churn",
               "orders_per_buyer")  # fmt: skip
    found = []
    for scope in ("company", "channel", "category"):
        rows = tables.rows(
            "repurchase_modes", columns=columns, where=[("scope", "=", scope)], order_by=("-buyers", "name"), limit=MOST
        )
        found += [Mode(**row, or_else=_or_else(row["low"], row["high"], row["mode"])) for row in rows]
    return tuple(found)


def _or_else(low: float, high: float, mode: str) -> str:
    start, reached = 0.0, []
    for until, name in MODES:
        if low < until and high >= start and name != mode:
            reached.append(name)
        start = until
    return " or ".join(reached)


def migrations(tables: Reader) -> tuple[tuple[Migration, ...], str]:
    """Between the channels with most buyers, and the caution that belongs to it."""
    rows = tables.rows("channel_migrations", order_by=("-buyers", "from_channel", "to_channel"), limit=400)
    kept = list(dict.fromkeys(row["from_channel"] for row in rows))[:8]
    columns = ("from_channel", "to_channel", "buyers", "bought_there", "bought_anywhere", "index", "mode")
    inside = [row for row in rows if row["from_channel"] in kept and row["to_channel"] in kept]
    return (
        tuple(Migration(**{name: row[name] for name in columns}) for row in inside),
        rows[0]["caution"] if rows else "",
    )


def file_years(tables: Reader) -> tuple[FileYear, ...]:
    """The accounts of every year, oldest first."""
    columns = tuple(FileYear.__dataclass_fields__)
    rows = tables.rows("file_accounts", columns=columns, order_by=("-year_to",), limit=12)
    return tuple(FileYear(**row) for row in reversed(rows))
