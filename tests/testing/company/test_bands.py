"""The true bands, computed once more from the files: row by row, with none of the code that made them."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from urllib.parse import urlsplit

import pytest

from tests.testing.company.exports import (
    HALF_AN_HOUR,
    Exports,
    Message,
    instant,
    normal_address,
    normal_number,
    occurred_at,
)

JOURNAL = "www.gardenledger.example"
MOVES = ("page", "track")
QUARTER = timedelta(days=90)


@dataclass
class History:
    """What happened to one entity, by kind."""

    at: dict[str, list[datetime]] = field(default_factory=lambda: defaultdict(list))
    reads: list[tuple[datetime, str, str]] = field(default_factory=list)
    """When, which topic, which piece of it."""

    def first(self, *kinds: str) -> datetime | None:
        return min((moment for kind in kinds for moment in self.at[kind]), default=None)

    def second(self, kind: str) -> datetime | None:
        moments = sorted(self.at[kind])
        return moments[1] if len(moments) > 1 else None

    def visits(self) -> list[datetime]:
        begins, before = [], None
        for moment in sorted(self.at["click"]):
            if before is None or moment - before > HALF_AN_HOUR:
                begins.append(moment)
            before = moment
        return begins

    def regular(self) -> datetime | None:
        weeks: list[datetime] = []
        for visit in self.visits():
            monday = datetime(visit.year, visit.month, visit.day) - timedelta(days=visit.weekday())
            if monday in weeks[-1:]:
                continue
            weeks.append(monday)
            if len(weeks) >= 3 and weeks[-1] - weeks[-3] <= timedelta(weeks=3):
                return visit
        return None

    def on_one_topic(self) -> datetime | None:
        visits = self.visits()
        for moment in sorted([*visits, *(at for at, _, _ in self.reads)]):
            often = sum(moment - QUARTER < visit <= moment for visit in visits) >= 4
            pieces = {(topic, piece) for at, topic, piece in self.reads if moment - QUARTER < at <= moment}
            if often and len(pieces) > len({topic for topic, _ in pieces}):
                return moment
        return None

    def band(self) -> int:
        rules = (
            bool(self.first("click", "opt in", "order", "referred")),
            len(self.visits()) > 1 or bool(self.first("follow")),
            bool(self.regular() or self.on_one_topic() or self.first("opt in")),
            bool(self.first("try")),
            bool(self.first("order")),
        )
        return max((band for band, met in enumerate(rules, start=1) if met), default=0)


WEB_MOVES = {
    "Author Followed": "follow", "Newsletter Subscribed": "opt in", "Product Added": "try", "Checkout Started": "try",
    "Sample Requested": "try", "Product Reviewed": "review", "Idea Accepted": "idea",
}  # fmt: skip


def whose(message: Message, entity_of: dict[tuple[str, str], int], address_of_order: dict[str, str]) -> int | None:
    """The entity of a message: what it says itself, then what its anonymous id is known to belong to."""
    on_journal = urlsplit(message["context"].get("page", {}).get("url", "")).hostname == JOURNAL
    opts_in = message.get("event") == "Newsletter Subscribed"
    said = {**message.get("traits", {}), **message.get("properties", {})}
    if "userId" in message:
        return entity_of.get(("user_id", message["userId"]))
    if "email" in said and (opts_in or not on_journal):
        return entity_of.get(("email", normal_address(said["email"])))
    if "order_id" in said:
        return entity_of.get(("email", normal_address(address_of_order[said["order_id"]])))
    return entity_of.get(("anonymous_id", message["anonymousId"]))


@pytest.fixture(scope="module")
def histories(exports: Exports) -> dict[int, History]:
    """Everybody's history by entity, from the files; the truth is asked only which identifiers belong together."""
    entity_of = {
        (row["kind"], row["value"]): row["entity"] for row in exports.truth("identifiers") if row["entity"] is not None
    }
    orders = [row for row in exports.rows("shopify_orders.csv") if row["Created at"]]
    address_of_order = {row["Name"]: row["Email"] for row in orders}
    found: dict[int, History] = defaultdict(History)

    def note(entity: int | None, kind: str, moment: datetime) -> None:
        if entity is not None:
            found[entity].at[kind].append(moment)

    def known(address: str, number: str = "") -> int | None:
        by_address = entity_of.get(("email", normal_address(address)))
        return by_address if by_address is not None else entity_of.get(("phone", normal_number(number)))

    for message in exports.messages():
        entity, moment = whose(message, entity_of, address_of_order), occurred_at(message)
        if message["type"] in MOVES and message["channel"] == "browser":
            note(entity, "click", moment)
        said = message.get("properties", {})
        if "category" in said and entity is not None:
            piece = said.get("product_id") or said.get("list_id") or said["article_id"]
            found[entity].reads.append((moment, said["category"], piece))
        if message.get("event") in WEB_MOVES:
            note(entity, WEB_MOVES[message["event"]], moment)
    for row in orders:
        note(known(row["Email"], row["Phone"]), "order", instant(row["Created at"]))
    for row in exports.rows("klaviyo_events.csv"):
        if row["Metric"] == "Subscribed to List":
            note(known(row["Email"]), "opt in", instant(row["Timestamp"]))
    for row in exports.rows("zendesk_tickets.csv"):
        if row["solved_at"]:
            note(known(row["requester_email"]), "solved", instant(row["solved_at"]))
    for row in exports.rows("referrals.csv"):
        note(known(row["referrer_email"]), "referral", instant(row["referred_at"]))
        note(known(row["referred_email"]), "referred", instant(row["referred_at"]))
    return found


