"""Which part a column of an unknown file most likely plays: by its name, and by what its cells look like."""

import re
from collections import Counter
from collections.abc import Iterable
from datetime import datetime

import pyarrow as pa
import pyarrow.compute as pc

from riparian.storage.looking import Look, Seen

WHEN = ("instant", "instant, day first or month first", "day")
NUMBERS = ("number", "whole number")
TEXTS = ("text", "whole number", "number", "e-mail", "yes or no")

_ID = r"(id|no|nr|num|number|key|code|ref)"
_PLAIN_EMAIL = r"e_?mail(_address)?"
"""Names that say e-mail even where the cells are digests of addresses; others may be settings about e-mails."""
_SENDER = r"(from|sender|reply_to|shop|store|support|agent)_"
ROLES: dict[str, tuple[str, tuple[str, ...]]] = {
    "email": (rf"(?!{_SENDER})(.*_)?e_?mail(_address)?", ("e-mail", "text")),
    "phone": (r"(.*_)?(phone|mobile|telephone|tel)(_number|_no)?", TEXTS),
    "loyalty_card": (rf"loyalty(_card|_member(ship)?)?(_{_ID})?|card_(no|number)", TEXTS),
    "anonymous_id": (r"(anonymous|visitor|full_visitor|cookie|browser|user_pseudo|domain_user)_?id", TEXTS),
    "device_id": (r"device_?id|idfa|gaid|aaid", TEXTS),
    "user_id": (
        rf"(user|customer|cust|client|member|household|person|contact|subscriber|buyer|shopper|profile|donor|patient|account)(_?{_ID})|customer|user|external_id|uid",
        TEXTS,
    ),
    "order_number": (
        rf"(order|invoice|basket|receipt)(_?{_ID}|_name)?|(transaction|purchase|sale|deal|booking)_?{_ID}",
        TEXTS,
    ),
    "event": (
        r"event(_?(name|type|action))?|action(_type|_name)?|activity(_type|_name)?|interaction|metric",
        ("text",),
    ),
    "total": (
        r"(.*_)?(total|amount|revenue|turnover|sales_value|order_value|grand_total|sales|spend|spent|paid|value|gross|net)(_(price|amount|value|sum|usd|eur|gbp))?",
        NUMBERS,
    ),
    "quantity": (r"(.*_)?(quantity|qty|units|pieces|item_count)", NUMBERS),
    "unit_price": (r"(unit|item|product|lineitem|line_item|list|sale|selling)?_?price(_each|_per_unit)?", NUMBERS),
    "discount": (r"(total_)?discount(_amount|_value)?", NUMBERS),
    "shipping": (r"shipping(_cost|_amount|_price)?|postage|freight", NUMBERS),
    "tax": (r"tax(es)?(_amount)?|vat(_amount)?", NUMBERS),
    "currency": (r"currency(_code|_iso)?", ("text",)),
    "item": (rf"(sku|stock|product|item|article|variant|asin|upc|ean)(_?{_ID})?", TEXTS),
    "coupon": (rf"(coupon|voucher|promo)(_(upc|{_ID[1:-1]}))?", TEXTS),
    "item_name": (r"description|(product|item|article)_(name|title|description)", ("text",)),
    "category": (r"(product_|item_)?(category|department)(_code|_name)?|product_type", ("text",)),
    "brand": (r"brand(_name)?|manufacturer", ("text",)),
    "url": (r"(page_)?(url|location|link)|landing_page", ("text",)),
    "page": (r"page(_path|_title|_name)?|path|content(_id|_name|_title)?|screen(_name)?|title|subject", TEXTS),
    "referrer": (r"(http_|page_)?referr?er(_url)?", ("text",)),
    "utm_source": (r"utm_source|traffic_source", ("text",)),
    "medium": (r"utm_medium|medium|((acquisition|marketing|traffic)_)?channel", ("text",)),
    "campaign": (r"(utm_)?campaign(_name|_id|_title)?", TEXTS),
    "full_name": (r"(full|customer|contact|display|user)_name|name", ("text",)),
    "first_name": (r"first_?name|given_name|forename", ("text",)),
    "last_name": (r"last_?name|family_name|surname", ("text",)),
    "company": (r"company(_name)?|organi[sz]ation(_name)?|account_name|employer", ("text",)),
    "city": (r"(billing_|shipping_)?(city|town)", ("text",)),
    "country": (r"(billing_|shipping_)?country(_code|_name)?", ("text",)),
    "language": (r"language|locale|preferred_language", ("text",)),
    "score": (r"score|rating|stars", NUMBERS),
    "seconds": (r"(duration|engaged_time|time_on_page)(_seconds|_s|_sec)?|seconds", NUMBERS),
}
"""Role to the names of columns that play it, and what their cells may look like. The first column of a file counts."""

