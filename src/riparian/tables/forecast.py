"""The customer file in five years: how buyers move between action segments, and what that brings."""

from riparian.core.columns import Count, Day, Flag, Number, Ordinal, PersonKey, Probability, Text, Whole, Worth
from riparian.core.row import Row


class Scenario(Row):
    """One assumption that a named scenario changes, as decided in the ledger. Grain: one row per change.

    A scenario says what is to come, not what happened, so it holds for every as-of date.
    """

    table = "scenarios"
    key = ("scenario", "position")

    scenario: Text
    position: Ordinal
    """Place of the change within its scenario."""
    what: Text
    """`rebuy`, `new buyers`, `reactivated buyers`, `spend` or `price`."""
    segment: Text
    """An action segment, or `all`: for `rebuy` of twelve-month buyers, for `reactivated buyers` of the lapsed; for the
    rest the segment in which customers end the year."""
    factor: Number
    """1.10 is ten per cent more."""
    reason: Text
    decided_on: Day
    decided_by: Text


class SegmentTransition(Row):
    """How buyers moved between segments in a year. Grain: one row per year and pair of segments.

    A buyer who orders nothing moves too: recency grows, and in the end the segment is a lapsed one. `from_segment` is
    `new` for those whose first order lies in the year; who is won back comes from a lapsed segment. At both ends of
    every year the segments are told by the chances known at the as-of date, so that they mean the same throughout.
    """

    table = "segment_transitions"
    key = ("year_to", "from_segment", "to_segment")

    year_to: Day
    """The day after the year's last."""
    from_segment: Text
    """Segment when the year began; `new` for who first ordered in it."""
    to_segment: Text
    """Segment when the year ended."""
    people: Count
    """Buyers who made the move, each once a year."""
    probability: Probability
    """Of those who stood in `from_segment`; for `new` the share that ended in `to_segment`."""
    bought: Count
    """Who of them ordered in the year."""
    demand: Worth
    """Of the year, all of them together."""
    squares: Number
    """Sum of the squares of each person's demand, which tells how much people differ."""


class ForecastSegment(Row):
    """In which segment the forecast takes a buyer to stand. Grain: one row per person who ever bought.

    Told by the chances of `segment_transitions`, at the as-of date; `action_segments` may say a neighbouring one.
    """

    table = "forecast_segments"
    key = ("person_key",)
    bucket = "person_key"
    sorted_by = ("person_key",)

    person_key: PersonKey
    segment: Text
    orders: Count
    """The last class is 10 or more."""
    months: Count
    """Since the last order: 12 at most for who ordered within twelve months. The last class is 60 or more."""


class FiveYearForecast(Row):
    """A figure of a year to come. Grain: one row per scenario, year, scope, name and measure."""

    table = "five_year_forecasts"
    key = ("scenario", "year", "scope", "name", "measure")

    scenario: Text
    """`as it is` without changes."""
    year: Count
    """0 is the year that ended at the as-of date, as it was; 1 the next."""
    year_to: Day
    """The day after the year's last."""
    scope: Text
    """`all`, `segment` or `channel`."""
    name: Text
    """The segment or channel; `all`."""
    measure: Text
    """`buyers`, `demand` or `contribution`, all of the file, in which no guests are: demand × profit factor − the cost
    of a new buyer × new buyers. In year 0 this is the contribution of `repeat_economics` without that of guests."""
    value: Number
    """What is expected of the measure in that year; in year 0 what came. Money in minor units."""
    low: Number | None
    high: Number | None
    """90 % interval of sampling and parameters; null in year 0."""
    naive: Number | None
    """Last year again."""


class ForecastAssumption(Row):
    """A number that a forecast rests on. Grain: one row per scenario and assumption.

    The forecast reads its numbers here; those of `as it is` hold for every scenario but where it changes them.
    """

    table = "forecast_assumptions"
    key = ("scenario", "assumption")

    scenario: Text
    assumption: Text
    """What is assumed."""
    value: Number
    """The number, in its `unit`."""
    unit: Text
    """What the number counts."""
    origin: Text
    """`measured`, `setting`, `assumed` or `scenario`."""
    source: Text
    """Where it comes from: a table, a setting or a scenario."""
    stated_on: Day
    """Day on which it was stated, or of which it is."""


class ForecastScore(Row):
    """A forecast made on a past date against what came. Grain: one row per date, year ahead, measure and method."""

    table = "forecast_scores"
    key = ("made_on", "year", "measure", "method")

    made_on: Day
    """The past day from which was foretold."""
    year: Count
    """1 for the year after that day."""
    measure: Text
    """`buyers` or `demand`, as in `five_year_forecasts`."""
    method: Text
    """`segments` or `last year again`."""
    foretold: Number
    """What was foretold; money in minor units."""
    low: Number | None
    high: Number | None
    """90 % interval; null for `last year again`, which knows none."""
    came: Number
    """What came; money in minor units."""
    error: Number
    """(foretold − came) ÷ came."""
    covered: Flag | None
    """What came lies in the interval; null where there is none."""


