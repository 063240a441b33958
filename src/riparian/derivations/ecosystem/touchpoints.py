"""Touchpoints: everybody's visits, and what else is set to count, each with its channel."""

from typing import Annotated, Final

import ibis
from pydantic import AfterValidator

from riparian.core.doors import per_person
from riparian.core.row import Table, promised
from riparian.core.settings import Settings, did_you_mean
from riparian.expressions.sequence import position
from riparian.tables.actions import KINDS, ON_SITE, Action, Session, code_of, codes_of
from riparian.tables.ecosystem import Touchpoint, VisitChannel

_NONE: Final = -1


def _off_site(kind: str) -> str:
    if kind in ON_SITE:
        raise ValueError(f"{kind!r} happens on a site, so it is part of a visit and counts already")
    if kind not in KINDS:
        raise ValueError(f"{kind!r} is no kind of action; {did_you_mean(kind, KINDS)}")
    return kind


class TouchpointsSettings(Settings):
    """`[derivations.touchpoints]`"""

    kinds: tuple[Annotated[str, AfterValidator(_off_site)], ...] = ()
    """Kinds of actions off the site that are touches too, such as `open`, `receive` or `talk`. None by default: half of
    all e-mails are opened by machines, and a click is part of the visit that it leads to, or a visit of its own."""


@per_person
def touchpoints(
    sessions: Table[Session],
    actions: Table[Action],
    visit_channels: Table[VisitChannel],
    settings: TouchpointsSettings,
) -> Table[Touchpoint]:
    """One row a visit, and one an action off the site of the kinds set; touches of one instant by action key."""
    visits = sessions.select(
        *VisitChannel.key,
        "person_key",
        "number",
        occurred_at=sessions.started_at,
        action_key=sessions.first_action_key,
        kind=ibis.literal(code_of("visit"), "int32"),
    )
    touches = visits
    if settings.kinds:
        others = actions.filter(actions.kind.isin(codes_of(settings.kinds)))
        both = ibis.union(visits.drop("number"), others.select(*visits.drop("number").columns))
        touches = both.mutate(number=position(["person_key"], ["occurred_at", "action_key"]))
    named = visit_channels.select("channel", "rule_version", **{f"of_{name}": name for name in VisitChannel.key})
    same = [touches[name].fill_null(_NONE) == named[f"of_{name}"].fill_null(_NONE) for name in VisitChannel.key]
    return promised(touches.join(named, same), Touchpoint)