TAKEN_BACK = re.compile(r"refund|(^|_)return(s|ed)?(_|$)|cancel|charge_?back|(^|_)void|storn|erstatt")
"""What in the name of a column, or in a word, says that something bought was taken back or did not come about."""

# What happened stands before what was noted about it.
_WHEN_NAMES = (
    r"(event|occurr|happen|placed|order(ed)?|purchase|invoice|transaction|sale|redemption|visit)\w*_?(at|on|date|time|timestamp)?",
    r"timestamp|time_?stamp|date_?time|datetime|ts",
    r"date|time|day|at",
    r"created\w*|sign(ed)?_?up\w*|regist\w*|joined\w*|subscribed\w*",
    r".*(_at|_on|_date|_time|_timestamp)",
    r".*",
)
_NOT_WHEN = re.compile(
    r"(.*_)?(updated|modified|changed|birth|dob|expir\w*|end(ed|s)?|due|deliver\w*|shipped|closed|cancel\w*|refund\w*|deleted|synced)(_.*)?"
)
_PATTERNS = (
    "%d/%m/%Y %H:%M:%S", "%d/%m/%Y %H:%M", "%d/%m/%Y", "%d.%m.%Y %H:%M:%S", "%d.%m.%Y %H:%M", "%d.%m.%Y",
    "%d-%m-%Y %H:%M:%S", "%d-%m-%Y %H:%M", "%d-%m-%Y", "%m/%d/%Y %H:%M:%S", "%m/%d/%Y %H:%M", "%m/%d/%Y",
    "%m-%d-%Y %H:%M:%S", "%m-%d-%Y %H:%M", "%m-%d-%Y", "%d/%m/%y %H:%M", "%d/%m/%y", "%m/%d/%y %H:%M", "%m/%d/%y",
    "%d/%m/%Y %I:%M:%S %p", "%d/%m/%Y %I:%M %p", "%m/%d/%Y %I:%M:%S %p", "%m/%d/%Y %I:%M %p",
)  # fmt: skip
_TRIED = 2000
_MOST = 0.7
"""Share of the filled cells that have to look alike: exports have odd ones, and those are rejected later."""
_LOOKS = {
    "instant": r"^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}",
    "day": r"^(\d{4}-\d{2}-\d{2}|\d{1,2}[./-]\d{1,2}[./-]\d{2,4})$",
    "instant, day first or month first": r"^\d{1,2}[./-]\d{1,2}[./-]\d{2,4}[ ,]+\d{1,2}:\d{2}",
    "number": r"^[(+-]?\s*([A-Za-z]{1,3}|[$£€])?\s*[+-]?\d[\d.,' ]*\s*([A-Za-z]{3}|[$£€])?\)?$",
    "e-mail": r"^[^@\s]+@[^@\s]+\.[^@\s]+$",
}


