from collections import Counter
from dataclasses import replace

import pytest
from starlette.testclient import TestClient

from riparian.core.errors import NotFoundError
from riparian.web import streams
from riparian.web.app import create_app
from riparian.web.pages.streams import PAGE, show
from riparian.web.refusals import NothingYetError
from riparian.web.ruled_paths import Rule
from riparian.web.streams import ends_before
from tests.web.charts.drawn import collisions, outside
from tests.web.hand_reader import HandReader
from tests.web.opened import differing, found


def with_tables(tables: HandReader, **given: list[dict[str, object]]) -> HandReader:
    return replace(tables, tables=dict(tables.tables) | given)


def test_the_sentence_counts_journeys_that_are_over_and_names_the_way_of_the_most(tables: HandReader) -> None:
    assert show(tables).sentence == (
        "113 of 1,084 settled journeys reached “order” (10.4 %). The most came by Organic Search alone: 74 of them."
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


def path(channels: str, journeys: int, conversions: int, days: float | None = None) -> dict[str, object]:
    counts = {"journeys": journeys, "conversions": conversions, "open": 0, "settled": journeys}
    made = counts | {"settled_conversions": conversions, "value": 100 * conversions, "mean_days": days}
    return made | {"goal": "order", "path": channels, "touches": len(channels.split(" > "))}


LOOPED = [
    path("Email", 50, 2, days=1), path("Email > Email", 30, 6, days=5), path("Email > Direct > Email", 9, 0),
    path("Direct > Email", 8, 4, days=3), path("Email > Direct", 7, 1, days=2), path("Direct", 5, 0), path("", 4, 4),
]  # fmt: skip


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        (None, [("Email", 50), ("Email > Email", 30), ("Email > Direct > Email", 9), ("Direct > Email", 8),
                ("Email > Direct", 7), ("Direct", 5)]),
        ("exposures", [("Email", 80), ("Email > Direct > Email", 9), ("Direct > Email", 8), ("Email > Direct", 7),
                       ("Direct", 5)]),
        ("first seen", [("Email", 80), ("Email > Direct", 16), ("Direct > Email", 8), ("Direct", 5)]),
        ("without direct", [("Email", 65), ("Email > Email", 39), ("Direct", 5)]),
        ("without last direct", [("Email", 57), ("Email > Email", 30), ("Email > Direct > Email", 9),
                                 ("Direct > Email", 8), ("Direct", 5)]),
    ],
)  # fmt: skip
def test_paths_that_a_rule_makes_equal_are_one(
    tables: HandReader, rule: Rule | None, expected: list[tuple[str, int]]
) -> None:
    view = show(with_tables(tables, paths=LOOPED), rule=rule)

    assert [(" > ".join(one.channels), one.journeys) for one in view.paths] == expected
    assert view.all_paths == len(expected)
    assert sum(one.journeys for one in view.paths) == 109
    assert view.untouched is not None
    assert view.untouched.journeys == 4


def test_all_that_is_told_of_paths_put_together_is_of_all_their_journeys(tables: HandReader) -> None:
    first = show(with_tables(tables, paths=LOOPED), rule="exposures").paths[0]

    assert (first.conversions, first.settled_conversions, first.value, first.rate) == (8, 8, 800, 8 / 80)
    assert first.mean_days == pytest.approx((2 * 1 + 6 * 5) / 8)


def test_days_are_unknown_where_the_first_touch_of_some_does_not_count(tables: HandReader) -> None:
    found = with_tables(tables, paths=LOOPED)

    days = {rule: show(found, rule=rule).paths[0].mean_days for rule in ("without direct", "without last direct")}

    assert days == {"without direct": None, "without last direct": pytest.approx((2 * 1 + 1 * 2) / 3)}


def test_a_rule_changes_no_figure_but_those_of_paths(tables: HandReader) -> None:
    found = with_tables(tables, paths=LOOPED)

    one, other = show(found), show(found, rule="first seen")

    assert (one.streams, one.sentence, one.funnels) == (other.streams, other.sentence, other.funnels)


def test_only_journeys_on_one_path_open_into_people_under_a_rule(client: TestClient) -> None:
    page = client.get("/streams?rule=without+direct").text

    table = page[page.index('id="paths-title"') : page.index('id="differences-title"')]
    assert ">1,010</span>" in table
    assert "2 paths put together by the rule" in table
    assert "did=journeyed~order~path~Referral+%3E+Paid+Social+%3E+Direct" in table
    assert "did=journeyed~order~path~Organic" not in table
    assert '<option value="without direct" selected>' in table


def test_the_json_twin_tells_the_rule_and_the_paths_put_together(client: TestClient) -> None:
    told = client.get("/streams.json?rule=without+direct").json()

    assert (told["rule"], told["all_paths"], told["unread_paths"]) == ("without direct", 3, 0)
    assert (told["paths"][0]["journeys"], told["paths"][0]["taken"]) == (
        1010,
        ["Organic Search", "Organic Search > Direct"],
    )


def test_no_rule_is_all_touches_and_an_unknown_one_is_refused(client: TestClient) -> None:
    assert client.get("/streams.json?rule=").json()["rule"] is None
    assert client.get("/streams.json?rule=best").status_code == 422


def test_paths_under_a_rule_are_compared_under_the_same_rule(tables: HandReader) -> None:
    former = with_tables(tables.before[0], paths=LOOPED)

    now = replace(with_tables(tables, paths=LOOPED), before=(former,))

    view = show(now, rule="first seen", against=former.snapshot)
    first = show(now, rule="first seen", most=1, against=former.snapshot)

    assert view.paths_before == {"Email": 80, "Email > Direct": 16, "Direct > Email": 8, "Direct": 5, "": 4}
    assert first.paths_before == {"Email": 80, "": 4}


