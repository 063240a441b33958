"""The truth beside the exports: who is who, where they stand, what is planted. Parquet; instants are naive UTC."""

from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from riparian.testing.company.arrays import NEVER, Flags, Ints, first_at, looked_up
from riparian.testing.company.bands import Milestones
from riparian.testing.company.chunk import Chunk
from riparian.testing.company.conduct import MOST_DEVICES, NOBODY
from riparian.testing.company.export_shopify import PLACEHOLDERS, order_names
from riparian.testing.company.files import Messy
from riparian.testing.company.knowing import PER_PERSON, SITES
from riparian.testing.company.letter_tests import TESTS
from riparian.testing.company.people import texts
from riparian.testing.company.placing import Places
from riparian.testing.company.planted import CHANNELS
from riparian.testing.company.referring import generations
from riparian.testing.company.text import tagged


@dataclass(slots=True)
class TruthFiles:
    """Owner of the truth's files; tables may be written in parts."""

    folder: Path
    rows: dict[str, int] = field(default_factory=dict)
    _writers: dict[str, pq.ParquetWriter] = field(default_factory=dict)

    def append(self, name: str, table: pa.Table) -> None:
        """Add rows to `truth/<name>.parquet`."""
        if name not in self._writers:
            self.folder.mkdir(parents=True, exist_ok=True)
            self._writers[name] = pq.ParquetWriter(self.folder / f"{name}.parquet", table.schema, compression="zstd")
        self._writers[name].write_table(table)
        self.rows[name] = self.rows.get(name, 0) + table.num_rows

    def __enter__(self) -> Self:
        """The files, none open yet."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Finish all files."""
        for writer in self._writers.values():
            writer.close()


def instants(at: Ints) -> pa.Array:
    """Instants, null for what never happened."""
    never = at == NEVER
    return pa.array(np.where(never, 0, at), pa.timestamp("ms"), mask=never)


def _when(values: pa.Array, where: Flags) -> pa.Array:
    return values.take(pa.array(np.arange(len(values)), mask=~where))


def people_table(chunk: Chunk, places: Places) -> pa.Table:
    """One row a person, also of those who never appear."""
    people, knowing, addresses, stand = chunk.people, chunk.knowing, chunk.addresses, places.people
    size = len(people)
    referrer = np.full(size, NOBODY, dtype=np.int64)
    referrer[chunk.referrals.referred] = people.person_id[chunk.referrals.referrer]
    came = first_at(chunk.touches.person, np.arange(len(chunk.touches)), size)
    channel = looked_up(chunk.touches.channel, came, otherwise=len(CHANNELS))
    listed = chunk.conduct.offline_optin_at != NEVER
    in_store = (came == NEVER) & (stand.orders > 0)
    ways = (*CHANNELS, "", "garden_show", "store")
    way_in = np.where(listed, len(CHANNELS) + 1, np.where(in_store, len(CHANNELS) + 2, channel))
    device_entities = np.bincount(places.person[places.entity % PER_PERSON != 0], minlength=size)
    return pa.table(
        {
            "person_id": people.person_id,
            "appears": people.appears,
            "known": knowing.known,
            "user_id": _when(addresses.user_id, knowing.account),
            "email": _when(addresses.email, knowing.address),
            "second_email": _when(addresses.second_email, chunk.conduct.second_address_touch >= 0),
            "phone": _when(addresses.phone, knowing.phone),
            "profile_id": _when(addresses.profile_id, knowing.profile),
            "anonymous_ids": _anonymous_ids(chunk),
            "unlinked_devices": device_entities,
            "country": pa.array(["GB", "IE"]).take(pa.array(people.irish.astype(np.int64))),
            "entered_at": instants(np.where(people.appears, people.entered_at, NEVER)),
            "acquisition_channel": _when(texts(ways, way_in), (way_in != len(CHANNELS))),
            "brought_by": _when(texts(CHANNELS, np.maximum(people.brought, 0)), people.brought >= 0),
            "recommended": people.recommended,
            "referrer_id": pa.array(referrer, mask=referrer == NOBODY),
            "generation": generations(chunk.referrals, size),
            "cohort_quality": people.quality,
            "keenness": people.keenness,
            "satisfaction": people.content,
            **_places(stand),
            "unsubscribed_at": instants(np.where(knowing.subscriber, chunk.reading.unsubscribed_at, NEVER)),
            "alive": pa.array(chunk.purchases.alive, mask=np.isnan(chunk.purchases.yearly_rate)),
            "annual_rebuy_chance": pa.array(
                chunk.purchases.yearly_chance(), mask=np.isnan(chunk.purchases.yearly_rate)
            ),
            "in_web": np.bincount(chunk.clicks.person, minlength=size) > 0,
            "in_shop": np.bincount(chunk.purchases.person, minlength=size) > 0,
            "in_mail": knowing.profile,
            "in_support": np.bincount(chunk.tickets.person, minlength=size) > 0,
            "in_surveys": np.bincount(chunk.answers.person[~chunk.answers.anonymous], minlength=size) > 0,
            "in_referrals": knowing.in_referrals,
        }
    )


