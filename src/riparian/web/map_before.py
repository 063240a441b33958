"""The parts of the map page as another snapshot told them, each in the shape that it has now."""

from dataclasses import dataclass

from riparian.tables.ecosystem import BETWEEN
from riparian.tables.participants import EVERYTHING
from riparian.web.attention_return import Returned, returned
from riparian.web.channels import Channel, Feed, Said, channels_of, feeds_of, said_of
from riparian.web.leads import Lead, leads_of
from riparian.web.reader import Reader
from riparian.web.regard import NO_REGARDS, Regards, Subject, attending, regards_of
from riparian.web.sites import Site, SiteFlow, site_flows_of, sites_of


@dataclass(frozen=True, slots=True)
class MapBefore:
    """What the snapshot compared with told: of channels, or of participants and their sites."""

    channels: tuple[Channel, ...] = ()
    feeds: tuple[Feed, ...] = ()
    said: tuple[Said, ...] = ()
    leads: tuple[Lead, ...] = ()
    sites: tuple[Site, ...] = ()
    flows: tuple[SiteFlow, ...] = ()
    regards: Regards = NO_REGARDS
    returned: tuple[Returned, ...] = ()

    @property
    def sizes(self) -> dict[str, int]:
        """Touches or visits, by name."""
        return {one.channel: one.touches for one in self.channels} | {one.participant: one.visits for one in self.sites}

    @property
    def moves(self) -> dict[str, int]:
        """The same of arrows, by `from > to`."""
        by_channels = {f"{one.from_channel}{BETWEEN}{one.to_channel}": one.moves for one in self.feeds}
        return by_channels | {f"{one.giver}{BETWEEN}{one.receiver}": one.visits for one in self.flows}


def channels_before(other: Reader | None, goal: str) -> MapBefore | None:
    """The map of channels on the way to a goal; None: nothing is compared."""
    if other is None:
        return None
    return MapBefore(channels_of(other, goal), feeds_of(other, goal), said_of(other, goal), leads_of(other))


def sites_before(other: Reader | None, subject: Subject) -> MapBefore | None:
    """The map of participants, as they were told on a job or topic; None: nothing is compared."""
    if other is None:
        return None
    sites = sites_of(other, EVERYTHING if subject.kind == "topic" else subject.name)
    regards = regards_of(other, subject, sites)
    return MapBefore(
        sites=attending(sites, regards) if subject.kind == "topic" else sites,
        flows=site_flows_of(other),
        regards=regards,
        returned=returned(other),
    )


EXAMPLE = MapBefore(
    channels=(
        Channel("Paid Social", 498, 480, 19, 0.0789, 1.60, 0.9980, 0.0020, True, True, 0.0522, "not tested", 476, 449,
                28, 22),
    ),
    feeds=(Feed("Organic Search", "Direct", 441, 0.18, 0.274, True),),
)  # fmt: skip
"""For the page's example."""