class BandChange(Row):
    """A move on the hourglass that a named scenario changes, as decided in the ledger. Grain: one row per change."""

    table = "band_changes"
    key = ("scenario", "position")

    scenario: Text
    position: Ordinal
    """Place of the change within its scenario."""
    move: Text
    """`like -> trust`, `outside -> know`, `buy -> dormant`, `dormant -> buy`."""
    factor: Number
    """1.10 is ten per cent more."""
    reason: Text
    decided_on: Day
    decided_by: Text


class BandStay(Row):
    """A stay in a band, told in the months of `band_rates`. Grain: one row per person and band entered.

    Months end at the as-of date and at the same day of former months, and are counted back from it: 0 is the last.
    """

    table = "band_stays"
    key = ("person_key", "band")
    bucket = "person_key"
    sorted_by = ("person_key", "band")

    person_key: PersonKey
    band: Ordinal
    from_band: Ordinal
    """0: from outside."""
    onward: Ordinal
    """The band they went on to; 0: still here."""
    entered_ago: Whole
    """Months back in which they entered it; 0 is the month that ends at the as-of date."""
    left_ago: Whole | None
    """Null: still here."""
    months: Whole
    """In the band, when they left it or by now; 0: all within the month of the entry."""


class BandRate(Row):
    """A monthly rate by which the hourglass moves. Grain: one row per kind, pair of bands and months in the band.

    Months end at the as-of date and at the same day of former months.
    """

    table = "band_rates"
    key = ("kind", "from_band", "to_band", "months_in_band")

    kind: Text
    """`coming` from outside; `rising` to a further band, and `leaving` for any; `falling asleep` and `waking` in a
    band; `demand on entering` one and `demand of regulars`, who entered it in an earlier month and are not dormant."""
    from_band: Ordinal
    """0: from outside. Where a rate is of one band, both are that band."""
    to_band: Ordinal
    """The band that is gone to."""
    months_in_band: Ordinal
    """For `rising` and `leaving`: 0 is the month of the entry, 12 stands for all from there on. 0 elsewhere."""
    months: Count
    """That were counted."""
    exposed: Number
    """What could: people in the band, added up over months; for `coming` the months."""
    total: Number
    """People who did, or their demand in minor units."""
    rate: Number
    """total ÷ exposed; 0 where nobody could."""
    standing: Count | None
    """Who can now: people in the band so long; for `falling asleep` those awake, for `waking` the dormant."""


class BandProjection(Row):
    """A band in a month to come. Grain: one row per scenario, month and band.

    opening + entered − left = people, always.
    """

    table = "band_projections"
    key = ("scenario", "month", "band")

    scenario: Text
    """`as it is` without changes."""
    month: Count
    """1 ends a month after the as-of date."""
    month_to: Day
    """The day after the month's last."""
    band: Ordinal
    opening: Number
    """People in the band when the month begins."""
    entered: Number
    """People who come into it within the month."""
    left: Number
    """People who go on from it within the month."""
    people: Number
    """In the band at the month's end."""
    dormant: Number
    """Of them."""
    reached: Number
    """People in this band or a further one: all who ever reached it."""
    value: Number
    """Demand of the month by people in the band, in minor units."""
    people_as_it_is: Number
    """`people` of the same month and band without the scenario."""
    reached_as_it_is: Number
    """`reached` of the same month and band without the scenario."""
    value_as_it_is: Number
    """The same month and band without the scenario."""


class MonthlyForecast(Row):
    """A month to come. Grain: one row per measure and month."""

    table = "monthly_forecasts"
    key = ("measure", "month_on")

    measure: Text
    """`orders`, `demand` or `new buyers`."""
    month_on: Day
    """First day of the month."""
    value: Number
    """By the method that the back-test chose."""
    low: Number | None
    high: Number | None
    """90 % interval of the month; null for `seasonal naive`, which knows none."""
    naive: Number
    """The same month of the last year again."""
    method: Text
    """`exponential smoothing` or `seasonal naive`: the better one in the back-test."""


class MonthlyScore(Row):
    """How far monthly forecasts were off that were made in former months. Grain: one row per measure and method."""

    table = "monthly_scores"
    key = ("measure", "method")

    measure: Text
    """`orders`, `demand` or `new buyers`."""
    method: Text
    """`exponential smoothing` or `seasonal naive`."""
    origins: Count
    """Months from whose beginning a forecast was made of those that came since."""
    foretold: Count
    """Months foretold, of all origins."""
    scaled_error: Number
    """Mean absolute scaled error; 1 is as far off as a season ago was within the months before."""
    covered: Probability | None
    """Share of what came that lay in the 90 % interval; null for `seasonal naive`."""
    chosen: Flag
    """The method that the forecast is made with."""
