import re
from dataclasses import replace
from datetime import datetime
from urllib.parse import unquote_plus

import pytest
from starlette.testclient import TestClient

from riparian.core.errors import NotFoundError
from riparian.web.app import create_app
from riparian.web.channels import Feed, strongest
from riparian.web.deeds.journeys import Journeyed
from riparian.web.pages.map import PAGE, draw, show
from riparian.web.refusals import NothingYetError
from tests.web.charts.drawn import collisions, outside
from tests.web.hand_reader import HandReader


def without(tables: HandReader, *names: str) -> HandReader:
    return replace(tables, tables={name: [] if name in names else rows for name, rows in tables.tables.items()})


def test_the_first_sentence_names_what_nothing_of_ones_own_feeds(tables: HandReader) -> None:
    view = show(tables)

    assert view.sentence == (
        "Nothing of your own feeds Paid Social (501 came in), which is bought and needs no feeding. Your strongest "
        "feed: Paid Social sends 4.3 % of the 2,326 that come in to Organic Search."
    )


def feed(giver: str, receiver: str, moves: int, share: float, *, own: bool = True) -> Feed:
    return Feed(giver, receiver, moves, 0.1, share, own)


def test_the_strongest_feed_is_the_largest_share_that_is_sure_and_never_of_what_nobody_steers() -> None:
    sure = feed("Email", "Organic Video", 1_445, 0.301)
    feeds = [
        feed("Organic Search", "Direct", 2_651, 0.286),
        feed("Direct", "Email", 900, 0.4),
        feed("Unassigned", "Email", 900, 0.5),
        feed("Referral", "Email", 900, 0.6, own=False),
        feed("Organic Search", "Organic Social", 1_500, 0.25),
        feed("Paid Search", "SMS", 34, 0.34),
        feed("Display", "Paid Video", 35, 0.34),
        sure,
    ]

    assert strongest(feeds) == (sure, 4_801)
    assert strongest([feed("Paid Search", "SMS", 39, 0.4)]) is None


def test_an_orphan_that_is_bought_is_told_apart_from_one_that_could_be_fed(tables: HandReader) -> None:
    (told,) = (one for one in tables.tables["channel_diagnoses"] if one["kind"] == "orphan" and one["goal"] == "order")
    both = [*tables.tables["channel_diagnoses"], told | {"channel": "Organic Video", "count": 900}]

    sentence = show(replace(tables, tables=dict(tables.tables) | {"channel_diagnoses": both})).sentence

    assert sentence.startswith(
        "Nothing of your own feeds Organic Video (900 came in). Paid Social (501 came in) is bought and needs none. "
    )


def test_each_move_has_the_time_it_takes_and_so_has_the_way_to_the_goal(client: TestClient, tables: HandReader) -> None:
    view = show(tables, node="Organic Search")
    page = client.get("/map?node=Organic+Search").text
    twin = client.get("/map.json?node=Organic+Search").json()

    hours = {(one.from_channel, one.to_channel): one.median_hours for one in view.feeds}
    assert hours["Organic Search", "Direct"] == 5.25
    assert hours["Direct", "Email"] is None
    assert '<a class="opens" href="/definitions/channel_transitions#median_hours">5 hours</a>' in page
    assert "half of them within" in page
    assert ">3.3 days</a>" in page
    assert twin["feeds"][0]["median_hours"] == 5.25
    assert {one["channel"]: one["median_hours"] for one in twin["channels"]}["Organic Search"] == 80.0


def test_touches_and_people_of_either_side_open_into_those_of_that_side(client: TestClient) -> None:
    page = client.get("/map?node=Email").text

    for which, touches, people in (("left", "1,656", "848 people"), ("right", "40", "22 people")):
        path = f"/people?did=met~Email~~{which}"
        assert f'href="{path}">{touches}</a>' in page
        assert f'href="{path}">{people}</a>' in page


def test_whom_a_participant_brought_opens_into_those_it_counts(client: TestClient) -> None:
    page = unquote_plus(client.get("/map?view=sites&node=Garden+Post").text)

    for which, told in (("", 30), ("~trusted", 15), ("~ordered", 6)):
        assert f'href="/people?did=brought~Garden Post{which}">{told}</a>' in page


def test_why_there_is_nothing_is_told_only_where_there_is_nothing(tables: HandReader) -> None:
    assert show(tables, view="sites").apart_missing == ""
    assert show(tables).apart_missing == ""
    empty = without(tables, "return_on_attention", "channel_leads")
    assert show(empty, view="sites").apart_missing == "No piece of content was viewed in the last year."
    assert show(empty).apart_missing.startswith("Too few days")


