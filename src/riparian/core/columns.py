"""Kinds of column: data type, unit and range, said once.

Types are the few that every engine stores alike: int32, int64, float64, string, boolean, date, and naive UTC
timestamps to the microsecond. Money is an integer number of minor units (pence, cents).
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated


@dataclass(frozen=True, slots=True)
class Column:
    """What one column promises.

    `coded`: the text is kept as an int32 code of the table `labels`; mappings give text, derivations see codes.
    `identifies`: the value is an identifier of this kind; mappings give text, landing turns all identifiers of a
    row into one `identifier_key` and links, so the column itself is not published.
    `landed`: the column is added by landing; mappings do not give it.
    """

    dtype: str
    unit: str = ""
    minimum: float | None = None
    maximum: float | None = None
    coded: bool = False
    identifies: str = ""
    landed: bool = False

    @property
    def mapped_dtype(self) -> str:
        """The type a preset's mapping gives for this column."""
        return "string" if self.coded else self.dtype


Text = Annotated[str, Column("string")]
Label = Annotated[str, Column("int32", coded=True)]
Country = Annotated[str, Column("int32", coded=True, unit="ISO 3166")]
"""Two letters, or the source's own text where it means no country; mappings give text in any of its forms."""
Flag = Annotated[bool, Column("boolean")]
Instant = Annotated[datetime, Column("timestamp(6)", unit="UTC")]
Day = Annotated[date, Column("date")]
Count = Annotated[int, Column("int64", minimum=0)]
Whole = Annotated[int, Column("int64")]
Number = Annotated[float, Column("float64")]
Ordinal = Annotated[int, Column("int32", minimum=0)]
Money = Annotated[int, Column("int64", unit="minor units")]
Demand = Annotated[int, Column("int64", unit="minor units", minimum=0)]
"""Money that was asked for: never negative. What goes back is told apart from it."""
Worth = Annotated[float, Column("float64", unit="minor units")]
"""Money that need not be whole: a share of it, a mean, an expectation."""
Days = Annotated[float, Column("float64", unit="days", minimum=0)]
Seconds = Annotated[float, Column("float64", unit="seconds", minimum=0)]
Probability = Annotated[float, Column("float64", minimum=0, maximum=1)]
Share = Annotated[float, Column("float64", minimum=0, maximum=1)]

PersonKey = Annotated[int, Column("int64", minimum=0)]
IdentifierKey = Annotated[int, Column("int64", minimum=0)]
LandedIdentifier = Annotated[int, Column("int64", minimum=0, landed=True)]
LandedRow = Annotated[int, Column("int64", minimum=0, landed=True)]
LandedLabel = Annotated[str, Column("int32", coded=True, landed=True)]

UserId = Annotated[str, Column("string", identifies="user_id")]
Email = Annotated[str, Column("string", identifies="email")]
Phone = Annotated[str, Column("string", identifies="phone")]
LoyaltyCard = Annotated[str, Column("string", identifies="loyalty_card")]
AnonymousId = Annotated[str, Column("string", identifies="anonymous_id")]
DeviceId = Annotated[str, Column("string", identifies="device_id")]
OrderId = Annotated[str, Column("string", identifies="order_id")]
OtherId = Annotated[str, Column("string", identifies="other")]
"""An identifier of a declared kind, written `kind:value`."""
ReferrerEmail = Annotated[str, Column("string", identifies="referrer email")]
ReferrerUserId = Annotated[str, Column("string", identifies="referrer user_id")]
