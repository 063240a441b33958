import re

import pytest

from riparian.web.charts.sankey import Box, Ribbon, SankeyPicture, draw_sankey
from tests.web.charts.drawn import SVG, collisions, outside, read, words_of


def box(key: str, amount: int, name: str = "") -> Box:
    return Box(key, name or key, amount, str(amount), f"{key}: told", "var(--band, #0B6B63)")


def ribbon(giver: str, receiver: str, amount: int) -> Ribbon:
    return Ribbon(giver, receiver, amount, f"{giver} to {receiver}", "var(--band, #0B6B63)", 0.3)


def drawn(*columns: tuple[Box, ...], ribbons: tuple[Ribbon, ...] = (), width: float = 680) -> str:
    shown = SankeyPicture("s", "Streams", "Told.", ("From", "Over", "To")[: len(columns)], columns, ribbons)
    return draw_sankey(shown, width=width, height=460)


def heights(svg: str) -> list[float]:
    return [float(one.attrib["height"]) for one in read(svg).iter(f"{SVG}rect")]


def test_boxes_of_all_columns_are_on_one_scale() -> None:
    first, second, whole = heights(drawn((box("a", 30), box("b", 10)), (box("c", 40),)))

    assert first == pytest.approx(3 * second, rel=0.01)
    assert whole == pytest.approx(first + second, rel=0.01)


def test_a_ribbon_begins_where_the_one_before_it_ended() -> None:
    made = drawn((box("a", 40),), (box("b", 30), box("c", 10)), ribbons=(ribbon("a", "c", 10), ribbon("a", "b", 30)))

    (top, _), (second, _) = sorted(
        (float(y), d)
        for d in re.findall(r'd="(M[^"]+)"', made)
        for y in re.findall(r"^M[\d.]+ ([\d.]+)C", d)
    )  # fmt: skip

    assert second - top == pytest.approx(heights(made)[1], abs=0.2)


def test_everything_is_inside_the_height() -> None:
    made = drawn(tuple(box(f"a{n}", 5) for n in range(8)), (box("all", 40),))

    assert max(float(one.attrib["y"]) + float(one.attrib["height"]) for one in read(made).iter(f"{SVG}rect")) <= 460


def test_names_give_way_to_one_another_on_a_phone() -> None:
    middle = tuple(box(f"m{n}", 100, "Organic Search") for n in range(8))
    made = drawn((box("start", 800),), middle, (box("(no)", 800, "no conversion"),), width=326)

    assert collisions(made) == []
    assert outside(made) == []
    assert any("no conversion" in one.says for one in words_of(made))


def test_a_high_box_has_its_amount_below_its_name_where_one_line_is_too_long() -> None:
    made = drawn(
        (box("a", 8_946, "Organic Search"), box("b", 100, "Organic Video")), (box("m", 9_046),),
        (box("yes", 3_905, "conversion"), box("no", 31_272, "no conversion")), width=326,
    )  # fmt: skip
    told = {one.says: one for one in words_of(made)}

    for name, amount in (("Organic Search", "8946"), ("no conversion", "31272")):
        assert told[amount].baseline - told[name].baseline >= 14
    assert "100" not in told  # a low box has no room for a second line
    assert collisions(made) == []


def test_what_is_written_where_ribbons_come_together_lies_on_paper() -> None:
    made = drawn((box("a", 40),), (box("b", 30, "conversion"), box("c", 10, "no conversion")))
    ends = [one for one in words_of(made) if "conversion" in one.says]
    slips = [one.attrib["points"].split() for one in read(made).iter(f"{SVG}polygon")]

    assert len(slips) == len(ends) == 2
    for slip, one in zip(slips, ends, strict=True):
        (left, top), (right, bottom) = (tuple(map(float, slip[at].split(","))) for at in (0, 2))
        assert left < one.left < one.right < right
        assert top < one.baseline < bottom


def test_names_cannot_break_the_drawing() -> None:
    assert "<b>&" in [one.says.removesuffix(" 3") for one in words_of(drawn((box("a", 3, "<b>&"),)))]


def test_nothing_is_an_empty_drawing() -> None:
    assert heights(drawn()) == []