def test_shares_are_of_visits_and_of_minutes_each_by_itself(tables: HandReader) -> None:
    regards = show(tables, view="sites").regards

    assert [(one.participant, one.rank, one.visits_share, one.minutes_share) for one in regards.of] == [
        ("Garden Post", 2, 0.31, None),
        ("Alder & Reed", 3, 0.42, 1.0),
        ("Spade & Soil", 4, 0.27, None),
    ]
    assert (regards.among_visits, regards.among_minutes) == (3, 1)
    assert regards.concentration_of_visits == pytest.approx(0.31**2 + 0.42**2 + 0.27**2)
    assert regards.concentration_of_minutes == 1.0
    assert [(one.credibility, one.trust, one.trusting) for one in regards.of[:2]] == [(1.0, None, None), (None, 1.0, 7)]


def test_of_a_job_participants_have_its_rank_and_figures_and_others_none(
    client: TestClient, tables: HandReader
) -> None:
    view = show(tables, view="sites", job="a living soil")
    page = client.get("/map?view=sites&job=a+living+soil").text

    assert [(one.participant, one.rank) for one in view.sites[:3]] == [
        ("Alder & Reed", 1), ("Garden Post", 2), ("search.example", None),
    ]  # fmt: skip
    assert {(one.score, one.attention, one.people) for one in view.sites[2:]} == {(None, None, None)}
    assert [one.visits for one in sorted(view.sites, key=lambda one: one.participant)] == [
        one.visits for one in sorted(show(tables, view="sites").sites, key=lambda one: one.participant)
    ]
    assert view.regards_say == (
        "On “a living soil” Alder & Reed has the most attention (70.0 % of visits); Garden Post has the most "
        "credibility (100.0 %); Alder & Reed has the most trust (100.0 % of those on your own sites)."
    )
    assert 'value="a living soil" selected' in page
    assert "did=brought~Garden+Post~ordered~a+living+soil" in page
    assert "did=trusting~Alder+%26+Reed~a+living+soil" in page
    assert "job=a+living+soil" in str(PAGE.pictures["wide"](view))
    for table, column in (("attention_shares", "credibility"), ("attention_shares", "trust"),
                          ("attention_shares", "concentration"), ("participant_influence", "rank")):  # fmt: skip
        assert f'href="/definitions/{table}#{column}"' in page
    assert client.get("/map.json?view=sites&job=a+living+soil").json()["regards"]["of"][0]["rank"] == 1


def test_of_a_topic_there_is_attention_and_no_rank(tables: HandReader) -> None:
    view = show(tables, view="sites", job="compost")

    assert [(one.participant, one.rank, one.visits_share) for one in view.regards.of] == [
        ("Spade & Soil", None, 0.8),
        ("Garden Post", None, 0.2),
    ]
    assert {one.participant: one.attention for one in view.sites if one.attention} == {
        "Spade & Soil": 0.8,
        "Garden Post": 0.2,
    }
    assert view.of_job == ""


def test_a_job_on_which_nothing_is_known_is_refused_with_those_there_are(tables: HandReader) -> None:
    with pytest.raises(NotFoundError, match="'swim'") as refused:
        show(tables, view="sites", job="swim")
    assert refused.value.fix == "There are: 'all', 'a living soil', 'compost'."


def test_an_orphan_to_which_few_came_is_not_named(tables: HandReader) -> None:
    assert show(tables, goal="opt in").sentence.startswith("Nothing of your own feeds some channels, but too few")


def test_what_asks_for_something_to_be_done_comes_first_and_other_goals_are_left_out(tables: HandReader) -> None:
    assert [one.kind for one in show(tables).said] == ["orphan", "chain", "sides", "fed"]
    assert [one.kind for one in show(tables, goal="opt in").said] == ["orphan", "sides"]


def test_an_orphan_is_told_in_full_unless_something_else_was_chosen(tables: HandReader) -> None:
    assert show(tables).chosen == "Paid Social"
    chosen = show(tables, node="Email").channel
    assert chosen is not None
    assert chosen.touches == 1696


def test_staying_in_a_channel_is_no_feed(tables: HandReader) -> None:
    feeds = show(tables).feeds

    assert len(feeds) == 6
    assert all(feed.from_channel != feed.to_channel for feed in feeds)


def test_a_channel_stands_in_the_same_place_for_every_goal(tables: HandReader) -> None:
    kept = [row for row in tables.tables["channel_profiles"] if row["goal"] == "order"]
    turned = replace(tables, tables=dict(tables.tables) | {"channel_profiles": kept[::-1]})

    assert draw(show(tables), width=720, height=620) == draw(show(turned), width=720, height=620).replace(
        "&amp;goal=order", ""
    )


def test_goals_and_nodes_that_are_not_there_are_refused_with_those_that_are(tables: HandReader) -> None:
    with pytest.raises(NotFoundError, match="no journeys to a goal 'fame'") as refused:
        show(tables, goal="fame")
    assert refused.value.fix == "There are: order, opt in."
    with pytest.raises(NotFoundError, match="'Fax' is not on this map"):
        show(tables, node="Fax")


