"""What the value page says where something is unknown, assumed, or of another time."""

import re
from dataclasses import replace
from typing import Any

import pytest
from starlette.testclient import TestClient

from riparian.web.app import create_app
from riparian.web.pages.value import show
from riparian.web.refusals import NothingYetError
from riparian.web.value_pictures import ways_picture
from tests.web.hand_reader import HandReader
from tests.web.hand_value import LAST_YEAR, THIS_YEAR


def only(tables: HandReader, *names: str, **given: list[dict[str, Any]]) -> HandReader:
    return replace(tables, tables={name: tables.tables[name] for name in names} | given)


def changed(tables: HandReader, table: str, **values: object) -> HandReader:
    return replace(tables, tables=dict(tables.tables) | {table: [row | values for row in tables.tables[table]]})


def test_credits_are_of_the_whole_log_whatever_year_is_chosen(tables: HandReader) -> None:
    now, before = show(tables), show(tables, year=LAST_YEAR)

    assert now.credits == before.credits
    assert now.credits_of == before.credits_of == "up to 20 Nov 2026"
    assert before.sentence.startswith("In the year to 20 Nov 2025 ")
    assert "Over the whole log, up to 20 Nov 2026, models of what led to “order” disagree" in before.sentence


def test_what_models_disagree_about_is_told_of_all_models_in_the_table(tables: HandReader) -> None:
    rows = [
        row | ({"value": 920_000.0} if (row["model"], row["channel"]) == ("shapley", "Paid Search") else {})
        for row in tables.tables["channel_credits"]
    ]

    view = show(replace(tables, tables=dict(tables.tables) | {"channel_credits": rows}))

    (told,) = [one for one in view.credits if one.channel == "Paid Search"]
    assert told.highest is not None
    assert told.highest.model == "shapley"
    assert view.sentence.endswith("about Paid Search: €3,600 by last, €9,200 by shapley.")


def test_credits_of_another_goal_are_told_with_the_goal_and_the_unit(tables: HandReader) -> None:
    rows = [row | {"value": None} for row in tables.tables["channel_credits"]]

    view = show(replace(tables, tables=dict(tables.tables) | {"channel_credits": rows}))

    assert view.measure == "conversions"
    assert re.search(
        r"models of what led to “order” disagree most about [^:]+: \S+ conversions by \w[^,]*, \S+ conversions by \w",
        view.sentence,
    )


def test_spend_that_no_rule_names_is_not_told_as_spent_for_new_customers(tables: HandReader) -> None:
    whole, part = (show(changed(tables, "top_heaviness", top_assumed=spent)) for spent in (43_257, 21_000))

    assert (
        "25.7 % of it by new customers (neither referred nor re-ignited); what the spend was for, nobody has said (purp"
        in whole.sentence
    )
    assert "and 100.0 % of the spend was for them, 48.5 % only because no rule names it. Over" in part.sentence
    assert whole.top_says.startswith(
        "Nobody has said what the spend is for: no rule of `purposes` in `[derivations.re_ledgers]` names it, so it is "
        "only taken to be for new customers. If it is, winning new customers got 100.0 % of the spend"
    )
    assert part.top_says.startswith("Nobody has said what 48.5 % of the spend is for:")
    assert [side.assumed for side in part.sides] == [21_000, 0]


def test_what_no_source_tells_is_told_as_unknown(tables: HandReader) -> None:
    unknown = dict.fromkeys(("support_cost", "refunded", "discount", "cost_to_serve", "cost_per_order"))
    nobody = unknown | dict.fromkeys(("people", "orders", "demand", "margin", "taken_off", "contribution"))
    rows = [row | (nobody if row["way"] == "referral" else unknown) for row in tables.tables["re_ledgers"]]

    view = show(replace(tables, tables=dict(tables.tables) | {"re_ledgers": rows}))

    assert show(tables).untold == ""
    assert view.untold == (
        "No source tells support cases, refunds, discounts and who was referred of this year: unknown, which is not "
        "none. Referred orders, if any, stand under the other ways."
    )
    assert view.ways[1].orders is None
    assert view.by_year[0].demand[:3] == (900_000, None, 700_000)
    assert "referral unknown" in ways_picture(view).columns[0].says
    assert view.sentence.startswith("In the year to 20 Nov 2026 €27,000 was ordered")
    assert "by new customers (referred or not, as no source tells)" in view.sentence
    client = TestClient(create_app(lambda: replace(tables, tables=dict(tables.tables) | {"re_ledgers": rows})),
                        base_url="http://127.0.0.1")  # fmt: skip
    page = client.get("/value").text
    referral = page.partition(">Referral<")[2].partition("</tr>")[0]
    assert "no source tells them" in referral
    assert [referral.count(word) for word in ("€0", ">0<", "None")] == [1, 0, 0]  # the spend, which is told
    assert "No source tells support cases" in page


def test_spend_alone_is_shown_for_the_year_to_the_day_before(tables: HandReader) -> None:
    view = show(only(tables, "channel_economics"))

    assert view.year == THIS_YEAR
    assert view.sentence == (
        "In the year to 20 Nov 2026 €475 was spent. Orders are missing: no source tells any, so what the spend brought "
        "is unknown."
    )
    assert view.economics.channels[0].name == "Paid Search"
    assert [(one.month.month, one.spend) for one in view.spent[:2]] == [(11, 15_000), (10, 17_500)]
    assert view.spent[0].by_channel == {"Paid Search": 15_000}
    assert show(tables).spent == ()


def test_spend_in_another_currency_alone_is_not_told_as_none(tables: HandReader) -> None:
    with pytest.raises(NothingYetError, match="Spend was read, but no orders, and none of the spend is in EUR"):
        show(only(tables, spend=[{"amount": 1, "currency": "USD"}]))


def test_where_nothing_is_valued_the_reason_is_the_state() -> None:
    note = [{"made": "re_ledgers", "note": "nobody ordered"}]

    with pytest.raises(NothingYetError, match="Nobody ordered"):
        show(HandReader({"build_steps": note}))
