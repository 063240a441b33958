"""Whether any source tells orders: without, nobody can be seen to buy, and none is said to have bought."""

from collections.abc import Iterable
from typing import Final

from riparian.web.reader import Reader

FROM_BUY_ON: Final = "No source tells orders, so who stands at Buy and beyond is unknown."


def orders_told(tables: Reader, buyers: Iterable[int]) -> bool:
    """Whether any source tells orders; `buyers`: people who were seen to buy, in whatever groups."""
    return any(buyers) or tables.count("ways_in") > 0
