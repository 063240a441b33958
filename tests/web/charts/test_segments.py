from riparian.web.charts.segments import SegmentBar, SegmentPicture, draw_segments
from tests.web.charts.drawn import SVG, collisions, outside, read


def bar(name: str, buyers: int, *, lapsed: bool = False) -> SegmentBar:
    return SegmentBar(
        name,
        buyers,
        f"{buyers:,}",
        buyers / 3,
        "+12,345",
        "−12,345",
        lapsed,
        f"{name}: {buyers}",
        f"/people?segment={name}",
    )


def shown(*bars: SegmentBar) -> SegmentPicture:
    return SegmentPicture("Segments", "Eight.", bars)


def test_every_row_is_a_link_to_its_people_and_says_itself() -> None:
    drawn = read(draw_segments(shown(bar("Quality", 20), bar("Lapsed Save", 0, lapsed=True))))

    links = list(drawn.iter(f"{SVG}a"))
    assert [link.attrib["href"] for link in links] == ["/people?segment=Quality", "/people?segment=Lapsed Save"]
    assert links[1].findtext(f"{SVG}title") == "Lapsed Save: 0"
    assert drawn.attrib["role"] == "group"


def test_large_numbers_stay_apart_and_inside() -> None:
    bars = [bar("Struggling", 4_812_345), bar("Lapsed Experiment", 12_345_678, lapsed=True)]

    for width in (326, 720):
        drawn = draw_segments(shown(*bars), width=width)

        assert collisions(drawn) == []
        assert outside(drawn) == []
