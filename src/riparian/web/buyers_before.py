"""The parts of the buyers page as another snapshot told them, each in the shape that it has now."""

from dataclasses import dataclass, replace
from datetime import date

from riparian.web.buyer_file import (
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
)
from riparian.web.comps import Comp, comps_of
from riparian.web.customer_value import CustomerValue, value_then
from riparian.web.former import unopened
from riparian.web.merchandise import Merchandise, merchandise_then
from riparian.web.reader import Reader
from riparian.web.staying import NO_CONTRACTS, NO_PERIODS, Contracts, PeriodValue, contracts, period_value


@dataclass(frozen=True, slots=True)
class BuyersBefore:
    """What the snapshot compared with told; money in minor units. Nothing in it opens into people."""

    segments: tuple[SegmentLine, ...]
    ladder: tuple[Rung, ...]
    modes: tuple[Mode, ...]
    migrations: tuple[Migration, ...]
    years: tuple[FileYear, ...]
    comps: tuple[Comp, ...]
    merchandise: Merchandise
    """`items`: the first of then, and those that are shown now."""
    value: CustomerValue
    """`people`: those who are shown now, as they stood then."""
    contracts: Contracts
    by_period: PeriodValue


def buyers_before(other: Reader | None, goods: Merchandise, value: CustomerValue) -> BuyersBefore | None:
    """The same parts, with the same items and people; None: nothing is compared."""
    if other is None:
        return None
    return BuyersBefore(
        segments=unopened(segment_lines(other)),
        ladder=unopened(ladder(other)),
        modes=modes(other),
        migrations=migrations(other)[0],
        years=file_years(other),
        comps=comps_of(other),
        merchandise=merchandise_then(other, goods),
        value=replace(value_then(other, value), buyers_path="", repeat_path=""),
        contracts=contracts(other),
        by_period=replace(period_value(other), buyers_path="", repeat_path=""),
    )


EXAMPLE = BuyersBefore(
    segments=(SegmentLine("Quality", 3, False, 196, 90.1, 27, 21, 44, 158, "", "", "", "", ""),),
    ladder=(Rung(1, False, 0.261, 0.130, 1_812, 1_290, 473, "", ""),),
    modes=(Mode("company", "all", 771, 247, 0.3204, 0.2884, 0.3541, "Acquisition", "", 0.0903, 1.42),),
    migrations=(Migration("web", "shop", 622, 20, 207, 0.0966, "Isolation"),),
    years=(
        FileYear(date(2026, 9, 30), 1.0, 771, 247, 60, 481, 788, 0.3204, 8_911_000, 3_284_000, 671_000, 4_956_000, 10,
                 71_000, 797.1),
    ),
    comps=(),
    merchandise=Merchandise(None, ("web", "shop"), {"Winner": 3, "Contender": 7, "Other": 46}, (), 0.06, ()),
    value=CustomerValue("BG/NBD", "", 44, 45.1, 2_193, 871, 931.0, 780.0, 1_110.0, True, ()),
    contracts=NO_CONTRACTS,
    by_period=NO_PERIODS,
)  # fmt: skip
"""For the page's example."""
