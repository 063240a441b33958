"""Kinds of action as a setting: each is one of the vocabulary, or is refused with one near to it."""

from typing import Annotated

from pydantic import AfterValidator

from riparian.core.settings import did_you_mean
from riparian.tables.actions import KINDS


def known_kind(kind: str) -> str:
    """The kind, where there is one of this name.

    >>> known_kind("order")
    'order'
    >>> known_kind("ordr")
    Traceback (most recent call last):
    ValueError: 'ordr' is no kind of action; did you mean 'order'?
    """
    if kind not in KINDS:
        raise ValueError(f"{kind!r} is no kind of action; {did_you_mean(kind, KINDS)}")
    return kind


ActionKind = Annotated[str, AfterValidator(known_kind)]
"""The name of a kind of action."""
