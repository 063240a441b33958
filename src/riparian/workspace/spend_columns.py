"""Which column of a spend report stands for the channel where none is called so: a guess to correct."""

from dataclasses import dataclass

from riparian.presets.ad_spend import AdSpendSettings, lacks
from riparian.storage.looking import Look

CHANNELS = ("source", "utm_source", "platform", "publisher", "traffic_source", "medium", "utm_medium")
"""Columns that may stand for the channel, the likeliest first."""


@dataclass(frozen=True, slots=True)
class SpendGuess:
    """Settings under which `ad_spend` reads a file, and what a person should look at."""

    settings: tuple[tuple[str, object], ...] = ()
    remarks: tuple[str, ...] = ()


def spend_guessed(look: Look) -> SpendGuess:
    """How `ad_spend` may read a report that it recognises; no settings where it needs none, or none would help."""
    # The company has a currency wherever the report has none.
    usual = AdSpendSettings(currency="EUR")
    column = next((name for name in CHANNELS if name in look.header), "")
    if not column or not lacks(look.header, usual) or lacks((*look.header, "channel"), usual):
        return SpendGuess()
    written = dict(zip(look.header, look.written, strict=True))[column] if look.format == "delimited" else column
    return SpendGuess((("columns", {"channel": written}),), (f"{written!r} is taken for the channel of the spend",))
