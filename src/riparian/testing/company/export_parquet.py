"""Web events as flat Parquet, for companies too large to be read line by line."""

from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from riparian.testing.company import clicks as kinds
from riparian.testing.company.chunk import Chunk
from riparian.testing.company.export_shopify import order_names
from riparian.testing.company.files import KNOWN, REJECTED, Messy
from riparian.testing.company.links import LINKS, QUERIES, URLS
from riparian.testing.company.mess import how_many
from riparian.testing.company.payloads import order_value
from riparian.testing.company.text import hex_texts, joined, picked, spread, where
from riparian.testing.company.weblog import Weblog

SCHEMA = pa.schema([
    ("event_id", pa.string()), ("anonymous_id", pa.string()), ("user_id", pa.string()), ("email", pa.string()),
    ("event", pa.string()), ("url", pa.string()), ("referrer", pa.string()), ("utm_source", pa.string()),
    ("utm_medium", pa.string()), ("utm_campaign", pa.string()), ("occurred_at", pa.timestamp("ms", tz="UTC")),
    ("order_id", pa.string()), ("value", pa.float64()),
])  # fmt: skip
CHUNKS_PER_FILE = 25
_EVENTS = tuple({"page": "Page Viewed", "identify": "Identified"}.get(kind, kind) for kind in kinds.KINDS)


@dataclass(slots=True)
class ParquetEvents:
    """Owner of the files of flat events; a row group is a chunk."""

    folder: Path
    messy: list[Messy] = field(default_factory=list)
    rows: dict[str, int] = field(default_factory=dict)
    _writer: pq.ParquetWriter | None = None

    def append(self, chunk: Chunk, log: Weblog) -> None:
        """Write a chunk's events in order of instant, with some rows that name nobody and some that stand twice."""
        name = f"web_events/events_{chunk.number // CHUNKS_PER_FILE:04}.parquet"
        if name not in self.rows:
            self._close()
            (self.folder / name).parent.mkdir(parents=True, exist_ok=True)
            self._writer = pq.ParquetWriter(self.folder / name, SCHEMA, compression="zstd")
            self.rows[name] = 0
        good = events_table(chunk, log)
        count = how_many(chunk, good.num_rows)
        nobody = good.slice(0, min(count, good.num_rows))
        nameless = [nobody.column("event_id").combine_chunks()] + [nobody.column(at) for at in range(1, len(SCHEMA))]
        nameless[0] = joined("none-", nameless[0])
        for at in (1, 2, 3, 11):
            nameless[at] = pa.nulls(nobody.num_rows, pa.string())
        table = pa.concat_tables([good, pa.table(nameless, schema=SCHEMA), good.slice(max(good.num_rows - count, 0))])
        for offset in range(table.num_rows - good.num_rows):
            defect, outcome = ("missing_id", REJECTED) if offset < nobody.num_rows else ("duplicate", KNOWN)
            record = self.rows[name] + good.num_rows + offset + 1
            self.messy.append(Messy(name, record, record, defect, outcome))
        assert self._writer is not None
        self._writer.write_table(table, row_group_size=table.num_rows or 1)
        self.rows[name] += table.num_rows

    def taken_messy(self) -> list[Messy]:
        """Messy rows written since this was last asked."""
        taken, self.messy = self.messy, []
        return taken

    def __enter__(self) -> Self:
        """The files, none open yet."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Finish the open file."""
        self._close()

    def _close(self) -> None:
        if self._writer is not None:
            self._writer.close()
            self._writer = None


def events_table(chunk: Chunk, log: Weblog) -> pa.Table:
    """Page, track and identify calls of a chunk, flat, in order of instant."""
    rows = np.flatnonzero((log.kind != kinds.GROUP) & (log.kind != kinds.ALIAS))
    rows = rows[np.argsort(log.at[rows], kind="stable")]
    person, kind, link = pa.array(log.person[rows]), log.kind[rows], log.link[rows]
    landing, browser = log.landing[rows], ~log.server_side[rows]
    second = log.address[rows] == kinds.SECOND_ADDRESS
    address = where(second, chunk.addresses.second_email.take(person), chunk.addresses.email.take(person))
    ordered = kind == kinds.ORDERED
    value = order_value(chunk, log, rows) / 100
    url = joined(picked(URLS, log.path[rows]), where(landing, picked(QUERIES, link), None))
    campaign = {
        part: where(landing & (np.array([bool(one.source) for one in LINKS])[link]), picked(words, link), None)
        for part, words in (
            ("source", [one.source for one in LINKS]),
            ("medium", [one.medium for one in LINKS]),
            ("campaign", [one.campaign for one in LINKS]),
        )
    }
    return pa.table(
        [
            joined("ev-", hex_texts(chunk.luck, len(rows), 24)),
            log.anonymous_id(chunk).take(pa.array(rows)),
            where(log.with_user[rows], chunk.addresses.user_id.take(person), None),
            where(log.address[rows] != kinds.NO_ADDRESS, address, None),
            picked(_EVENTS, kind),
            where(browser, url, None),
            where(browser, log.referrer().take(pa.array(rows)), None),
            campaign["source"],
            campaign["medium"],
            campaign["campaign"],
            pa.array(log.at[rows], pa.timestamp("ms", tz="UTC")),
            spread(order_names(chunk), np.where(ordered, log.item[rows], 0), ordered),
            pa.array(value, mask=value == 0),
        ],
        schema=SCHEMA,
    )
