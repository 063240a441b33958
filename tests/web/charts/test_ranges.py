from riparian.web.charts.ranges import RangePicture, RangeRow, draw_ranges
from tests.web.charts.drawn import SVG, collisions, outside, read, words_of


def shown(*rows: RangeRow) -> RangePicture:
    zones = ((0.4, "Acquisition"), (0.6, "Hybrid"), (1.0, "Retention"))
    ticks = (0, 0.2, 0.4, 0.6, 0.8, 1)
    return RangePicture("x", "Modes", "Rates.", rows, zones, ticks, lambda value: f"{100 * value:.0f} %", line=0.5)


def test_a_value_beyond_the_axis_stands_at_its_end() -> None:
    drawn = read(draw_ranges(shown(RangeRow("far", 7.0, 0.5, 9.0, "700 %", "far", other=-3.0))))

    places = [float(node.attrib["cx"]) for node in drawn.iter(f"{SVG}circle")]
    assert all(0 <= place <= 520 for place in places)


def test_a_value_without_a_range_has_none() -> None:
    with_range = draw_ranges(shown(RangeRow("web", 0.3, 0.2, 0.4, "30 %", "web")))
    without = draw_ranges(shown(RangeRow("web", 0.3, None, None, "30 %", "web")))

    assert with_range.count("<rect") == without.count("<rect") + 1


def test_words_are_apart_and_inside_in_every_width() -> None:
    rows = [RangeRow(f"a channel with a name {n}", 0.1 * n, 0, 1, f"{n}0 %", "x", under="channel") for n in range(8)]

    for width in (326, 520, 720):
        drawn = draw_ranges(shown(*rows), width=width)

        assert collisions(drawn) == []
        assert outside(drawn) == []


def test_where_it_is_narrow_the_smaller_words_stand_after_the_name_or_beneath_it() -> None:
    name = "Organic Search › Referral Partners"
    rows = [RangeRow(one, 0.3, 0, 1, "+0.30", "x", under="not surely") for one in ("web", name)]

    drawn = draw_ranges(shown(*rows), width=326)

    said = [(one.says, one.left, one.baseline) for one in words_of(drawn) if one.says in ("web", name, "not surely")]
    assert [says for says, _, _ in said] == ["web", "not surely", name, "not surely"]
    (_, left, high), (_, after, beside), (_, _, above), (_, start, beneath) = said
    assert (after > left, beside) == (True, high)
    assert (start, beneath) == (0, above + 15)
    assert collisions(drawn) == []
    assert outside(drawn) == []


def test_smaller_words_of_any_length_are_all_told() -> None:
    under = " ".join(f"word{number}" for number in range(20))

    drawn = draw_ranges(shown(*[RangeRow("web", 0.3, 0, 1, "30 %", "x", under=under)] * 3), width=326)

    assert " ".join(one.says for one in words_of(drawn)).count("word") == 60
    assert collisions(drawn) == []
    assert outside(drawn) == []
