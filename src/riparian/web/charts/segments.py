"""The eight action segments as bars: how many buyers, how many of them will buy, and who rises or falls."""

from dataclasses import dataclass
from html import escape

from riparian.web.charts.axes import INK, LINE, QUIET
from riparian.web.charts.svg import element, picture, text, text_width

ROW, BAR, TOP, LEAST = 34.0, 18.0, 28.0, 50.0


@dataclass(frozen=True, slots=True)
class SegmentBar:
    """A segment. `expected` of its `buyers` will buy within the year."""

    name: str
    buyers: int
    label: str
    """The buyers in words."""
    expected: float
    plus: str
    minus: str
    lapsed: bool
    says: str
    href: str
    before: int | None = None
    """Buyers before, drawn as an outline."""


@dataclass(frozen=True, slots=True)
class SegmentPicture:
    """What the drawing shows, best segment first."""

    title: str
    description: str
    bars: tuple[SegmentBar, ...]
    name: str = "segments"


def draw_segments(shown: SegmentPicture, *, width: float = 720) -> str:
    """The bars as SVG; every row leads to its people."""
    left = max((text_width(bar.name, 13) for bar in shown.bars), default=0) + 14
    most = max((max(bar.buyers, bar.before or 0) for bar in shown.bars), default=0) or 1
    numbers = max((text_width(bar.label, 13, bold=True) for bar in shown.bars), default=0) + 8
    signs = max((text_width(sign, 13) for bar in shown.bars for sign in (bar.plus, bar.minus)), default=0)
    signs = max(signs + 8, 42.0)
    room = width - left - numbers - 2 * signs
    if room < LEAST:
        # Bars before signs, which also stand in the table beneath.
        signs, room = 0.0, width - left - numbers
    parts = [
        text(word, width - place, 14, text_anchor="end", font_size=12, fill=QUIET)
        for word, place in (("plus", signs + 4), ("minus", 4.0))
        if signs
    ]
    y = TOP
    for number, bar in enumerate(shown.bars):
        if bar.lapsed and (number == 0 or not shown.bars[number - 1].lapsed):
            parts.append(text("lapsed: no order in twelve months", 0, y + 14, font_size=12, fill=QUIET))
            parts.append(element("line", x1=0, x2=width, y1=y - 3, y2=y - 3, stroke=LINE))
            y += 22
        parts.append(_row(bar, y, left, room / most, width, signs))
        y += ROW
    return picture(
        *parts, name=f"{shown.name}-{width:g}", title=shown.title, description=shown.description,
        width=width, height=y, interactive=True, class_="segments",
    )  # fmt: skip


def _row(bar: SegmentBar, y: float, left: float, per_buyer: float, width: float, signs: float) -> str:
    colour = "var(--waist, #976712)" if bar.lapsed else "var(--band, #0B6B63)"
    top, baseline = y + (ROW - BAR) / 2, y + ROW / 2 + 4.5
    wide, will_buy = max(bar.buyers * per_buyer, 1.5), bar.expected * per_buyer
    return element(
        "a",
        element("title", escape(bar.says)),
        element("rect", x=0, y=y + 1, width=width, height=ROW - 2, rx=5, class_="target", fill_opacity=0),
        text(bar.name, 0, baseline, font_size=13, font_weight=500, fill=INK),
        element("rect", x=left, y=top, width=wide, height=BAR, rx=2, fill=colour, fill_opacity=0.28),
        element("rect", x=left, y=top, width=will_buy, height=BAR, rx=2, fill=colour) if will_buy >= 0.5 else "",
        *_before(bar, left, top, per_buyer),
        text(
            bar.label,
            left + max(wide, (bar.before or 0) * per_buyer) + 6,
            baseline,
            font_size=13,
            font_weight=640,
            fill=INK,
        ),
        *_signs(bar, width, signs, baseline),
        href=bar.href,
        class_="segment-row",
    )


def _before(bar: SegmentBar, left: float, top: float, per_buyer: float) -> list[str]:
    """The former bar as a quiet outline, with a rim of paper so that it shows on the bar of now."""
    if not bar.before:
        return []
    wide = max(bar.before * per_buyer, 3.0)
    return [
        element(
            "rect", x=left, y=top - 2, width=wide, height=BAR + 4, rx=2, fill="none", stroke=colour,
            stroke_width=thick, stroke_dasharray=dashes, class_="before",
        )
        for colour, thick, dashes in (("var(--surface, #FFFFFF)", 3.0, None), (INK, 1.2, "5 3"))
    ]  # fmt: skip


def _signs(bar: SegmentBar, width: float, signs: float, baseline: float) -> list[str]:
    places = ((bar.plus, width - signs - 4, "var(--good, #1E6B34)"), (bar.minus, width - 4, "var(--warn, #7A4B00)"))
    return [
        text(sign, x, baseline, font_size=13, text_anchor="end", fill=colour) for sign, x, colour in places if signs
    ]
