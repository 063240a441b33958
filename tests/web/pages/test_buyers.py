from dataclasses import replace

import pytest
from starlette.testclient import TestClient

from riparian.core.errors import NotFoundError
from riparian.web.app import create_app
from riparian.web.charts.columns import draw_columns
from riparian.web.charts.ranges import draw_ranges
from riparian.web.charts.segments import draw_segments
from riparian.web.pages.buyers import file_picture, ladder_picture, mode_picture, segment_picture, show
from riparian.web.pages.people import show as people_shown
from riparian.web.refusals import NothingYetError
from tests.web.charts.drawn import collisions, outside
from tests.web.hand_reader import HandReader


def without(tables: HandReader, *names: str, **given: list[dict[str, object]]) -> HandReader:
    kept = {name: rows for name, rows in tables.tables.items() if name not in names}
    return replace(tables, tables=kept | given)


def test_all_eight_segments_are_shown_in_order_even_where_nobody_is(tables: HandReader) -> None:
    segments = show(tables).segments

    assert [line.rank for line in segments] == list(range(1, 9))
    assert (segments[-1].segment, segments[-1].buyers) == ("Lapsed Save", 0)
    assert next(line.segment for line in segments if line.lapsed) == "Lapsed Spend"


def test_the_sentence_tells_who_is_active_expected_and_falling(tables: HandReader) -> None:
    buyers = len(tables.tables["buyers"])

    assert show(tables).sentence == (
        f"Of {buyers} people who ever bought, guests aside, 813 did in the last twelve months. "
        "By their chances 331 of all will buy within a year; 289 fall a segment next month unless they order."
    )


def test_every_count_of_a_segment_opens_into_as_many_people(tables: HandReader) -> None:
    line = show(tables).segments[2]
    whole = people_shown(tables, segment="quality")
    soon = people_shown(tables, segment="quality", falling=3)

    assert line.people_path == "/people?segment=quality"
    assert whole.found == sum(row["segment"] == "Quality" for row in tables.tables["action_segments"]) > 0
    assert soon.found == line.falling_3 <= line.falling_12 == whole.found
    assert line.falling_3_path == "/people?segment=quality&falling=3"


def test_past_cases_of_a_rung_and_those_that_bought_again_open_into_people(client: TestClient) -> None:
    rungs, page = client.get("/buyers.json").json()["ladder"], client.get("/buyers").text

    assert (rungs[1]["tried_path"], rungs[1]["bought_path"]) == (
        "/people?did=stepped~2",
        "/people?did=stepped~2~~again",
    )
    assert rungs[6]["tried_path"] == "/people?did=stepped~7~or+more"
    assert '<a class="opens" href="/people?did=stepped~2">475</a>' in page
    assert '<a class="opens" href="/people?did=stepped~2~~again">127</a>' in page


def test_buyers_that_models_were_fitted_to_open_and_so_do_those_who_bought_again(client: TestClient) -> None:
    view, page = client.get("/buyers.json").json(), client.get("/buyers").text

    assert view["by_period"]["buyers_path"] == "/people?did=fitted~periods"
    for amount, path in (
        (view["value"]["buyers"], "/people?did=fitted~days"),
        (view["value"]["repeat_buyers"], "/people?did=fitted~days~again"),
        (view["by_period"]["buyers"], "/people?did=fitted~periods"),
        (view["by_period"]["repeat_buyers"], "/people?did=fitted~periods~again"),
    ):
        assert f'<a class="opens" href="{path}">{amount:,}</a>' in page


def test_the_interval_of_a_mode_tells_what_else_it_may_be(tables: HandReader) -> None:
    modes = {one.name: one for one in show(tables).modes}

    assert modes["all"].or_else == ""
    assert (modes["web"].mode, modes["web"].or_else) == ("Acquisition", "Hybrid")
    assert (modes["Tools"].mode, modes["Tools"].or_else) == ("Retention", "Hybrid")


def test_years_go_from_the_oldest_and_each_adds_up(tables: HandReader) -> None:
    years = show(tables).years

    assert [year.year_to.year for year in years] == [2024, 2025, 2026]
    assert all(year.retained + year.reactivated + year.new == year.buyers for year in years)


def test_migrations_never_stand_without_their_caution(tables: HandReader) -> None:
    view = show(tables)

    assert len(view.migrations) == 4
    assert view.caution.startswith("Not a cause")


def test_items_are_those_of_the_channel_chosen(tables: HandReader) -> None:
    everything, shop = show(tables).merchandise, show(tables, channel="shop").merchandise

    assert everything.items[0].demand == 90_000
    assert shop.items[0].demand == 18_000
    assert {one.channel for one in shop.assortments} == {"shop"}
    assert shop.new_share is None


def test_a_channel_that_sells_nothing_is_refused_with_those_there_are(tables: HandReader) -> None:
    with pytest.raises(NotFoundError) as refused:
        show(tables, channel="fax")

    assert "web" in refused.value.fix


