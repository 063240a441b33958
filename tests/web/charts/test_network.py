from dataclasses import replace
from xml.etree import ElementTree

import pytest

from riparian.web.charts.network import Edge, NetworkPicture, Node, draw_network
from tests.web.charts.drawn import SVG, collisions, outside, read, words_of


def node(name: str, x: float, y: float, amount: float = 10, *, diamond: bool = False, href: str = "") -> Node:
    return Node(name, "", f"{name}: told", x, y, amount, "var(--band, #0B6B63)", diamond=diamond, href=href)


def drawn(*nodes: Node, edges: tuple[Edge, ...] = ()) -> str:
    return draw_network(NetworkPicture("net", "A network", "Told.", nodes, edges), width=720, height=620)


def paths(svg: str) -> list[ElementTree.Element]:
    return list(read(svg).iter(f"{SVG}path"))


def test_a_line_is_as_wide_as_what_flows() -> None:
    made = drawn(
        node("a", -1, 0), node("b", 1, 0), node("c", 0, 1), edges=(Edge("a", "b", 100, "x"), Edge("b", "c", 50, "y"))
    )

    fine, wide = sorted(float(path.attrib["stroke-width"]) for path in paths(made))

    assert fine == pytest.approx(wide / 2)


def test_the_way_there_and_the_way_back_are_two_lines() -> None:
    made = drawn(node("a", -1, 0), node("b", 1, 0), edges=(Edge("a", "b", 5, "there"), Edge("b", "a", 5, "back")))

    bends = {float(path.attrib["d"].split("Q")[1].split()[1]) for path in paths(made)}

    assert len(bends) == 2


def test_arrows_of_whom_is_chosen_lie_on_top() -> None:
    edges = (Edge("a", "b", 1, "mine", "out"), Edge("b", "a", 900, "other"))

    said = [found.text for found in read(drawn(node("a", -1, 0), node("b", 1, 0), edges=edges)).iter(f"{SVG}title")]

    assert said.index("other") < said.index("mine")


def test_an_arrow_to_somebody_who_is_not_drawn_is_left_out() -> None:
    assert paths(drawn(node("a", 0, 0), edges=(Edge("a", "gone", 5, "x"),))) == []


def test_a_name_without_room_is_left_to_the_tooltip() -> None:
    crowd = [node(f"participant number {n}", 0.02 * n, 0, 10 + n) for n in range(12)]

    made = drawn(*crowd)

    assert collisions(made) == []
    assert outside(made) == []
    assert 0 < len(words_of(made)) < 12
    assert all(f"number {n}: told" in made for n in range(12))


def test_a_diamond_tells_apart_without_colour() -> None:
    assert "polygon" in drawn(node("a", 0, 0, diamond=True))
    assert "polygon" not in drawn(node("a", 0, 0))


def test_names_cannot_break_the_drawing() -> None:
    made = drawn(node("<b>&", 0, 0, href='/map?node="'))

    assert [one.says for one in words_of(made)] == ["<b>&"]


def test_nobody_is_an_empty_drawing() -> None:
    assert words_of(drawn()) == []


def test_a_small_one_that_comes_first_has_its_name_where_a_large_one_would_take_the_room() -> None:
    around = [node(name, x, y, 900) for name, x, y in (("left", -0.25, 0), ("right", 0.25, 0), ("low", 0, 0.18))]

    def named(first: bool) -> set[str]:
        small = replace(node("magazine", 0, 0, 1), named=first)
        return {found.says for found in words_of(drawn(node("large one", 0, -0.195, 900), small, *around))}

    assert "magazine" in named(True)
    assert "magazine" not in named(False)
    assert "large one" in named(True)


def test_a_name_stands_at_a_corner_where_the_sides_are_taken() -> None:
    around = [node(f"{x} {y}", x, y, 900) for x, y in ((-0.149, 0), (0.149, 0), (0, 0.17), (0, -0.184))]

    assert "a" in {found.says for found in words_of(drawn(*around, node("a", 0, 0, 1)))}
