"""The Klaviyo exports: profiles with consent, and the events of every letter."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from riparian.testing.company.arrays import NEVER, Ints, first_at, within_groups
from riparian.testing.company.catalogue import SHOP_HOST
from riparian.testing.company.chunk import Chunk
from riparian.testing.company.files import KNOWN, REJECTED, Defects, Rows
from riparian.testing.company.letters import LETTER_SLUGS, LETTERS, SENT_AT, SUBJECTS, WELCOME
from riparian.testing.company.mess import copied, how_many, placed
from riparian.testing.company.names import CITIES, FIRST_NAMES, IRISH_CITIES, LAST_NAMES
from riparian.testing.company.periods import Splitting
from riparian.testing.company.planted import EMAIL
from riparian.testing.company.seasons import DAY, END, HOUR, MINUTE, SECOND
from riparian.testing.company.text import csv_lines, hex_texts, joined, picked, quoted, seconds, spelt, where

PROFILE_COLUMNS = (
    "Email", "Klaviyo ID", "First Name", "Last Name", "Organization", "Title", "Phone Number", "Address",
    "Address 2", "City", "State / Region", "Country", "Zip Code", "Source", "Email Marketing Consent",
    "Email Marketing Consent Timestamp", "First Active", "Last Active", "Profile Created On", "Date Added",
    "Email Suppressions",
)  # fmt: skip
EVENT_COLUMNS = (
    "Event ID", "Metric", "Timestamp", "Email", "Klaviyo ID", "Campaign Name", "Campaign ID", "Flow Name",
    "Message ID", "Subject", "URL", "List", "Bounce Type",
)  # fmt: skip
METRICS = (
    "Subscribed to List", "Received Email", "Opened Email", "Clicked Email", "Bounced Email",
    "Marked Email as Spam", "Unsubscribed",
)  # fmt: skip
SUBSCRIBED, RECEIVED, OPENED, CLICKED, BOUNCED, SPAM, UNSUBSCRIBED = range(7)
NO_LETTER = -2
_LISTS = ("Alder & Reed letter", "The Garden Ledger letter", "Garden show list")


def consented_at(chunk: Chunk) -> Ints:
    """When the mail tool noted the subscription: whole seconds, a moment after it happened on the web."""
    since = chunk.opted_in_at
    return np.where(
        chunk.conduct.optin_touch >= 0, np.where(since == NEVER, 0, since) // SECOND * SECOND + 2 * SECOND, since
    )


def klaviyo_profiles(chunk: Chunk) -> Rows:
    """A row for each subscriber, and for each customer of the shop, who are copied to the mail tool."""
    who = np.flatnonzero(chunk.knowing.profile)
    person, people, luck = pa.array(who), chunk.people, chunk.luck
    consented, left = consented_at(chunk)[who], chunk.reading.unsubscribed_at[who]
    web = ~chunk.purchases.in_store
    ordered = first_at(chunk.purchases.person[web], chunk.purchases.at[web], len(people))[who]
    subscriber = chunk.knowing.subscriber[who]
    created = np.minimum(np.minimum(consented, ordered), chunk.account_since[who])
    unsubscribed = subscriber & (left != NEVER)
    places = (*CITIES, *IRISH_CITIES)
    place = np.where(people.irish[who], len(CITIES) + people.city[who], people.city[who])
    listed = chunk.conduct.optin_touch[who] < 0
    stamp = seconds(np.where(unsubscribed, left, np.where(subscriber, consented, 0)), known=subscriber)
    columns: dict[str, pa.Array | str] = {
        "Email": spelt(luck, chunk.addresses.email.take(person)),
        "Klaviyo ID": chunk.addresses.profile_id.take(person),
        "First Name": picked(FIRST_NAMES, people.first_name[who]),
        "Last Name": picked(LAST_NAMES, people.last_name[who]),
        "Phone Number": where(chunk.knowing.phone[who], chunk.addresses.phone.take(person), None),
        "City": picked([city for city, _, _ in places], place),
        "State / Region": picked([county for _, county, _ in places], place),
        "Country": where(people.irish[who], "Ireland", "United Kingdom"),
        "Zip Code": picked([code for _, _, code in places], place),
        "Source": where(subscriber, where(listed, "Garden show list", "Sign-up form"), "Shopify"),
        "Email Marketing Consent": where(
            unsubscribed, "UNSUBSCRIBED", where(subscriber, "SUBSCRIBED", "NEVER_SUBSCRIBED")
        ),
        "Email Marketing Consent Timestamp": stamp,
        "First Active": seconds(created),
        "Last Active": seconds(np.minimum(np.maximum(created, np.where(left == NEVER, 0, left)) + DAY, END - SECOND)),
        "Profile Created On": seconds(created),
        "Date Added": seconds(created),
        "Email Suppressions": where(unsubscribed, "UNSUBSCRIBE", None),
    }
    lines = csv_lines([columns.get(name, "") for name in PROFILE_COLUMNS])
    period = np.zeros(len(who), dtype=np.int64)
    count = how_many(chunk, len(who))
    nameless = pa.array(
        [f",,Nobody,{chunk.number}-{row}" + "," * (len(PROFILE_COLUMNS) - 4) for row in range(count)], pa.string()
    )
    short = pa.array([f"short{chunk.number}-{row}@example.com,,Short" for row in range(count)], pa.string())
    return Rows(
        file_of=lambda _: "klaviyo_profiles.csv",
        header=",".join(PROFILE_COLUMNS),
        lines=lines,
        period=period,
        defects=(
            placed(luck, "missing_id", REJECTED, nameless, period),
            placed(luck, "wrong_column_count", REJECTED, short, period),
            copied(luck, "duplicate", KNOWN, lines, period, np.arange(len(who)), count),
        ),
        byte_order_mark=True,
    )


@dataclass(frozen=True, slots=True)
class _Sent:
    """Rows of the events export before they are text."""

    person: Ints
    at: Ints
    metric: Ints
    letter: Ints
    """Row of `LETTERS`, `WELCOME`, or `NO_LETTER`."""


def klaviyo_events(chunk: Chunk, splitting: Splitting) -> Rows:
    """What happened with every letter."""
    sent = _events(chunk)
    order = np.lexsort((sent.metric, sent.person, sent.at))
    person, at, metric, letter = sent.person[order], sent.at[order], sent.metric[order], sent.letter[order]
    campaign, flow = letter >= 0, letter == WELCOME
    row = np.maximum(letter, 0)
    slug = joined(where(campaign, picked(LETTER_SLUGS, row), "welcome"))
    link = joined(f"https://{SHOP_HOST}/?utm_source=klaviyo&utm_medium=email&utm_campaign=", slug)
    online = chunk.conduct.optin_touch[person]
    on_journal = chunk.conduct.on_journal_optin()[person]
    signed = np.where(online < 0, 2, np.where(on_journal, 1, 0))
    columns: dict[str, pa.Array | str] = {
        "Event ID": hex_texts(chunk.luck, len(at), 22),
        "Metric": picked(METRICS, metric),
        "Timestamp": seconds(at, between="T", after="+00:00"),
        "Email": chunk.addresses.email.take(pa.array(person)),
        "Klaviyo ID": chunk.addresses.profile_id.take(pa.array(person)),
        "Campaign Name": where(campaign, picked(LETTERS, row), None),
        "Campaign ID": where(campaign, joined("01JC", picked(LETTER_SLUGS, row)), None),
        "Flow Name": where(flow, "Welcome series", None),
        "Message ID": where(campaign, joined("msg-", slug), where(flow, "msg-welcome", None)),
        "Subject": where(
            campaign, quoted(pa.array(SUBJECTS)).take(pa.array(row)), where(flow, '"Welcome, and a first tip"', None)
        ),
        "URL": where(metric == CLICKED, link, None),
        "List": where((metric == SUBSCRIBED) | (metric == UNSUBSCRIBED), picked(_LISTS, signed), None),
        "Bounce Type": where(metric == BOUNCED, "Soft", None),
    }
    lines = csv_lines([columns[name] for name in EVENT_COLUMNS])
    period = splitting.periods(at)
    return Rows(
        file_of=splitting.namer("klaviyo_events", "csv"),
        header=",".join(EVENT_COLUMNS),
        lines=lines,
        period=period,
        defects=_event_defects(chunk, lines, period),
    )


def _events(chunk: Chunk) -> _Sent:
    knowing, reading, touches, luck = chunk.knowing, chunk.reading, chunk.touches, chunk.luck
    who = np.flatnonzero(knowing.subscriber)
    since, left = consented_at(chunk)[who], np.minimum(reading.unsubscribed_at[who], END)
    first = np.searchsorted(SENT_AT, since)
    last = np.minimum(reading.last_letter[who], np.searchsorted(SENT_AT, left) - 1)
    letters = np.maximum(np.minimum(last, len(SENT_AT) - 1) - first + 1, 0)
    person = np.repeat(who, letters)
    letter = np.repeat(first, letters) + within_groups(letters)
    received_at = SENT_AT[letter] + person % 1_200 * SECOND

    landing = chunk.clicks.landing & (touches.channel[chunk.clicks.touch] == EMAIL)
    came = chunk.clicks.touch[landing]
    clicked, clicked_at, click_letter = touches.person[came], chunk.clicks.at[landing], reading.letter[came]
    was_clicked = np.isin(person * 64 + letter, clicked * 64 + click_letter)
    bounced = (luck.random(len(person)) < 0.01) & ~was_clicked
    delay = (luck.lognormal(1.2, 1.3, len(person)) * HOUR).astype(np.int64) + MINUTE
    opened = ~bounced & ~was_clicked & (luck.random(len(person)) < reading.eagerness[person])
    opened &= received_at + delay < np.minimum(reading.unsubscribed_at, END)[person]
    leaves = who[left < END]
    leaves_at = reading.unsubscribed_at[leaves]
    spam = reading.complains[leaves]
    latest = np.searchsorted(SENT_AT, leaves_at) - 1
    latest = np.where((latest >= 0) & (SENT_AT[latest] > consented_at(chunk)[leaves]), latest, WELCOME)
    parts = (
        (who, since, SUBSCRIBED, np.full(len(who), NO_LETTER)),
        (who, np.minimum(since + 5 * MINUTE, END - SECOND), RECEIVED, np.full(len(who), WELCOME)),
        (person[~bounced], received_at[~bounced], RECEIVED, letter[~bounced]),
        (person[bounced], received_at[bounced], BOUNCED, letter[bounced]),
        (person[opened], (received_at + delay)[opened], OPENED, letter[opened]),
        (clicked, clicked_at - 25 * SECOND, OPENED, click_letter),
        (clicked, clicked_at - 3 * SECOND, CLICKED, click_letter),
        (leaves[spam], leaves_at[spam], SPAM, latest[spam]),
        (leaves, leaves_at, UNSUBSCRIBED, latest),
    )
    return _Sent(
        person=np.concatenate([part[0] for part in parts]),
        at=np.concatenate([part[1] for part in parts]) // SECOND * SECOND,
        metric=np.repeat(np.array([part[2] for part in parts]), [len(part[0]) for part in parts]),
        letter=np.concatenate([part[3] for part in parts]),
    )


def _event_defects(chunk: Chunk, lines: pa.Array, period: Ints) -> tuple[Defects, ...]:
    luck, count = chunk.luck, how_many(chunk, len(lines) // 3)
    blanks = "," * (len(EVENT_COLUMNS) - 5)
    good, bad = "2025-02-06T07:00:00+00:00", "06/02/25 at seven"
    texts = {
        "unreadable_date": "bad{n},Received Email," + bad + ",reader{n}@example.com,01J8{n}" + blanks,
        "missing_id": "nobody{n},Received Email," + good + ",," + blanks,
        "wrong_column_count": "short{n},Received Email," + good + ",reader{n}@example.com",
    }
    made = [
        placed(
            luck,
            kind,
            REJECTED,
            pa.array([text.format(n=f"{chunk.number}-{row}") for row in range(count)], pa.string()),
            period,
        )
        for kind, text in texts.items()
    ]
    return (*made, copied(luck, "duplicate", KNOWN, lines, period, np.arange(len(lines)), count))
