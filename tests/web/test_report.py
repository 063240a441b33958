"""The report over the company by hand: whole, of its month, alone, and about nobody by name."""

import re
from dataclasses import replace
from datetime import datetime
from html import unescape

import pytest

from riparian.core.errors import NotFoundError
from riparian.web import words
from riparian.web.pages import cohorts, hourglass, today
from riparian.web.report import PARTS, as_of_month, report_html, report_of, unlinked
from riparian.web.unbroken import unbroken
from tests.web.hand_reader import HandReader, company


@pytest.fixture(scope="module")
def told(tables: HandReader) -> str:
    return report_html(report_of(tables))


def test_it_has_every_chapter_with_the_sentence_of_its_page(tables: HandReader, told: str) -> None:
    report = report_of(tables)

    assert [one.name for one in report.chapters] == [part.name for part in PARTS]
    for one in report.chapters:
        assert unescape(f'<section class="chapter" id="{one.name}"') in told
        assert one.view.sentence in unescape(told).replace("\N{NO-BREAK SPACE}", " ")
    assert today.show(tables).sentence == report.chapters[0].view.sentence


def test_its_cohorts_tell_who_orders_again_with_the_curve_and_what_was_extended(tables: HandReader, told: str) -> None:
    view = cohorts.show(tables)
    chapter = told.partition('id="cohorts"')[2].partition("</section>")[0]
    year = view.everybody.cells[12] if view.everybody else None

    assert year is not None
    assert year.value is not None
    assert unbroken(f"<td>{words.share(year.value)}") in chapter
    assert "<svg" in chapter
    assert '<span class="under">extended</span>' in chapter
    assert all(f'<th scope="row">{one.says}</th>' in chapter for one in view.groups)


def test_a_past_month_of_it_vouches_for_no_more_than_was_asked(tables: HandReader) -> None:
    told = report_html(report_of(tables, month="2026-03"))

    assert "In March 2026 it was too early to tell." in told
    assert "too young or too little: who enters and who falls asleep." in told
    assert "Not told: sources, who goes on" in told
    assert "as fresh and full as they used to be" not in told.partition('id="hourglass"')[0]


def test_no_notice_wears_a_style_of_something_else(tables: HandReader) -> None:
    # Forty times as many as usual entered in the last month, so that there is a change to tell of.
    rows = [
        row | {"entered": row["entered"] * 40 if f"{row['month_on']:%Y-%m}" == "2026-10" else row["entered"]}
        for row in tables.tables["band_counts"]
    ]
    told = report_html(report_of(replace(tables, tables=dict(tables.tables) | {"band_counts": rows})))
    styles = re.search(r"<style>(.*?)</style>", told, re.DOTALL)
    worn = set(re.findall(r'<li class="notice ([a-z-]+)"', told))

    assert styles is not None
    assert "change-notice" in worn
    assert not [one for one in worn if re.search(rf"(^|[\s,])\.{one} ?\{{", styles[1], re.MULTILINE)]


def test_without_a_month_it_is_of_the_last_whole_month(tables: HandReader, told: str) -> None:
    assert report_of(tables).month == today.show(tables).month == "2026-10"
    assert "<h1>Alder &amp; Reed: October 2026</h1>" in told


def test_a_month_changes_what_has_months_and_the_rest_says_its_own_time(tables: HandReader) -> None:
    report = report_of(tables, month="2026-03")

    covers = {one.name: one.covers for one in report.chapters}
    assert covers["hourglass"] == "March 2026"
    assert covers["today"] == "March 2026"
    assert covers["map"] == "as of 21 Nov 2026, 00:00"
    glass = next(one for one in report.chapters if one.name == "hourglass")
    assert glass.view.places == hourglass.show(tables, month="2026-03").places


