"""SVG as text: elements, and how wide a text will be."""

from collections.abc import Iterable
from html import escape
from re import sub

# Advance widths in em of DejaVu Sans, the widest of the fonts a page may fall back to: what fits there fits everywhere.
_WIDTHS = {
    **dict.fromkeys("il.,:;'|!jI ", 0.32),
    **dict.fromkeys("ftr()-/·", 0.41),
    **dict.fromkeys("0123456789", 0.637),
    **dict.fromkeys("mwMW%", 0.95),
    **dict.fromkeys("ABCDEFGHKNOPQRUVXYZ€£&", 0.73),
    **dict.fromkeys("+−=<>→←↓", 0.84),
}  # fmt: skip
_OTHERWISE = 0.6
_BOLD = 1.1


def text_width(text: str, size: float, *, bold: bool = False) -> float:
    """Width of a text in pixels, at most."""
    ems = sum(_WIDTHS.get(letter, _OTHERWISE) for letter in text)
    return ems * size * (_BOLD if bold else 1)


def element(name: str, *inside: str, **attributes: str | float | None) -> str:
    """An element; `inside` is SVG already, attribute values are escaped.

    `_` in attribute names stands for `-`, a trailing one is dropped (`class_`); None leaves the attribute out.
    """
    told = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(_value(value))}"'
        for key, value in attributes.items()
        if value is not None
    )
    return f"<{name}{told}>{''.join(inside)}</{name}>" if inside else f"<{name}{told}/>"


def _value(value: str | float) -> str:
    if isinstance(value, str):
        return value
    return f"{value:.2f}".rstrip("0").rstrip(".")


def text(words: str, x: float, y: float, **attributes: str | float | None) -> str:
    """A line of text with its baseline at `y`."""
    return element("text", escape(words), x=x, y=y, **attributes)


def polygon(points: Iterable[tuple[float, float]], **attributes: str | float | None) -> str:
    """A closed shape."""
    return element("polygon", points=" ".join(f"{_value(x)},{_value(y)}" for x, y in points), **attributes)


def picture(
    *inside: str,
    name: str,
    title: str,
    description: str,
    width: float,
    height: float,
    interactive: bool = False,
    class_: str | None = None,
) -> str:
    """The whole drawing: an image with a title and a description, or a group where its parts are links.

    `name` keeps the ids of two drawings on one page apart.
    """
    return element(
        "svg",
        element("title", escape(title), id=f"{name}-title"),
        element("desc", escape(description), id=f"{name}-says"),
        *inside,
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {_value(width)} {_value(height)}",
        width=width,
        height=height,
        role="group" if interactive else "img",
        aria_labelledby=f"{name}-title",
        aria_describedby=f"{name}-says",
        class_=class_,
        font_family="Inter, ui-sans-serif, system-ui, sans-serif",
    )


def with_own_colours(drawing: str) -> str:
    """A drawing that stands alone: colours of the page (`var(--ink, #17211C)`) become those that stand beside them."""
    return sub(r"var\(--[\w-]+,\s*([^()]+)\)", r"\1", drawing)
