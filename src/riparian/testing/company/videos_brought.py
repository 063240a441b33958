"""The truth about videos: what each brought in visits at once, and in searches that no person's trail ties to it."""

from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa

from riparian.testing.company.arrays import Ints
from riparian.testing.company.planted import SEARCH, VIDEO
from riparian.testing.company.seasons import DAY
from riparian.testing.company.touches import Touches


@dataclass(slots=True)
class VideosBrought:
    """Paths that began because of each video, counted over the chunks."""

    days: Ints
    """Of new videos, in days since 1970."""
    visits: Ints = field(init=False)
    searches: Ints = field(init=False)

    def __post_init__(self) -> None:
        """Nothing is counted yet."""
        self.visits, self.searches = np.zeros_like(self.days), np.zeros_like(self.days)

    def add(self, touches: Touches) -> None:
        """Count a chunk's paths by their first touch."""
        first = (touches.place == 0) & (touches.video >= 0)
        for counts, channel in ((self.visits, VIDEO), (self.searches, SEARCH)):
            counts += np.bincount(touches.video[first & (touches.channel == channel)], minlength=len(self.days))

    def table(self) -> pa.Table:
        """One row a video."""
        return pa.table(
            {
                "published_on": pa.array(self.days * DAY, pa.timestamp("ms")),
                "visits_begun": self.visits,
                "searches_begun": self.searches,
            }
        )
