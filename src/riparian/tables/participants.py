"""Who takes part in the ecosystem, what flows between them, and who wins attention.

A participant is whoever speaks on what the company's customers need: partners, suppliers, thought leaders, communities,
publishers, competitors, platforms, and the company itself. Names are texts as they were set, or hosts.
"""

from typing import Literal, get_args

from riparian.core.columns import (
    Count,
    Day,
    Flag,
    Instant,
    Label,
    Money,
    Number,
    Ordinal,
    PersonKey,
    Share,
    Text,
    Whole,
)
from riparian.core.row import Row

ParticipantKind = Literal[
    "company", "partner", "supplier", "thought leader", "customer", "prospect", "competitor", "analyst", "publisher",
    "community", "platform", "other",
]  # fmt: skip
PARTICIPANT_KINDS: tuple[str, ...] = get_args(ParticipantKind)

EVERYTHING = "all"
"""The subject of attention that is no single job or topic."""
MEASURED, IMPORTED, BY_HAND = TOLD = ("measured", "imported", "by hand")
"""How a flow came to be known, the better way first."""


class ParticipantWish(Row):
    """What people decided about a participant, from the ledger. Grain: one row per participant that was decided on."""

    table = "participant_wishes"
    key = ("participant",)

    participant: Text
    wanted: Flag
    """True: the company wants it; false: it does not."""
    reason: Text
    decided_on: Day
    decided_by: Text


class ParticipantSite(Row):
    """Whose a site is. Grain: one row per host that visits came from or went to, or that was set."""

    table = "participant_sites"
    key = ("host",)

    host: Text
    """Host of the site."""
    participant: Text
    kind: Text
    """What the participant is: `partner`, `publisher`, `competitor` …"""
    own: Flag
    """The company's, branded or not."""
    branded: Flag | None
    """False: a thought-leadership site of the company. Null for sites of others."""
    declared: Flag
    """Named in the settings; else taken from the traffic."""


class Participant(Row):
    """Somebody of the ecosystem. Grain: one row per participant."""

    table = "participants"
    key = ("participant",)

    participant: Text
    kind: Text
    """What the participant is: `partner`, `publisher`, `competitor` …"""
    own: Flag
    declared: Flag
    """Named in the settings; else taken from the traffic."""
    sites: Count
    """Hosts that are its."""
    visits_brought: Count
    """Visits that came from its sites to the company's, ever."""
    people_brought: Count
    """People who ever came so."""
    first_on: Day | None
    """Of those visits."""
    last_on: Day | None
    """Day of the last of those visits."""
    wanted: Flag | None
    """What somebody decided; null: nobody did."""
    reason: Text | None
    decided_on: Day | None
    decided_by: Text | None


class TrafficFlow(Row):
    """Visits that went from one participant to another. Grain: one row per window, giver, receiver and way of knowing.

    Visits that name no referrer are nobody's flow. What one participant's sites send to each other is left out.
    """

    table = "traffic_flows"
    key = ("window", "giver", "receiver", "told")
    sorted_by = ("window", "receiver", "rank", "giver", "told")

    window: Count
    """0 for the one that ends at the as-of date, 1 for the one before it."""
    window_from: Day
    """First day of the window."""
    window_to: Day
    """The day after its last."""
    giver: Text
    """The participant that the visits came from."""
    receiver: Text
    """The participant that they went to."""
    told: Text
    """`measured` (referrers of the company's own visits), `imported` (readings from files) or `by hand`."""
    source: Text
    """Who says so: names of sources, or what was noted by hand."""
    visits: Count
    """0 where a measured flow of the window before is no more."""
    minutes: Number | None
    """Spent on these visits; null where nobody measured it. Not a part of the visits: never add the two."""
    used: Flag
    """Of several tellings of one flow the best is used: measured before imported before by hand."""
    visits_before: Count | None
    """In the window before, told the same way; null in the earliest window."""
    change: Whole | None
    """Visits less those before."""
    share: Share | None
    """Of all used visits into the receiver; null where it is not used, or nothing came."""
    rank: Count | None
    """Among the used flows into the receiver: 1 is the largest; null where it is not used, or nothing flowed."""
    rank_change: Whole | None
    """Places won (above 0) or lost since the window before, where the same telling was used; null where either has no
    rank."""
    ring: Ordinal
    """1: from or to the company; 2: one further; 3: beyond, or in no connection."""


