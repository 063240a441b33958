from dataclasses import replace
from datetime import datetime

import pytest
from starlette.testclient import TestClient

from riparian.core.errors import NotFoundError
from riparian.web.app import create_app
from riparian.web.pages.today import figure_lines, show
from riparian.web.refusals import NothingYetError
from tests.web.hand_people import Rows
from tests.web.hand_reader import HandReader

BEFORE = "20261114-0600"


def test_only_whole_months_count(tables: HandReader) -> None:
    view = show(tables)

    assert (view.month, len(view.months)) == ("2026-10", 13)
    assert all(len(one.values) == 13 for one in view.figures)


def test_an_earlier_month_is_told_by_what_was_seen_until_then(tables: HandReader) -> None:
    now, then = show(tables, against="2026-03"), show(tables, month="2026-03")

    assert (now.past, then.past, then.month, then.months[-1]) == (False, True, "2026-03", "2026-03")
    assert then.sentence.startswith("In March 2026, ")
    assert [one.value for one in then.figures] == [one.was for one in now.figures]
    assert {one.rule for one in then.notices} <= {"starving band", "falling asleep"}
    assert show(tables, month="2026-12").month == "2026-10"
    with pytest.raises(NotFoundError, match="Nothing is known of January 2001"):
        show(tables, month="2001-01")


def test_of_a_past_month_no_more_is_vouched_for_than_was_asked(tables: HandReader, client: TestClient) -> None:
    then = show(tables, month="2026-09")
    page = client.get("/today?month=2026-09").text

    assert not then.notices
    assert then.nothing == (
        "In the three months to September 2026 no more fell asleep at any band, beyond what chance explains; a single "
        "month may stand out."
    )
    assert then.nothing in page
    assert "Not told: sources, who goes on, segments, rebuying, the year ahead, channels and money" in page
    assert "too young or too little: who enters." in page
    assert "as fresh and full" not in page
    assert "What it knows of today" in page


def test_of_a_past_month_with_few_months_before_it_is_too_early_to_tell(tables: HandReader) -> None:
    then = show(tables, month="2026-03")

    assert then.nothing == "In March 2026 it was too early to tell."
    assert then.untold.endswith("was too young or too little: who enters and who falls asleep.")


def test_of_eight_months_no_more_is_vouched_for_than_could_be_asked(tables: HandReader) -> None:
    began = datetime(2026, 1, 1).date()
    passages = [row for row in tables.tables["band_conversions"] if row["cohort_on"] and row["cohort_on"] < began]
    emptied: dict[str, Rows] = {name: [] for name in ("source_loads", "budget_shifts", "top_heaviness")}
    emptied |= {"band_conversions": passages, "file_accounts": [], "five_year_forecasts": [], "segment_counts": []}
    young = replace(tables, tables=dict(tables.tables) | emptied, as_of=datetime(2026, 5, 3), before=())

    view = show(young)
    page = TestClient(create_app(lambda: young), base_url="http://127.0.0.1").get("/today").text

    assert (len(view.months), view.past) == (8, False)
    assert view.notices == ()
    assert view.nothing == "Nothing that chance does not explain: nothing stands out of channels."
    assert "too young or too little: how fresh and full sources are, who goes on, who enters, who falls" in view.untold
    assert view.nothing in page
    assert view.untold in page
    assert "What it knows of today" not in page


def test_where_no_month_has_enough_before_it_nothing_is_said_to_have_stood_still(tables: HandReader) -> None:
    assert show(tables, month="2026-03").sentence.endswith("nothing moved beyond what chance explains.")
    assert show(tables, month="2025-10").sentence.endswith("it is too early to tell what moved.")


def test_broken_sources_are_told_before_everything_else(tables: HandReader) -> None:
    view = show(tables)

    assert [one.sort for one in view.notices][:3] == ["trouble"] * 3
    assert view.sentence.endswith("First mend 3 troubles with the sources: figures may be wrong until then.")


def test_every_notice_leads_to_its_evidence(tables: HandReader, client: TestClient) -> None:
    view = show(tables)
    built = ("/hourglass", "/people", "/sources")

    paths = [one.path for one in (*view.notices, *view.changes)] + [one.path for one in view.figures]

    assert paths
    assert all(client.get(path).status_code == 200 for path in paths if path.startswith(built))


def test_at_most_three_changes_are_told_and_how_many_were_looked_at(tables: HandReader) -> None:
    view = show(tables)

    assert len(view.changes) <= 3
    assert view.looked_at == 16


def test_a_figure_is_told_with_what_is_usual(tables: HandReader) -> None:
    figure = show(tables).figures[1]

    assert figure.name == "New buyers"
    assert f"{min(figure.values[:-1])} to {max(figure.values[:-1])} in the 12 months before" in figure.says


def test_before_any_month_is_whole_there_is_nothing_yet(tables: HandReader) -> None:
    with pytest.raises(NothingYetError):
        show(HandReader(tables.tables, as_of=datetime(2025, 9, 1)))


