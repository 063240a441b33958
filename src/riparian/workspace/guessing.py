"""A first mapping of a file that no preset knows, for a person to correct: orders, events, or contact records."""

import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field, replace
from datetime import datetime

from riparian.storage.looking import Look
from riparian.storage.looking_through import WORDS
from riparian.workspace.column_roles import (
    order_of_days,
    roles_of,
    two_decimal_signs,
    values_of,
    words_of_cells,
    written_column,
    written_instant,
    written_number,
    written_text,
)
from riparian.workspace.event_words import guessed_kind, guessed_kinds
from riparian.workspace.taken_back import Ordered, left_out, taken_back

IDENTIFIERS = ("user_id", "email", "phone", "loyalty_card", "anonymous_id", "device_id")
PROFILE = ("full_name", "first_name", "company", "city", "country", "language")
MOST_WORDS = 200
"""Event words that are listed; further ones are `other`."""
BESIDE_ORDERS = re.compile(r"refund|adjust|discount|shipping|tender|payment")
"""Words in the name of a file that is about orders and not their list."""
OF_PAYMENTS = re.compile(
    r"authori[sz]ation(_.*)?|parent(_transaction)?_id|refund_id|payout_id|captured_at|(.*_)?avs_.*"
)
"""Columns that tell of moving the money of orders, which another file tells."""
THINGS = re.compile(
    r"address|branch|catalog|category|collection|comment|currency|directory|discount|domain|field|inventory|item"
    r"|location|owner|payment|pipeline|plan|pool|price|product|property|question|rate|role|setting|shop|site|sku|staff"
    r"|store|tag|tax|team|template|transaction|variant|version|warehouse"
)
"""What a file may be of, by the last word of its name, that is neither people nor what they did."""
OF_PEOPLE_AND_MORE = re.compile(r"order|checkout|cart|invoice")
"""What carries names and addresses without being a list of people."""
OF_STAFF = re.compile(r"role_id|(.*_)?team_id|user_type|portal_id|is_(admin|staff|agent)|.*shopify_domain")
"""Columns of a tool's own account, and of those who work with it; nobody whom it knows has them."""
OF_LINKS = {"utm_source": "utm_source", "medium": "utm_medium", "campaign": "utm_campaign"}
"""What the address of a page tells of where the visit came from, by the parameter that tells it."""
_FILLER = re.compile(r"all|complete|csv|data|df|dump|exports?|final|full|history|latest|new|report|table|tmp")
SAY_LITTLE = ("other", "view")
"""Kinds for which the name of a file is no ground enough."""
FEW_ENOUGH = 0.5
"""Share of distinct values up to which a column can name events."""


@dataclass(frozen=True, slots=True)
class Guess:
    """A mapping: of each table the formula of each column, value maps, and what a person should look at."""

    tables: dict[str, dict[str, str]]
    values: dict[str, dict[str, str]] = field(default_factory=dict)
    remarks: tuple[str, ...] = ()


def guessed(look: Look, *, stem: str, changed_at: datetime) -> Guess | str:
    """A mapping of a file, or why there is none.

    Args:
        look: its first rows, and perhaps what all rows show.
        stem: its name, which may say what it is about.
        changed_at: when the file was last changed, for records that say no time.
    """
    found = _guessed(look, stem=stem, changed_at=changed_at)
    if isinstance(found, str):
        return found
    roles, formulas = roles_of(look), " ".join(one for table in found.tables.values() for one in table.values())
    unsure = [*order_of_days(look, roles["when"])] if "when" in roles else []
    for column in dict.fromkeys(roles.values()):
        unsure += two_decimal_signs(look, column) if f"number({written_column(column)}" in formulas else ()
    return replace(found, remarks=(*found.remarks, *unsure))


