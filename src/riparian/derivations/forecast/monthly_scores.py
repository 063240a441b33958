"""Monthly scores: exponential smoothing against last year's month again, on the months that came."""

from typing import Annotated, Final

import ibis
import numpy as np
from pydantic import Field

from riparian.core.doors import Array, Gather
from riparian.core.durations import AsOf
from riparian.core.errors import NotEnoughDataError
from riparian.core.row import Table, promised
from riparian.core.settings import Settings
from riparian.expressions.monthly_totals import monthly_totals
from riparian.expressions.unknown import null_for_nan
from riparian.models.rolling_origin import Tried, tried
from riparian.tables.buyers import Purchase
from riparian.tables.forecast import MonthlyScore

_TYPES: Final = {"measure": "string", "method": "string", "origins": "int64", "foretold": "int64"} | {
    "scaled_error": "float64",
    "covered": "float64",
    "chosen": "boolean",
}


class MonthlyScoresSettings(Settings):
    """`[derivations.monthly_scores]`"""

    origins: Annotated[int, Field(ge=1, le=60)] = 12
    """From how many of the last months to try a forecast."""


def monthly_scores(
    purchases: Table[Purchase], settings: MonthlyScoresSettings, as_of: AsOf, gather: Gather
) -> Table[MonthlyScore]:
    """The method with the smaller error is chosen for each measure; of two equal ones last year again.

    A measure that never changes, as demand where every order is in another currency, has no row.

    Raises:
        NotEnoughDataError: less than two years and three months of whole months, or no measure that ever changes.
    """
    _, series = monthly_totals(purchases, as_of, gather)
    rows: list[tuple[str, Tried, bool]] = []
    refused: list[NotEnoughDataError] = []
    for measure, values in series.items():
        try:
            smoothing, naive = tried(values, origins=settings.origins)
        except NotEnoughDataError as error:
            refused.append(error)
            continue
        better = smoothing.scaled_error < naive.scaled_error
        rows += [(measure, smoothing, better), (measure, naive, not better)]
    if not rows:
        raise refused[0]
    columns: dict[str, Array] = {
        name: np.array([getattr(one, name) for _, one, _ in rows])
        for name in ("origins", "foretold", "scaled_error", "covered")
    }
    columns |= {
        "measure": np.array([measure for measure, _, _ in rows], object),
        "method": np.array([one.method for _, one, _ in rows], object),
        "chosen": np.array([chosen for _, _, chosen in rows], bool),
    }
    return promised(null_for_nan(gather.give_back(columns, ibis.schema(_TYPES)), "covered"), MonthlyScore)
