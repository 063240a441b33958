"""Tested shares: what part of demand spend brings, from the holdout tests that settings name."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, TypeVar

import numpy as np

from riparian.core.doors import Gather
from riparian.core.row import Table
from riparian.tables.budgets import HoldoutVerdict

_MOST: Final = 100_000
_ENDS: Final = 2 * 1.959964
"""Standard errors from end to end of an interval of 95 %."""

Key = TypeVar("Key")


@dataclass(frozen=True, slots=True)
class TestedShare:
    """What a holdout test says of demand."""

    test: str
    organic: float
    """Share that comes without the spend; above 1 where contacts cost demand."""
    error: float
    """Its standard error; without end where the data do not bound it."""

    @property
    def brought(self) -> float:
        """Share that the spend brings, not below 0."""
        return min(max(1.0 - self.organic, 0.0), 1.0)


def tested_shares(
    holdout_verdicts: Table[HoldoutVerdict], tests: Mapping[Key, str], gather: Gather
) -> dict[Key, TestedShare]:
    """By what a test is named for, what it says; nothing for tests without a verdict, or in which nobody bought."""
    if not tests:
        return {}
    named = holdout_verdicts.filter(holdout_verdicts.test.isin(sorted(set(tests.values()))))
    columns = ("organic_share", "organic_low", "organic_high")
    numbers = {name: named[name].fill_null(np.nan) for name in columns}
    found = gather(named.select("test", **numbers), at_most=_MOST)
    told = {}
    for test, *ends in zip(*(found[name].tolist() for name in ("test", *columns)), strict=True):
        organic, low, high = (float(one) for one in ends)
        if np.isfinite(organic):
            error = (high - low) / _ENDS if np.isfinite(high - low) else float("inf")
            told[str(test)] = TestedShare(str(test), organic, error)
    return {key: told[test] for key, test in tests.items() if test in told}
