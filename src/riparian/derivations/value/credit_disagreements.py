"""Credit disagreements: by channel, between which credits the models lie, and whether chance could make that."""

from typing import Final

import numpy as np

from riparian.core.doors import Array, Gather
from riparian.core.row import Table
from riparian.expressions.rows_given import rows_given
from riparian.models.histories import floats
from riparian.tables.credits import MODELS, NO_TOUCH, ChannelCredit, CreditDisagreement

_MOST: Final = 1_000_000


def credit_disagreements(channel_credits: Table[ChannelCredit], gather: Gather) -> Table[CreditDisagreement]:
    """A row for each goal and channel that two models or more credit. What no touch led to is no disagreement.

    Of models that credit alike the one that stands first in the list of models is named.
    """
    found = gather(channel_credits.filter(channel_credits.channel != NO_TOUCH), at_most=_MOST)
    keys = sorted(set(zip(found["goal"].tolist(), found["channel"].tolist(), strict=True)))
    rows = []
    for goal, channel in keys:
        held = np.flatnonzero((found["goal"] == goal) & (found["channel"] == channel))
        held = held[np.argsort([MODELS.index(str(model)) for model in found["model"][held]], kind="stable")]
        if len(held) > 1:
            rows.append({"goal": goal, "channel": channel} | compared({n: c[held] for n, c in found.items()}))
    return rows_given(rows, CreditDisagreement, gather)


def compared(found: dict[str, Array]) -> dict[str, object]:
    """The figures of one goal and channel, from its models in order."""
    credited = floats(found["conversions"])
    # Equal but for the last digits is alike: the first model of the list is named then.
    near = np.round(credited, 9)
    lowest, highest = int(near.argmin()), int(near.argmax())
    middle = float(np.median(credited))
    spread = float(credited[highest] - credited[lowest])
    low, high = floats(found["low"])[highest], floats(found["high"])[lowest]
    return {
        "models": len(credited),
        "lowest": float(credited[lowest]),
        "lowest_model": str(found["model"][lowest]),
        "middle": middle,
        "highest": float(credited[highest]),
        "highest_model": str(found["model"][highest]),
        "spread": spread,
        "relative_spread": spread / middle if middle > 0 else None,
        "beyond_chance": None if np.isnan(low) or np.isnan(high) else bool(high < low),
    }
