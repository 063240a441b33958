"""Rings around the company."""

from riparian.models.rings import rings_around


def test_rings_count_flows_whichever_way_they_go() -> None:
    found = rings_around({"us"}, {("a", "us"), ("a", "b"), ("c", "b"), ("d", "c"), ("x", "y")})

    assert found == {"us": 0, "a": 1, "b": 2, "c": 3, "d": 3, "x": 3, "y": 3}


def test_several_sites_are_one_middle() -> None:
    assert rings_around({"us", "ours"}, {("a", "ours"), ("b", "us")}) == {"us": 0, "ours": 0, "a": 1, "b": 1}
