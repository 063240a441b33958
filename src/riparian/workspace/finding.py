"""Who is meant by what somebody typed: an identifier in any way of writing it, an order number, a person key."""

from dataclasses import dataclass
from unicodedata import normalize

from riparian.models.phones import normal_phones
from riparian.storage.reading import Published
from riparian.workspace.config import CompanySettings

MOST = 50
"""More than anybody can mean by one identifier."""


@dataclass(frozen=True, slots=True)
class Identified:
    """An identifier that somebody typed, as the register knows it."""

    key: int
    kind: str
    value: str
    person_key: int

    def __str__(self) -> str:
        return f"{self.kind}:{self.value}"


@dataclass(frozen=True, slots=True)
class Match:
    """A person who may be meant, and by what."""

    person_key: int
    by: str
    """`kind:value` of the identifier, or the number and the source of the order."""


def identifiers_meant(tables: Published, typed: str) -> tuple[Identified, ...]:
    """The identifiers that have what was typed as their value; else those that have it as `kind:value`.

    Phones are found as they were landed: a number without a country is one of the company's region.
    """
    found = _of_value(tables, typed, "")
    kind, colon, value = typed.partition(":")
    return found or (_of_value(tables, value, kind.strip()) if colon else ())


def person_meant(tables: Published, typed: str) -> int | None:
    """The key of the person that `person:KEY` names, also of one who was merged since; None where it names none."""
    found = _of_key(tables, typed) if typed.strip().startswith("person:") else []
    return found[0].person_key if found else None


def people_meant(tables: Published, typed: str) -> tuple[Match, ...]:
    """The people whose identifier or order was typed; where there is none, the person of that key, or `person:KEY`."""
    found = [Match(one.person_key, str(one)) for one in identifiers_meant(tables, typed)]
    if not found:
        found = _of_order(tables, typed)
    if not found:
        found = _of_key(tables, typed)
    return tuple({one.person_key: one for one in reversed(found)}.values())[::-1]


def _of_value(tables: Published, typed: str, kind: str) -> tuple[Identified, ...]:
    of_kind = [("kind", "in", (kind, kind.lower()))] if kind else []
    rows = tables.rows("identifiers", where=[*of_kind, ("value", "in", _forms(typed))], limit=MOST)
    phone = _phone(tables, typed) if kind.lower() in ("", "phone") else None
    if phone:
        rows += tables.rows("identifiers", where=[("kind", "=", "phone"), ("value", "=", phone)], limit=MOST)
    once = {row["identifier_key"]: row for row in rows}.values()
    return tuple(Identified(row["identifier_key"], row["kind"], row["value"], row["person_key"]) for row in once)


def _forms(typed: str) -> tuple[str, ...]:
    """What was typed, in the forms that landing gives to identifiers."""
    written = typed.strip()
    plain = normalize("NFC", written)
    return tuple(dict.fromkeys((plain, plain.lower(), plain.lstrip("#"), "".join(plain.split()), written)))


def _phone(tables: Published, typed: str) -> str | None:
    return normal_phones([typed], str(tables.snapshot.notes.get("region", CompanySettings().region)))[0]


def _of_order(tables: Published, typed: str) -> list[Match]:
    kind, _, value = typed.partition(":")
    numbers = _forms(value if kind.strip().lower() in ("order", "order_number") else typed)
    hashed = [f"#{number}" for number in numbers]
    orders = tables.rows(
        "source_orders",
        columns=("order_number", "source", "identifier_key"),
        where=[("order_number", "in", [*numbers, *hashed])],
        limit=MOST,
    )
    keys = {order["identifier_key"] for order in orders}
    owners = tables.rows(
        "identifiers", columns=("identifier_key", "person_key"), where=[("identifier_key", "in", keys)], limit=MOST
    )
    people = {row["identifier_key"]: row["person_key"] for row in owners}
    return [
        Match(people[order["identifier_key"]], f"order {order['order_number']} of {order['source']}")
        for order in orders
        if order["identifier_key"] in people
    ]


def _of_key(tables: Published, typed: str) -> list[Match]:
    """The person of a key; one that was merged into another is that other."""
    number = typed.strip().removeprefix("person:").strip()
    if not (number.isascii() and number.isdigit()) or int(number) >= 2**63:
        return []
    key = int(number)
    if tables.count("people", where=[("person_key", "=", key)]):
        return [Match(key, f"person:{key}")]
    merged = tables.rows("merged_people", where=[("former_key", "=", key)], limit=1)
    return [Match(row["person_key"], f"person:{key}, since merged") for row in merged]
