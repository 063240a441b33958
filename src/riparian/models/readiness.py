"""Whether there is enough to fit a model to: a figure is given with the data behind it, or not at all."""

from riparian.core.errors import NotEnoughDataError

REPEAT_BUYERS = 30
"""Fewer say next to nothing of how customers differ, which is what the models of repeat purchase are about."""


def require(found: float, *, needed: int, noun: str, verb: str, model: str) -> None:
    """Refuse to fit a model where too few of what it lives on were found.

    >>> require(12, needed=30, noun="customer", verb="bought again", model="BG/NBD")
    Traceback (most recent call last):
    ...
    riparian.core.errors.NotEnoughDataError: RIP320: 12 customers bought again; BG/NBD needs 30

    Args:
        found: how many there are.
        needed: how many there have to be.
        noun: what was counted, in the singular; its plural ends in s.
        verb: what they did, in a form that fits one and many.
        model: as the literature calls it.

    Raises:
        NotEnoughDataError: fewer than needed; the sentence is what the page shows.
    """
    if found < needed:
        raise NotEnoughDataError(f"{found:,.0f} {noun}{'' if found == 1 else 's'} {verb}; {model} needs {needed:,}")
