"""Spend that no visit is known of, and what would tell what came of it: that depends on what it was spent on."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from riparian.web import words

Row = Mapping[str, Any]
_TEST: Final = "what it adds, a holdout test says: leave out some of those it would go to, drawn at random"
_WITHOUT_LINKS: Final = (
    (
        r"post|postal|direct mail|mailings?|letters?|(?:post ?)?cards?|catalogu?es?|leaflets?|flyers?|brochures?|print",
        "There is no link to tag: print a short address or code of its own on it, so that visits or orders tell it; "
        f"{_TEST}.",
    ),
    (
        r"radio|tv|television|podcasts?|cinema|billboards?|posters?|out of home|ooh|press|magazines?|newspapers?",
        "There is no link to tag: name a short address or code of its own in it, so that visits or orders tell it; "
        "what it adds can be seen where regions are left out.",
    ),
    (
        r"events?|fairs?|trade ?shows?|stalls?|sponsor\w*|phone|telephone|telemarketing",
        "There is no link to tag: hand out a short address or code of its own, or bring in whom you spoke with as "
        "contacts and events.",
    ),
)
"""Words of channels and campaigns that bring no visit by a click, and how they can be told all the same."""
_NAMED: Final = 2


@dataclass(frozen=True, slots=True)
class BlindSpend:
    """Spend that no visit is known of."""

    channel: str
    campaign: str
    spend: float
    advice: str
    """What would tell what came of it."""


def blind_spend(rows: Iterable[Row]) -> tuple[BlindSpend, ...]:
    """By channel and campaign, in the order of the rows, which are those of `channel_economics`."""
    spent: dict[tuple[str, str], float] = {}
    orders: dict[str, dict[str, float]] = {}
    for row in rows:
        if row["visited"]:
            known = orders.setdefault(row["channel"], {})
            known[row["campaign"]] = known.get(row["campaign"], 0.0) + (row["orders"] or 0.0)
        else:
            of = row["channel"], row["campaign"]
            spent[of] = spent.get(of, 0.0) + (row["spend"] or 0)
    return tuple(
        BlindSpend(channel, campaign, spend, advice(channel, campaign, orders.get(channel, {})))
        for (channel, campaign), spend in spent.items()
        if spend
    )


def advice(channel: str, campaign: str, visited: Mapping[str, float]) -> str:
    """What to do; `visited`: orders by the campaigns that visits of the channel name, none where it had no visit.

    >>> advice("Email", "newsletter", {"welcome": 2.0, "": 9.0})
    'Visits by Email name other campaigns (welcome): give it the same name in its links and in the report of spend.'
    """
    named = sorted((one for one in visited if one), key=lambda one: (-visited[one], one))
    if named:
        others = words.listed([words.clip(one, 30) for one in named], _NAMED)
        told = f"Visits by {words.clip(channel, 30)} name other campaigns ({others})"
        return f"{told}: give it the same name in its links and in the report of spend."
    if visited:
        return f"Visits by {words.clip(channel, 30)} name no campaign: name it in its links (utm_campaign)."
    said = " ".join(re.findall(r"[^\W_]+", f"{channel} {campaign}".lower()))
    without = (says for pattern, says in _WITHOUT_LINKS if re.search(rf"\b(?:{pattern})\b", said))
    tag = "Tag its links (utm_source, utm_medium, utm_campaign), so that visits can be told."
    return next(without, tag)
