"""What sells best, by numpy and by the definition alone, to hold the tables to."""

import numpy as np
import polars as pl


def classes(sold: pl.DataFrame) -> dict[str, str]:
    """Class by item of rows of `item` and `demand`: by the share of all demand that strictly better items make."""
    items, demand = sold["item"].to_list(), sold["demand"].to_numpy()
    before = np.array([demand[demand > one].sum() for one in demand]) / demand.sum()
    names = np.where(before < 0.15, "Winner", np.where(before < 0.50, "Contender", "Other"))
    return {str(item): str(name) for item, name in zip(items, names, strict=True)}


def days_won(lines: pl.DataFrame) -> dict[str, int]:
    """On how many days each item was a winner; lines of `day`, `item` and `demand`."""
    daily = lines.group_by("day", "item").agg(pl.col("demand").sum())
    won: dict[str, int] = {}
    for _, day in daily.group_by("day"):
        for item, name in classes(day).items():
            won[item] = won.get(item, 0) + (name == "Winner")
    return {item: days for item, days in won.items() if days}
