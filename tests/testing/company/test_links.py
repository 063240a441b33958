"""Who is who, found once more from the files by joining what stands in one row."""

from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise
from urllib.parse import urlsplit

from tests.testing.company.exports import Exports, Message, normal_address, normal_number

JOURNAL = "www.gardenledger.example"
Identifier = tuple[str, str]


def identifiers_of(message: Message, address_of_order: dict[str, str]) -> Iterator[Identifier]:
    """What a message says together about one person, where it may be joined."""
    said = {**message.get("traits", {}), **message.get("properties", {})}
    on_journal = urlsplit(message["context"].get("page", {}).get("url", "")).hostname == JOURNAL
    consent = message["context"].get("consent", {}).get("categoryPreferences", {})
    opts_in = message.get("event") == "Newsletter Subscribed"
    if "anonymousId" in message and consent.get("Analytics", True) and (opts_in or not on_journal):
        yield "anonymous_id", message["anonymousId"]
    if "userId" in message:
        yield "user_id", message["userId"]
    if "email" in said and (opts_in or not on_journal):
        yield "email", normal_address(said["email"])
    if "phone" in said:
        yield "phone", said["phone"]
    if "order_id" in said and address_of_order[said["order_id"]]:
        yield "email", normal_address(address_of_order[said["order_id"]])


def rows_of_identifiers(exports: Exports) -> Iterator[list[Identifier]]:
    """Every row of every file that says something about who somebody is."""
    orders = [row for row in exports.rows("shopify_orders.csv") if row["Created at"]]
    address_of_order = {row["Name"]: row["Email"] for row in orders}
    for message in exports.messages():
        yield list(identifiers_of(message, address_of_order))
    for row in orders:
        yield [("email", normal_address(row["Email"])), ("phone", normal_number(row["Phone"]))]
    for row in exports.rows("klaviyo_*.csv"):
        phone = ("phone", row.get("Phone Number", ""))
        yield [("email", normal_address(row["Email"])), ("profile_id", row["Klaviyo ID"]), phone]


def test_identifiers_joined_row_by_row_are_the_entities_of_the_truth(exports: Exports) -> None:
    true = {(row["kind"], row["value"]): row for row in exports.truth("identifiers") if row["note"] != "plus-tag"}
    never_join = {identifier for identifier, row in true.items() if row["entity"] is None}
    partners: dict[Identifier, set[Identifier]] = defaultdict(set)
    for row in rows_of_identifiers(exports):
        joining = [identifier for identifier in row if identifier[1] and identifier not in never_join]
        for one, other in pairwise(joining):
            partners[one].add(other)
            partners[other].add(one)

    found: dict[Identifier, Identifier] = {}
    for start in sorted(true.keys() - never_join):
        waiting = [] if start in found else [start]
        while waiting:
            identifier = waiting.pop()
            if identifier not in found:
                found[identifier] = start
                waiting.extend(partners[identifier])

    entities = {identifier: true[identifier]["entity"] for identifier in found}
    assert (
        len(set(entities.values()))
        == len(set(found.values()))
        == len(set(zip(entities.values(), found.values(), strict=True)))
    )
