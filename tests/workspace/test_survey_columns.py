from pathlib import Path

import pytest

from riparian.core.errors import RiparianError
from riparian.workspace.checking import checked
from riparian.workspace.drafting import drafted
from riparian.workspace.proposing import proposed
from riparian.workspace.survey_columns import survey_guessed
from riparian.workspace.workspace import Workspace
from tests.workspace.exports import NPS, look_at, written

CSAT = "Email,Date,How satisfied were you with our services?\n" + "".join(
    f"p{place}@alder.test,{place + 10}/03/2025,{score}\n" for place, score in enumerate((5, 4, 1, 2, 3, 5))
)


def test_a_question_as_a_header_and_its_answers_make_a_file_a_survey(tmp_path: Path) -> None:
    guess = survey_guessed(look_at(tmp_path, NPS), stem="export")

    assert guess is not None
    assert dict(guess.settings) == {
        "columns": {
            "nps": "How likely are you to recommend us to a friend?",
            "answered_at": "submitted_at",
            "email": "respondent_email",
        }
    }
    assert guess.remarks == ("'How likely are you to recommend us to a friend?' is taken for nps (0 to 10)",)


def test_satisfaction_with_services_is_no_effort_and_days_are_read_as_they_are_written(tmp_path: Path) -> None:
    guess = survey_guessed(look_at(tmp_path, CSAT), stem="export")

    assert guess is not None
    assert dict(guess.settings) == {
        "columns": {
            "csat": "How satisfied were you with our services?",
            "answered_at": "Date",
        },
        "time_pattern": "%d/%m/%Y",
    }


def test_the_name_of_a_file_tells_the_scale_of_a_plain_score(tmp_path: Path) -> None:
    look = look_at(tmp_path, "email,date,score\na@alder.test,2025-03-01,9\nb@alder.test,2025-03-02,10\n")

    named, unnamed = survey_guessed(look, stem="2025-nps-export"), survey_guessed(look, stem="export")

    assert named is not None
    assert ("scale", "nps") in named.settings
    assert unnamed is None


@pytest.mark.parametrize(
    ("header", "scores"),
    [
        ("How satisfied are you?", (6, 7, 5, 4, 7, 6)),  # another scale
        ("Satisfaction (1-10)", (5, 4, 3, 5, 4, 4)),  # and one that the header tells
        ("How dissatisfied are you?", (5, 4, 3, 5, 4, 4)),
        ("Recommended product", ("hoe", "rake", "pot", "hoe", "pot", "rake")),
        ("Number of services", (5, 4, 3, 5, 4, 4)),
        ("How likely are you to recommend us?", (90, 100, 70, 80, 10, 20)),
    ],
)
def test_columns_that_do_not_answer_on_a_scale_make_no_survey(
    tmp_path: Path, header: str, scores: tuple[object, ...]
) -> None:
    rows = "".join(f"p{place}@alder.test,2025-03-0{place + 1},{score}\n" for place, score in enumerate(scores))

    assert survey_guessed(look_at(tmp_path, f"email,date,{header}\n{rows}"), stem="export") is None


def test_orders_with_an_opinion_stay_orders(tmp_path: Path) -> None:
    look = look_at(tmp_path, "order_id,email,date,total,nps\n1,a@alder.test,2025-03-01,10.00,9\n")

    assert survey_guessed(look, stem="nps") is None


def test_a_survey_is_built_without_a_change_and_what_is_no_answer_is_rejected(tmp_path: Path) -> None:
    folder = written(tmp_path, nps=NPS)
    (folder / "riparian.toml").write_text(drafted(proposed(folder)), encoding="utf-8")

    mistakes: tuple[RiparianError, ...] = checked(folder).mistakes
    company = Workspace(folder)
    company.build()

    rejected = company.published().rows("source_rejects", limit=9)
    scores = company.published().rows("recommend_scores", limit=99)
    assert mistakes == ()
    assert sorted(one["reason"] for one in rejected) == [
        "neither a score nor a comment",
        "score 11 is outside nps, 0 to 10",
        "score ten is no number",
    ]
    assert max(one["answers"] for one in scores) == 3