class AttentionShare(Row):
    """A participant's part of people's attention. Grain: one row per subject, unit, window and participant.

    Visits and minutes are two measures, each with shares of its own. Participants whose attention nobody measured are
    no part of the whole.
    """

    table = "attention_shares"
    key = ("subject_kind", "subject", "unit", "window", "participant")
    sorted_by = key

    subject_kind: Text
    """`all`, `topic` or `job`."""
    subject: Text
    """The job or topic; `all`."""
    unit: Text
    """`visits` or `minutes`."""
    window: Count
    """0 for the one that ends at the as-of date."""
    window_from: Day
    """First day of the window."""
    window_to: Day
    """The day after its last."""
    participant: Text
    kind: Text
    """What the participant is: `partner`, `publisher`, `competitor` …"""
    own: Flag
    told: Text
    """How the attention came to be known: `measured`, `imported` or `by hand`."""
    attention: Number
    """Visits or minutes that the participant had in the window."""
    share: Share
    """attention ÷ that of all participants whose attention is known."""
    change: Number | None
    """Points of share won since the window before; null where there was none."""
    participants: Count
    """Among whom the whole is divided."""
    concentration: Share
    """The sum of squared shares: 1 where one has all."""
    credibility_raw: Number | None
    """Citations by others weighted by their share of attention, less negative ratings; may be below 0.
    Of visits only."""
    credibility: Share | None
    """Part of all that is above 0; null where nobody was cited."""
    trusting: Count | None
    """People who have opted in and come regularly to the company's sites, and visited here in the window; null where
    that is not the company's to know, and in all windows but the latest, as states are those of the as-of date. In
    visits only."""
    trust: Share | None
    """Part of all such visits to the company's participants; null where there are none."""


class ParticipantInfluence(Row):
    """How much a participant moves, and what came of it. Grain: one row per job and participant.

    Of the latest window, but for what it brought, which is of all time. Of a job alone are its attention, activity and
    what it brought, and so score, rank, proposal and strength; flows are told of no job, so what rests on the network
    (`visits_in` to `ring`, and `removal`) is the same in every job.
    """

    table = "participant_influence"
    key = ("job", "participant")
    sorted_by = ("job", "rank")

    job: Text
    """`all`, or a job whose attention was measured."""
    participant: Text
    kind: Text
    """What the participant is: `partner`, `publisher`, `competitor` …"""
    own: Flag
    wanted: Flag | None
    """What somebody decided; null: nobody did."""
    rank: Count
    """1 for the highest score; of equals, more value brought, then the name."""
    score: Share
    """Clickerati score: mean of its percentiles in attention share, activity and betweenness, of those known."""
    measures: Count
    """How many of the three are known."""
    proposed: Flag
    """In the top tenth (at least five) of those one may invite: a person decides (`riparian participant want`)."""
    attention: Share | None
    """Its share of visits in the latest window; null where its attention is not known."""
    attention_change: Number | None
    """Points of that share won since the window before."""
    activity: Count
    """Days on which it sent visits, and pieces that it published, in the window: of a job, visits that began with
    something of it, and pieces that serve it."""
    visits_in: Count | None
    """From other participants, as far as they are known: measured by the company's own sources, imported or noted by
    hand. Null where nobody measured it: no used flow into it is told, and none of the company's own visits of late was
    to a site of its."""
    visits_out: Count | None
    """To participants whose visits in are known, whichever of the three ways. Null where that is none but itself, and
    no flow from it is told."""
    page_rank: Share
    """Part of all visits that pass through it in the long run, going from site to site as visits go (PageRank)."""
    betweenness: Share
    """How often it lies on the shortest way between two others, as a part of all such pairs."""
    ring: Ordinal
    """1: visits go from or to the company; 2: one further; 3: beyond."""
    people: Count
    """People whose first visit to the company came from it; of a job, and began with something of it."""
    trusting: Count
    """Of those, who came to Trust or further, and not before that visit."""
    customers: Count
    """Of those, whose first order is not before that visit."""
    value: Money
    """Demand of those customers."""
    removal: Share | None
    """Part of the visits from others to the company that would be lost without it, its visitors going nowhere else:
    described, not tested. Null where no such visits are known."""
    shapley: Share | None
    """Its share of the visits from others to the company (Shapley): what it adds to those that come by way of the job's
    participants alone, averaged over every order of them. Described, not tested; null where `removal` is, or where more
    than 300 pass visits to one another."""
    shapley_error: Share | None
    """Standard error of `shapley` by the drawing of orders alone; 0 where every order was taken in."""
    strength: Text | None
    """What it wins by, in words: attention, visits, places, customers; null where nothing stands out."""
    weakness: Text | None
    """What it loses by, in words; null where nothing stands out."""