def kind_of(look: Look, column: str) -> str:
    """What most filled cells of a column look like; a few odd ones do not count."""
    if look.kinds[column] != "text":
        return look.kinds[column]
    filled = look.rows.column(column).drop_null()
    shares = {
        kind: pc.mean(pc.match_substring_regex(filled, looks).cast("float64")).as_py() for kind, looks in _LOOKS.items()
    }
    return next((kind for kind, share in shares.items() if share > _MOST), "text")


def roles_of(look: Look) -> dict[str, str]:
    """Role to column. A column plays one role; `when` is the instant or day that says when it happened."""
    found: dict[str, str] = {}
    kinds = {column: kind_of(look, column) for column in look.header}
    when = _when(look, kinds)
    if when:
        found["when"] = when
    # What an order comes to is not what of it was given back, wherever that stands.
    header = sorted(look.header, key=lambda name: bool(TAKEN_BACK.search(name)))
    for role, (names, fitting) in ROLES.items():
        for column in header:
            fits = column not in found.values() and kinds[column] in fitting and re.fullmatch(names, column)
            if fits and (role != "email" or kinds[column] == "e-mail" or re.fullmatch(_PLAIN_EMAIL, column)):
                found[role] = column
                break
    if "email" not in found:
        addresses = [column for column in look.header if kinds[column] == "e-mail" and column not in found.values()]
        addresses = [column for column in addresses if not re.match(_SENDER, column)]
        found |= dict(zip(["email"], addresses, strict=False))
    return found


def _when(look: Look, kinds: dict[str, str]) -> str:
    """The column that says when: an instant before a day, then by its name, then as it stands."""
    copied_at = re.compile(r"(.*_)?synced(_.*)?")
    times = [
        name for name in look.header if not copied_at.fullmatch(name) and (kinds[name] in WHEN or _is_epoch(look, name))
    ]
    telling = [name for name in times if not _NOT_WHEN.fullmatch(name)] or times
    rank = {
        name: next(place for place, names in enumerate(_WHEN_NAMES) if re.fullmatch(names, name)) for name in telling
    }
    return min(telling, key=lambda name: (rank[name], kinds[name] == "day"), default="")


def _is_epoch(look: Look, column: str) -> bool:
    if look.kinds[column] != "whole number" or not re.search(r"(time|stamp|_at|epoch|^ts)$", column):
        return False
    texts = look.rows.column(column).cast(pa.string()).drop_null()
    return bool(pc.all(pc.match_substring_regex(texts, r"^1\d{9}(\d{3})?$")).as_py())


def written_instant(look: Look, column: str) -> str:
    """The formula that reads a column as an instant, with the pattern it is written in where it is not year first."""
    name = written_column(column)
    if _is_epoch(look, column):
        return f"epoch({name})" if look.schema[column] != "string" else f"epoch(number({name}))"
    pattern = pattern_of(look, column)
    return f"instant({name}, '{pattern}')" if pattern else f"instant({name})"


def pattern_of(look: Look, column: str) -> str:
    """The pattern in which the days of a column are written; empty where they are year first, or no texts."""
    if look.schema[column] != "string":
        return ""
    pattern = day_pattern(values_of(look, column))
    days_first, months_first = _days_above_twelve(look, column)
    swapped = _swapped(pattern)
    # A single day above 12 rules the other order out; where both orders are ruled out, most dates decide.
    wrong, right = (months_first, days_first) if pattern.startswith("%d") else (days_first, months_first)
    return swapped if swapped in _PATTERNS and wrong > right else pattern


def order_of_days(look: Look, column: str) -> tuple[str, ...]:
    """What a person has to look at in the dates of a column: an order of day and month that is a guess, or two."""
    pattern = pattern_of(look, column)
    if _swapped(pattern) not in _PATTERNS:
        return ()
    days_first, months_first = _days_above_twelve(look, column)
    first, against = ("day", months_first) if pattern.startswith("%d") else ("month", days_first)
    if not days_first and not months_first:
        return (f"{first} first is a guess: no date of {column} has a day above 12",)
    if against:
        dates = "1 date" if against == 1 else f"{against} dates"
        return (f"{column} is read {first} first, and {dates} of it cannot be: two ways of writing are mixed",)
    return ()


