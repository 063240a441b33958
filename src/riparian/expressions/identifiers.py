"""Identifiers in the one form that tells them apart, however somebody wrote them."""

import ibis

from riparian.expressions.text import without_apostrophe

_BLANKS = r"[\s\x{00A0}\x{200B}\x{FEFF}]+"
_WHOLE_NUMBER = r"^[0-9]+\.0$"
"""What a spreadsheet or a data frame makes of a number with gaps in its column."""
_PLAIN_EMAIL = r"^[a-z0-9._-]+@[a-z0-9-]+(\.[a-z0-9-]+)+$"
_PLAIN_ID = r"^[A-Za-z0-9_-]+$"
"""What is its own normal form: most identifiers are, and one pattern is cheaper than all the others."""


def normal_email(written: ibis.Value, *, plus_tags: bool) -> ibis.Value:
    """An e-mail address in lower case without blanks; null where it cannot be one.

    `plus_tags` says whether `ana+shop@x.example` and `ana@x.example` are different addresses. The name inside
    `Ana <ana@x.example>` and a leading `mailto:` are left out.
    """
    plain = written.lower().re_replace(_BLANKS, "").re_replace(r"^.*<|>.*$", "").re_replace(r"^'*(mailto:)?", "")
    untagged = plain if plus_tags else plain.re_replace(r"\+[^@]*@", "@")
    return ibis.ifelse(untagged.re_search(r"^[^@,;]+@[^@,;]+\.[^@,;.]+$"), untagged, ibis.null("string"))


def normal_id(written: ibis.Value) -> ibis.Value:
    """An id as written, without blanks around it, the apostrophe of spreadsheets and the `.0` of data frames.

    Upper and lower case stay: ids made by programs may differ by nothing else.
    """
    plain = without_apostrophe(written.re_replace(rf"^{_BLANKS}|{_BLANKS}$", ""))
    return ibis.ifelse(plain.re_search(_WHOLE_NUMBER), plain.substr(0, plain.length() - 2), plain)


def normal_order_id(written: ibis.Value) -> ibis.Value:
    """An order id without the `#` that shops show before it."""
    return normal_id(without_apostrophe(written).re_replace(r"^#+", "")).nullif("")


def normal_shop_order(written: ibis.Value) -> ibis.Value:
    """The number of an order and whose it is, as in `1001 of till`, without the `#` that shops show before it."""
    whose = written.re_extract(r"^(.*)( of .*)$", 2)
    return normal_order_id(written.re_extract(r"^(.*)( of .*)$", 1)) + whose


def normal_card(written: ibis.Value) -> ibis.Value:
    """A loyalty card without the blanks that are printed between its digits."""
    return normal_id(written).re_replace(_BLANKS, "")


def normal_declared(written: ibis.Value) -> ibis.Value:
    """An identifier of a declared kind, `kind:value`; null without a kind or a value."""
    kind = written.re_extract(r"^([^:]*):", 1).strip().lower().nullif("")
    return kind + ":" + normal_id(written.re_replace(r"^[^:]*:", "")).nullif("")


def normal_identifier(kind: ibis.Value, written: ibis.Value, *, plus_tags: bool) -> ibis.Value:
    """The normal form of an identifier by the name of its kind; null where it cannot be one.

    Phones are only trimmed: their form needs a library that no engine has, `riparian.models.phones`. Kinds are those of
    `riparian.core.columns`; `other` is written `kind:value`. Every other kind is an id.
    """
    return ibis.cases(
        ((kind == "email") & written.re_search(_PLAIN_EMAIL), written),
        (~kind.isin(("email", "device_id", "other")) & written.re_search(_PLAIN_ID), written),
        (kind == "email", normal_email(written, plus_tags=plus_tags)),
        (kind == "order_id", normal_order_id(written)),
        (kind == "shop_order", normal_shop_order(written)),
        (kind == "loyalty_card", normal_card(written)),
        (kind == "device_id", normal_id(written).lower()),
        (kind == "other", normal_declared(written)),
        else_=normal_id(written),
    )