def test_paths_too_rare_to_be_read_are_told(tables: HandReader, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streams, "READ", 3)

    view = show(with_tables(tables, paths=LOOPED), rule="first seen")

    assert (view.all_paths, view.unread_paths) == (2, 3)


def ten_channels(tables: HandReader) -> HandReader:
    """Settled journeys between ten channels, of which four are folded in each column, each of another person."""
    ways = [(f"C{first}", f"C{last}") for first in range(10) for last in range(10) for _ in range(20 - first - last)]
    reached = [number % 3 == 0 for number in range(len(ways))]
    journeys: list[dict[str, object]] = [
        {"person_key": number, "goals": "order", "path": " > ".join(way), "touches": 2, "open": False, "settled": True,
         "converted": done, "last_touch_at": None}
        for number, (way, done) in enumerate(zip(ways, reached, strict=True))
    ]  # fmt: skip
    counts = Counter((str(row["path"]), bool(row["converted"])) for row in journeys)
    paths = [
        path(way, counts[way, True] + counts[way, False], counts[way, True])
        for way in dict.fromkeys(w for w, _ in counts)
    ]
    moves: Counter[tuple[str, str]] = Counter()
    for (first, last), done in zip(ways, reached, strict=True):
        moves["(start)", first] += 1
        moves[first, last] += 1
        moves[last, "(conversion)" if done else "(no conversion)"] += 1
    some = tables.tables["standings"][0]
    given: dict[str, list[dict[str, object]]] = {
        "journey_differences": [],
        "channel_funnels": [],
        "journeys": journeys,
        "paths": paths,
        "channel_transitions": [
            {"goal": "order", "from_channel": one, "to_channel": other, "moves": times}
            for (one, other), times in moves.items()
        ],
        "standings": [some | {"person_key": number} for number in range(len(ways))],
    }
    return with_tables(tables, **given)


def test_a_ribbon_of_which_rare_paths_were_not_read_is_at_least_as_many(
    tables: HandReader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(streams, "READ", 60)
    ten = ten_channels(tables)
    client = TestClient(create_app(lambda: ten), base_url="http://127.0.0.1")

    told, page = client.get("/streams.json").json()["streams"], client.get("/streams").text
    links = [one for one in told["streams"] if one["stage"] == "first to last"]
    behind = [
        client.get(one["people_path"].replace("/people", "/people.json", 1)).json()["behind"][0]["rows"]
        for one in links
    ]

    # The rest went between channels that no path which was read leads from and to.
    assert told["unlinked"] > sum(behind) - sum(one["journeys"] for one in links) > 0
    assert all(one["journeys"] <= rows for one, rows in zip(links, behind, strict=True))
    assert {(one["stage"], one["at_least"]) for one in told["streams"]} == {
        ("first to last", True),
        ("last to end", False),
    }
    assert f"at least {links[0]['journeys']} journeys" in page
    assert f">at least {links[0]['journeys']}</a>" in page
    assert "it stands for at least as many as it says" in page


def test_what_is_folded_opens_into_its_journeys_as_what_is_named_does(tables: HandReader) -> None:
    ten = ten_channels(tables)
    client = TestClient(create_app(lambda: ten), base_url="http://127.0.0.1")

    told = client.get("/streams.json").json()["streams"]
    wrong, looked_at = differing(client, client.get("/streams").text)

    boxes = [(f"{column} {name}", n) for column in ("first", "last") for name, n in told[f"{column}s"]]
    streams = [(one["people_path"], one["journeys"]) for one in told["streams"]]
    assert (wrong, looked_at >= 80) == ([], True)
    assert [name for name, _ in told["firsts"]][-1] == "other"
    assert len(streams) == 8 * 8 + 8 * 2
    for people, journeys in [(told["people_paths"][box], n) for box, n in boxes] + streams:
        assert found(client, people) == {journeys}


def test_every_box_and_ribbon_of_the_drawing_opens_the_folded_ones_too(tables: HandReader) -> None:
    drawn = PAGE.pictures["wide"](show(ten_channels(tables)))

    assert isinstance(drawn, str)
    assert drawn.count("<a ") == 8 + 8 + 2 + 8 * 8 + 8 * 2


def without_orders(tables: HandReader) -> HandReader:
    """Journeys to `order` of which none is seen to reach it, as no source tells orders."""
    nothing = {"conversions": 0, "settled_conversions": 0, "rate": 0.0, "value": None}
    paths = [row | (nothing if row["goal"] == "order" else {}) for row in tables.tables["paths"]]
    moves = [
        row
        | ({"to_channel": "(no conversion)"} if row["to_channel"] == "(conversion)" and row["goal"] == "order" else {})
        for row in tables.tables["channel_transitions"]
    ]
    return with_tables(tables, paths=paths, channel_transitions=moves)


def test_where_no_source_tells_orders_the_page_begins_with_a_goal_that_is_reached(tables: HandReader) -> None:
    orderless = without_orders(tables)

    begun, orders = show(orderless), show(orderless, goal="order")

    assert begun.goal != "order"
    assert any(path.conversions for path in begun.paths)
    assert begun.untold == show(tables).untold == ""
    assert orders.sentence == "No source tells orders: which of 1,084 journeys reached one is unknown."
    assert orders.missing["streams"] == orders.untold == orders.sentence


def test_orders_that_are_told_and_that_no_journey_reached_are_none(tables: HandReader) -> None:
    told = with_tables(without_orders(tables), ways_in=[{"person_key": 1}])

    assert show(told, goal="order").sentence.startswith("0 of 1,084 settled journeys reached “order”")