def test_the_sites_sentence_counts_visits_from_others(tables: HandReader) -> None:
    assert show(tables, view="sites").sentence == (
        "From 3 Aug 2026 to 31 Oct 2026, 300 visits came to sites of Alder & Reed from 2 participants; search.example "
        "sent the most, 80.0 %."
    )


def test_only_the_latest_window_flows(tables: HandReader) -> None:
    view = show(tables, view="sites")

    assert len(view.flows) == 4
    assert view.site is not None
    assert view.site.participant == "search.example"


def test_every_kind_on_the_map_is_told_in_words_with_the_company_first(tables: HandReader) -> None:
    kinds = [kind for kind, _ in show(tables, view="sites").kinds]

    assert kinds == ["company", "competitor", "platform", "publisher", "other"]


@pytest.mark.parametrize("of", ["channels", "sites"])
@pytest.mark.parametrize("picture", ["wide", "narrow"])
def test_no_names_lie_over_one_another_or_outside(tables: HandReader, of: str, picture: str) -> None:
    drawn = PAGE.pictures[picture](show(tables, view="sites" if of == "sites" else "channels"))

    assert isinstance(drawn, str)
    assert collisions(drawn) == []
    assert outside(drawn) == []
    assert "<b>" not in drawn


def test_where_no_channel_is_known_the_sites_are_still_shown(tables: HandReader) -> None:
    view = show(without(tables, "channel_profiles", "channel_feeds", "channel_diagnoses"))

    assert view.missing == "No journey touched a channel yet."
    assert draw(view, width=720, height=620) == ""


def test_with_neither_there_is_no_page_yet(tables: HandReader) -> None:
    with pytest.raises(NothingYetError) as refused:
        show(without(tables, "channel_profiles", "participant_influence"))

    assert refused.value.fix == "riparian build"


def test_a_kind_and_a_part_of_a_name_leave_the_rest_out_of_map_and_table(
    client: TestClient, tables: HandReader
) -> None:
    whole, orphans = show(tables), show(tables, kind="orphan")
    named = show(tables, find=" EMAIL ")

    assert orphans.kept == tuple(one.channel for one in whole.channels if one.orphan)
    assert orphans.chosen in orphans.kept
    assert named.kept == tuple(one.channel for one in whole.channels if "email" in one.channel.lower())
    assert {one.from_channel for one in named.kept_feeds} <= set(named.kept)
    page = client.get("/map?find=email").text
    assert page.count('class="network-node"') == 2 * len(named.kept)


def test_what_is_shown_stands_where_it_stood(tables: HandReader) -> None:
    whole, named = draw(show(tables), width=680, height=600), draw(show(tables, find="email"), width=680, height=600)

    def places(drawn: str) -> set[str]:
        return set(re.findall(r'<circle cx="([\d.]+)" cy="[\d.]+" r="[\d.]+" fill="var\(--ink, #16211D\)"', drawn))

    assert places(named) < places(whole)


def test_a_map_on_which_nothing_is_left_says_so(client: TestClient) -> None:
    page = client.get("/map?find=nothing-is-called-this").text

    assert "No channel has “nothing-is-called-this” in its name." in page
    assert "Show all" in page


JOURNEYS = [
    ("Email > Direct", datetime(2026, 9, 3), 3),
    ("Email", datetime(2026, 9, 30, 23), 2),
    ("Direct > Direct > Email", datetime(2026, 9, 9), 1),
    ("Email > Direct", datetime(2026, 8, 31, 23), 5),
    ("", None, 4),
]


def played(tables: HandReader) -> HandReader:
    rows = [
        {"goals": "order | Try", "path": path, "touches": len(path.split(" > ")) if path else 0, "last_touch_at": at}
        for path, at, times in JOURNEYS
        for _ in range(times)
    ]
    return replace(tables, tables=dict(tables.tables) | {"journeys": rows})


def test_a_month_of_the_map_has_the_touches_and_moves_of_journeys_that_ended_in_it(tables: HandReader) -> None:
    at = show(played(tables), moment="2026-09").at_moment

    assert at is not None
    assert {one.channel: one.touches for one in at.channels if one.touches} == {"Email": 6, "Direct": 5}
    assert [(one.from_channel, one.to_channel, one.moves) for one in at.feeds] == [
        ("Email", "Direct", 3),
        ("Direct", "Email", 1),
    ]
    assert [one.feeding_share for one in at.feeds] == [3 / 4, 1 / 6]


