"""What the drawings of the value page show of its view."""

from collections.abc import Callable

from riparian.tables.budgets import ALL
from riparian.tables.value import WAYS
from riparian.web import words
from riparian.web.budget import Shift
from riparian.web.channel_credit import ChannelCredits, Credit, Measure
from riparian.web.charts.axes import steps
from riparian.web.charts.columns import Column, ColumnPicture
from riparian.web.charts.dots import Dot, DotPicture, DotRow
from riparian.web.charts.ranges import RangePicture, RangeRow
from riparian.web.coming_back import FEW, CameBack
from riparian.web.former import joined, years_joined
from riparian.web.value_view import ValueView
from riparian.web.way_ledger import YearOfWays

_MOST_CHANNELS = 14


def ways_picture(view: ValueView) -> ColumnPicture:
    """Demand of each year, by way in."""

    def column(year: YearOfWays, was: YearOfWays | None) -> Column:
        total = words.short_money(sum(amount or 0 for amount in year.demand), view.of.currency)
        before = sum(amount or 0 for amount in was.demand) if was else None
        parts = (
            f"{way} {'unknown' if amount is None else words.whole_money(amount, view.of.currency)}"
            for way, amount in zip(WAYS, year.demand, strict=True)
        )
        return Column(
            label=f"to {year.year_to:%b %Y}",
            parts=tuple(max(float(amount or 0), 0.0) for amount in year.demand),
            above=total,
            says=f"Year to {words.day(year.year_to)}: {', '.join(parts)}"
            + (f"; before {words.whole_money(before, view.of.currency)}" if before is not None else ""),
            beneath="" if year.covered == 1 else f"{words.share(year.covered)} of it",
            pale=year.covered < 0.95,
            before=before,
        )

    years = years_joined(view.by_year, view.former.by_year if view.former else None)

    return ColumnPicture(
        name="ways",
        title="Demand of each year, by way in to the order",
        description="A column for each year, of new, referral, repeat, retained and re-ignited orders.",
        columns=tuple(column(*pair) for pair in years[-6:]),
        series=WAYS,
        told=lambda value: words.short_money(round(value), view.of.currency),
    )


def credits_picture(view: ValueView) -> DotPicture:
    """Every model's opinion of every channel; the chosen model large, with its interval."""
    told = teller(view.measure, view.of.currency)

    def dot(one: ChannelCredits, credit: Credit) -> Dot:
        return Dot(credit.amount or 0.0, f"{one.channel}, {credit.model}: {told(credit.amount or 0.0)}")

    def row(one: ChannelCredits) -> DotRow:
        own = one.of(view.model)
        known = own is not None and own.amount is not None
        says = one.channel
        if one.lowest and one.highest:
            says += f": from {told(one.lowest.amount or 0.0)} ({one.lowest.model})"
            says += f" to {told(one.highest.amount or 0.0)} ({one.highest.model})"
        return DotRow(
            name=words.clip(one.channel, 24),
            dots=tuple(dot(one, credit) for credit in one.credits if credit.amount is not None),
            chosen=dot(one, own) if own and known else None,
            told=told(own.amount) if own and own.amount is not None else "–",
            says=says,
            low=own.low if own else None,
            high=own.high if own else None,
            before=Dot(one.before, f"{one.channel}, {view.model}, before: {told(one.before)}")
            if one.before is not None
            else None,
        )

    divided = [one for one in view.credits if not one.no_touch]
    return DotPicture(
        name="credits",
        title=f"How far the models disagree about each channel, goal {view.goal}",
        description=f"A dot a model, a line from the lowest to the highest; {view.model} is filled. {view.credits_say}",
        rows=tuple(map(row, divided[:_MOST_CHANNELS])),
        at=lambda value: told(value).removesuffix(".0"),
    )


def teller(measure: Measure, currency: str) -> Callable[[float], str]:
    """How a credit is written, where there is little room."""
    return (lambda value: words.short_money(round(value), currency)) if measure == "value" else credited


def credited(value: float) -> str:
    """Credited conversions: parts of one matter where there are few."""
    return (f"{value:.1f}" if value and abs(value) < 9.95 else words.number(value)).replace("-", "−")


def back_picture(view: ValueView, pool: str, name: str) -> RangePicture:
    """Share of a pool that came back in each span, apart by whether they were written to."""
    then = view.former.came_back if view.former else None
    rows = [
        (one, was) for one, was in joined(view.came_back, then, "pool", "months_from", "written_to") if one.pool == pool
    ]
    most = max((max(one.high, was.rate if was else 0) for one, was in rows), default=1.0)

    def row(one: CameBack, was: CameBack | None) -> RangeRow:
        written = "written to" if one.written_to else "not written to"
        few = ", few" if one.people < FEW else ""
        return RangeRow(
            name=f"{one.months_from}–{one.months_to} months",
            value=one.rate,
            low=one.low,
            high=one.high,
            told=words.share(one.rate),
            says=f"Dormant {one.months_from} to {one.months_to} months, {written}: "
            f"{one.back} of {one.people} came back, {words.share(one.low)} to {words.share(one.high)}"
            + (f"; {words.share(was.rate)} before" if was else ""),
            other=was.rate if was else None,
            under=f"{written}{few}",
        )

    return RangePicture(
        name=name,
        title=f"{pool.capitalize()} who came back, by months dormant",
        description="Each span twice: people who were not written to shortly before it, and people who were.",
        rows=tuple(row(*pair) for pair in rows),
        zones=(),
        ticks=steps(0, min(most, 1.0), about=4),
        at=lambda value: f"{100 * value:.3g} %",
    )


def shifts_picture(view: ValueView) -> RangePicture:
    """What might be spent, as a share of today, within its bounds; what stays for want of a curve has none."""
    then = view.former.shifts if view.former else None
    rows = [(one, was) for one, was in joined(view.shifts, then, "name") if one.name != ALL and one.spend_now]
    ends = [end / one.spend_now for one, _ in rows for end in (one.lower, one.upper)]
    ends += [was.spend_then / was.spend_now for _, was in rows if was and was.known and was.spend_now]

    def before(was: Shift | None) -> float | None:
        return was.spend_then / was.spend_now if was and was.known and was.spend_now else None

    return RangePicture(
        name="shifts",
        title="Spend of a month, as a share of today's",
        description=f"The line is today, the bar how far it may move, the dot what is proposed. {view.shifts_say}",
        rows=tuple(
            RangeRow(
                name=words.clip(one.name, 24),
                value=one.spend_then / one.spend_now,
                low=one.lower / one.spend_now if one.known else None,
                high=one.upper / one.spend_now if one.known else None,
                told=words.signed_money(one.change, view.of.currency) if one.known else "stays",
                says=f"{one.name}: {words.fitting_money(one.spend_now, view.of.currency)} now, "
                f"{words.fitting_money(one.spend_then, view.of.currency)} then"
                + (f"; proposed before: {words.share(share)} of that time's" if (share := before(was)) else ""),
                other=before(was),
                under="test first" if one.test_first else "" if one.known else "no curve",
            )
            for one, was in rows[:12]
        ),
        zones=(),
        ticks=steps(min([0.5, *ends]), max([1.5, *ends]), about=4),
        at=lambda value: f"{100 * value:.0f} %",
        line=1.0,
    )
