from collections import Counter, defaultdict
from urllib.parse import urlsplit

from riparian.testing.company.export_shopify import PLACEHOLDERS
from riparian.testing.company.referring import STATUSES
from tests.testing.company.exports import Exports, Message, instant, normal_address, normal_number

JOURNAL = "www.gardenledger.example"


def always_named(exports: Exports) -> set[str]:
    """Devices that refuse to be measured and say a user id in every event: the truth lacks their ids."""
    told: dict[str, set[bool]] = defaultdict(set)
    for message in exports.messages():
        if "anonymousId" in message:
            told[message["anonymousId"]].add(refused(message) and "userId" in message)
    return {device for device, every in told.items() if every == {True}}


def refused(message: Message) -> bool:
    """Whether measuring was refused."""
    consent = message["context"].get("consent", {}).get("categoryPreferences", {})
    return not consent.get("Analytics", True)


def test_every_identifier_of_the_files_is_in_the_truth(exports: Exports) -> None:
    true = {(row["kind"], row["value"]) for row in exports.truth("identifiers")}
    plain = {("email", normal_address(value)) if kind == "email" else (kind, value) for kind, value in true}
    written: set[tuple[str, str]] = set()
    for message in exports.messages():
        written |= {("user_id", message["userId"])} if "userId" in message else set()
        written |= {("anonymous_id", message["anonymousId"])} if "anonymousId" in message else set()
        said = {**message.get("traits", {}), **message.get("properties", {})}
        written |= {("email", normal_address(said["email"]))} if "email" in said else set()
        written |= {("phone", said["phone"])} if "phone" in said else set()
    for row in exports.rows("shopify_orders.csv"):
        written |= {("email", normal_address(row["Email"])), ("phone", normal_number(row["Phone"]))}
    for row in exports.rows("klaviyo_*.csv"):
        written |= {("email", normal_address(row["Email"])), ("profile_id", row["Klaviyo ID"])}
        written |= {("phone", row.get("Phone Number", ""))}
    for row in exports.rows("referrals.csv"):
        written |= {("email", normal_address(row[column])) for column in ("referrer_email", "referred_email")}
    written -= {("email", ""), ("phone", "")} | {("anonymous_id", device) for device in always_named(exports)}
    written |= {("email", address) for address in PLACEHOLDERS}  # a small company may not have used each

    assert written == plain


def test_an_identifier_belongs_to_one_person_or_is_marked_as_shared(exports: Exports) -> None:
    people = {row["person_id"] for row in exports.truth("people")}

    for row in exports.truth("identifiers"):
        assert (row["person_id"] in people) != row["shared"]
        assert row["entity"] is None or row["entity"] // 16 == row["person_id"]


def test_shared_devices_are_seen_with_several_user_ids(exports: Exports) -> None:
    shared = {row["value"] for row in exports.truth("identifiers") if row["note"] == "shared device"}
    users: dict[str, set[str]] = defaultdict(set)
    for message in exports.messages():
        if "userId" in message and "anonymousId" in message:
            users[message["anonymousId"]].add(message["userId"])

    assert shared
    assert {device for device, seen in users.items() if len(seen) > 1} == shared


def test_placeholder_addresses_are_nobodys(exports: Exports) -> None:
    marked = {row["value"] for row in exports.truth("identifiers") if row["note"] == "placeholder"}

    assert marked == set(PLACEHOLDERS)


def test_declined_devices_say_so_in_every_event_and_are_tied_to_nobody(exports: Exports) -> None:
    declined = {
        row["value"]: row["entity"] for row in exports.truth("identifiers") if row["note"] == "measuring declined"
    }
    answers: dict[str, set[bool]] = defaultdict(set)
    for message in exports.messages():
        if "anonymousId" in message:
            answers[message["anonymousId"]].add(not refused(message))

    assert declined
    assert {device for device, given in answers.items() if False in given} - always_named(exports) == set(declined)
    assert all(answers[device] == {False} for device in declined)
    assert all(entity % 16 > 0 for entity in declined.values())


def test_reading_the_journal_is_tied_to_a_person_only_by_opting_in_there(exports: Exports) -> None:
    entity_of = {row["value"]: row["entity"] for row in exports.truth("identifiers") if row["kind"] == "anonymous_id"}
    notes = {row["value"]: row["note"] for row in exports.truth("identifiers")}
    opted, read = set(), set()
    for message in exports.messages():
        if urlsplit(message["context"].get("page", {}).get("url", "")).hostname == JOURNAL:
            read.add(message["anonymousId"])
            if message.get("event") == "Newsletter Subscribed":
                opted.add(message["anonymousId"])
    tied = {device for device in read if entity_of[device] % 16 == 0}

    assert tied == {device for device in opted if notes[device] != "measuring declined"}
    assert len(tied) < len(read)


def test_referrals_join_people_of_the_truth(exports: Exports) -> None:
    people = {row["person_id"]: row for row in exports.truth("people")}
    by_address = {row["email"]: row["person_id"] for row in people.values() if row["email"]}
    rows = list(exports.rows("referrals.csv"))

    assert rows
    for row in rows:
        referrer = by_address[normal_address(row["referrer_email"])]
        referred = people[by_address[normal_address(row["referred_email"])]]
        assert referred["referrer_id"] == referrer
        assert people[referrer]["first_order_at"] < instant(row["referred_at"])
        assert referred["first_event_at"] == instant(row["referred_at"])
        assert referred["generation"] == people[referrer]["generation"] + 1
    assert {row["status"] for row in rows} == set(STATUSES)


def test_nobody_clicks_a_newsletter_without_having_subscribed(exports: Exports) -> None:
    metrics: dict[str, dict[str, str]] = defaultdict(dict)
    counts = Counter[str]()
    for row in exports.rows("klaviyo_events.csv"):
        counts[row["Metric"]] += 1
        first = metrics[row["Klaviyo ID"]].get(row["Metric"], row["Timestamp"])
        metrics[row["Klaviyo ID"]][row["Metric"]] = min(first, row["Timestamp"])

    assert set(counts) >= {"Subscribed to List", "Received Email", "Opened Email", "Clicked Email", "Unsubscribed"}
    for of_profile in metrics.values():
        assert of_profile["Subscribed to List"] == min(of_profile.values())
        assert of_profile.get("Clicked Email", "9") >= of_profile["Received Email"]


def test_profiles_say_what_was_consented_to(exports: Exports) -> None:
    consent = {row["Klaviyo ID"]: row["Email Marketing Consent"] for row in exports.rows("klaviyo_profiles.csv")}

    for row in exports.truth("people"):
        if row["profile_id"]:
            left = "UNSUBSCRIBED" if row["unsubscribed_at"] else "SUBSCRIBED"
            assert consent[row["profile_id"]] == (left if row["opt_in_at"] else "NEVER_SUBSCRIBED")