def _guessed(look: Look, *, stem: str, changed_at: datetime) -> Guess | str:
    """The mapping without what is unsure of its dates and numbers."""
    roles = roles_of(look)
    who = [role for role in IDENTIFIERS if role in roles]
    money = "total" in roles or {"quantity", "unit_price"} <= set(roles)
    if "impressions" in look.header:
        return "it counts impressions and names nobody"
    thing, staff = _thing(stem), next((name for name in look.header if OF_STAFF.fullmatch(name)), "")
    payments = BESIDE_ORDERS.search(stem) or any(OF_PAYMENTS.fullmatch(name) for name in look.header)
    if {"order_number", "when"} <= set(roles) and money and not payments:
        return _orders(look, roles) if {*who} - {"device_id"} else _items(look, roles)
    if {"event", "when"} <= set(roles) and who and _names_events(look, roles["event"]):
        return _events(look, roles, stem)
    people = not THINGS.fullmatch(thing) and not OF_PEOPLE_AND_MORE.fullmatch(thing) and not staff
    if who and people and any(role in roles for role in PROFILE) and _once_each(look, roles[who[0]]):
        return _contacts(look, roles, changed_at)
    if (
        who
        and "when" in roles
        and not THINGS.fullmatch(thing)
        and guessed_kind(_told_by_name(roles, stem)) not in SAY_LITTLE
    ):
        return _dated(look, roles, stem)
    lacking = [name for name, there in (("who", bool(who)), ("when", "when" in roles)) if not there]
    if lacking == ["who"] and money and "medium" in roles:
        return "no column says who; if it tells what channels cost, its preset is ad_spend"
    if lacking:
        return f"no column says {' or '.join(lacking)}"
    if staff:
        return f"it is of those who work with a tool ({staff}), not of those whom it knows"
    named = f", and its name is of {thing!r}" if THINGS.fullmatch(thing) else ""
    return f"no column says what happened{named}"


def _thing(stem: str) -> str:
    """What a file is of: the last word of its name that says something, in the singular."""
    words = [word for word in re.findall(r"[a-z]+", stem.lower()) if not _FILLER.fullmatch(word)]
    last = words[-1] if words else ""
    singular = (last, last.removesuffix("s"), last.removesuffix("es"), last.removesuffix("ies") + "y")
    return next((word for word in singular if THINGS.fullmatch(word) or OF_PEOPLE_AND_MORE.fullmatch(word)), last)


def _orders(look: Look, roles: dict[str, str]) -> Guess:
    amount, repeated = _amount(look, roles)
    several = not _once_each(look, roles["order_number"])
    sold, returned, why = _returns(look, roles, amount)
    total = amount if not several else f"first({amount})" if repeated else f"sum({amount})"
    order = {
        **({"where": sold} if sold else {}),
        "order_number": written_text(look, roles["order_number"]),
        "placed_at": written_instant(look, roles["when"]),
        "total": total,
        **_columns(
            look, roles, "currency", "country", "utm_source", "medium", "campaign", *IDENTIFIERS, without=("device_id",)
        ),
    }
    later = taken_back(look, Ordered(roles["order_number"], order["placed_at"], amount, several and not repeated))
    order |= later.formulas
    if not several:
        order |= {name: written_number(look, roles[name]) for name in ("discount", "shipping", "tax") if name in roles}
    tables = {"source_orders": order}
    if "item" in roles and not repeated:
        tables["source_order_lines"] = _lines(look, roles, sold, amount)
    if returned:
        tables["source_events"] = {
            "where": returned,
            "occurred_at": order["placed_at"],
            "kind": "'refund'",
            "amount": f"abs({amount})",
            **({"content": written_text(look, roles["item"])} if "item" in roles else {}),
            **_columns(look, roles, "currency", *IDENTIFIERS),
            # Of what nobody's name stands by, the number tells at least what was taken back together.
            "order_id": order["order_number"],
        }
    remarks = [*([why] if why else []), *later.remarks]
    if repeated:
        remarks.append(f"{roles['total']} is the same on every row of an order, so it counts once")
    remarks += left_out(look, " ".join(one for table in tables.values() for one in table.values()))
    return Guess(tables, remarks=tuple(remarks))


