"""The public names of the package: few, and all there."""

import riparian


def test_there_are_twenty_public_names_at_most() -> None:
    assert 0 < len(riparian.__all__) <= 20


def test_every_public_name_is_there() -> None:
    assert [name for name in riparian.__all__ if not hasattr(riparian, name)] == []
