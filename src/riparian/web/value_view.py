"""What the value page shows."""

from dataclasses import dataclass
from datetime import date

from riparian.web.budget import Level, Shift, Verdict, getting
from riparian.web.channel_credit import ChannelCredits, Measure
from riparian.web.channel_economy import Economics, SpentMonth
from riparian.web.coming_back import CameBack, ReferredAgainst
from riparian.web.compare import NOTHING, Against
from riparian.web.contact_curve import NOBODY_SAID, ContactCurves
from riparian.web.reader import Snapshot
from riparian.web.value_before import ValueBefore
from riparian.web.way_ledger import Side, TopHeavy, WayLedger, YearOfWays
from riparian.web.who_brings import WhoBrings


@dataclass(frozen=True, slots=True)
class ValueView:
    """What the page shows, and its JSON twin. Where a part is empty, `missing` tells why, by the name of the part."""

    heading: str
    sentence: str
    of: Snapshot
    year: date
    """The last day of the year that is shown."""
    years: tuple[date, ...]
    covered: float
    ways: tuple[WayLedger, ...]
    untold: str
    """What no source tells of the year, so that it is unknown; empty where all is told."""
    by_year: tuple[YearOfWays, ...]
    top: TopHeavy | None
    top_says: str
    sides: tuple[Side, ...]
    """Of the index; empty where there is none."""
    top_years: tuple[TopHeavy, ...]
    goal: str
    goals: tuple[str, ...]
    model: str
    models: tuple[str, ...]
    measure: Measure
    """`conversions` where the goal has no value, whatever was asked for."""
    valued: bool
    """The goal brings demand."""
    credits: tuple[ChannelCredits, ...]
    credits_say: str
    credits_of: str
    """The time that credits are of: not the year."""
    economics: Economics
    spent: tuple[SpentMonth, ...]
    """By month, where there is spend and no source tells orders."""
    channel: str | None
    """Whose campaigns are shown."""
    came_back: tuple[CameBack, ...]
    referred: tuple[ReferredAgainst, ...]
    brings: WhoBrings
    brings_say: str
    level: Level
    shifts: tuple[Shift, ...]
    shifts_say: str
    holdout_says: str
    """Which test would settle the largest doubt; empty where none would."""
    verdicts: tuple[Verdict, ...]
    missing: dict[str, str]
    against: Against = NOTHING
    frequencies: ContactCurves = NOBODY_SAID
    """How often to contact people, or why no test tells it."""
    verdicts_left_out: int = 0
    """Older tests that are not among the verdicts here."""
    former: ValueBefore | None = None
    """The same parts in the snapshot compared with; None: nothing is compared."""

    @property
    def gaining(self) -> frozenset[str]:
        """Channels that the budget divided anew would give more."""
        return frozenset(one.name for one in getting(self.shifts)) if self.level == "channel" else frozenset()
