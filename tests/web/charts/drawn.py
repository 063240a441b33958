"""What a drawing says, read back from its SVG."""

from dataclasses import dataclass
from itertools import combinations
from xml.etree import ElementTree

from riparian.web.charts.svg import text_width

SVG = "{http://www.w3.org/2000/svg}"


@dataclass(frozen=True)
class Words:
    """A text with the room it takes, in the widest font it may be shown in."""

    says: str
    size: float
    left: float
    right: float
    baseline: float


def read(svg: str) -> ElementTree.Element:
    """The drawing; a text that is no XML raises."""
    return ElementTree.fromstring(svg)


def words_of(svg: str) -> list[Words]:
    """Every text of the drawing."""
    found = []
    for node in read(svg).iter(f"{SVG}text"):
        says, size, x = node.text or "", float(node.attrib["font-size"]), float(node.attrib["x"])
        wide = text_width(says, size, bold=int(node.get("font-weight", "400")) > 500)
        left = x - {"start": 0.0, "middle": wide / 2, "end": wide}[node.get("text-anchor", "start")]
        found.append(Words(says, size, left, left + wide, float(node.attrib["y"])))
    return found


def collisions(svg: str) -> list[tuple[str, str]]:
    """Pairs of texts that lie over each other."""
    return [
        (one.says, other.says)
        for one, other in combinations(words_of(svg), 2)
        if abs(one.baseline - other.baseline) < 0.9 * min(one.size, other.size)
        and one.left < other.right
        and other.left < one.right
    ]


def outside(svg: str) -> list[str]:
    """Texts that do not lie inside the drawing."""
    wide = float(read(svg).attrib["width"])
    return [one.says for one in words_of(svg) if one.left < 0 or one.right > wide]