def _anonymous_ids(chunk: Chunk) -> pa.Array:
    """All anonymous ids of each person, shared ones too."""
    pairs = np.unique(np.stack([chunk.clicks.person, chunk.knowing.device_key]), axis=1)
    row = np.searchsorted(chunk.addresses.device_keys, pairs[1])
    offsets = np.searchsorted(pairs[0], np.arange(len(chunk.people) + 1)).astype(np.int32)
    return pa.ListArray.from_arrays(pa.array(offsets), chunk.addresses.anonymous_id.take(pa.array(row)))


def _places(stand: Milestones) -> dict[str, pa.Array]:
    """Band, facets and the first instants behind them. Facets are of customers: of whom an order can be known."""
    customer = stand.first_order_at != NEVER
    return {
        "band": stand.band(),
        "support": customer & (stand.solved_at != NEVER),
        "loyalty": stand.second_order_at != NEVER,
        "advocacy": customer & (np.minimum(stand.review_at, stand.referral_at) != NEVER),
        "innovation": customer & (stand.idea_accepted_at != NEVER),
        "first_event_at": instants(stand.first_event_at),
        "second_visit_at": instants(stand.second_visit_at),
        "follow_at": instants(stand.follow_at),
        "regular_at": instants(stand.regular_at),
        "one_topic_at": instants(stand.one_topic_at),
        "opt_in_at": instants(stand.opt_in_at),
        "try_at": instants(stand.try_at),
        "first_order_at": instants(stand.first_order_at),
        "case_solved_at": instants(stand.solved_at),
        "second_order_at": instants(stand.second_order_at),
        "review_at": instants(stand.review_at),
        "referral_at": instants(stand.referral_at),
        "idea_accepted_at": instants(stand.idea_accepted_at),
        "visits": stand.visits,
        "orders": stand.orders,
    }


def standings_table(chunk: Chunk, places: Places) -> pa.Table:
    """One row an entity: what a build can know at best."""
    return pa.table(
        {
            "entity": places.entity,
            "person_id": chunk.people.person_id[places.person],
            "kind": pa.array(["person", "device"]).take(pa.array((places.entity % PER_PERSON != 0).astype(np.int64))),
            "determined": places.determined,
            **_places(places.entities),
        }
    )


