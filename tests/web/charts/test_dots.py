from riparian.web.charts.dots import Dot, DotPicture, DotRow, draw_dots
from tests.web.charts.drawn import SVG, collisions, outside, read, words_of

_CHOSEN = Dot(40.0, "linear: 40")


def row(name: str = "Email", *, low: float | None = None, high: float | None = None) -> DotRow:
    dots = (Dot(-12.0, "shapley: −12"), _CHOSEN, Dot(90.0, "first: 90"))
    return DotRow(name, dots, _CHOSEN, "40", f"{name}: from −12 to 90", low, high)


def shown(*rows: DotRow) -> DotPicture:
    return DotPicture("x", "Credits", "A dot a model.", rows, lambda value: f"{value:,.0f}")


def test_the_line_goes_from_the_lowest_to_the_highest() -> None:
    drawn = read(draw_dots(shown(row())))

    places = sorted(float(node.attrib["cx"]) for node in drawn.iter(f"{SVG}circle"))
    group = next(node for node in drawn.iter(f"{SVG}g"))
    line = next(group.iter(f"{SVG}line"))
    assert [float(line.attrib["x1"]), float(line.attrib["x2"])] == [places[0], places[-1]]


def test_the_chosen_one_is_larger_and_every_dot_says_whose_it_is() -> None:
    drawn = read(draw_dots(shown(row())))

    dots = list(drawn.iter(f"{SVG}circle"))
    sizes = {dot.findtext(f"{SVG}title"): float(dot.attrib["r"]) for dot in dots}
    assert sizes == {"shapley: −12": 4, "first: 90": 4, "linear: 40": 6}


def test_an_interval_is_drawn_where_there_is_one() -> None:
    with_interval, without = draw_dots(shown(row(low=30.0, high=50.0))), draw_dots(shown(row()))

    assert with_interval.count("<rect") == without.count("<rect") + 1


def test_nothing_is_on_the_axis_though_all_are_above_it() -> None:
    high = DotRow("a", (Dot(50.0, "x"), Dot(80.0, "y")), None, "–", "a")

    assert "0" in [one.says for one in words_of(draw_dots(shown(high)))]


def test_a_row_without_dots_has_its_words_alone() -> None:
    drawn = read(draw_dots(shown(DotRow("nobody", (), None, "–", "nobody"))))

    assert list(drawn.iter(f"{SVG}circle")) == []


def test_words_are_apart_and_inside_in_every_width() -> None:
    rows = [row(f"a channel with a name {number}", low=-20.0, high=1_200_000.0) for number in range(9)]

    for width in (326, 640, 760, 1104):
        drawn = draw_dots(shown(*rows), width=width)

        assert collisions(drawn) == []
        assert outside(drawn) == []
