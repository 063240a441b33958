"""The map as a drawing."""

from math import hypot

import pytest

from riparian.web.charts.ecosystem_map import draw_map, spots_of
from riparian.web.charts.svg import with_own_colours
from riparian.workspace.mapping import EcosystemMap, MapEdge, MapNode


def node(name: str, ring: int, visits: int = 10, *, own: bool = False) -> MapNode:
    return MapNode(name, "company" if own else "other", own, None, ring, None, 0.5, visits, 0, 0.1, 0.0, None, None)


def edge(giver: str, receiver: str, visits: int = 10) -> MapEdge:
    return MapEdge(giver, receiver, visits, None, None, 1, 1, "measured", "referrers")


def drawn(*nodes: MapNode, edges: tuple[MapEdge, ...] = ()) -> EcosystemMap:
    return EcosystemMap("all", "2025-04-02", "2025-07-01", nodes, edges)


def test_the_company_is_in_the_middle_and_rings_lie_one_outside_the_other() -> None:
    spots = spots_of(drawn(node("us", 0, own=True), node("a", 1), node("b", 2), node("c", 3)), 10)

    far = {spot.node.name: hypot(spot.x - 450, spot.y - 450) for spot in spots}
    assert far["us"] == 0
    assert 0 < far["a"] < far["b"] < far["c"]


def test_an_area_is_in_proportion_above_the_smallest() -> None:
    spots = spots_of(drawn(node("us", 0, 400, own=True), node("a", 1, 100), node("b", 1, 0)), 10)

    radius = {spot.node.name: spot.radius for spot in spots}
    assert radius["b"] < radius["a"] < radius["us"]
    assert radius["a"] - radius["b"] == pytest.approx((radius["us"] - radius["b"]) / 2)


def test_who_is_further_out_stands_on_the_side_of_whom_it_sends_visits_to() -> None:
    made = drawn(
        node("us", 0, own=True), *(node(name, 1) for name in "abcd"), node("far", 2), edges=(edge("far", "c"),)
    )

    spots = {spot.node.name: spot for spot in spots_of(made, 10)}

    near, far = spots["c"], spots["far"]
    assert (far.x - 450) * (near.y - 450) == pytest.approx((far.y - 450) * (near.x - 450), abs=1e-6)


def test_of_many_the_most_visited_are_drawn_and_the_rest_counted() -> None:
    many = drawn(node("us", 0, own=True), *(node(f"site {n}", 1, n) for n in range(9)))

    picture = draw_map(many, most=4)

    assert "site 8" in picture
    assert "site 5" not in picture
    assert "6 participants with fewer visits are not drawn" in picture


def test_names_cannot_break_the_drawing() -> None:
    picture = draw_map(drawn(node("us", 0, own=True), node("<b>&", 1), edges=(edge("<b>&", "us"),)))

    assert "<b>" not in picture
    assert "&lt;b&gt;&amp;" in picture


def test_nothing_to_draw_is_an_empty_map() -> None:
    assert "0 participants and 0 flows" in draw_map(drawn())


def test_colours_of_the_page_become_colours() -> None:
    assert with_own_colours('fill="var(--ink, #17211C)"') == 'fill="#17211C"'
