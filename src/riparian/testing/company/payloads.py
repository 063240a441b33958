"""What each kind of web event says: event name, properties and traits, as JSON text."""

from collections.abc import Callable

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from riparian.testing.company import clicks as kinds
from riparian.testing.company.arrays import Ints
from riparian.testing.company.catalogue import (
    ARTICLES,
    DEPARTMENT,
    DEPARTMENTS,
    NAMES,
    SEARCHES,
    SKUS,
    months_open,
    price_at,
)
from riparian.testing.company.chunk import Chunk
from riparian.testing.company.export_shopify import order_names
from riparian.testing.company.links import JOURNAL_HOME
from riparian.testing.company.names import FIRST_NAMES, LAST_NAMES
from riparian.testing.company.text import amounts, as_json, joined, numbers, picked, seconds, where
from riparian.testing.company.weblog import Weblog

_PRODUCTS = tuple(
    f'"product_id":"{sku}","sku":"{sku}","name":"{name}","category":"{DEPARTMENTS[department]}"'
    for sku, name, department in zip(SKUS, as_json(NAMES), DEPARTMENT, strict=True)
)
_TITLES = (
    "A tool library for beginners",
    "Refills for the hand balm",
    "Seed swap evenings",
    "A lighter long-handled fork",
)


def payloads(chunk: Chunk, log: Weblog) -> pa.Array:
    """The part of each message that its kind decides, with a leading comma."""
    writers: dict[int, Callable[[Chunk, Weblog, Ints], pa.Array]] = {
        kinds.PAGE: _page, kinds.SEARCHED: _searched, kinds.LISTED: _listed, kinds.VIEWED: _product,
        kinds.ADDED: _product, kinds.CHECKED_OUT: _checkout, kinds.SAMPLED: _sample, kinds.SIGNED_UP: _signed_up,
        kinds.SUBSCRIBED: _subscribed, kinds.ORDERED: _ordered,
        kinds.READ: _article, kinds.FOLLOWED: _followed, kinds.COMMENTED: _article,
        kinds.IDENTIFY: _identify, kinds.GROUP: _group, kinds.ALIAS: _alias, kinds.REVIEWED: _reviewed,
        kinds.SUGGESTED: _idea, kinds.ACCEPTED: _idea, kinds.SHIPPED: _idea,
    }  # fmt: skip
    order = np.argsort(log.kind, kind="stable")
    begins = np.searchsorted(log.kind[order], np.arange(len(kinds.KINDS) + 1))
    parts = []
    for kind, write in writers.items():
        rows = order[begins[kind] : begins[kind + 1]]
        if len(rows):
            said = write(chunk, log, rows)
            is_call = kind in (kinds.PAGE, kinds.IDENTIFY, kinds.GROUP, kinds.ALIAS)
            parts.append(said if is_call else joined(f',"event":"{kinds.KINDS[kind]}"', said))
    places = np.empty(len(order), dtype=np.int64)
    places[order] = np.arange(len(order))
    return pa.concat_arrays(parts).take(pa.array(places)) if parts else pa.array([], pa.string())


def _page(chunk: Chunk, log: Weblog, rows: Ints) -> pa.Array:
    return joined(',"name":"', where(log.path[rows] == 0, "Home", "Page"), '","properties":{}')


def _searched(chunk: Chunk, log: Weblog, rows: Ints) -> pa.Array:
    return joined(',"properties":{"query":"', picked(SEARCHES, log.item[rows]), '"}')


def _listed(chunk: Chunk, log: Weblog, rows: Ints) -> pa.Array:
    name = picked(DEPARTMENTS, log.item[rows])
    return joined(',"properties":{"list_id":"', name, '","category":"', name, '"}')


def _currency(chunk: Chunk, log: Weblog, rows: Ints) -> pa.Array:
    return where(chunk.people.irish[log.person[rows]], "EUR", "GBP")


def _product(chunk: Chunk, log: Weblog, rows: Ints) -> pa.Array:
    price = amounts(price_at(log.item[rows], log.at[rows]))
    added = where(log.kind[rows] == kinds.ADDED, ',"quantity":1', None)
    return joined(
        ',"properties":{', picked(_PRODUCTS, log.item[rows]), ',"price":', price, added, ',"currency":"',
        _currency(chunk, log, rows), '"}',
    )  # fmt: skip


def order_value(chunk: Chunk, log: Weblog, rows: Ints) -> Ints:
    """Minor units of the order that each event is about; 0 where it is about none."""
    item = log.item[rows]
    about = (item >= 0) & np.isin(log.kind[rows], (kinds.CHECKED_OUT, kinds.ORDERED))
    return np.where(about, chunk.baskets.total[np.where(about, item, 0)], 0) if len(chunk.baskets.lines) else 0 * item


def _checkout(chunk: Chunk, log: Weblog, rows: Ints) -> pa.Array:
    value = order_value(chunk, log, rows)
    said = joined('"value":', amounts(value), ',"currency":"', _currency(chunk, log, rows), '"')
    return joined(',"properties":{', where(value > 0, said, None), "}")


