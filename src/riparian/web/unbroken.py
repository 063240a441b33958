"""Numbers that stay on one line: in running text a number keeps its sign, and its unit, when a line ends there."""

import re

_PARTED = re.compile(r"(?<=\d) (?=%|(?:k|M|bn|pts)\b)|(?<=−)(?=[£€$¥₹])")
"""Where a browser may end a line in the middle of a number: `88.5 %`, `412 k`, `−£104`."""
_TAG = re.compile(r"[a-z]+")
_AS_IT_IS = ("code", "desc", "option", "pre", "script", "style", "text", "textarea", "title")
"""Elements whose text is sent, copied or drawn, or that never ends a line."""


def unbroken(html: str) -> str:
    """The same page with no-break spaces and word joiners in the numbers of its text; attributes stay as they are."""

    def glued(found: re.Match[str]) -> str:
        begun = html.rfind("<", 0, found.start()) + 1
        within = _TAG.match(html, begun) if begun else None
        if (begun and html.find(">", begun, found.start()) < 0) or (within and within[0] in _AS_IT_IS):
            return found[0]
        return "&nbsp;" if found[0] else "&#8288;"

    return _PARTED.sub(glued, html)