class ContentAspect(Row):
    """What job a piece of content serves. Grain: one row per site, content, job and aspect."""

    table = "content_aspects"
    key = ("site", "content", "job", "aspect")

    site: Text
    content: Text
    title: Text | None
    job: Text
    """The job to be done; `topic` where no job is set, and the aspect is the source's own topic."""
    aspect: Text
    """The side of the job that it serves, as set; the topic where no job is set."""
    keyword: Text
    """The first that matched, in the order of the alphabet."""
    keywords: Count
    """How many matched."""
    views: Count
    """How often it was viewed."""
    people: Count
    """People who viewed it, each once."""
    first_on: Day | None
    """Day of its first view; null: none."""
    last_on: Day | None
    """Day of its last view."""


class AttentionGain(Row):
    """An order or first opt-in, given to what was last viewed before it. Grain: one row per such order or opt-in.

    A description, no cause. Only those of the last year, or however long is set, are here.
    """

    table = "attention_gains"
    key = ("person_key", "action_key")
    bucket = "person_key"
    sorted_by = ("person_key", "action_key")

    person_key: PersonKey
    action_key: Whole
    gained_at: Instant
    """When they ordered or opted in."""
    order: Flag
    """An order; else the person's first opt-in."""
    demand: Money | None
    """Of an order, in the home currency; null where it is in another."""
    site: Label
    job: Text
    """A job or topic of `content_aspects`; `other` for all that serves none."""


class AttentionReturn(Row):
    """What came back for attention. Grain: one row per site and job.

    Each order, and everybody's first opt-in, is given to the last piece of a job viewed before it (`attention_gains`):
    a description, no cause.
    """

    table = "return_on_attention"
    key = ("site", "job")

    site: Text
    job: Text
    """A job or topic of `content_aspects`; `other` for all that serves none."""
    visits: Count
    """Days on which a person viewed something of it."""
    minutes: Number | None
    """Measured on it; null where nobody measured."""
    opt_ins: Count
    """People who opted in for the first time."""
    orders: Count
    """Orders of the last year that are given to it."""
    demand: Money
    """Demand of these orders."""
    value: Money
    """Demand × profit factor + opt-ins × the value of one, both set."""
    per_thousand_visits: Number | None
    """`value` for a thousand of its visits, in minor units; null without visits."""
    per_thousand_minutes: Number | None
    """`value` for a thousand of its minutes, in minor units; null where they were not measured."""


class VisitorState(Row):
    """How near a visitor has come, at the as-of date. Grain: one row per person with a visit, opt-in or order."""

    table = "visitor_states"
    key = ("person_key",)
    bucket = "person_key"
    sorted_by = ("person_key",)

    person_key: PersonKey
    state: Text
    """The furthest of all that hold: `first-time`, `occasional`, `regular`, `opted in`, `in conversation`, `customer`,
    `loyal`, `repeat`, `growing`; `none`: only what is over, such as a withdrawn opt-in."""
    visits: Count
    """Visits of the person, ever."""
    visited: Text
    """`never`, `first-time`, `occasional` or `regular`."""
    opted_in: Flag
    """Has agreed to be written to, and not withdrawn it."""
    in_conversation: Flag
    """Has lately talked with the company, or written and been written to."""
    customer: Flag
    """Ordered at least once."""
    loyal: Flag
    """Two orders or more."""
    repeat: Flag
    """Ordered in each of two successive twelve-month periods."""
    growing: Flag
    """Demand of the last twelve months above that of the twelve before, which had some."""
