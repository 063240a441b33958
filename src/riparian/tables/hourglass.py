"""Where everybody stands on the customer hourglass, and how they move.

Bands 1–5 are exclusive and monotone: know, like, trust, try, buy. Facets 6–9 are not exclusive: support, loyalty,
advocacy, innovation. Dormant is a flag on any band from trust on.
"""

from riparian.core.columns import (
    Count,
    Day,
    Days,
    Flag,
    Instant,
    Label,
    Money,
    Number,
    Ordinal,
    PersonKey,
    Probability,
    Share,
    Text,
    Whole,
)
from riparian.core.row import Row

BANDS: dict[int, str] = {1: "Know", 2: "Like", 3: "Trust", 4: "Try", 5: "Buy"}
FACETS: dict[int, str] = {6: "Support", 7: "Loyalty", 8: "Advocacy", 9: "Innovation"}
PLACES: dict[int, str] = BANDS | FACETS


class Milestone(Row):
    """A rule of a band or facet was met. Grain: one row per person, place and action that met it.

    Of bands 1 to 4 only the first time is kept; of Buy and of the facets every time, because those are renewed.
    """

    table = "milestones"
    key = ("person_key", "place", "action_key")
    bucket = "person_key"
    sorted_by = ("person_key", "occurred_at", "action_key", "place")

    person_key: PersonKey
    place: Ordinal
    """1–5 bands, 6–9 facets."""
    occurred_at: Instant
    action_key: Whole
    """The action that met it: for rules on visits the first action of the visit."""
    rule: Text
    """Which rule of the place was met."""
    source: Label


class BandEntry(Row):
    """A person reached a band further than any before. Grain: one row per person and band entered.

    What happens at one instant is one step: only the furthest band of that instant is entered.
    """

    table = "band_entries"
    key = ("person_key", "band")
    bucket = "person_key"
    sorted_by = ("person_key", "band")

    person_key: PersonKey
    band: Ordinal
    entered_at: Instant
    left_at: Instant | None
    """When a further band was reached; null: still here."""
    from_band: Ordinal
    """0: from outside the known ecosystem."""
    direct: Flag
    """At least one band was skipped."""
    rule: Text
    """Which rule of the band was met: `first action`, `second visit`, `regular visitor`, `opt-in`, `cart` …"""
    action_key: Whole
    """The action that met it."""
    source: Label


class BandPassage(Row):
    """How long somebody took from a band to a further one. Grain: one row per person, band entered and band reached.

    Who skipped a band has reached it when they reached one beyond it, and has entered it never.
    """

    table = "band_passages"
    key = ("person_key", "from_band", "to_band")
    bucket = "person_key"
    sorted_by = ("person_key", "from_band", "to_band")

    person_key: PersonKey
    from_band: Ordinal
    """The band that was entered."""
    to_band: Ordinal
    """The band that was reached, or passed over."""
    reached_at: Instant
    """When they reached it, or a band beyond it."""
    days: Days
    """From entering `from_band`."""


class FacetEntry(Row):
    """A spell during which a facet is active. Grain: one row per person, facet and spell.

    A facet is active for twelve months from each time its condition is met; spells do not overlap.
    """

    table = "facet_entries"
    key = ("person_key", "facet", "entered_at")
    bucket = "person_key"
    sorted_by = ("person_key", "facet", "entered_at")

    person_key: PersonKey
    facet: Ordinal
    entered_at: Instant
    left_at: Instant | None
    """When it ran out; null: still active at the as-of date."""
    first: Flag
    """The first spell: the person entered the facet now."""
    action_key: Whole
    times: Count
    """How often the condition was met in this spell."""


class DormantSpell(Row):
    """A time in which a person of band 3 or further was dormant. Grain: one row per person and spell.

    Non-buyers: no sign of life for 90 days, of which opened mail is none. Buyers: last order more than 12 months ago.
    """

    table = "dormant_spells"
    key = ("person_key", "dormant_at")
    bucket = "person_key"
    sorted_by = ("person_key", "dormant_at")

    person_key: PersonKey
    dormant_at: Instant
    band: Ordinal
    """The band in which the person fell asleep."""
    reignited_at: Instant | None
    """When they came back; null: still dormant at the as-of date."""
    action_key: Whole | None
    """The action that woke them."""


class Standing(Row):
    """Where a person stands at the as-of date. Grain: one row per person with at least one action."""

    table = "standings"
    key = ("person_key",)
    bucket = "person_key"
    sorted_by = ("person_key",)

    person_key: PersonKey
    known: Flag
    """Has a user id, e-mail, phone or another declared identifier: not merely a browser."""
    email: Text | None
    full_name: Text | None
    country: Label | None
    band: Ordinal
    """Where the person stands: 1 Know, 2 Like, 3 Trust, 4 Try, 5 Buy."""
    band_since: Instant
    """When they entered that band."""
    way_in: Text
    """`direct` when the first band entered was beyond Know, else `normal`."""
    first_source: Label
    """The source by which they first entered a band."""
    first_at: Instant
    """Their first action."""
    last_at: Instant
    """Their last action of any kind, done by them or to them."""
    last_inbound_at: Instant | None
    """Their last action that they did themselves, such as a visit; null where there is none."""
    dormant: Flag
    """Asleep: no sign of life for as long as the rule of their band says (`dormant_spells`)."""
    reignited: Flag
    """Was dormant before and is not now."""
    support: Flag
    """Active in this facet at the as-of date, as are the three below."""
    loyalty: Flag
    """Active in this facet at the as-of date."""
    advocacy: Flag
    """Active in this facet at the as-of date."""
    innovation: Flag
    """Active in this facet at the as-of date."""
    facets_ever: Ordinal
    """Facets ever entered, as a sum of 1 support, 2 loyalty, 4 advocacy, 8 innovation."""
    actions: Count
    """Actions of the person, of all kinds."""
    visits: Count
    """Visits to the company's sites and apps."""
    orders: Count
    """Orders that the person placed."""
    first_order_at: Instant | None
    """When the first order was placed; null: none."""
    last_order_at: Instant | None
    """When the last order was placed; null: none."""
    spent: Money
    """Demand less refunds, of orders in the home currency (`currencies`). A cancellation counts by what it refunds."""
    sources: Count
    only_source: Label | None
    """The one source that knows this person, if it is one."""


