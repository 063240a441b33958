"""Text: names, cells and addresses."""

import re
import unicodedata

import ibis

_WORD_BEGINS = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_NO_WORD = re.compile(r"\W+|_+")
_HOST = r"^(?:[a-z][a-z0-9+.-]*:)?(?://)?(?:[^/?#@]*@)?([^/?#:@ ]+\.[^/?#:@ .]+|localhost)(?:[:/?#].*)?$"

GIVEN_NAMES = frozenset({"line", "malformed", "raw", "line_id", "natural", "load"})
"""Columns of raw rows that readers and landing add: no field of any file, and nobody's to name."""


def column_name(header: str) -> str:
    """A header as a column name: lower case, words joined by `_`; empty where the header has no letter or digit.

    >>> column_name("Lineitem compare at price"), column_name("State / Region")
    ('lineitem_compare_at_price', 'state_region')
    >>> column_name("anonymousId"), column_name("CustomerID"), column_name("MEMBER_RATING")
    ('anonymous_id', 'customer_id', 'member_rating')
    """
    composed = unicodedata.normalize("NFKC", header)
    words = _NO_WORD.sub(" ", _WORD_BEGINS.sub(" ", composed)).split()
    return "_".join(words).lower()


def column_names(headers: "list[str] | tuple[str, ...]") -> tuple[str, ...]:
    """Column names of a header row, each once: the second of a name gets `_2`; an empty header is `column_<place>`.

    Names that readers and landing give themselves (`line`, `malformed`, `raw`, `line_id`, `natural`, `load`) count as
    taken, so a header `Line` becomes `line_2`.
    """
    taken = set(GIVEN_NAMES)
    names: list[str] = []
    for place, header in enumerate(headers, start=1):
        name = wanted = column_name(header) or f"column_{place}"
        count = 1
        while name in taken:
            count += 1
            name = f"{wanted}_{count}"
        taken.add(name)
        names.append(name)
    return tuple(names)


def filled(text: ibis.Value) -> ibis.Value:
    """The text without blanks around it; null where nothing is left."""
    return text.strip().nullif("")


def stated(text: str) -> ibis.Value:
    """A text of the settings as a value; null where it is empty."""
    return ibis.literal(text) if text else ibis.null("string")


def without_apostrophe(text: ibis.Value) -> ibis.Value:
    """The text without the leading apostrophe that spreadsheets put before numbers; null where nothing is left."""
    return filled(text.strip().re_replace("^'+", ""))


def host_of(url: ibis.Value) -> ibis.Value:
    """The host of an address in lower case, without port, user or a leading `www.`; null where it has none.

    An address may lack its scheme: `example.com/path` has the host `example.com`. A path alone (`/path`) has none.
    """
    host = url.strip().lower().re_extract(_HOST, 1)
    return host.re_replace(r"^www\.", "").nullif("")


def path_of(url: ibis.Value) -> ibis.Value:
    """The path of an address, without query, fragment and last `/`; `/` for the front page; null for no address."""
    rest = url.strip().re_replace(r"^(?:[A-Za-z][A-Za-z0-9+.-]*:)?//[^/?#]*", "").re_replace(r"[?#].*$", "")
    rest = ibis.ifelse(rest.startswith("/"), rest, rest.re_replace(r"^[^/]*", "")).re_replace(r"/+$", "")
    front = ibis.ifelse(rest == "", "/", rest)
    return ibis.ifelse(host_of(url).notnull() | url.strip().startswith("/"), front, ibis.null("string"))


def parameter_of(url: ibis.Value, name: str) -> ibis.Value:
    """The value of one query parameter of an address, as written (not decoded); null where it is absent or empty."""
    return url.re_extract(rf"[?&]{re.escape(name)}=([^&#]*)", 1).nullif("")