def test_every_entity_of_the_truth_is_in_the_files_and_no_other(
    exports: Exports, histories: dict[int, History]
) -> None:
    true = {row["entity"] for row in exports.truth("standings") if row["band"]}

    assert set(histories) == true
    assert len(true) > 400


def test_the_true_band_follows_from_the_files(exports: Exports, histories: dict[int, History]) -> None:
    true = {row["entity"]: row["band"] for row in exports.truth("standings") if row["band"]}

    assert {entity: history.band() for entity, history in histories.items()} == true
    assert set(true.values()) == {1, 2, 3, 4, 5}


@pytest.mark.parametrize(
    ("milestone", "kinds"),
    [
        ("first_event_at", ("click", "opt in", "order", "referred")),
        ("opt_in_at", ("opt in",)),
        ("try_at", ("try",)),
        ("first_order_at", ("order",)),
        ("case_solved_at", ("solved",)),
        ("referral_at", ("referral",)),
        ("review_at", ("review",)),
        ("idea_accepted_at", ("idea",)),
    ],
)
def test_first_instants_follow_from_the_files(
    exports: Exports, histories: dict[int, History], milestone: str, kinds: tuple[str, ...]
) -> None:
    true = {row["entity"]: row[milestone] for row in exports.truth("standings")}

    assert {entity: history.first(*kinds) for entity, history in histories.items()} == {
        entity: true[entity] for entity in histories
    }


def test_second_orders_and_regular_visits_follow_from_the_files(
    exports: Exports, histories: dict[int, History]
) -> None:
    milestones = ("second_order_at", "regular_at", "one_topic_at")
    true = {row["entity"]: tuple(row[name] for name in milestones) for row in exports.truth("standings")}

    assert {
        entity: (history.second("order"), history.regular(), history.on_one_topic())
        for entity, history in histories.items()
    } == {entity: true[entity] for entity in histories}
    assert any(one_topic and not regular for _, regular, one_topic in true.values())


def test_a_person_whose_identity_is_plain_stands_where_their_entity_stands(exports: Exports) -> None:
    people = {row["person_id"]: row for row in exports.truth("people")}
    nameless = {row["person_id"] for row in exports.truth("orders") if row["entity"] is None}
    split = nameless | {row["person_id"] for row in people.values() if row["unlinked_devices"]}
    plain = [
        row
        for row in exports.truth("standings")
        if row["determined"] and row["kind"] == "person" and row["person_id"] not in split
    ]

    assert len(plain) > 100
    assert [row["band"] for row in plain] == [people[row["person_id"]]["band"] for row in plain]