def test_a_channel_is_told_of_the_goal_that_the_map_opens_with(tables: HandReader) -> None:
    orphan = next(one for one in tables.tables["channel_diagnoses"] if one["kind"] == "orphan")
    orphan = orphan | {"count": 420, "channel": "Organic Video"}
    rows = [orphan | {"goal": goal, "says": f"on the way to {goal}"} for goal in ("Trust", "order")]
    both = replace(tables, tables=dict(tables.tables) | {"channel_diagnoses": rows})

    told = [one.says for one in show(both).notices if one.rule == "orphan"]

    assert told == ["on the way to order"]


def test_today_says_where_money_goes_and_leads_there(tables: HandReader) -> None:
    notices = {one.rule: one for one in show(tables).notices}

    assert notices["budget top-heavy"].path == "/value#ways"
    assert notices["test before a budget shift"].says == (
        "Test moving €20.00 of €530 a month from Paid Search to Display, with a holdout on Display."
    )


def test_today_and_value_each_mention_what_the_other_says_of_spend_without_visits(tables: HandReader) -> None:
    rows = [
        row | {"channel": "Display"} if row["campaign"] == "radio code" else row
        for row in tables.tables["channel_economics"]
    ]
    blind = replace(tables, tables=dict(tables.tables) | {"channel_economics": rows})
    client = TestClient(create_app(lambda: blind), base_url="http://127.0.0.1")

    today, value = client.get("/today").text, client.get("/value").text

    assert "that Display got in a year no visit is known (radio code): make that visible first." in today
    assert '<a href="#budget">The budget divided anew</a> would give Display more all the same' in value
    assert "that Display got in a year no visit is known" in value
    assert "divided anew</a> would give" not in client.get("/value?level=lane").text


def test_today_is_laid_over_an_earlier_month_with_the_months_before_that(tables: HandReader) -> None:
    view = show(tables, against="2026-09")

    came = view.figures[0]

    assert came.before[1:] == came.values[:-1]
    assert came.was == came.values[-2]
    assert figure_lines(view)[came.name].count("<polyline") == 2


def test_today_is_laid_over_the_same_months_of_another_snapshot(tables: HandReader, client: TestClient) -> None:
    view = show(tables, against=tables.before[0].snapshot)

    assert view.figures[0].before == show(tables.before[0]).figures[0].values
    assert "Dotted, and smaller in the table: as of 14 Nov 2026" in client.get("/today?against=20261114-0600").text


def older(tables: HandReader, **given: Rows) -> HandReader:
    """The company against a snapshot of the beginning of September 2026."""
    before = replace(tables.before[0], tables=dict(tables.tables) | given, as_of=datetime(2026, 9, 1))
    return replace(tables, before=(before,))


def test_beside_a_month_that_a_snapshot_does_not_know_lies_its_newest_and_that_is_said_once(
    tables: HandReader,
) -> None:
    now = older(tables)
    view = show(now, against=BEFORE)
    html = TestClient(create_app(lambda: now), base_url="http://127.0.0.1").get(f"/today?against={BEFORE}").text

    assert (view.month, view.month_before) == ("2026-10", "2026-08")
    assert [one.was for one in view.figures] == [one.values[-3] for one in view.figures]
    assert all(one.before[-2:] == (None, None) for one in view.figures)
    assert html.count("Nothing was known of October 2026 then") == 1
    assert html.count(" in August 2026</p>") == len(view.figures)


def test_figures_that_a_snapshot_could_not_know_are_named_once(tables: HandReader) -> None:
    none = [row | {"closing": 0} if row["place"] == 5 else row for row in tables.tables["band_counts"]]
    orderless = older(tables, band_counts=none, ways_in=[])
    unbuilt = older(tables, band_counts=[])

    told, nothing = (show(one, against=BEFORE) for one in (orderless, unbuilt))

    assert [one.was is None for one in told.figures] == [False, True, True, True]
    assert told.before_says.endswith("nothing lies beside: New buyers, Buyers awake and Demand.")
    assert nothing.before_says == "No month was whole then, so that nothing lies beside the four figures."
    assert nothing.month_before is None


def test_the_same_month_of_a_snapshot_and_another_month_need_no_word(tables: HandReader) -> None:
    assert show(tables, against=BEFORE).before_says == ""
    assert show(tables, against=BEFORE).month_before == show(tables).month
    assert show(tables, against="2026-09").before_says == ""
    assert show(tables, against="2026-09").month_before == "2026-09"


def test_what_today_cannot_be_compared_with_is_refused(tables: HandReader) -> None:
    with pytest.raises(NotFoundError, match="There is nothing for"):
        show(tables, against="1999-01")


def test_where_no_source_tells_orders_nobody_is_said_to_buy_or_not_to(tables: HandReader) -> None:
    counts = [
        row | {"closing": 0, "entered": 0, "value": 0} if row["place"] == 5 else row
        for row in tables.tables["band_counts"]
    ]
    without = replace(tables, tables=dict(tables.tables) | {"band_counts": counts, "ways_in": []})

    view = show(without)

    assert [one.name for one in view.figures] == ["People who came in"]
    assert "who became a buyer is unknown, as no source tells orders" in view.sentence
