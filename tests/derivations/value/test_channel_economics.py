"""What each channel and campaign cost in a month and is credited with."""

from datetime import date
from typing import Any

import pytest

from riparian.core.durations import Seed
from riparian.core.errors import NotEnoughDataError
from riparian.core.row import promises
from riparian.derivations.ecosystem.paths import paths
from riparian.derivations.value.channel_credits import ChannelCreditsSettings, Model, channel_credits
from riparian.derivations.value.channel_economics import ChannelEconomicsSettings, channel_economics
from riparian.tables.actions import OrderCurrency
from riparian.tables.credits import ChannelEconomy
from riparian.tables.ecosystem import Touchpoint
from riparian.tables.sources import Spend
from riparian.tables.value import OrderWayIn
from riparian.testing.tables import TestingGather, at, labels_table, rows_of, table_of
from tests.derivations.ecosystem.travelling import did, touched, travelled

COLUMNS = tuple(promise.name for promise in promises(ChannelEconomy))
JANUARY, FEBRUARY = date(2024, 1, 1), date(2024, 2, 1)

Given = dict[str, Any]


def order(key: int, day: float, demand: int, number: int = 1, person: int = 1, **more: Any) -> Given:
    """The order of `did(key, …)`, of which 40 % are left."""
    told = {"person_key": person, "action_key": 100 + key, "bought_at": at(days=day), "number": number}
    return told | {"way": "new", "guest": False, "demand": demand, "contribution": 0.4 * demand} | more


def paid(day: float, amount: int, campaign: str, channel: str = "video", **more: Any) -> Given:
    told = {"spent_on": at(days=day).date(), "amount": amount, "campaign": campaign, "channel": channel}
    return told | {"currency": "GBP", "source": "ads", "ad_group": "", "clicks": 10} | more


def economics(
    touches: list[Given], orders: list[Given], spent: list[Given], **settings: Any
) -> dict[tuple[date, str, str], Given]:
    """By month, channel and campaign."""
    reached = [
        did(one["action_key"] - 100, 0, person_key=one["person_key"], amount=one["demand"])
        | {"occurred_at": one["bought_at"]}
        for one in orders
    ]
    journeys = travelled(touches, reached)
    tables = (table_of(Touchpoint, *touches), journeys, table_of(OrderWayIn, *orders), table_of(Spend, *spent))
    made = channel_economics(
        *tables,
        table_of(OrderCurrency, {"currency": "GBP", "home": True}, {"currency": "EUR", "home": False}),
        labels_table(),
        ChannelEconomicsSettings(**settings),
        TestingGather(),
    )
    rows = [dict(zip(COLUMNS, row, strict=True)) for row in rows_of(made, *COLUMNS)]
    return {(row["month"], row["channel"], row["campaign"]): row for row in rows}


def test_spend_stands_beside_the_orders_that_its_campaign_is_credited_with() -> None:
    touches = [touched(1, 1, "Video", campaign="Prune"), touched(2, 2, "Direct")]

    found = economics(touches, [order(1, 3, 1000)], [paid(1, 100, "prune"), paid(2, 50, "prune")])

    row = found[JANUARY, "Video", "prune"]
    assert [row[name] for name in ("spend", "clicks", "orders", "first_orders", "value")] == [150, 20, 0.5, 0.5, 500]
    assert [row[name] for name in ("contribution", "ppo")] == [pytest.approx(50), pytest.approx(100)]
    assert [row[name] for name in ("roas", "cac")] == [pytest.approx(500 / 150), pytest.approx(300)]
    direct = found[JANUARY, "Direct", ""]
    assert [direct[name] for name in ("spend", "roas", "cac", "contribution", "ppo")] == [None, None, None, 200, 400]


def test_an_order_counts_once_with_each_channel_that_it_has_a_touch_of() -> None:
    """Of two campaigns of a channel both tell all its orders of the month; of spend that nobody came by, none."""
    touches = [
        touched(1, 1, "Video", campaign="Prune"), touched(2, 2, "Video", campaign="Sow"), touched(3, 3, "Direct"),
        touched(4, 1, "Video", campaign="Sow", person_key=2), touched(5, 40, "Direct", person_key=2),
    ]  # fmt: skip
    orders = [order(1, 4, 1000), order(2, 2, 500, person=2), order(3, 41, 700, number=2, person=2)]

    found = economics(touches, orders, [paid(40, 100, "prune"), paid(2, 10, "reap")])

    whole = {key: (row["touched_orders"], row["touched_first_orders"]) for key, row in found.items()}
    assert whole == {
        (JANUARY, "Video", "prune"): (2, 2),
        (JANUARY, "Video", "sow"): (2, 2),
        (JANUARY, "Direct", ""): (1, 1),
        (JANUARY, "Video", "reap"): (None, None),
        (FEBRUARY, "Direct", ""): (1, 0),
        (FEBRUARY, "Video", "prune"): (0, 0),
    }
    assert {row["goal"] for row in found.values()} == {"order"}
    carried = {key: (row["campaign_orders"], row["campaign_first_orders"]) for key, row in found.items()}
    assert carried == whole | {(JANUARY, "Video", "prune"): (1, 1)}


