"""Winning items: what sells best in all, by channel, by category and by season, and on how many days it did."""

from typing import Annotated, Final

import ibis
from pydantic import Field

from riparian.core.durations import AsOf
from riparian.core.row import Table, promised
from riparian.core.settings import Settings
from riparian.expressions.calendar import days_between, instant_of, within_years
from riparian.expressions.cumulated_share import item_class, with_share_before, with_shares_below
from riparian.expressions.sequence import position
from riparian.expressions.totals import whole
from riparian.models.readiness import MOST_OF_A_YEAR, YEAR_DAYS
from riparian.models.winning_items import CONTENDERS_BELOW, WINNERS_BELOW
from riparian.tables.items import Item, PurchasedItem, WinningItem
from riparian.tables.landing import KnownLabel

_SCOPES: Final = ("all", "channel", "category", "season")
_SEASONS: Final = ("December to February", "March to May", "June to August", "September to November")
_PLACE: Final = ("scope", "part", "number")
"""An item within a scope and a part of it, all as numbers: texts would make the sums several times as large."""
_TWO_YEARS: Final = 2
"""Covered years (`covered_years`) without which nobody knows what is new."""


class WinningItemsSettings(Settings):
    """`[derivations.winning_items]`"""

    winners_below: Annotated[float, Field(gt=0, le=1)] = WINNERS_BELOW
    """Items are winners as long as the better ones make less than this share of demand."""
    contenders_below: Annotated[float, Field(gt=0, le=1)] = CONTENDERS_BELOW
    """Contenders, as long as the better ones make less than this share."""


def winning_items(
    purchased_items: Table[PurchasedItem],
    items: Table[Item],
    labels: Table[KnownLabel],
    settings: WinningItemsSettings,
    as_of: AsOf,
) -> Table[WinningItem]:
    """Items by demand in each scope, classed by the share of demand that better items make, so the best always wins.

    The same is done within every UTC day, and only the days on which an item won are kept, as a number.
    """
    # The log begins with the first line of any item.
    days = days_between(items.first_sold_at.min().over(ibis.window()), instant_of(as_of))
    numbered = items.mutate(number=position([], ["item"]), log_days=days)
    lines = last_year(purchased_items, numbered, as_of)
    sold = with_share_before(by_place(lines, numbered), by=["scope", "part"])
    sold = sold.mutate(
        item_class=item_class(sold, winners_below=settings.winners_below, contenders_below=settings.contenders_below)
    )
    won = winner_days(lines, settings.winners_below)
    classed = sold.left_join(won, list(_PLACE)).drop(*(f"{name}_right" for name in _PLACE))
    told = classed.join(numbered, "number").left_join(labels.select(part="label_key", word="label"), "part")
    named = told.mutate(
        name=ibis.cases(
            (told.scope == _SCOPES.index("all"), "all"),
            *((in_season(told) & (told.part == season), words) for season, words in enumerate(_SEASONS)),
            else_=told.word,
        ),
        scope=ibis.cases(*((told.scope == scope, words) for scope, words in enumerate(_SCOPES)), else_="all"),
        winner_days=told.winner_days.fill_null(0),
        first_sold_on=told.first_sold_at.date(),
        new=ibis.ifelse(
            told.log_days / YEAR_DAYS + 1 - MOST_OF_A_YEAR >= _TWO_YEARS,
            within_years(told.first_sold_at, as_of, 1),
            ibis.null("boolean"),
        ),
    )
    return promised(named, WinningItem)


def in_season(told: ibis.Table) -> ibis.Value:
    """Whether the part of the scope is a season."""
    return told.scope == _SCOPES.index("season")


def last_year(purchased_items: Table[PurchasedItem], items: ibis.Table, as_of: AsOf) -> ibis.Table:
    """Lines of the last twelve months with the number and category of their item."""
    lately = purchased_items.filter(within_years(purchased_items.bought_at, as_of, 1)).drop("category")
    return lately.join(items.select("item", "number", "category"), "item")


def season(instant: ibis.Value) -> ibis.Value:
    """The quarter of the year that an instant lies in, the first from December to February (int32)."""
    return (instant.month().cast("int32") % 12) // 3


def placed(rows: ibis.Table, scope: str, part: ibis.Value) -> ibis.Table:
    """Rows within a scope and the part of it in which they lie; what lies in none is left out."""
    number = ibis.literal(_SCOPES.index(scope), type="int32")
    return rows.mutate(scope=number, part=part.cast("int32")).filter(ibis._.part.notnull())


def by_place(lines: ibis.Table, items: ibis.Table) -> ibis.Table:
    """Demand, pieces, buyers of each item and how long these had been on file, first by person and then together.

    An item has one category, so that what is true of it in all is true of it in its category.
    """
    spread = ibis.union(
        placed(lines, "all", ibis.literal(0)),
        placed(lines, "channel", lines.channel),
        placed(lines, "season", season(lines.bought_at)),
    )
    people = spread.group_by(*_PLACE, "person_key").agg(
        demand=whole(spread.demand.sum()).fill_null(0),
        quantity=spread.quantity.sum(),
        years=days_between(spread.first_bought_at.min(), spread.bought_at.max()) / YEAR_DAYS,
    )
    sold = people.group_by(*_PLACE).agg(
        demand=whole(people.demand.sum()),
        quantity=people.quantity.sum(),
        buyers=people.count(),
        customer_years=people.years.mean(),
    )
    in_all = sold.filter(sold.scope == _SCOPES.index("all")).join(items.select("number", "category"), "number")
    return ibis.union(sold, placed(in_all, "category", in_all.category).drop("category"))


def winner_days(lines: ibis.Table, winners_below: float) -> ibis.Table:
    """On how many days each item won within its scope; who never did is not here.

    A day lies in one season, so that the winners of all that day are those of the season.
    """
    sold = {"demand": whole(ibis._.demand.sum()).fill_null(0)}
    in_channels = lines.group_by("number", "channel", "category", day=lines.bought_at.date()).agg(**sold)
    in_all = in_channels.group_by("number", "category", "day").agg(**sold)
    spread = ibis.union(
        *(
            one.select(*_PLACE, "day", "demand")
            for one in (
                placed(in_all, "all", ibis.literal(0)),
                placed(in_channels, "channel", in_channels.channel),
                placed(in_all, "category", in_all.category),
            )
        )
    )
    won = with_shares_below(spread, by=["scope", "part", "day"], below=winners_below)
    # Every day twice, as itself and as one of its season: a union would rank them twice.
    days = won.mutate(again=ibis.array([False, True]).unnest(), of_season=season(won.day))
    days = days.filter(~days.again | (days.scope == _SCOPES.index("all")))
    in_season = ibis.literal(_SCOPES.index("season"), type="int32")
    days = days.mutate(
        scope=ibis.ifelse(days.again, in_season, days.scope), part=ibis.ifelse(days.again, days.of_season, days.part)
    )
    return days.group_by(*_PLACE).agg(winner_days=days.count())
