"""The CDNOW sample as purchases: 2,357 customers won in the first quarter of 1997, cut after 39 weeks."""

from datetime import datetime
from pathlib import Path

from riparian.core.durations import AsOf
from riparian.core.row import Table
from riparian.tables.buyers import Purchase
from riparian.testing.tables import table_of

AFTER_39_WEEKS = AsOf(datetime(1997, 10, 1))


def cdnow_purchases(reference: Path, *, until: datetime = AFTER_39_WEEKS) -> Table[Purchase]:
    """Every purchase before an instant."""
    rows = []
    for line in (reference / "clv/CDNOW_sample.txt").read_text().splitlines():
        _, customer, day, _, amount = line.split()
        bought_at = datetime.strptime(day, "%Y%m%d")
        if bought_at < until:
            rows.append({"person_key": int(customer), "bought_at": bought_at, "demand": round(100 * float(amount))})
    return table_of(Purchase, *({"action_key": number} | row for number, row in enumerate(rows)))
