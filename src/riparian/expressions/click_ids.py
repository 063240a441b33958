"""Advertising click ids in addresses. Only their names are kept: that one was there, never which."""

from typing import Final

import ibis

from riparian.expressions.text import parameter_of

CLICK_IDS: Final = (
    "gclid", "wbraid", "gbraid", "dclid", "srsltid", "fbclid", "msclkid", "ttclid", "twclid", "li_fat_id", "epik",
    "ScCid", "rdt_cid", "yclid", "irclickid",
)  # fmt: skip
"""Parameters of addresses, the surest sign of a paid click first."""


def click_id_in(url: ibis.Value) -> ibis.Value:
    """The name of the first click id that an address carries; null where it carries none."""
    return ibis.cases(*((parameter_of(url, name).notnull(), name) for name in CLICK_IDS))
