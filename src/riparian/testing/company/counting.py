"""How large the company's ecosystem truly is, counted over the chunks."""

from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa

from riparian.testing.company.chunk import Chunk
from riparian.testing.company.placing import Places
from riparian.testing.company.planted import OUT_OF_REACH
from riparian.testing.company.seasons import DAY, END


@dataclass(slots=True)
class Census:
    """People by what is seen of them."""

    counts: dict[str, int] = field(default_factory=dict)

    def add(self, chunk: Chunk, places: Places) -> None:
        """Count a chunk."""
        size, knowing, purchases = len(chunk.people), chunk.knowing, chunk.purchases
        seen = places.people.band() > 0
        bought = np.bincount(purchases.person, minlength=size) > 0
        lately = np.bincount(purchases.person[purchases.at >= END - 365 * DAY], minlength=size) > 0
        for name, number in {
            "can_appear": size,
            "seen": int(seen.sum()),
            "known": int((seen & knowing.known).sum()),
            "anonymous_only": int((seen & ~knowing.known).sum()),
            "never_seen": int((~seen).sum()),
            "buyers": int(bought.sum()),
            "twelve_month_buyers": int(lately.sum()),
            "subscribers": int(knowing.subscriber.sum()),
            "account_holders": int(knowing.account.sum()),
            "orders": len(purchases.at),
            "visits": len(chunk.touches),
            "web_events": len(chunk.clicks.at) + len(chunk.voices.at),
        }.items():
            self.counts[name] = self.counts.get(name, 0) + number

    def table(self) -> pa.Table:
        """One row a figure; `true_size` is all people of the ecosystem, `out_of_reach` those who never can appear."""
        outside = round(OUT_OF_REACH * self.counts.get("can_appear", 0))
        figures = {**self.counts, "out_of_reach": outside, "true_size": self.counts.get("can_appear", 0) + outside}
        return pa.table({"figure": list(figures), "people": pa.array(figures.values(), pa.int64())})