def _days_above_twelve(look: Look, column: str) -> tuple[int, int]:
    """Dates of a column with a first part above 12, and with a second one."""
    seen = look.seen.get(column)
    if seen is not None:
        return seen.days_first, seen.months_first
    parts = [match for text in values_of(look, column) if (match := re.match(r"\s*(\d+)[./-](\d+)[./-]", text))]
    return sum(12 < int(one[1]) < 32 for one in parts), sum(12 < int(one[2]) < 32 for one in parts)


def _swapped(pattern: str) -> str:
    """A pattern with day and month the other way round."""
    return pattern.translate(str.maketrans("dm", "md"))


def day_pattern(texts: Iterable[str]) -> str:
    """The pattern that reads most of these texts, day first before month first; empty where they are year first."""
    given = [text.strip() for text in texts if text and text.strip()][:_TRIED]
    if sum(bool(re.match(r"\d{4}-", text)) for text in given) > _MOST * len(given):
        return ""
    read = {pattern: sum(_fits(text, pattern) for text in given) for pattern in _PATTERNS}
    best = max(read, key=lambda pattern: read[pattern])
    return best if read[best] > _MOST * len(given) else ""


def _fits(text: str, pattern: str) -> bool:
    try:
        datetime.strptime(text, pattern)
    except ValueError:
        return False
    return True


def values_of(look: Look, column: str) -> list[str]:
    """The filled cells of a column as texts, in the order of the file."""
    texts: list[str] = look.rows.column(column).cast(pa.string()).drop_null().to_pylist()
    return texts


def words_of_cells(look: Look, column: str) -> Counter[str]:
    """The distinct values of a column, each with how often it is there, in all rows where they were looked through."""
    seen = look.seen.get(column)
    return Counter(values_of(look, column)) if seen is None or seen.words is None else Counter(seen.words)


def written_column(column: str) -> str:
    """A column as formulas name it."""
    return (
        column
        if column.isidentifier() and column not in ("and", "or", "not", "in", "is", "if", "else", "from", "class")
        else f'column("{column}")'
    )


def written_text(look: Look, column: str) -> str:
    """The formula that gives a column as text."""
    name = written_column(column)
    return name if look.schema[column] == "string" else f"text({name})"


def written_number(look: Look, column: str) -> str:
    """The formula that gives a column as a number, with its decimal sign where the column tells a comma."""
    name = written_column(column)
    if look.schema[column] != "string":
        return name
    return f"number({name}, ',')" if _has_decimal_commas(look.seen.get(column, Seen())) else f"number({name})"


def two_decimal_signs(look: Look, column: str) -> tuple[str, ...]:
    """What a person has to look at in the numbers of a column: decimal commas beside points, or beside thousands."""
    seen = look.seen.get(column, Seen()) if look.schema[column] == "string" else Seen()
    commas, points, groups = seen.decimal_commas, seen.decimal_points, seen.comma_groups
    if commas and points:
        return (f"{column} has decimal commas ({commas}) and decimal points ({points}): thousands may be misread",)
    if commas and groups:
        read = "decimal ones, as 1.234" if _has_decimal_commas(seen) else "thousands, as 1234"
        return (f"{column} has decimal commas ({commas}) and ones as in 1,234 ({groups}), which are read as {read}",)
    return ()


def _has_decimal_commas(seen: Seen) -> bool:
    """Whether most numbers that can only be meant one way, or most likely are, have a decimal comma.

    What could be groups of three alone proves nothing: `1.250` is read as it stands until a `49,90` is beside it.
    """
    commas = seen.decimal_commas + seen.point_groups
    return seen.decimal_commas > seen.decimal_points and commas > seen.decimal_points + seen.comma_groups
