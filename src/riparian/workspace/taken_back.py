"""What an unknown file of orders tells of them later: money given back, cancellations, and the state they are in."""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from riparian.storage.looking import Look
from riparian.workspace.column_roles import (
    NUMBERS,
    ROLES,
    TAKEN_BACK,
    WHEN,
    kind_of,
    order_of_days,
    two_decimal_signs,
    words_of_cells,
    written_column,
    written_instant,
    written_number,
    written_text,
)

_AT = r"(at|on|date|time|timestamp)"
_MONEY = r"(total|amount|value|sum|price)"
REFUNDED = rf"({_MONEY}_)?(refund(ed|s)?|return(ed|s)?)(_{_MONEY})?(_(usd|eur|gbp))?"
REFUNDED_AT = rf"(refund(ed)?|return(ed)?)_{_AT}|date_(refunded|returned)"
CANCELLED_AT = rf"(cancel(l?ed|lation)?|void(ed)?)(_{_AT})?|date_cancell?ed"
IS_REFUNDED, IS_CANCELLED = r"(is_|was_)?refunded", r"(is_|was_)?(cancell?ed|voided)"
STATUS = r"((order|payment|financial|transaction)_)?status|(order|payment|financial)_state"
"""Columns that say what became of an order; a plain `state` is a part of an address."""
REFUNDED_WORDS = frozenset({"refunded", "fully refunded", "returned", "charged back", "erstattet"})
CANCELLED_WORDS = frozenset({"cancelled", "canceled", "void", "voided", "storniert"})
_YES, _NO = frozenset({"yes", "y", "true", "t"}), frozenset({"no", "n", "false", "f"})
_STATES = 100
"""Distinct words of a column that says what became of an order, at the most."""


@dataclass(frozen=True, slots=True)
class Later:
    """Formulas of columns of `source_orders`, and what a person should look at."""

    formulas: dict[str, str]
    remarks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Ordered:
    """How the orders themselves are read."""

    number: str
    """The column of their numbers."""
    placed_at: str
    amount: str
    """The formula of what one row says of the total."""
    by_line: bool
    """Whether the amounts of the rows of an order add up to it."""


def taken_back(look: Look, ordered: Ordered) -> Later:
    """What the columns of a file of orders tell of refunds, cancellations and states.

    A refund or cancellation of which no column tells when it was, is of the instant of the order, and this is said.
    """
    kinds = {name: kind_of(look, name) for name in look.header}
    status = next((name for name in look.header if re.fullmatch(STATUS, name) and kinds[name] == "text"), "")
    words = _words(look, status)
    formulas, remarks = _cancelled(look, kinds, ordered, _said(status, words, CANCELLED_WORDS))
    refunded, told = _refunded(look, kinds, ordered, _said(status, words, REFUNDED_WORDS), formulas)
    formulas |= refunded
    if status and words:
        formulas["status"] = f"lower({written_text(look, status)})"
    measured = " if " not in formulas.get("refunded", " if ")
    sure = CANCELLED_WORDS | REFUNDED_WORDS
    unsure = [word for word in words if TAKEN_BACK.search(_plain(word)) and _plain(word) not in sure]
    if unsure and not measured:
        listed = ", ".join(map(repr, unsure[:5]))
        told.append(f"{status} says {listed}, and no column says how much was given back: nothing is told of these")
    return Later(formulas, (*remarks, *told))


def left_out(look: Look, formulas: str) -> tuple[str, ...]:
    """What a person has to look at in a file of orders: columns like money or refunds that no formula reads."""
    money = re.compile(ROLES["total"][0])
    found = [
        name
        for name in look.header
        if look.kinds[name] != "empty"
        and (TAKEN_BACK.search(name) or (money.fullmatch(name) and kind_of(look, name) in NUMBERS))
        and not re.search(rf"(?<!\w){re.escape(written_column(name))}(?!\w)", formulas)
    ]
    more = " …" if len(found) > 8 else ""
    return (f"not read, though of money or of what was taken back: {', '.join(found[:8])}{more}",) if found else ()


def _cancelled(look: Look, kinds: dict[str, str], ordered: Ordered, said: str) -> tuple[dict[str, str], list[str]]:
    column = _dated(look, kinds, CANCELLED_AT)
    if column:
        return {"cancelled_at": written_instant(look, column)}, list(order_of_days(look, column))
    condition = _flag(look, IS_CANCELLED) or said
    if not condition:
        return {}, []
    told = "no column says when an order was cancelled, so the instant of the order stands"
    return {"cancelled_at": f"{ordered.placed_at} if {condition} else None"}, [told]