def test_the_map_is_played_through_twelve_months_and_no_further(tables: HandReader) -> None:
    view = show(played(tables), moment="2026-09")

    assert [one.value for one in view.moments.all] == [f"2025-{one:02}" for one in (11, 12)] + [
        f"2026-{one:02}" for one in range(1, 11)
    ]
    with pytest.raises(NotFoundError, match="no moment"):
        show(tables, moment="2025-10")


def test_arrows_open_into_the_moves_they_count_those_of_a_month_too(tables: HandReader) -> None:
    of_month = played(tables)
    paths = [{"goal": "order", "path": path} for path in {path for path, *_ in JOURNEYS}]
    known = replace(of_month, tables=dict(of_month.tables) | {"paths": paths})

    view = show(known, moment="2026-09", node="Email")
    whole, month = (str(PAGE.pictures["wide"](one)) for one in (show(known, node="Email"), view))

    opened = {unquote_plus(one) for one in re.findall(r"/people\?did=(journeyed[^\"&]*)", month)}
    assert view.at_moment is not None
    assert opened == {f"journeyed~order~strict~{way}~~moves~2026-09" for way in ("Email > Direct", "Direct > Email")}
    for feed in view.at_moment.feeds:
        way = f"{feed.from_channel} > {feed.to_channel}"
        moves = Journeyed("order", "strict", way, count="moves", month="2026-09").rows(known)
        assert moves.counted(known) == feed.moves
    assert "~settled~moves" in unquote_plus(whole)
    assert "moment=2026-09" in month


def test_sites_keep_their_places_in_every_window(tables: HandReader) -> None:
    now = tables.tables["traffic_flows"]
    earlier = [one | {"window": 1, "visits": one["visits"] // 2} for one in now if one["visits"] > 20]
    both = replace(tables, tables=dict(tables.tables) | {"traffic_flows": [*now, *earlier]})

    view = show(both, view="sites", moment="1")

    assert view.at_moment is not None
    assert {one.window_to for one in view.at_moment.flows} == {one["window_to"] for one in earlier}
    assert len(view.at_moment.sites) == len(view.sites)
    spots = [re.findall(r'<circle cx="([\d.]+)" cy="([\d.]+)"', str(PAGE.pictures["wide"](one)))
             for one in (view, show(both, view="sites"))]  # fmt: skip
    assert spots[0] == spots[1] != []


def test_going_to_the_other_map_leaves_the_moment(client: TestClient) -> None:
    page = client.get("/map?moment=2026-09").text

    assert 'href="/map?view=sites"' in page
    assert 'aria-label="Sep: September 2026" aria-current="true"' in page


def test_the_share_of_visits_brought_has_its_error_only_where_orders_were_drawn(client: TestClient) -> None:
    drawn, exact = (client.get(f"/map?view=sites&node={name}").text for name in ("Garden Post", "Spade %26 Soil"))
    (twin,) = (one for one in client.get("/map.json?view=sites").json()["sites"] if one["participant"] == "Garden Post")

    assert "15.0&nbsp;%</a><small>Shapley value, standard error 0.4 points</small>" in drawn
    assert "15.0&nbsp;%</a><small>Shapley value</small>" in exact
    assert (twin["shapley"], twin["shapley_error"]) == (0.15, 0.004)


def test_visits_that_were_measured_open_and_others_tell_what_they_mean(client: TestClient) -> None:
    measured = client.get("/map.json?view=sites").json()["measured"]
    page = unquote_plus(client.get("/map?view=sites&node=Garden+Post").text).replace("&amp;", "&")

    assert measured["Alder & Reed"]["visits_in"] == 300
    assert measured["Garden Post"] == {
        "visits_in": 0,
        "visits_out": 60,
        "in_path": "/people?did=visited~~Garden+Post~0",
        "out_path": "/people?did=visited~Garden+Post~~0",
    }
    assert '<td><a class="opens" href="/people?did=visited~~Alder & Reed~0">300</a></td>' in page
    # Of Garden Post 60 of 60 visits were measured; the 90 that came to it were not.
    assert '<td><a class="opens" href="/definitions/participant_influence#visits_in">90</a></td>' in page


def test_where_some_visits_were_measured_it_is_said_how_many(tables: HandReader) -> None:
    rows = [
        row | {"visits_out": 75} if row["participant"] == "Garden Post" else row
        for row in tables.tables["participant_influence"]
    ]
    app = create_app(lambda: replace(tables, tables=dict(tables.tables) | {"participant_influence": rows}))

    page = TestClient(app, base_url="http://127.0.0.1").get("/map?view=sites").text

    cell = (
        '<td><a class="opens" href="/definitions/participant_influence#visits_out">75</a> <span class="small quiet">'
        '(<a class="opens" href="/people?did=visited~Garden Post~~0">60</a> seen by your own sources)</span></td>'
    )
    assert cell in unquote_plus(page)