def test_an_order_counts_once_with_a_campaign_however_many_touches_it_has_by_it() -> None:
    touches = [
        touched(1, 1, "Video", campaign="Prune"), touched(2, 2, "Video"), touched(3, 3, "Video", campaign="prune"),
        touched(4, 4, "Display", campaign="prune"),
    ]  # fmt: skip

    found = economics(touches, [order(1, 5, 1000)], [])

    assert {key[1:]: (row["touched_orders"], row["campaign_orders"]) for key, row in found.items()} == {
        ("Video", "prune"): (1, 1), ("Video", ""): (1, 1), ("Display", "prune"): (1, 1),
    }  # fmt: skip


def test_published_acquisition_economics() -> None:
    """Hillstrom (May 2023): $50,000 for sales of $146,409 at $100: ROAS 2.93, CAC $34.15, PPO $5.85. Of 14."""
    touches = [touched(1, 1, "Search", campaign="x", person_key=person) for person in range(14)]
    orders = [order(person, 2, 10000, person=person) for person in range(14)]

    row = economics(touches, orders, [paid(1, round(14 * 5_000_000 / 1464.09), "x")])[JANUARY, "Search", "x"]

    assert row["roas"] == pytest.approx(2.93, abs=0.005)
    assert (row["cac"], row["ppo"]) == (pytest.approx(3415, abs=1), pytest.approx(585, abs=1))


def test_spend_without_visits_has_no_orders_rather_than_zero() -> None:
    row = economics([], [], [paid(1, 100, "unheard of")])[JANUARY, "video", "unheard of"]

    assert (row["visited"], row["spend"], row["orders"], row["roas"], row["contribution"]) == (
        False, 100, None, None, None,
    )  # fmt: skip


def test_visits_that_led_to_nothing_are_zero_orders_for_the_spend() -> None:
    row = economics([touched(1, 1, "Video", campaign="prune")], [], [paid(1, 100, "prune")])[JANUARY, "Video", "prune"]

    assert (row["visited"], row["orders"], row["roas"], row["cac"], row["contribution"]) == (True, 0, 0, None, -100)


def test_spend_without_a_known_campaign_goes_where_the_settings_say() -> None:
    touches = [touched(1, 1, "Paid Social")]

    found = economics(touches, [], [paid(1, 100, "", "FB")], channels={"fb": "Paid Social"})

    assert found[JANUARY, "Paid Social", ""]["visited"]


def shared_campaign() -> list[Given]:
    """Five visits of the campaign by Email, one by Paid Social."""
    return [
        touched(number, number, "Email" if number < 6 else "Paid Social", campaign="spring") for number in range(1, 7)
    ]


@pytest.mark.parametrize(
    ("word", "settings"),
    [("fb", {"channels": {"FB": "Paid Social"}}), ("fb", {"channels": {"fb": "paid social"}}), ("Paid_Social", {})],
    ids=["set", "set in lower case", "named alike"],
)
def test_what_the_report_says_goes_before_the_campaign_that_channels_share(word: str, settings: Given) -> None:
    found = economics(shared_campaign(), [order(1, 8, 1000)], [paid(1, 500, "spring", word)], **settings)

    social, email = found[JANUARY, "Paid Social", "spring"], found[JANUARY, "Email", "spring"]
    assert (social["spend"], email["spend"]) == (500, None)
    assert social["contribution"] < 0 < email["contribution"]


def test_a_campaign_says_a_channel_of_which_no_other_spend_is_told() -> None:
    reports = [paid(1, 70, "spring", "email"), paid(1, 500, "spring", "fb")]

    found = economics(shared_campaign(), [], reports)

    assert {key[1]: row["spend"] for key, row in found.items()} == {"Email": 70, "Paid Social": 500}


@pytest.mark.parametrize("word", ["Paid Search", "paid search", "PAID-SEARCH"])
def test_spend_reported_for_a_channel_of_visits_is_of_that_channel_however_it_is_written(word: str) -> None:
    found = economics([touched(1, 1, "Paid Search")], [order(1, 2, 1000)], [paid(1, 100, "", word)])

    (row,) = found.values()
    assert [row[name] for name in ("channel", "visited", "roas", "cac")] == ["Paid Search", True, 10, 100]
    assert row["contribution"] == pytest.approx(300)


