"""Web events as JSON lines of the Segment tracking spec, one file a month of arrival."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from riparian.testing.company.arrays import Ints
from riparian.testing.company.chunk import Chunk
from riparian.testing.company.clicks import KINDS
from riparian.testing.company.conduct import BANNER_AT
from riparian.testing.company.files import KNOWN, REJECTED, Defects, Rows
from riparian.testing.company.links import LINKS, PATHS, QUERIES, URLS
from riparian.testing.company.mess import how_many, placed
from riparian.testing.company.payloads import payloads
from riparian.testing.company.periods import BY_MONTH
from riparian.testing.company.seasons import DAY, END, HOUR, MINUTE, SECOND
from riparian.testing.company.text import as_json, hex_texts, joined, milliseconds, picked, where
from riparian.testing.company.weblog import Weblog

_CALLS = tuple(kind if kind in ("page", "identify", "group", "alias") else "track" for kind in KINDS)
_LIBRARY = '{"name":"analytics.js","version":"2.11.1"}'
_AGENTS = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_4 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148 Safari/604.1",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/124.0.0.0 Safari/537.36",
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 Version/17.4 Safari/605.1.15",
)
_CAMPAIGNS = tuple(
    f'"campaign":{{"name":"{link.campaign}","source":"{link.source}","medium":"{link.medium}"}},' if link.source else ""
    for link in LINKS
)
_CONSENTS = (
    "",
    ',"consent":{"categoryPreferences":{"Functional":true,"Analytics":true,"Advertising":true}}',
    ',"consent":{"categoryPreferences":{"Functional":true,"Analytics":true,"Advertising":false}}',
    ',"consent":{"categoryPreferences":{"Functional":true,"Analytics":false,"Advertising":false}}',
)


@dataclass(frozen=True, slots=True)
class _Stamps:
    """How a message tells its time, so that the rule of the spec gives back exactly `Weblog.at`."""

    original: pa.Array
    sent: pa.Array
    received_at: Ints
    own: pa.Array
    """A `timestamp` that the caller set, as JSON with its comma; null for most."""


def segment_rows(chunk: Chunk, log: Weblog) -> Rows:
    """All messages of a chunk, each once, and retries of some."""
    luck = chunk.luck
    size = len(log.at)
    stamps = _stamped(luck, log)
    message = joined("ajs-next-", hex_texts(luck, size, 24))
    before, after = _body(chunk, log)
    lines = _line(before, message, after, stamps)
    order = np.argsort(stamps.received_at, kind="stable")
    period = BY_MONTH.periods(stamps.received_at)[order]
    retried = (
        np.sort(luck.choice(size, round(size * 0.004) + 1, replace=False)) if size else np.zeros(0, dtype=np.int64)
    )
    return Rows(
        file_of=BY_MONTH.namer("segment/events", "jsonl.gz"),
        header="",
        lines=lines.take(pa.array(order)),
        period=period,
        defects=(
            *_defects(chunk, lines.take(pa.array(order)), period),
            _again(
                chunk, retried, order, stamps, before.take(pa.array(retried)), message, after.take(pa.array(retried))
            ),
        ),
    )


def _line(before: pa.Array, message: pa.Array, after: pa.Array, stamps: _Stamps) -> pa.Array:
    return joined(
        before, ',"messageId":"', message, '"', after, stamps.own, stamps.original, stamps.sent,
        ',"receivedAt":"', milliseconds(stamps.received_at), '"}',
    )  # fmt: skip


def _body(chunk: Chunk, log: Weblog) -> tuple[pa.Array, pa.Array]:
    """What stands before the message id, and what between it and the stamps."""
    call = picked([f'{{"type":"{call}"' for call in _CALLS], log.kind)
    ids = joined(
        where(log.anonymous >= 0, joined(',"anonymousId":"', log.anonymous_id(chunk), '"'), None),
        where(log.with_user, joined(',"userId":"', chunk.addresses.user_id.take(pa.array(log.person)), '"'), None),
        where(log.server_side, ',"channel":"server","version":2', ',"channel":"browser","version":2'),
    )
    page = joined(
        ',"page":{"path":"', picked(as_json(PATHS), log.path), '","referrer":"', log.referrer(), '","url":"',
        picked(URLS, log.path), where(log.landing, picked(QUERIES, log.link), None), '"},',
        where(log.landing, picked(_CAMPAIGNS, log.link), None),
        '"userAgent":"', picked(_AGENTS, log.anonymous % len(_AGENTS)), '"', picked(_CONSENTS, _consent(chunk, log)),
    )  # fmt: skip
    context = joined(
        ',"integrations":{"All":true},"context":{"library":', _LIBRARY, ',"locale":"en-GB"',
        where(log.server_side, None, page), "}",
    )  # fmt: skip
    return joined(call, ids), joined(payloads(chunk, log), context)


def _consent(chunk: Chunk, log: Weblog) -> Ints:
    """Row of `_CONSENTS`: nothing before the banner; a device answers once."""
    refuses = chunk.conduct.declined[log.person, np.maximum(log.device, 0)]
    reluctant = log.anonymous % 8 == 3
    return np.where(refuses, 3, np.where(log.at < BANNER_AT, 0, np.where(reluctant, 2, 1)))


def _stamped(luck: np.random.Generator, log: Weblog) -> _Stamps:
    """Clocks of devices are wrong, messages wait, stamps are missing or nonsense.

    Where the pair of device stamps is unusable the moment of arrival counts: those messages arrive at once. One that
    does not say when it was sent counts as sent when it arrived, so its device's clock has to be right.
    """
    size = len(log.at)
    fate = luck.random(size)
    own = fate < 0.12
    missing = (fate >= 0.12) & (fate < 0.13)
    unreadable = (fate >= 0.13) & (fate < 0.133)
    reversed_ = (fate >= 0.133) & (fate < 0.138)
    unusable = missing | unreadable | reversed_
    wait = np.where(luck.random(size) < 0.01, luck.integers(MINUTE, 5 * HOUR, size), luck.integers(0, 900, size))
    wait = np.where(unusable, 0, np.minimum(wait, END - 1 - log.at))
    wrong = luck.random(size) < 0.03
    skew = np.where(wrong, luck.integers(-2 * DAY, 2 * DAY, size), luck.integers(-400, 400, size))
    latency = luck.integers(20, 300, size)
    received = log.at + wait
    original = np.where(missing, log.at, log.at - latency + skew)
    sent = np.where(reversed_, original - SECOND, original + wait)
    return _Stamps(
        original=joined(',"originalTimestamp":"', where(unreadable, "not a date", milliseconds(original)), '"'),
        sent=where(missing, None, joined(',"sentAt":"', milliseconds(sent), '"')),
        received_at=received,
        own=where(own, joined(',"timestamp":"', milliseconds(log.at), '"'), None),
    )


def _again(
    chunk: Chunk, rows: Ints, order: Ints, stamps: _Stamps, before: pa.Array, message: pa.Array, after: pa.Array
) -> Defects:
    """The same messages sent once more, and received later: still the same message."""
    luck = chunk.luck
    later = np.minimum(stamps.received_at[rows] + luck.integers(2 * SECOND, 26 * HOUR, len(rows)), END - 1)
    again = _Stamps(
        original=stamps.original.take(pa.array(rows)),
        sent=joined(',"sentAt":"', milliseconds(np.maximum(later - 90, stamps.received_at[rows])), '"'),
        received_at=later,
        own=stamps.own.take(pa.array(rows)),
    )
    behind = np.searchsorted(stamps.received_at[order], later, side="right").astype(np.float64)
    lines = _line(before, message.take(pa.array(rows)), after, again)
    return Defects("duplicate", KNOWN, lines, BY_MONTH.periods(later), behind)


def _defects(chunk: Chunk, lines: pa.Array, period: Ints) -> tuple[Defects, ...]:
    """Messages that no reader can use."""
    luck = chunk.luck
    stamps, nonsense = (
        f'"originalTimestamp":"{stamp}","sentAt":"{stamp}","receivedAt":"{stamp}"'
        for stamp in ("2025-03-01T08:00:00.000Z", "yesterday")
    )
    texts = {
        "missing_id": '{{"type":"track","event":"Product Viewed","messageId":"none-{n}","properties":{{}},'
        + stamps
        + "}}",
        "missing_event": '{{"type":"track","messageId":"nameless-{n}","anonymousId":"stray-{n}","properties":{{}},'
        + stamps
        + "}}",
        "unknown_type": '{{"type":"pageview","messageId":"odd-{n}","anonymousId":"stray-{n}",' + stamps + "}}",
        "unreadable_date": '{{"type":"page","messageId":"timeless-{n}","anonymousId":"stray-{n}","properties":{{}},'
        + nonsense
        + "}}",
    }
    made = []
    for kind, text in texts.items():
        written = [text.format(n=f"{chunk.number}-{row}") for row in range(how_many(chunk, len(lines) // 4))]
        made.append(placed(luck, kind, REJECTED, pa.array(written, pa.string()), period))
    broken = (
        luck.choice(len(lines), how_many(chunk, len(lines) // 4), replace=False)
        if len(lines)
        else np.zeros(0, dtype=np.int64)
    )
    cut = pc.utf8_slice_codeunits(lines.take(pa.array(broken)), 0, 180)
    made.append(placed(luck, "bad_json", REJECTED, cut, period))
    return tuple(made)