class BandCount(Row):
    """A band or facet over one month. Grain: one row per month and place.

    opening + entered − left = closing, always.
    """

    table = "band_counts"
    key = ("month_on", "place")

    month_on: Day
    """First day of the month; the last month ends at the as-of date."""
    place: Ordinal
    """1–5 bands, 6–9 facets (active)."""
    opening: Count
    """People in the place when the month began."""
    entered: Count
    """People who came into the place within the month."""
    left: Count
    """People who left it within the month: a band for a further one, a facet because it ran out."""
    closing: Count
    """People in the place when the month ended."""
    direct: Count
    """Of `entered`: those who skipped a band (bands) or entered for the first time (facets)."""
    dormant: Count
    """Of `closing`: those asleep (bands 3–5)."""
    fell_asleep: Count
    """People of the band who became dormant within the month (bands 3–5)."""
    reignited: Count
    """People who had fallen asleep in the band and woke within the month (bands 3–5)."""
    value: Money
    """Demand of the month, in the home currency, by people who were in the place at its end."""


class BandFlow(Row):
    """People who moved from one band to another within a month. Grain: one row per month, from and to."""

    table = "band_flows"
    key = ("month_on", "from_band", "to_band")

    month_on: Day
    """First day of the month."""
    from_band: Ordinal
    """0: from outside."""
    to_band: Ordinal
    """The band that was entered: 1 Know to 5 Buy."""
    people: Count
    """People who entered `to_band` in the month and had come from `from_band`; each once."""


class BandConversion(Row):
    """Of those who entered band a, how many reached band b within h days. Grain: one row per a, b, h and entry month.

    Only people observed for h days count (never stock by stock), and a row stands only where there are any.
    `cohort_on` null: all cohorts together.
    """

    table = "band_conversions"
    key = ("from_band", "to_band", "within_days", "cohort_on")

    from_band: Ordinal
    """The band that was entered (a), 1 to 4."""
    to_band: Ordinal
    """The band that is asked for (b), further than a."""
    within_days: Ordinal
    """Days after entering a within which b had to be reached (h)."""
    cohort_on: Day | None
    """First day of the month in which they entered band a."""
    people: Count
    """Entered a, and were observed for h days after."""
    converted: Count
    """Of `people`, those who reached b, or a band beyond it, in less than h days."""
    rate: Share
    """converted ÷ people."""
    low: Share
    high: Share
    """Wilson 95 % interval."""
    median_days: Days | None
    """Of those who converted; times are rounded down, to the minute below a day, to the hour below 30 days, to the day
    beyond."""


class TimeInBand(Row):
    """How long people stay in a band before moving on. Grain: one row per band."""

    table = "times_in_band"
    key = ("band",)

    band: Ordinal
    people: Count
    """People who ever entered the band."""
    moved_on: Count
    """Of these, those who went on to a further band."""
    median_days: Days | None
    """After so many days half have moved on (Kaplan–Meier: those still there count as long as they were seen). Null:
    fewer than half do within the time seen."""
    median_days_moved: Days | None
    """Median days in the band of those who moved on."""
    median_days_waiting: Days | None
    """Median days so far of those still there."""


class RecommendScore(Row):
    """Would they recommend us: the net promoter score. Grain: one row per population and period."""

    table = "recommend_scores"
    key = ("population", "place", "month_on")

    population: Text
    """`everyone`, or `band` / `facet` with its number in `place`."""
    place: Ordinal
    """Number of the band or facet; 0 for `everyone`."""
    month_on: Day | None
    """Null: the twelve months that end at the as-of date."""
    answers: Count
    """Answers to the recommend question, from 0 to 10; who answered twice counts twice."""
    people: Count
    """Who gave them; where this is less than `answers` the interval is a little too narrow."""
    promoters: Count
    """Answers of 9 or 10."""
    passives: Count
    """Answers of 7 or 8."""
    detractors: Count
    """Answers of 0 to 6."""
    score: Number
    """100 × (promoters − detractors) ÷ answers."""
    standard_error: Number | None
    """Null where all answers are of one kind: their spread is unknown, not 0."""
    low: Number | None
    high: Number | None
    """95 % interval."""


class EcosystemSize(Row):
    """An estimate of how large the ecosystem is. Grain: one row per method."""

    table = "ecosystem_size"
    key = ("method",)

    method: Text
    """`ratio`, `known people`, `anonymous visitors`, `chao`, `chapman`."""
    people: Number | None
    """How many people the method takes the ecosystem to be; null where it can tell none."""
    low: Number | None
    high: Number | None
    """95 % interval, where the method has one."""
    prospects: Number | None
    """`people` less the buyers of the last twelve months."""
    coverage: Probability | None
    """Known people over this estimate; null where the estimate is below them."""
    says: Text
    """What the figure rests on, and when it does not hold."""