def _items(look: Look, roles: dict[str, str]) -> Guess | str:
    """Rows about orders of which another file tells who placed them."""
    amount, repeated = _amount(look, roles)
    if "item" not in roles or repeated:
        return "no column says who ordered"
    sold, _, why = _returns(look, roles, amount)
    remarks = ["no column says who ordered, so the rows are items of orders that another source tells"]
    return Guess({"source_order_lines": _lines(look, roles, sold, amount)}, remarks=(*remarks, *([why] if why else [])))


def _lines(look: Look, roles: dict[str, str], sold: str, amount: str) -> dict[str, str]:
    return {
        **({"where": sold} if sold else {}),
        "order_number": written_text(look, roles["order_number"]),
        "placed_at": written_instant(look, roles["when"]),
        "item": written_text(look, roles["item"]),
        "quantity": written_number(look, roles["quantity"]) if "quantity" in roles else "1",
        "amount": amount,
        **_columns(look, roles, "item_name", "category", "brand", "currency"),
    }


def _amount(look: Look, roles: dict[str, str]) -> tuple[str, bool]:
    """The formula of a row's amount, and whether it is the whole order's, repeated on its rows."""
    repeats = _repeats(look, roles)
    if {"quantity", "unit_price"} <= set(roles) and not repeats:
        return f"{written_number(look, roles['quantity'])} * {written_number(look, roles['unit_price'])}", False
    return written_number(look, roles["total"]), repeats


def _repeats(look: Look, roles: dict[str, str]) -> bool:
    """Whether the total is one value in all orders that have several rows, and those are no rows of equal price."""
    if "total" not in roles:
        return False
    totals: defaultdict[object, list[object]] = defaultdict(list)
    columns = (look.rows.column(roles[role]).to_pylist() for role in ("order_number", "total"))
    for order, total in zip(*columns, strict=True):
        totals[order].append(total)
    several = [found for found in totals.values() if len(found) > 1]
    return bool(several) and all(len(set(found)) == 1 for found in several)


def _returns(look: Look, roles: dict[str, str], amount: str) -> tuple[str, str, str]:
    """Conditions for sales and for what was taken back, and the sentence that says why; empty where nothing was."""
    signed = roles.get("quantity") or roles.get("total")
    if signed is None:
        return "", "", ""
    numbers = [_number(value) for value in look.rows.column(signed).to_pylist()]
    orders = [str(value) for value in look.rows.column(roles["order_number"]).to_pylist()]
    negative = [order for order, number in zip(orders, numbers, strict=True) if number < 0]
    if not negative:
        return "", "", ""
    starts = Counter(match[1] for order in negative if (match := re.match(r"([A-Za-z]+)[-_ ]?\d", order)))
    for start, count in starts.most_common(1):
        begun = [number for order, number in zip(orders, numbers, strict=True) if re.match(rf"{start}[-_ ]?\d", order)]
        if count >= 0.9 * len(begun) and count >= 0.5 * len(negative) and len(begun) < 0.5 * len(orders):
            name = written_text(look, roles["order_number"])
            taken = f"starts_with({name}, '{start}')"
            return (
                f"not {taken}",
                taken,
                f"numbers that begin with {start} are taken back: {count} of {len(begun)} are negative",
            )
    number = written_number(look, signed)
    return f"{number} >= 0", f"{number} < 0", f"rows with a negative {signed} are taken back"


def _number(value: object) -> float:
    try:
        return float(str(value).replace(",", "")) if value is not None else 0.0
    except ValueError:
        return 0.0


