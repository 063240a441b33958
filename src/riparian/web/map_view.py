"""What the map page shows, which part of it was asked for, and what it was before."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

from riparian.core.errors import NotFoundError
from riparian.tables.participants import EVERYTHING
from riparian.web import words
from riparian.web.attention_return import Returned
from riparian.web.channels import Channel, Feed, Said
from riparian.web.compare import NOTHING, Against
from riparian.web.leads import Lead
from riparian.web.map_before import MapBefore
from riparian.web.map_pictures import FEEDS_DRAWN, FLOWS_DRAWN, KIND_COLOURS, OTHER_KIND
from riparian.web.moments import NO_MOMENTS, Moments
from riparian.web.reader import Snapshot
from riparian.web.regard import ALL, NO_REGARDS, Regards, Subject
from riparian.web.sites import MeasuredVisits, Site, SiteFlow, Wish

Of = Literal["channels", "sites"]
_KINDS = {"channels": ("own", "others' hands", "orphan"), "sites": (*KIND_COLOURS, "other")}
"""Kinds that can be asked for by, even where there is none of them."""


@dataclass(frozen=True, slots=True)
class AtMoment:
    """The map at a moment: touches or visits by name, and the arrows of that time."""

    channels: tuple[Channel, ...]
    feeds: tuple[Feed, ...]
    sites: tuple[Site, ...]
    flows: tuple[SiteFlow, ...]


@dataclass(frozen=True, slots=True)
class MapView:
    """What the page shows, and its JSON twin. One of `channels` and `sites` is empty; `missing` tells why both are."""

    heading: str
    sentence: str
    of: Snapshot
    view: Of
    goal: str
    goals: tuple[str, ...]
    chosen: str
    """The channel or participant told in full."""
    said: tuple[Said, ...]
    channels: tuple[Channel, ...]
    feeds: tuple[Feed, ...]
    sites: tuple[Site, ...]
    flows: tuple[SiteFlow, ...]
    wishes: dict[str, Wish]
    """By participant, whether somebody decided that it is wanted; the next build publishes it."""
    seen: int
    """The last entry of the ledger."""
    missing: str | None
    kind: str | None = None
    """The kind that alone is shown."""
    find: str | None = None
    """A part of the names that alone are shown."""
    kept: tuple[str, ...] = ()
    """Names that are shown: of this kind, with this part."""
    against: Against = NOTHING
    before: dict[str, int] | None = None
    """By name, touches or visits in the snapshot compared with; None: nothing is compared."""
    moves_before: dict[str, int] | None = None
    """The same of arrows, by `from > to`."""
    moments: Moments = NO_MOMENTS
    at_moment: AtMoment | None = None
    """What the map draws instead, where a moment was chosen; everything else is of all its time."""
    leads: tuple[Lead, ...] = ()
    """Of channels, by daily volumes and not by anybody's trail."""
    leads_say: str = ""
    job: str = EVERYTHING
    """The job or topic that participants are told on; `all` of them."""
    subjects: tuple[Subject, ...] = (ALL,)
    """What can be chosen for it."""
    regards: Regards = NO_REGARDS
    """Shares of attention, credibility and trust on it; of sites."""
    regards_say: str = ""
    returned: tuple[Returned, ...] = ()
    """Of sites."""
    returned_say: str = ""
    apart_missing: str = ""
    """Why there is neither; empty where there is one."""
    measured: dict[str, MeasuredVisits] = field(default_factory=dict)
    """By participant, visits of the latest window that were measured and so open into people."""
    former: MapBefore | None = None
    """All parts in the snapshot compared with; None: nothing is compared."""

    @property
    def channel(self) -> Channel | None:
        """The channel told in full."""
        return next((one for one in self.channels if one.channel == self.chosen), None)

    @property
    def site(self) -> Site | None:
        """The participant told in full."""
        return next((one for one in self.sites if one.participant == self.chosen), None)

    @property
    def nothing_kept(self) -> str:
        """What is told where no name is of the kind and holds the text that were asked for."""
        whom = "channel" if self.view == "channels" else "participant"
        kind = f" of the kind “{self.kind}”" if self.kind else ""
        named = f"has “{words.clip(self.find)}” in its name" if self.find else "is on this map"
        return f"No {whom}{kind} {named}."

    @property
    def of_job(self) -> str:
        """The job whose own figures participants have; empty: those of all jobs."""
        return self.job if self.regards.subject.kind == "job" else ""

    @property
    def ranked(self) -> int:
        """How many participants have a rank."""
        return sum(one.rank is not None for one in self.sites)

    @property
    def all_kinds(self) -> tuple[str, ...]:
        """Kinds that can be shown alone."""
        everybody: tuple[Channel | Site, ...] = (*self.channels, *self.sites)
        kinds = {kind for one in everybody for kind in kinds_of(one)}
        return tuple(sorted(kinds, key=lambda kind: (kind != "company", kind == "other", kind)))

    @property
    def kinds(self) -> tuple[tuple[str, str], ...]:
        """Kinds of participants, each with its colour."""
        kinds = self.all_kinds if self.sites else ()
        return tuple((kind, KIND_COLOURS.get(kind, OTHER_KIND)) for kind in kinds)

    @property
    def kept_feeds(self) -> tuple[Feed, ...]:
        """Feeds between channels that are shown."""
        return tuple(one for one in self.feeds if one.from_channel in self.kept and one.to_channel in self.kept)

    @property
    def kept_flows(self) -> tuple[SiteFlow, ...]:
        """Flows between participants that are shown."""
        return tuple(one for one in self.flows if one.giver in self.kept and one.receiver in self.kept)

    @property
    def drawn(self) -> int:
        """How many arrows are drawn besides those of what is chosen."""
        return FEEDS_DRAWN if self.view == "channels" else FLOWS_DRAWN


def name_of(one: Channel | Site) -> str:
    """What it is called."""
    return one.channel if isinstance(one, Channel) else one.participant


def kinds_of(one: Channel | Site) -> tuple[str, ...]:
    """The kinds it can be asked for by: of a channel in whose hands it is, and whether it is an orphan."""
    if isinstance(one, Site):
        return (one.kind,)
    return ("own" if one.own else "others' hands", *(("orphan",) if one.orphan else ()))


def known_kind(kind: str | None, of: Of, among: Iterable[Channel | Site]) -> str | None:
    """The kind that the address names; none: all of them.

    Raises:
        NotFoundError: it is none of this map, whoever is on it.
    """
    known = sorted({*_KINDS[of], *(own for one in among for own in kinds_of(one))})
    if kind and kind not in known:
        what = f"There is no kind {words.clip(kind)!r} on the map of {of}."
        raise NotFoundError(what, where="/map", fix=f"There are: {', '.join(known)}.")
    return kind or None


def kept_of(among: Iterable[Channel | Site], kind: str | None, find: str | None) -> tuple[str, ...]:
    """Names of a kind that hold a text, whatever its case."""
    return tuple(
        name_of(one)
        for one in among
        if (kind is None or kind in kinds_of(one)) and (find or "").strip().lower() in name_of(one).lower()
    )