def test_the_most_valued_are_named_and_lead_to_their_page(tables: HandReader) -> None:
    people = show(tables).value.people

    assert [one.residual_value for one in people] == sorted((one.residual_value for one in people), reverse=True)
    assert all(one.path == f"/people/{one.person_key}" for one in people)
    assert not any(one.name.startswith("Person") for one in people[:3])


@pytest.mark.parametrize(
    ("held_out", "foretold", "told"),
    [
        (47, 46.4, "as near as chance allows"),
        (47, 90.0, "more than chance explains"),
        (None, None, "too short to hold"),
    ],
)
def test_the_value_model_says_how_far_it_may_be_believed(
    tables: HandReader, held_out: int | None, foretold: float | None, told: str
) -> None:
    model = tables.tables["value_models"][0] | {"held_out": held_out, "foretold": foretold}

    assert told in show(without(tables, "value_models", value_models=[model])).value.says


def test_what_is_empty_tells_the_reason_of_the_build(tables: HandReader) -> None:
    note = [{"made": "segment_counts", "note": "nobody has a chance to buy again: see `rebuy_chances`"}]
    bare = HandReader({"buyers": tables.tables["buyers"], "build_steps": note})

    view = show(bare)

    assert view.missing["segments"] == "Nobody has a chance to buy again: see `rebuy_chances`."
    assert set(view.missing) == {"segments", "ladder", "modes", "migrations", "years", "items", "assortments", "comps"}
    assert view.value.model is None
    assert "too few of them bought again" in view.sentence


def test_without_a_buyer_there_is_nothing_yet() -> None:
    with pytest.raises(NothingYetError):
        show(HandReader())


@pytest.mark.parametrize("width", [326, 520, 720])
def test_the_drawings_keep_their_words_apart_and_inside(tables: HandReader, width: float) -> None:
    view = show(tables)

    drawn = [
        draw_segments(segment_picture(view), width=width),
        draw_columns(ladder_picture(view), width=width),
        draw_columns(file_picture(view), width=width),
        draw_ranges(mode_picture(view), width=width),
    ]

    assert [collisions(svg) for svg in drawn] == [[]] * 4
    assert [outside(svg) for svg in drawn] == [[]] * 4


def test_contracts_tell_who_stays_and_what_is_to_come(tables: HandReader) -> None:
    found = show(tables).contracts

    assert found.says == (
        "700 contracts run, with 15,520 renewals to come, discounted. "
        "Of 100 that begin, 80 are expected to be there after 3 periods."
    )
    assert [(one.period, one.at_risk, one.survivors) for one in found.periods] == [
        (1, 900, 0.9), (2, 700, 0.846), (3, 0, None)
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("begins", "are"),
    [
        (
            "opt in",
            "A contract is here what “opt in” begins and “unsubscribe” ends, as [derivations.contracts] says. That is "
            "a subscription to e-mail, and no sale.",
        ),
        ("agree", "A contract is here what “agree” begins and “unsubscribe” ends, as [derivations.contracts] says."),
    ],
)
def test_it_is_told_what_is_taken_for_a_contract(tables: HandReader, begins: str, are: str) -> None:
    settings = {"contracts.begins": str([begins]), "contracts.ends": "['unsubscribe']"}

    view = show(replace(tables, made_with=settings))

    assert view.contracts.are == are
    assert show(tables).contracts.are == ""
    app = create_app(lambda: replace(tables, made_with=settings))
    assert are in TestClient(app, base_url="http://127.0.0.1").get("/buyers").text


def test_contracts_of_many_periods_are_counted_whole_and_shown_from_the_first(tables: HandReader) -> None:
    first = tables.tables["contract_periods"][0]
    rows = [first | {"period": period, "running": 2, "renewals_to_come": 10.0} for period in range(1, 101)]

    found = show(without(tables, "contract_periods", contract_periods=rows)).contracts

    assert found.says.startswith("200 contracts run, with 2,000 renewals to come")
    assert found.says.endswith("after 60 periods.")
    assert len(found.periods) == 60


def test_purchases_by_period_say_how_far_their_model_may_be_believed(tables: HandReader) -> None:
    found = show(tables).by_period

    assert (found.model, found.expected_periods) == ("BG/BB", 741.0)
    assert found.says == (
        "Fitted without the last part of the log, it foretold 602 periods with a purchase there; 610 came, which is as "
        "near as chance allows."
    )


def test_without_contracts_or_periods_the_reason_of_the_build_is_told(tables: HandReader) -> None:
    notes: list[dict[str, object]] = [
        {"made": "contract_periods", "note": "3 customers left; the shifted beta-geometric model needs 30"},
        {"made": "period_models", "note": "12 customers bought again; BG/BB needs 30"},
    ]

    view = show(without(tables, "contract_periods", "period_models", "build_steps", build_steps=notes))

    assert view.contracts.says == "3 customers left; the shifted beta-geometric model needs 30."
    assert (view.by_period.model, view.by_period.says) == (None, "12 customers bought again; BG/BB needs 30.")