def _events(look: Look, roles: dict[str, str], stem: str) -> Guess:
    words = words_of_cells(look, roles["event"])
    kinds = guessed_kinds((word for word, _ in words.most_common(MOST_WORDS)), stem=stem)
    event = written_column(roles["event"])
    table = {
        "occurred_at": written_instant(look, roles["when"]),
        "kind": f"value_map({event}, 'kind')",
        "name": event,
        **_about(look, roles),
    }
    unknown = [word for word, kind in kinds.items() if kind == "other"]
    remarks = ["the kinds of events are guessed from their words"]
    if unknown:
        remarks.append(f"no word of these is known: {', '.join(unknown[:12])}{' …' if len(unknown) > 12 else ''}")
    seen = look.seen.get(roles["event"])
    if seen is not None and seen.words is None:
        listed = f"the {min(len(words), MOST_WORDS)} most frequent of its first rows are listed"
        remarks.append(f"{event} has more than {WORDS:,} words; {listed}, and all others become 'other'")
    elif len(words) > MOST_WORDS:
        remarks.append(f"{len(words) - MOST_WORDS} further words of {event} are not listed and become 'other'")
    return Guess({"source_events": table}, {"kind": kinds | {"*": "other"}}, tuple(remarks))


def _dated(look: Look, roles: dict[str, str], stem: str) -> Guess:
    kind = guessed_kind(_told_by_name(roles, stem))
    table = {"occurred_at": written_instant(look, roles["when"]), "kind": f"'{kind}'", **_about(look, roles)}
    return Guess({"source_events": table}, remarks=(f"every row is taken for one action of the kind {kind!r}",))


def _told_by_name(roles: dict[str, str], stem: str) -> str:
    return f"{stem} {roles['when']}"


def _about(look: Look, roles: dict[str, str]) -> dict[str, str]:
    """What an event was about, where it came from, and whose it is."""
    found: dict[str, str] = {}
    if "url" in roles:
        url = written_column(roles["url"])
        found |= {"site": f"host({url})", "content": f"path({url})"}
        found |= {role: f"parameter({url}, '{name}')" for role, name in OF_LINKS.items() if role not in roles}
    content = roles.get("page") or roles.get("item") or roles.get("coupon")
    if content and "content" not in found:
        found["content"] = written_text(look, content)
    if "category" in roles:
        found["topic"] = written_text(look, roles["category"])
    if "referrer" in roles:
        found["referrer"] = f"host({written_column(roles['referrer'])})"
    amount = roles.get("total") or roles.get("unit_price")
    if amount:
        found["amount"] = written_number(look, amount)
    found |= {role: written_number(look, roles[role]) for role in ("score", "seconds") if role in roles}
    if "order_number" in roles:
        found["order_id"] = written_text(look, roles["order_number"])
    return found | _columns(look, roles, "utm_source", "medium", "campaign", "currency", *IDENTIFIERS)


def _contacts(look: Look, roles: dict[str, str], changed_at: datetime) -> Guess:
    who = next(role for role in IDENTIFIERS if role in roles)
    names = [written_column(roles[role]) for role in ("first_name", "last_name") if role in roles]
    table = {
        "record_id": written_text(look, roles[who]),
        "recorded_at": written_instant(look, roles["when"]) if "when" in roles else f"instant('{changed_at:%Y-%m-%d}')",
        **_columns(
            look, roles, "full_name", "company", "city", "country", "language", *IDENTIFIERS, without=("device_id",)
        ),
    }
    if "full_name" not in roles and names:
        table["full_name"] = " + ' ' + ".join(f"coalesce({name}, '')" for name in names)
    remarks = () if "when" in roles else ("no column says since when, so the day on which the file was changed stands",)
    return Guess({"contact_records": table}, remarks=remarks)


def _columns(look: Look, roles: dict[str, str], *wanted: str, without: tuple[str, ...] = ()) -> dict[str, str]:
    return {role: written_text(look, roles[role]) for role in wanted if role in roles and role not in without}


def _once_each(look: Look, column: str) -> bool:
    values = values_of(look, column)
    return len(set(values)) > 0.95 * len(values)


def _names_events(look: Look, column: str) -> bool:
    values = values_of(look, column)
    return len(set(values)) <= max(12, FEW_ENOUGH * len(values))