def _refunded(
    look: Look, kinds: dict[str, str], ordered: Ordered, said: str, cancelled: dict[str, str]
) -> tuple[dict[str, str], list[str]]:
    column = next((one for one in look.header if re.fullmatch(REFUNDED, one) and kinds[one] in (*NUMBERS, "empty")), "")
    dated = _dated(look, kinds, REFUNDED_AT)
    remarks = list(order_of_days(look, dated)) if dated else []
    if column:
        amount = written_number(look, column)
        given_back = f"{amount} != 0"
        refunded = f"sum({amount})" if ordered.by_line and _varies(look, ordered.number, column) else amount
        remarks += two_decimal_signs(look, column)
    else:
        condition = _flag(look, IS_REFUNDED) or said
        given_back = condition or (f"{written_instant(look, dated)} is not None" if dated else "")
        if not given_back:
            return {}, []
        whole = f"{ordered.amount} if {given_back} else 0"
        refunded = f"sum({whole})" if ordered.by_line else whole
        remarks.append("no column says how much was given back, so a refunded order was refunded as a whole")
    if dated and not (column and _undated(look, column, dated)):
        return {"refunded": refunded, "refunded_at": written_instant(look, dated)}, remarks
    # A refund that has no instant would be none.
    told = [written_instant(look, dated)] if dated else []
    told += [cancelled["cancelled_at"]] if cancelled and " if " not in cancelled["cancelled_at"] else []
    at = f"coalesce({', '.join((*told, ordered.placed_at))})" if told else ordered.placed_at
    remarks.append("where no column says when money was given back, the instant of the order stands")
    return {"refunded": refunded, "refunded_at": f"{at} if {given_back} else None"}, remarks


def _dated(look: Look, kinds: dict[str, str], names: str) -> str:
    """The column of one of these names that holds times; one without any cell will hold them where its name says so."""
    fitting = [name for name in look.header if re.fullmatch(names, name)]
    filled = [name for name in fitting if kinds[name] in WHEN]
    empty = [name for name in fitting if kinds[name] == "empty" and re.search(rf"(_{_AT}|^date_\w+)$", name)]
    return next(iter((*filled, *empty)), "")


def _undated(look: Look, amount: str, dated: str) -> bool:
    """Whether money was given back on a row that does not say when."""
    rows = _rows(look, amount, dated)
    return any(money is not None and re.search(r"[1-9]", str(money)) and at is None for money, at in rows)


def _flag(look: Look, names: str) -> str:
    """The condition that a column of yes and no says; empty where there is none."""
    for name in look.header:
        if not re.fullmatch(names, name):
            continue
        if look.schema[name] == "boolean":
            return written_column(name)
        words = {str(word).strip().lower() for word in words_of_cells(look, name)}
        yes, no = _YES, _NO
        if name.startswith(("is_", "was_")):
            yes, no = _YES | {"1"}, _NO | {"0"}
        if words & yes and words <= yes | no:
            return _is_one_of(written_text(look, name), sorted(words & yes))
    return ""


def _words(look: Look, status: str) -> list[str]:
    found = list(words_of_cells(look, status)) if status else []
    return found if len(found) <= _STATES else []


def _said(status: str, words: list[str], meant: frozenset[str]) -> str:
    """The condition that a status is one of the words that mean something; empty where none is."""
    said = dict.fromkeys(word.lower() for word in words if _plain(word) in meant)
    return _is_one_of(written_column(status), list(said)) if said else ""


def _is_one_of(text: str, words: list[str]) -> str:
    listed = ", ".join(map(repr, words))
    return f"lower({text}) == {listed}" if len(words) == 1 else f"lower({text}) in ({listed})"


def _plain(word: str) -> str:
    return re.sub(r"[\W_]+", " ", word.lower()).strip()


def _varies(look: Look, number: str, column: str) -> bool:
    """Whether rows of one order say different amounts."""
    seen: defaultdict[object, set[object]] = defaultdict(set)
    for order, amount in _rows(look, number, column):
        seen[order].add(amount)
    return any(len(amounts) > 1 for amounts in seen.values())


def _rows(look: Look, *columns: str) -> Iterator[tuple[object, ...]]:
    return zip(*(look.rows.column(name).to_pylist() for name in columns), strict=True)