def test_a_month_without_spend_of_a_campaign_that_has_some_costs_nothing() -> None:
    touches = [touched(1, 20, "Video", campaign="prune")]

    found = economics(touches, [order(1, 32, 500)], [paid(1, 100, "prune"), paid(1, 9, "prune", currency="EUR")])

    early, late = (found[month, "Video", "prune"] for month in (JANUARY, FEBRUARY))
    assert (early["spend"], early["orders"]) == (100, 0)
    assert (late["spend"], late["orders"], late["roas"], late["cac"]) == (0, 1, None, 0)


def test_customers_pay_back_by_all_of_their_orders_in_the_month_that_covers_the_spend() -> None:
    touches = [touched(1, 1, "Video", campaign="prune"), touched(2, 99, "Direct")]
    orders = [order(1, 2, 100), order(2, 35, 100, number=2), order(3, 100, 1000, number=3)]

    found = economics(touches, orders, [paid(1, 70, "prune")])
    dear = economics(touches, orders, [paid(1, 900, "prune")])

    assert found[JANUARY, "Video", "prune"]["payback_month"] == 1
    assert dear[JANUARY, "Video", "prune"]["payback_month"] is None


def test_a_guest_is_no_new_customer_however_often_they_order() -> None:
    touches = [touched(1, 1, "Video", campaign="prune"), touched(2, 9, "Video", campaign="prune", person_key=2)]
    guests = [order(number, 1 + number, 100, guest=True) for number in range(1, 5)]

    alone = economics(touches, guests, [paid(1, 400, "prune")])[JANUARY, "Video", "prune"]
    row = economics(touches, [*guests, order(9, 10, 100, person=2)], [paid(1, 400, "prune")])[JANUARY, "Video", "prune"]

    assert (alone["first_orders"], alone["cac"]) == (0, None)
    assert (row["first_orders"], row["cac"]) == (1, 400)
    assert row["orders"] > 1


def test_neither_spend_nor_orders_are_a_sentence() -> None:
    with pytest.raises(NotEnoughDataError, match="no economics"):
        economics([touched(1, 1, "Video")], [], [])
    with pytest.raises(NotEnoughDataError, match="no order is in a currency that spend is told in"):
        economics([touched(1, 1, "Video")], [], [paid(1, 400, "prune", currency="SEK")])


@pytest.mark.parametrize("model", ["first", "last", "last non-direct", "linear", "position", "time decay"])
def test_every_model_divides_as_its_twin_over_paths_does(model: Model) -> None:
    days, channels = (0, 7, 7, 20, 27), ("a", "b", "Direct", "b", "Direct")
    touches = [touched(place, day, name) for place, (day, name) in enumerate(zip(days, channels, strict=True), 1)]
    journeys = travelled(touches, [did(1, 30, amount=1000)])

    found = economics(touches, [order(1, 30, 1000)], [], model=model)

    made = channel_credits(
        paths(journeys), journeys, table_of(Touchpoint, *touches),
        ChannelCreditsSettings(models=(model,), resamples=0), Seed(1), TestingGather(),
    )  # fmt: skip
    twin = {channel: conversions for channel, conversions in rows_of(made, "channel", "conversions") if conversions}
    assert {channel: row["orders"] for (_, channel, _), row in found.items() if row["orders"]} == pytest.approx(
        twin, abs=1e-8
    )
    assert sum(row["value"] for row in found.values()) == pytest.approx(1000)


def test_spend_is_for_the_way_that_its_words_say_and_else_for_new() -> None:
    spent = [paid(1, 100, "lookalike"), paid(1, 60, "win-back"), paid(2, 20, "prune"), paid(40, 5, "win-back")]

    found = economics([touched(1, 1, "Video", campaign="prune")], [order(1, 3, 1000)], spent)

    ways = {(month, campaign): row["way"] for (month, _, campaign), row in found.items()}
    assert ways[JANUARY, "lookalike"] == ways[JANUARY, "prune"] == "new"
    assert ways[JANUARY, "win-back"] == ways[FEBRUARY, "win-back"] == "re-ignited"


def test_spend_of_two_purposes_in_one_campaign_is_for_the_one_of_most() -> None:
    spent = [paid(1, 40, "garden", ad_group="newsletter readers"), paid(2, 60, "garden", ad_group="win-back")]

    found = economics([touched(1, 1, "Video", campaign="garden")], [order(1, 3, 1000)], spent)

    assert (found[JANUARY, "Video", "garden"]["way"], found[JANUARY, "Video", "garden"]["spend"]) == ("re-ignited", 100)


def test_without_spend_there_is_nothing_that_it_is_for() -> None:
    found = economics([touched(1, 1, "Direct")], [order(1, 3, 1000)], [])

    assert found[JANUARY, "Direct", ""]["way"] is None
