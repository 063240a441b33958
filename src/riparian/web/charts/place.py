"""One person's place: the nine places of the hourglass as steps, those gone through, the present one, and facets."""

from collections.abc import Collection
from dataclasses import dataclass

from riparian.web.charts.svg import element, picture, polygon, text

WIDTH, STEP, GAP = 250.0, 22.0, 4.0
_HALF = {1: 48, 2: 40, 3: 32, 4: 24, 5: 18, 6: 24, 7: 32, 8: 40, 9: 48}


@dataclass(frozen=True, slots=True)
class PersonPlace:
    """Where a person stands. `entered` and `active` hold the numbers of places, `names` the names of all nine."""

    title: str
    description: str
    band: int
    entered: Collection[int]
    """Bands entered; those before the present one that are missing were skipped."""
    active: Collection[int]
    """Facets active now."""
    ever: Collection[int]
    """Facets ever entered."""
    asleep: bool
    names: tuple[tuple[int, str], ...]
    name: str = "place"
    before: int | None = None
    """The band in which they stood before, drawn as a dashed outline."""


def draw_place(shown: PersonPlace) -> str:
    """The steps as SVG. Every state is told by a word beside its step as well as by its fill."""
    parts, y, axis = [], 4.0, 51.0
    for number, name in shown.names:
        word, filled, colour = _state(number, shown)
        above, below = _HALF[number] + (2 if number < 5 else -2), _HALF[number] - (2 if number < 5 else -2)
        if number == 5:
            above = below = _HALF[5]
        around = [(axis - above, y), (axis + above, y), (axis + below, y + STEP), (axis - below, y + STEP)]
        parts.append(polygon(around, fill=colour, fill_opacity=filled, stroke=colour, stroke_width=1 if word else 0.6))
        if word in ("now", "now, asleep", "active"):
            parts.append(element("circle", cx=axis, cy=y + STEP / 2, r=3.5, fill="var(--on-slab, #FFFFFF)"))
        if number == shown.before:
            parts.append(
                polygon(around, fill="none", stroke="var(--ink, #16211D)", stroke_width=1.5, stroke_dasharray="4 3")
            )
            word = word if number == shown.band else f"{word}, before" if word else "before"
        strong = filled == 1
        parts.append(
            text(name, 112, y + STEP / 2 + 4.5, font_size=12.5, font_weight=640 if strong else 400,
                 fill="var(--ink, #16211D)" if word else "var(--ink-3, #5C6963)")
        )  # fmt: skip
        if word:
            x, baseline = WIDTH - 2, y + STEP / 2 + 4.5
            parts.append(text(word, x, baseline, font_size=11.5, text_anchor="end", fill="var(--ink-3, #5C6963)"))
        y += STEP + GAP + (6 if number == 5 else 0)
    return picture(
        *parts,
        name=shown.name,
        title=shown.title,
        description=shown.description,
        width=WIDTH,
        height=y,
        class_="place-steps",
    )


def _state(number: int, shown: PersonPlace) -> tuple[str, float, str]:
    """The word beside a step, how strongly it is filled, and its colour."""
    if number > 5:
        colour = "var(--facet, #2A63B8)"
        if number in shown.active:
            return "active", 1, colour
        return ("ran out", 0.25, colour) if number in shown.ever else ("", 0.04, colour)
    colour = "var(--waist, #976712)" if number == 5 else "var(--band, #0B6B63)"
    if number == shown.band:
        return ("now, asleep" if shown.asleep else "now"), 1, colour
    if number < shown.band:
        return ("passed", 0.3, colour) if number in shown.entered else ("skipped", 0.08, colour)
    return "", 0.04, colour
