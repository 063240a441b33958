"""The buyers page: action segments, the ladder, the mode of the business, the file's accounts, what wins, and value."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from fastapi import Query

from riparian.core.errors import NotFoundError
from riparian.web import compare, words
from riparian.web.buyer_file import (
    MODES,
    FileYear,
    Migration,
    Mode,
    Rung,
    SegmentLine,
    file_years,
    ladder,
    migrations,
    modes,
    segment_lines,
    with_before,
)
from riparian.web.buyers_before import EXAMPLE as EXAMPLE_BEFORE
from riparian.web.buyers_before import BuyersBefore, buyers_before
from riparian.web.charts.columns import Column, ColumnPicture, draw_columns
from riparian.web.charts.ranges import RangePicture, RangeRow, draw_ranges
from riparian.web.charts.segments import SegmentBar, SegmentPicture, draw_segments
from riparian.web.compare import NOTHING, Against, beside
from riparian.web.comps import Comp, comps_of, comps_say
from riparian.web.customer_value import CustomerValue, ValuedPerson, customer_value
from riparian.web.former import joined, years_joined
from riparian.web.merchandise import Assortment, Merchandise, WinningItemLine, merchandise
from riparian.web.page import Page
from riparian.web.reader import EXAMPLE_SNAPSHOT, Reader, Snapshot, snapshot_of
from riparian.web.reasons import why_empty
from riparian.web.refusals import NothingYetError
from riparian.web.staying import NO_CONTRACTS, NO_PERIODS, Contracts, PeriodValue, contracts, period_value
from riparian.web.years import last_day

FEW = 100
"""Cases of a rung under which its chance was drawn towards that of others."""


@dataclass(frozen=True, slots=True)
class BuyersView:
    """What the page shows, and its JSON twin. Where a part is empty, `missing` tells why, by the name of the part."""

    heading: str
    sentence: str
    of: Snapshot
    segments: tuple[SegmentLine, ...]
    ladder: tuple[Rung, ...]
    modes: tuple[Mode, ...]
    migrations: tuple[Migration, ...]
    caution: str
    """What `migrations` do not say."""
    years: tuple[FileYear, ...]
    merchandise: Merchandise
    value: CustomerValue
    missing: dict[str, str]
    against: Against = NOTHING
    comps: tuple[Comp, ...] = ()
    comps_say: str = ""
    contracts: Contracts = NO_CONTRACTS
    by_period: PeriodValue = NO_PERIODS
    former: BuyersBefore | None = None
    """The same parts in the snapshot compared with; None: nothing is compared."""

    @property
    def year(self) -> date:
        """The last day of the twelve months that end at the as-of date."""
        return last_day(self.of.as_of, 0)

    @property
    def year_before(self) -> date:
        """The last day of the twelve before them."""
        return last_day(self.of.as_of, 1)


def show(
    tables: Reader,
    *,
    channel: Annotated[
        str | None, Query(max_length=200, description="The channel whose items are shown.", examples=["web"])
    ] = None,
    against: compare.Snapshot = None,
) -> BuyersView:
    """Who bought, and what is to be expected of them."""
    if not tables.count("buyers"):
        raise NothingYetError(
            "Nobody is known to have bought: no source had an order of a person.", fix="riparian build"
        )
    goods = merchandise(tables, channel)
    if channel and channel not in goods.channels:
        fix = f"Channels are: {', '.join(goods.channels)}." if goods.channels else "Leave the channel out."
        raise NotFoundError(f"Nothing was sold through a channel {channel!r}.", where="/buyers", fix=fix)
    other, value = beside(tables, against, where="/buyers"), customer_value(tables)
    former = buyers_before(other.tables, goods, value)
    segments, rungs, kinds, years = segment_lines(tables), ladder(tables), modes(tables), file_years(tables)
    (moved, caution), frozen = migrations(tables), comps_of(tables)
    parts = (
        ("segments", segments, "segment_counts", "Nobody has a chance to buy again yet."),
        ("ladder", rungs, "rebuy_cells", "Too few buyers were watched for a year."),
        ("modes", kinds, "repurchase_modes", "Two years of orders are needed to tell who came back."),
        ("migrations", moved, "channel_migrations", "Two years of orders in several channels are needed."),
        ("years", years, "file_accounts", "No year of orders is there yet."),
        ("comps", frozen, "comp_segments", "Two years of orders are needed to compare one definition with itself."),
        ("items", goods.items, "winning_items", "No source tells which items were ordered."),
        ("assortments", goods.assortments, "mini_assortments", "No source tells the category of an item."),
    )
    return BuyersView(
        heading="Buyers",
        sentence=_sentence(segments, tables.count("buyers")),
        of=snapshot_of(tables),
        segments=with_before(segments, former.segments) if former else segments,
        ladder=rungs,
        modes=kinds,
        migrations=moved,
        caution=caution,
        years=years,
        merchandise=goods,
        value=value,
        missing={name: why_empty(tables, table, why) for name, found, table, why in parts if not found},
        against=other.against,
        comps=frozen,
        comps_say=comps_say(frozen),
        contracts=contracts(tables),
        by_period=period_value(tables),
        former=former,
    )


def _sentence(segments: tuple[SegmentLine, ...], buyers: int) -> str:
    if not segments:
        return f"{words.people(buyers)} ever bought; too few of them bought again to tell who will."
    active = sum(line.buyers for line in segments if not line.lapsed)
    expected, minus = sum(line.expected for line in segments), sum(line.minus for line in segments)
    falling = (
        f"{words.number(minus)} fall a segment next month unless they order" if minus else "nobody falls next month"
    )
    return (
        f"Of {words.people(buyers)} who ever bought, guests aside, {words.number(active)} did in the last twelve "
        f"months. By their chances {words.number(expected)} of all will buy within a year; {falling}."
    )


def segment_picture(view: BuyersView) -> SegmentPicture:
    """The segments as bars."""
    return SegmentPicture(
        title="Buyers by action segment",
        description="Eight segments from Elite to Lapsed Save; the solid part of a bar will buy within the year "
        f"by the chances of its people. {view.sentence}",
        bars=tuple(
            SegmentBar(
                name=line.segment,
                buyers=line.buyers,
                label=words.short(line.buyers),
                expected=line.expected,
                plus=f"+{words.short(line.plus)}" if line.plus else "–",
                minus=f"−{words.short(line.minus)}" if line.minus else "–",
                lapsed=line.lapsed,
                says=f"{line.segment}: {words.people(line.buyers)}, of whom {words.number(line.expected)} will buy "
                f"within a year; {line.plus:,} with a plus, {line.minus:,} with a minus"
                + (f"; {words.number(line.before)} before" if line.before is not None else ""),
                href=line.people_path,
                before=line.before,
            )
            for line in view.segments
        ),
    )


def ladder_picture(view: BuyersView) -> ColumnPicture:
    """The chance just after each order."""

    def column(rung: Rung, was: Rung | None) -> Column:
        name = f"{rung.orders}{'+' if rung.or_more else ''}"
        return Column(
            label=name,
            parts=(rung.probability,),
            above=f"{100 * rung.probability:.0f} %",
            says=f"After order {name}: {words.share(rung.probability)}, from {words.number(rung.tried)} past cases"
            + (f"; {words.share(was.probability)} before" if was else ""),
            pale=rung.tried < FEW,
            before=was.probability if was else None,
        )

    return ColumnPicture(
        name="ladder",
        title="Chance to buy again within a year, just after each order",
        description="One column for each number of orders; pale ones rest on fewer than 100 past cases.",
        columns=tuple(
            column(*pair) for pair in joined(view.ladder, view.former.ladder if view.former else None, "orders")
        ),
        series=("chance",),
        told=lambda value: f"{100 * value:.0f} %",
    )


def mode_picture(view: BuyersView) -> RangePicture:
    """The annual rebuy rate of the company, its channels and categories, between the limits of the modes."""
    return RangePicture(
        name="modes",
        title="Which mode the business is in",
        description="Share of a year's buyers who bought again in the next, with its 95 % interval; below 40 % is "
        "Acquisition, from 60 % Retention.",
        rows=tuple(
            RangeRow(
                name="The company" if one.scope == "company" else words.clip(one.name, 24),
                value=one.rate,
                low=one.low,
                high=one.high,
                told=f"{100 * one.rate:.0f} %",
                says=f"{one.name}: {words.number(one.bought_again)} of {words.people(one.buyers)} bought again, "
                f"{words.share(one.rate)} ({words.share(one.low)} to {words.share(one.high)}): {one.mode}"
                + (f"; {words.share(was.rate)} before" if was else ""),
                other=was.rate if was else None,
                under="" if one.scope == "company" else one.scope,
            )
            for one, was in joined(view.modes, view.former.modes if view.former else None, "scope", "name")
        ),
        zones=MODES,
        ticks=(0, 0.2, 0.4, 0.6, 0.8, 1),
        at=lambda value: f"{100 * value:.0f} %",
    )


def file_picture(view: BuyersView) -> ColumnPicture:
    """Every year's buyers by where they came from."""

    def column(year: FileYear, was: FileYear | None) -> Column:
        return Column(
            label=f"to {year.year_to:%b %Y}",
            parts=(year.retained, year.reactivated, year.new),
            above=words.number(year.buyers),
            says=f"Year to {words.day(year.year_to)}: {year.retained:,} retained, {year.reactivated:,} reactivated, "
            f"{year.new:,} new" + (f"; {words.number(was.buyers)} buyers before" if was else ""),
            beneath=f"rebuy {100 * year.rebuy_rate:.0f} %" if year.rebuy_rate is not None else "",
            pale=year.covered < 1,
            before=was.buyers if was else None,
        )

    return ColumnPicture(
        name="file",
        title="Where each year's buyers came from",
        description="Buyers of each year: retained from the year before, reactivated from earlier, and new.",
        columns=tuple(column(*pair) for pair in years_joined(view.years, view.former.years if view.former else None)),
        series=("Retained", "Reactivated", "New"),
        told=words.short,
    )


