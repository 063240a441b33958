from riparian.web.charts.lines import Line, LinePicture, Point, draw_lines
from tests.web.charts.drawn import SVG, collisions, outside, read, words_of


def shown(*lines: Line) -> LinePicture:
    marks = tuple((float(x), f"month {x}") for x in range(8))
    return LinePicture("x", "Orders", "Seven months.", lines, marks, lambda value: f"{value:,.0f}", now=3)


def rising(name: str, by: float, *, ranged: bool = False) -> Line:
    points = (Point(x, by * x, f"{x}", *((by * x * 0.8, by * x * 1.3) if ranged and x > 3 else ())) for x in range(8))
    return Line(name, tuple(points))


def test_names_of_lines_that_end_together_are_kept_apart_and_inside() -> None:
    drawn = draw_lines(shown(rising("as it is", 10), rising("more loyalty", 10.1), rising("last year again", 9.9)))

    assert collisions(drawn) == []
    assert outside(drawn) == []
    assert {"as it is", "more loyalty", "last year again"} <= {one.says for one in words_of(drawn)}


def test_where_it_is_narrow_names_stand_beneath() -> None:
    drawn = draw_lines(shown(rising("as it is", 10), rising("last year again", 9)), width=326, height=200)

    below = {one.says for one in words_of(drawn) if one.baseline > 200}
    assert below == {"as it is", "last year again"}
    assert collisions(drawn) == []


def test_a_range_opens_from_the_point_before_it() -> None:
    drawn = read(draw_lines(shown(rising("as it is", 10, ranged=True))))

    fans = [node for node in drawn.iter(f"{SVG}polygon") if node.get("class") == "fan"]
    assert len(fans) == 1
    assert len(fans[0].attrib["points"].split()) == 1 + 2 * 4


def test_without_a_range_there_is_no_fan_and_every_point_says_what_it_is() -> None:
    drawn = read(draw_lines(shown(rising("as it is", 10))))

    assert list(drawn.iter(f"{SVG}polygon")) == []
    assert [node.findtext(f"{SVG}title") for node in drawn.iter(f"{SVG}circle")] == [str(x) for x in range(8)]


def test_words_are_legible_and_marks_that_have_no_room_are_left_out() -> None:
    told = words_of(draw_lines(shown(rising("as it is", 1)), width=326))

    assert min(one.size for one in told) >= 11
    assert 2 <= sum(one.says.startswith("month") for one in told) < 8


def test_nothing_to_draw_is_still_a_drawing() -> None:
    assert read(draw_lines(shown())).findtext(f"{SVG}title") == "Orders"
