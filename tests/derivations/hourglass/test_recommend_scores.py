"""Would they recommend us."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest

from riparian.core.durations import AsOf
from riparian.derivations.hourglass.recommend_scores import recommend_scores
from riparian.tables.hourglass import BandEntry, FacetEntry
from riparian.tables.identity import Identifier
from riparian.tables.sources import SurveyAnswer
from riparian.testing.tables import TestingGather, at, labels_table, rows_of, table_of


def scored(answers: Sequence[tuple[int, float, float]], *columns: str, as_of_day: float = 60, **more: Any) -> list[Any]:
    """Scores of answers given as (person, day, score)."""
    given = [
        {"row_key": 8 * n, "identifier_key": 100 + person, "answered_at": at(days=day), "score": score, "scale": "nps"}
        for n, (person, day, score) in enumerate(answers)
    ]
    people = sorted({person for person, *_ in answers})
    found = recommend_scores(
        table_of(SurveyAnswer, *given, *more.get("others", [])),
        table_of(Identifier, *({"identifier_key": 100 + person, "person_key": person} for person in people)),
        labels_table(),
        table_of(BandEntry, *more.get("bands", [])),
        table_of(FacetEntry, *more.get("facets", [])),
        AsOf(at(days=as_of_day)),
        TestingGather(),
    )
    return rows_of(found, "population", "place", "month_on", *columns)


def test_fifty_thirty_twenty_of_a_hundred_is_thirty() -> None:
    """Fixture of the arithmetic: score 30, standard error 7.810, 14.7 … 45.3."""
    answers = (
        [(n, 1, 9.0) for n in range(50)] + [(n, 1, 8.0) for n in range(50, 80)] + [(n, 1, 6.0) for n in range(80, 100)]
    )

    found = scored(answers, "answers", "promoters", "passives", "detractors", "score", "standard_error", "low", "high")

    assert len(found) == 2
    for row in found:
        assert row[3:7] == (100, 50, 30, 20)
        assert row[7:] == pytest.approx((30, 7.810, 14.7, 45.3), abs=0.05)


def test_an_answer_counts_in_the_band_where_its_person_stood_when_answering() -> None:
    bands = [
        {"person_key": 1, "band": 3, "entered_at": at(), "left_at": at(days=10)},
        {"person_key": 1, "band": 5, "entered_at": at(days=10)},
    ]
    facets = [{"person_key": 1, "facet": 8, "entered_at": at(days=20), "left_at": at(days=30)}]

    found = scored([(1, 9, 9), (1, 10, 2), (1, 25, 10)], "answers", "score", bands=bands, facets=facets)

    recent = {(population, place): rest for population, place, month, *rest in found if month is None}
    assert recent == {
        ("everyone", 0): [3, pytest.approx(100 / 3)],
        ("band", 3): [1, 100],
        ("band", 5): [2, 0],
        ("facet", 8): [1, 100],
    }


def test_months_hold_all_answers_and_the_figure_without_month_the_last_twelve() -> None:
    found = scored([(1, 0, 9), (2, 40, 9), (3, 390, 0)], "answers", as_of_day=396)

    assert found == [
        ("everyone", 0, date(2024, 1, 1), 1),
        ("everyone", 0, date(2024, 2, 1), 1),
        ("everyone", 0, date(2025, 1, 1), 1),
        ("everyone", 0, None, 2),
    ]


def test_other_questions_and_impossible_scores_are_no_answers() -> None:
    others = [{"row_key": 999, "identifier_key": 101, "answered_at": at(), "score": 5.0, "scale": "csat"}]

    found = scored([(1, 0, 9), (1, 1, 11), (1, 2, -1)], "answers", others=others)

    assert [row[3] for row in found] == [1, 1]


def test_one_kind_of_answer_has_no_interval_and_people_are_told_apart_from_answers() -> None:
    found = scored([(1, 0, 9), (1, 1, 10)], "answers", "people", "score", "standard_error", "low", "high")

    assert found[0][3:] == (2, 1, 100.0, None, None, None)


def test_no_answers_give_no_rows() -> None:
    assert scored([]) == []
