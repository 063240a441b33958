from dataclasses import replace

import pytest
from starlette.testclient import TestClient

from riparian.core.errors import NotFoundError
from riparian.web.pages.streams import PAGE, show
from riparian.web.refusals import NothingYetError
from riparian.web.streams import ends_before
from tests.web.charts.drawn import collisions, outside
from tests.web.hand_reader import HandReader


def with_tables(tables: HandReader, **given: list[dict[str, object]]) -> HandReader:
    return replace(tables, tables=dict(tables.tables) | given)


def test_the_sentence_counts_journeys_that_are_over_and_names_the_way_of_the_most(tables: HandReader) -> None:
    assert show(tables).sentence == (
        "113 of 1,084 journeys reached “order” (10.4 %). The most came by Organic Search alone: 74 of them."
    )


def test_a_rate_is_of_journeys_that_are_over(tables: HandReader) -> None:
    rates = {path.channels: path.rate for path in show(tables).paths}

    assert rates["Organic Search",] == pytest.approx(74 / (853 - 16))
    assert rates["Referral", "Paid Social", "Direct"] == 1


def test_what_no_touch_led_to_is_told_apart_from_the_paths(tables: HandReader) -> None:
    view = show(tables)

    assert all(path.channels for path in view.paths)
    assert view.untouched is not None
    assert view.untouched.conversions == 67
    assert view.all_paths == 4


def test_both_columns_and_the_ends_hold_every_journey(tables: HandReader) -> None:
    streams = show(tables).streams

    assert sum(amount for _, amount in streams.firsts) == streams.journeys == 1_084
    assert sum(amount for _, amount in streams.lasts) == streams.journeys
    assert sum(one.journeys for one in streams.streams if one.stage == "last to end") == streams.journeys


def test_journeys_on_paths_that_were_not_read_are_counted_and_not_joined(tables: HandReader) -> None:
    streams = show(tables).streams

    joined = sum(one.journeys for one in streams.streams if one.stage == "first to last")

    assert joined == 837 + 153 + 90 + 1
    assert streams.unlinked == streams.journeys - joined == 3


def test_past_eight_channels_the_smallest_are_one(tables: HandReader) -> None:
    moves: list[dict[str, object]] = [
        {"goal": "order", "from_channel": one, "to_channel": other, "moves": 100 - number}
        for number in range(9)
        for one, other in (("(start)", f"channel {number}"), (f"channel {number}", "(no conversion)"))
    ]

    streams = show(with_tables(tables, channel_transitions=moves)).streams

    assert len(streams.firsts) == 8
    assert streams.firsts[-1] == ("other", 93 + 92)


def test_a_single_small_channel_keeps_its_name(tables: HandReader) -> None:
    assert [name for name, _ in show(tables).streams.firsts] == ["Organic Search", "Email", "Referral"]


def test_a_goal_without_funnels_or_moves_tells_why(tables: HandReader) -> None:
    view = show(tables, goal="opt in")

    assert view.missing == {
        "streams": "No journey with a touch is settled yet.",
        "funnels": "No funnel leads to opt in; set one ([derivations.channel_funnels] funnels).",
        "differences": "No settled journey reached “opt in”, or all did.",
    }
    assert PAGE.pictures["wide"](view) == ""
    assert not view.valued


def test_channels_of_journeys_that_are_over_can_be_looked_up_on_the_map(tables: HandReader) -> None:
    assert show(tables).streams.channels == ("Direct", "Email", "Organic Search", "Paid Social", "Referral")


def test_only_as_many_paths_are_told_as_were_asked_for(tables: HandReader) -> None:
    assert [path.journeys for path in show(tables, most=2).paths] == [853, 157]


def test_a_goal_that_nobody_journeys_to_is_refused(tables: HandReader) -> None:
    with pytest.raises(NotFoundError, match="no journeys to a goal 'fame'"):
        show(tables, goal="fame")


def test_without_journeys_there_is_no_page_yet(tables: HandReader) -> None:
    with pytest.raises(NothingYetError):
        show(with_tables(tables, paths=[]))


@pytest.mark.parametrize("picture", ["widest", "wide", "narrow"])
def test_no_names_lie_over_one_another_or_outside(tables: HandReader, picture: str) -> None:
    drawn = PAGE.pictures[picture](show(tables))

    assert isinstance(drawn, str)
    assert collisions(drawn) == []
    assert outside(drawn) == []


def test_a_funnel_put_together_on_the_page_counts_the_journeys_that_went_that_way(tables: HandReader) -> None:
    steps = show(tables, step=["Organic Search", "Direct"]).built

    counted = [(one.name, one.loose, one.strict) for one in steps]

    assert counted == [("Organic Search", 990, 990), ("Direct", 153, 153), ("(conversion)", 32, 32)]
    assert steps[1].loose_rate == pytest.approx(153 / 990)


def test_each_count_of_a_funnel_opens_into_people(tables: HandReader, client: TestClient) -> None:
    page = client.get("/streams?step=Organic+Search&step=Direct").text

    assert "did=journeyed~order~loose~Organic+Search+%3E+Direct~settled" in page
    assert '<option value="Direct" selected>' in page


def test_a_funnel_of_a_channel_that_there_is_not_is_refused(tables: HandReader) -> None:
    with pytest.raises(NotFoundError, match="No journey touches"):
        show(tables, step=["Carrier pigeon"])


def test_streams_are_laid_over_those_of_another_snapshot(tables: HandReader) -> None:
    halved = [one | {"moves": one["moves"] // 2} for one in tables.tables["channel_transitions"]]
    former = with_tables(tables.before[0], channel_transitions=halved)

    view = show(replace(tables, before=(former,)), against=former.snapshot)

    assert view.before is not None
    assert view.before["first Organic Search"] == 990 // 2
    assert 'stroke-dasharray="3 2"' in PAGE.pictures["wide"](view)
    assert "990 journeys; 495 before" in PAGE.pictures["wide"](view)


def test_paths_tell_their_journeys_in_the_snapshot_compared_with(client: TestClient, tables: HandReader) -> None:
    page = client.get(f"/streams?against={tables.before[0].snapshot}").text

    assert page.count('<td class="before-column">') == 2 * 4


def test_channels_without_a_box_of_their_own_are_compared_as_other(tables: HandReader) -> None:
    streams = show(tables).streams
    pigeon = [{"goal": "order", "from_channel": "(start)", "to_channel": "Pigeon", "moves": 7}]

    assert ends_before(with_tables(tables, channel_transitions=pigeon), "order", streams) == {"first other": 7}
