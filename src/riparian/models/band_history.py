"""The hourglass as it stands and the rates by which it moved, read from what `band_rates` holds."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Self

import numpy as np
from numpy.typing import NDArray

from riparian.core.errors import NotEnoughDataError
from riparian.models.band_moves import BAND_NAMES, BandMove
from riparian.models.band_projection import AGES, BandMonths, BandRates, aged, projected
from riparian.models.histories import Floats

COMING: Final = "coming"
RISING: Final = "rising"
LEAVING: Final = "leaving"
"""Rising to any further band."""
FALLING_ASLEEP: Final = "falling asleep"
WAKING: Final = "waking"
ENTERING: Final = "demand on entering"
REGULAR: Final = "demand of regulars"


@dataclass(frozen=True, slots=True, eq=False)
class BandHistory:
    """What the months to come start from."""

    rates: BandRates
    standing: Floats
    """People by band and months in it in the month to come, shape `(k, AGES)`."""
    asleep: Floats
    """Of them, by band."""

    @classmethod
    def of(cls, columns: Mapping[str, NDArray[Any]]) -> Self:
        """From the columns of `band_rates`, in any order of rows.

        Raises:
            NotEnoughDataError: there are none.
        """
        if not len(columns.get("kind", ())):
            raise NotEnoughDataError("nobody is known to have moved between bands; band_rates says why")
        k = len(BAND_NAMES)
        rising, standing = np.zeros((k, k, AGES)), np.zeros((k, AGES))
        flat: dict[str, Floats] = {one: np.zeros(k) for one in (COMING, FALLING_ASLEEP, WAKING, ENTERING, REGULAR)}
        asleep = np.zeros(k)
        for kind, start, end, age, rate, people in zip(
            *(columns[name] for name in ("kind", "from_band", "to_band", "months_in_band", "rate", "standing")),
            strict=True,
        ):
            band = int(end) - 1
            if kind == RISING:
                rising[int(start) - 1, band, int(age)] = rate
            elif kind == LEAVING:
                standing[band, int(age)] = people
            else:
                flat[str(kind)][band] = rate
            if kind == WAKING:
                asleep[band] = people
        rates = BandRates(flat[COMING], rising, flat[FALLING_ASLEEP], flat[WAKING], flat[ENTERING], flat[REGULAR])
        return cls(rates, aged(standing), asleep)

    def months(self, months: int, changes: Sequence[tuple[BandMove, float]] = ()) -> BandMonths:
        """The months to come, under the changes of a plan one after the other."""
        rates = self.rates
        for move, factor in changes:
            rates = move.times(rates, factor)
        return projected(rates, self.standing, self.asleep, months=months)