_PATH = "/people?segment=quality"

PAGE = Page(
    path="/buyers",
    title="Buyers",
    says="Who bought: action segments, the ladder of orders, the mode of the business, what wins, and customer value.",
    template="buyers.html",
    show=show,
    group="See",
    place=60,
    icon="buyers",
    pictures={
        "segments": lambda view: draw_segments(segment_picture(view)),
        "segments_narrow": lambda view: draw_segments(segment_picture(view), width=326),
        "ladder": lambda view: draw_columns(ladder_picture(view), height=240),
        "ladder_narrow": lambda view: draw_columns(ladder_picture(view), width=326, height=220),
        "modes": lambda view: draw_ranges(mode_picture(view)),
        "modes_narrow": lambda view: draw_ranges(mode_picture(view), width=326),
        "file": lambda view: draw_columns(file_picture(view), height=280),
        "file_narrow": lambda view: draw_columns(file_picture(view), width=326, height=260),
    },
    example=BuyersView(
        heading="Buyers",
        sentence="Of 2,240 people who ever bought, guests aside, 812 did in the last twelve months.",
        of=EXAMPLE_SNAPSHOT,
        segments=(
            SegmentLine("Quality", 3, False, 204, 93.6, 31, 18, 40, 160, _PATH, f"{_PATH}&sign=plus",
                        f"{_PATH}&sign=minus", f"{_PATH}&falling=3", f"{_PATH}&falling=12"),
        ),
        ladder=(
            Rung(1, False, 0.268, 0.132, 1_904, 1_338, 510, "/people?did=stepped~1", "/people?did=stepped~1~~again"),
        ),
        modes=(Mode("company", "all", 790, 261, 0.3304, 0.2985, 0.3639, "Acquisition", "", 0.0882, 1.44),),
        migrations=(Migration("web", "shop", 640, 22, 214, 0.1028, "Isolation"),),
        caution="Not a cause: who buys often comes to use several channels.",
        years=(
            FileYear(date(2026, 9, 30), 1.0, 790, 261, 64, 487, 812, 0.3304, 9_204_000, 3_410_000, 702_000, 5_092_000,
                     12, 84_000, 822.9),
        ),
        merchandise=Merchandise(
            None,
            ("web", "shop"),
            {"Winner": 3, "Contender": 8, "Other": 48},
            (WinningItemLine("AR-1", "Border fork", "Tools", "Winner", 63_700, 14.0, 9, 8, date(2024, 2, 18), False),),
            0.07,
            (Assortment("web", "Tools", ("Border fork", "Hand trowel"), 91_400),),
        ),
        value=CustomerValue(
            "BG/NBD", "It foretold 46 orders; 47 came, which is as near as chance allows.", 47, 46.4, 2_240, 902, 970.0,
            814.0, 1_156.0, True, (ValuedPerson(17, "Ana Lind", 0.93, 2.4, 21_900.0, "/people/17"),),
        ),
        missing={},
        former=EXAMPLE_BEFORE,
    ),
)  # fmt: skip