def _sample(chunk: Chunk, log: Weblog, rows: Ints) -> pa.Array:
    return joined(',"properties":{"product_id":"', picked(SKUS, log.item[rows]), '"}')


def _signed_up(chunk: Chunk, log: Weblog, rows: Ints) -> pa.Array:
    return joined(',"properties":{"type":"', where(log.person[rows] % 12 == 0, "invited", "organic"), '"}')


def _address(chunk: Chunk, log: Weblog, rows: Ints) -> pa.Array:
    addresses, person = chunk.addresses, pa.array(log.person[rows])
    second = log.address[rows] == kinds.SECOND_ADDRESS
    address = where(second, addresses.second_email.take(person), addresses.email.take(person))
    return where(log.at[rows] % 37 == 0, pc.utf8_upper(address), address)


def _subscribed(chunk: Chunk, log: Weblog, rows: Ints) -> pa.Array:
    name = where(log.path[rows] >= JOURNAL_HOME, "The Garden Ledger letter", "Alder & Reed letter")
    return joined(',"properties":{"list_name":"', name, '","email":"', _address(chunk, log, rows), '"}')


def _ordered(chunk: Chunk, log: Weblog, rows: Ints) -> pa.Array:
    baskets, order = chunk.baskets, log.item[rows]
    line = joined(
        '{"product_id":"', picked(SKUS, baskets.line_product), '","sku":"', picked(SKUS, baskets.line_product),
        '","quantity":', numbers(baskets.line_quantity), ',"price":', amounts(baskets.line_price), "}",
    )  # fmt: skip
    offsets = np.concatenate([[0], np.cumsum(baskets.lines)]).astype(np.int32)
    products = pc.binary_join(pa.ListArray.from_arrays(pa.array(offsets), line), ",").take(pa.array(order))
    return joined(
        ',"properties":{"order_id":"', order_names(chunk).take(pa.array(order)),
        '","total":', amounts(baskets.total[order]), ',"revenue":', amounts(baskets.subtotal[order]),
        ',"shipping":', amounts(baskets.shipping[order]), ',"discount":', amounts(baskets.discount[order]),
        ',"currency":"', _currency(chunk, log, rows), '","products":[', products, "]}",
    )  # fmt: skip


def _article(chunk: Chunk, log: Weblog, rows: Ints) -> pa.Array:
    item = log.item[rows]
    said = joined(',"properties":{"article_id":"', picked([slug for slug, _ in ARTICLES], item), '"')
    topic = joined(
        ',"category":"', picked([topic for _, topic in ARTICLES], item), '","read_share":0.', numbers(2 + item % 8)
    )
    return joined(said, where(log.kind[rows] == kinds.READ, topic, None), "}")


def _followed(chunk: Chunk, log: Weblog, rows: Ints) -> pa.Array:
    return joined(',"properties":{"author":"', picked(("R. Alder", "M. Sedge", "T. Okoro"), log.path[rows] % 3), '"}')


def _identify(chunk: Chunk, log: Weblog, rows: Ints) -> pa.Array:
    """Name and number only where an account says who it is."""
    person, people = log.person[rows], chunk.people
    phone = joined('","phone":"', chunk.addresses.phone.take(pa.array(person)))
    since = chunk.account_since[person]
    created = seconds(np.where(log.with_user[rows], since, 0), between="T", after="Z")
    full = joined(
        '","firstName":"', picked(FIRST_NAMES, people.first_name[person]), '","lastName":"',
        picked(LAST_NAMES, people.last_name[person]), '","createdAt":"', created,
        where(people.gives_phone[person], phone, None),
    )  # fmt: skip
    return joined(',"traits":{"email":"', _address(chunk, log, rows), where(log.with_user[rows], full, None), '"}')


def _group(chunk: Chunk, log: Weblog, rows: Ints) -> pa.Array:
    number = numbers(chunk.people.person_id[log.person[rows]])
    return joined(',"groupId":"trade-', number, '","traits":{"name":"Gardens ', number, '","industry":"landscaping"}')


def _alias(chunk: Chunk, log: Weblog, rows: Ints) -> pa.Array:
    return joined(',"previousId":"', log.anonymous_id(chunk).take(pa.array(rows)), '"')


def _reviewed(chunk: Chunk, log: Weblog, rows: Ints) -> pa.Array:
    number = joined("rev-", numbers(chunk.people.person_id[log.person[rows]]), "-", numbers(months_open(log.at[rows])))
    return joined(
        ',"properties":{"product_id":"', picked(SKUS, log.item[rows]), '","rating":', numbers(log.rating[rows]),
        ',"review_id":"', number, '"}',
    )  # fmt: skip


def _idea(chunk: Chunk, log: Weblog, rows: Ints) -> pa.Array:
    title = joined('","title":"', picked(_TITLES, log.item[rows] // 8 % len(_TITLES)))
    said = where(log.kind[rows] == kinds.SUGGESTED, title, None)
    return joined(',"properties":{"idea_id":"idea-', numbers(log.item[rows]), said, '"}')
