"""What spend is for: the way in whose orders each row of a spend report is meant to bring, by the words it carries."""

from collections.abc import Sequence
from functools import reduce
from operator import or_
from typing import Final, Literal, Self

import ibis
from pydantic import model_validator

from riparian.core.patterns import regex_mistake
from riparian.core.settings import Settings

Way = Literal["new", "referral", "repeat", "retained", "re-ignited"]
_TOLD: Final = ("source", "channel", "campaign", "ad_group")


class SpendPurpose(Settings):
    """Which spend is meant to bring which orders."""

    way: Way
    """What it is for."""
    matches: str
    """A pattern found, in any case, in the source, channel, campaign or ad group of the spend."""

    @model_validator(mode="after")
    def _reads(self) -> Self:
        if wrong := regex_mistake(self.matches):
            raise ValueError(f"matches {self.matches!r} {wrong}")
        return self


USUAL_PURPOSES: Final = (
    SpendPurpose(way="re-ignited", matches=r"win.?back|re.?activat|re.?ignit|re.?engag|lapsed|dormant|come.?back"),
    SpendPurpose(way="referral", matches=r"refer.?a|referral|bring.?a.?friend|refer.?friend|advocate"),
    SpendPurpose(
        way="new",
        matches=r"(?:\b|_)new.?(?:to|customer|client|buyer|user|member|subscriber)|acqui|prospect|look.?alike|sponsor",
    ),
    SpendPurpose(way="retained", matches=r"loyal|(?:\b|_)vip(?:\b|_)|retention|(?:\b|_)member"),
    SpendPurpose(
        way="repeat",
        matches=r"repeat|existing|current.?(?:customer|client|buyer)|up.?sell|cross.?sell|newsletter|(?:\b|_)crm(?:\b|_)",
    ),
)
"""Names of customers alone say nothing: they may be those to be won."""


def with_purpose(spend: ibis.Table, labels: ibis.Table, purposes: Sequence[SpendPurpose], otherwise: Way) -> ibis.Table:
    """The spend, each row with the way in that it is for; `named` is null where no rule says it."""
    told = spend.select(*_TOLD).distinct()
    for name in _TOLD:
        text = labels.select(**{name: "label_key", f"{name}_text": "label"})
        told = told.left_join(text, name).drop(f"{name}_right")
    texts = [told[f"{name}_text"].fill_null("") for name in _TOLD]
    found = [
        (reduce(or_, (text.re_search(f"(?i){purpose.matches}") for text in texts)), purpose.way) for purpose in purposes
    ]
    named = ibis.cases(*found, else_=ibis.null("string")) if found else ibis.null("string")
    meant = told.select(*_TOLD, named=named).mutate(way=ibis._.named.fill_null(otherwise))
    return spend.left_join(meant, list(_TOLD)).drop(*(f"{name}_right" for name in _TOLD))