def identifiers_table(chunk: Chunk) -> pa.Table:
    """One row an identifier in normal form, with the entity a build can give it to at best."""
    knowing, addresses = chunk.knowing, chunk.addresses
    parts: list[tuple[str, pa.Array, Ints, Ints, str]] = []
    for kind, values, has, note in (
        ("user_id", addresses.user_id, knowing.account, ""),
        ("email", addresses.email, knowing.address, ""),
        ("email", addresses.second_email, chunk.conduct.second_address_touch >= 0, "second address"),
        ("email", tagged(addresses.email), chunk.plus_people(), "plus-tag"),
        ("phone", addresses.phone, knowing.phone, ""),
        ("profile_id", addresses.profile_id, knowing.profile, ""),
    ):
        who = np.flatnonzero(has)
        parts.append((kind, values.take(pa.array(who)), who, who * PER_PERSON, note))
    keys = addresses.device_keys
    owner = keys // (MOST_DEVICES * SITES)
    shared, linked = knowing.shared[keys], knowing.linked[keys]
    declined = chunk.conduct.declined[owner, keys // SITES % MOST_DEVICES]
    # Where each event of a device says whose it is, an id that may not be used stands nowhere.
    alone = np.isin(keys, knowing.device_key[~chunk.clicks.with_user])
    own = owner * PER_PERSON
    entity = np.where(shared, NOBODY, np.where(linked, own, own + 1 + keys % (MOST_DEVICES * SITES)))
    for note, which in (
        ("shared device", shared),
        ("measuring declined", declined & ~shared & alone),
        ("journal, not opted in", ~linked & ~shared & ~declined & (keys % SITES == 1)),
        ("", None),
    ):
        rows = (
            np.flatnonzero(which)
            if which is not None
            else np.flatnonzero(~shared & ~declined & (linked | (keys % SITES == 0)))
        )
        parts.append(
            (
                "anonymous_id",
                addresses.anonymous_id.take(pa.array(rows)),
                np.where(shared[rows], NOBODY, owner[rows]),
                entity[rows],
                note,
            )
        )
    if chunk.number == 0:
        nobody = np.full(len(PLACEHOLDERS), NOBODY, dtype=np.int64)
        parts.append(("email", pa.array(PLACEHOLDERS), nobody, nobody, "placeholder"))
    person = np.concatenate([part[2] for part in parts])
    number = np.concatenate([part[3] for part in parts])
    first = int(chunk.people.person_id[0])
    return pa.table(
        {
            "kind": pa.concat_arrays([pa.array([part[0]] * len(part[1]), pa.string()) for part in parts]),
            "value": pa.concat_arrays([part[1] for part in parts]),
            "person_id": pa.array(person + first, mask=person == NOBODY),
            "entity": pa.array(number + first * PER_PERSON, mask=number == NOBODY),
            "shared": person == NOBODY,
            "note": pa.concat_arrays([pa.array([part[4]] * len(part[1]), pa.string()) for part in parts]),
        }
    )


def orders_table(chunk: Chunk) -> pa.Table:
    """One row an order; `brought_by` names the test whose letters brought it, null for all that came without."""
    purchases, baskets, entity = chunk.purchases, chunk.baskets, chunk.knowing.order_entity
    first = int(chunk.people.person_id[0])
    return pa.table(
        {
            "order_name": order_names(chunk),
            "person_id": purchases.person + first,
            "entity": pa.array(entity + first * PER_PERSON, mask=entity == NOBODY),
            "number": purchases.number,
            "placed_at": instants(purchases.at),
            "source": pa.array(["web", "pos"]).take(pa.array(purchases.in_store.astype(np.int64))),
            "currency": pa.array(["GBP", "EUR"]).take(pa.array(chunk.people.irish[purchases.person].astype(np.int64))),
            "total": baskets.total,
            "subtotal": baskets.subtotal,
            "discount": baskets.discount,
            "shipping": baskets.shipping,
            "refunded": baskets.refunded,
            "cancelled_at": instants(np.where(baskets.cancelled_at > 0, baskets.cancelled_at, NEVER)),
            "lines": baskets.lines,
            "brought_by": pa.array([test.name for test in TESTS]).take(
                pa.array(purchases.letter_test, mask=purchases.letter_test < 0)
            ),
        }
    )


def rebuy_table(chunk: Chunk) -> pa.Table:
    """One row a buyer: the true chance to order within the year after the last day, if letters go on being sent."""
    purchases = chunk.purchases
    who = np.flatnonzero(~np.isnan(purchases.yearly_rate))
    return pa.table(
        {
            "person_id": chunk.people.person_id[who],
            "alive": purchases.alive[who],
            "yearly_rate": purchases.yearly_rate[who],
            "answer_chance": purchases.answer_chance[who],
            "annual_rebuy_chance": purchases.yearly_chance()[who],
        }
    )


def messy_table(messy: list[Messy]) -> pa.Table:
    """One row a messy row."""
    return pa.table(
        {
            "file": pa.array([row.file for row in messy], pa.string()),
            "line": pa.array([row.line for row in messy], pa.int64()),
            "record": pa.array([row.record for row in messy], pa.int64()),
            "defect": pa.array([row.defect for row in messy], pa.string()),
            "outcome": pa.array([row.outcome for row in messy], pa.string()),
        }
    )
