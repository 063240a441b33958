"""Numbers that stay on one line: in running text a number keeps its sign, and its unit, when a line ends there."""

import re

_UNIT = r"(?:%|(?:k|M|bn|pts)\b)"
_MONEY = "[£€$¥₹]"
_RAW = ("script", "style", "textarea", "title")
"""Elements whose text holds no tags: it goes on to their end tag, whatever looks like a tag in it."""
_AS_IT_IS = (*_RAW, "code", "datalist", "option", "pre", "select", "svg")
"""Elements whose text is sent, copied or drawn, or that never ends a line; and all within them."""
_NAMED = rf"(?i:{'|'.join(_AS_IT_IS)})(?=[\s/>])"
_ATTRIBUTES = r"""(?:[^>=]++|=\s*+(?:"[^"]*+(?:"|\Z)|'[^']*+(?:'|\Z)|[^\s>]*+))*+"""
"""To the end of a tag: a `>` in quotes does not end it. What is never closed goes on to the end of the page."""
_NEXT = re.compile(
    rf"""
    (?: [^<0-9−]++                                     # text without a number
      | [0-9]++(?!\ {_UNIT}) | −(?!{_MONEY})             # a number that cannot be parted
      | <!--(?:.*?-->|.*+)                              # a comment
      | <(?!/?{_NAMED})/?[A-Za-z]{_ATTRIBUTES}>?        # a tag of any other element
      | <(?:[!?]|/(?![A-Za-z]))[^>]*+>?                 # a doctype and the like
      | <(?![A-Za-z/!?])                                # a sign in the text
    )*+
    (?: (?P<unit>[0-9]++(?=\ ))
      | (?P<sign>−)
      | <(?P<end>/?)(?P<name>{_NAMED}){_ATTRIBUTES}>?
    )?
    """,
    re.VERBOSE | re.DOTALL,
)
"""All up to the next place where a browser may end a line in the middle of a number (`88.5 %`, `412 k`, `−£104`), or to
the next tag of an element that is left as it is. Nothing is looked at twice, so that a page takes as long as it is.
"""
_END_OF = {name: re.compile(rf"(?i:</{name})(?=[\s/>])") for name in _RAW}


def unbroken(html: str) -> str:
    """The same page with no-break spaces and word joiners in the numbers of its text; all else stays as it is."""
    made: list[str] = []
    at = kept = depth = 0
    within = ""
    while (found := _NEXT.match(html, at)) and found.lastgroup:
        at = found.end()
        if name := (found["name"] or "").lower():
            if not found["end"] and name in _RAW and within != "svg":
                end = _END_OF[name].search(html, at)
                at = end.end() if end else len(html)
            elif not within and not found["end"]:
                within, depth = name, 1
            # An option ends where the next begins. What draws may end where it begins: `<svg/>`.
            elif name == within and name != "option":
                depth += -1 if found["end"] else 1
            elif name == within and found["end"]:
                depth = 0
            if name == within == "svg" and not found["end"] and html.endswith("/>", 0, at):
                depth -= 1
            within = within if depth else ""
        elif not within:
            made += (html[kept:at], "&#8288;" if found["sign"] else "&nbsp;")
            kept = at = at if found["sign"] else at + 1
    return "".join((*made, html[kept:]))