def test_of_the_snapshots_that_are_kept_one_that_ends_with_the_month_is_taken(tables: HandReader) -> None:
    frozen = replace(tables, snapshot="000007", as_of=datetime(2026, 4, 1), before=())
    kept = replace(tables, before=(replace(frozen, snapshot="000008", as_of=datetime(2026, 4, 9)), frozen))

    assert as_of_month(kept, "2026-03").snapshot == "000007"
    assert as_of_month(kept, "2026-02") is kept
    assert as_of_month(kept, f"{kept.as_of:%Y-%m}") is kept


@pytest.mark.parametrize(("month", "what"), [("2031-01", "January 2031 yet"), ("1999-01", "January 1999")])
def test_a_month_that_nobody_saw_is_refused_in_words_of_the_command_line(
    tables: HandReader, month: str, what: str
) -> None:
    with pytest.raises(NotFoundError) as refused:
        report_of(tables, month=month)

    there = hourglass.show(tables).months
    assert (refused.value.what, refused.value.where) == (f"nothing is known of {what}", f"--month {month}")
    assert refused.value.fix.startswith(f"months go from {there[-1]} to {there[0]};")


def test_it_asks_nothing_of_anybody(told: str) -> None:
    assert not re.search(r"<script|\son\w+=|<link|<img|<iframe|@import|url\((?!#)", told)
    assert re.findall(r'(?:href|src)="(?!#)[^"]*"', told) == []
    assert set(re.findall(r"https?://[^\"\s<]+", told)) == {"http://www.w3.org/2000/svg"}


def test_every_anchor_leads_to_a_chapter(told: str) -> None:
    leads = re.findall(r'href="#([^"]*)"', told)

    assert len(leads) == len(PARTS) + 2
    assert set(leads) <= set(re.findall(r'id="([^"]*)"', told))


def test_ids_are_given_once(told: str) -> None:
    given = re.findall(r'\sid="([^"]*)"', told)

    assert sorted(given) == sorted(set(given))


def test_nobody_is_in_it_by_name(tables: HandReader, told: str) -> None:
    text = unescape(told)
    names = {row[column] for row in tables.rows("people", limit=1000) for column in ("email", "full_name")} - {None}

    assert len(names) > 10
    assert [name for name in names if re.search(rf"\b{re.escape(name)}\b", text)] == []


def test_what_is_empty_says_why_in_its_place() -> None:
    report = report_of(HandReader())
    page = unescape(report_html(report))

    missing = [one.missing for one in report.chapters if one.view is None]
    assert len(missing) == len(PARTS)
    for one in missing:
        assert f'<p class="missing">{one}</p>' in page
    assert "<h1>Alder & Reed</h1>" in page


@pytest.mark.parametrize(
    ("without", "says"),
    [
        ("budget_shifts", 'The same budget, divided anew</h3>\n<p class="missing">'),
        ("rebuy_cells", "Too few buyers were watched for a year."),
        ("five_year_forecasts", "Two years of orders are needed to foretell five."),
    ],
)
def test_a_part_that_is_empty_leaves_the_rest_of_its_chapter(without: str, says: str) -> None:
    whole = company()
    fewer = HandReader({name: rows for name, rows in whole.tables.items() if name != without})

    assert says in report_html(report_of(fewer))


def test_what_the_figures_mean_is_what_the_dictionary_says(told: str, tables: HandReader) -> None:
    figures = [figure for one in report_of(tables).chapters for figure in one.figures]

    assert len(figures) > 12
    assert all(says for _, _, says in figures)
    for called, _, _ in figures:
        assert f"<dt>{called}</dt>" in told


def test_it_tells_what_it_was_made_with_but_not_every_setting(told: str) -> None:
    assert "<dt>riparian</dt><dd>0.1.0</dd>" in told
    assert "20261121-0600" in told
    assert "sessions.idle_limit" not in told


def test_links_leave_a_drawing_and_what_they_held_stays() -> None:
    assert unlinked('<svg><a href="/people" aria-label="all"><text>7</text></a><animate/></svg>') == (
        "<svg><text>7</text><animate/></svg>"
    )
