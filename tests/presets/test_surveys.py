from collections import Counter
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from riparian.presets import surveys
from riparian.presets.surveys import SurveyRow, SurveysSettings, lacks, our_columns, survey_answers
from tests.presets.by_hand import good, ids_of, made, raw_from, raw_of

UTC = SurveysSettings()
ANSWER = {
    "response_id": "r1",
    "answered_at": "2024-05-01T09:58:12Z",
    "email": "ana@riverbank.example",
    "question": "How likely are you to recommend us?",
    "scale": "nps",
    "score": "9",
    "comment": "Lovely bulbs",
}


def test_an_answer_has_its_scale_its_score_and_its_reason() -> None:
    (answer,) = made(survey_answers, raw_of(SurveyRow, ANSWER), UTC)

    assert (answer["scale"], answer["score"], answer["comment"]) == ("nps", 9.0, "Lovely bulbs")
    assert answer["answered_at"] == datetime(2024, 5, 1, 9, 58, 12)
    assert (answer["email"], answer["anonymous_id"]) == ("ana@riverbank.example", None)
    assert answer["refused"] is None


def test_an_answer_without_a_name_is_an_anonymous_respondent_of_its_own() -> None:
    raw = raw_of(SurveyRow, ANSWER | {"email": ""}, ANSWER | {"email": None, "response_id": "r2"})

    answers = made(survey_answers, raw, UTC)

    assert [(one["anonymous_id"], one["refused"]) for one in answers] == [("response r1", None), ("response r2", None)]


@pytest.mark.parametrize(
    ("question", "scale"),
    [("Would you RECOMMEND us to a friend?", "nps"), ("How satisfied are you?", "csat"), ("Was it easy?", "ces")],
)
def test_the_question_tells_the_scale_where_no_column_does(question: str, scale: str) -> None:
    raw = raw_of(SurveyRow, ANSWER | {"scale": None, "question": question, "score": "5"})

    (answer,) = made(survey_answers, raw, UTC)

    assert answer["scale"] == scale


def test_a_score_whose_scale_nothing_tells_is_refused_unless_the_settings_do() -> None:
    raw = raw_of(SurveyRow, ANSWER | {"scale": None, "question": "And the delivery?", "score": "4"})

    (untold,), (told,) = made(survey_answers, raw, UTC), made(survey_answers, raw, SurveysSettings(scale="csat"))

    assert untold["refused"] == "nothing tells the scale; set `scale`"
    assert (told["refused"], told["scale"]) == (None, "csat")


@pytest.mark.parametrize(("scale", "score"), [("nps", "0"), ("nps", "10"), ("csat", "1"), ("csat", "5"), ("ces", "7")])
def test_the_ends_of_a_scale_belong_to_it(scale: str, score: str) -> None:
    (answer,) = made(survey_answers, raw_of(SurveyRow, ANSWER | {"scale": scale, "score": score}), UTC)

    assert (answer["refused"], answer["score"]) == (None, float(score))


@pytest.mark.parametrize(
    ("scale", "score", "reason"),
    [
        ("nps", "14", "score 14 is outside nps, 0 to 10"),
        ("nps", "-1", "score -1 is outside nps, 0 to 10"),
        ("nps", "7.5", "score 7.5 is not whole"),
        ("csat", "9", "score 9 is outside csat, 1 to 5"),
        ("csat", "0", "score 0 is outside csat, 1 to 5"),
        ("ces", "8", "score 8 is outside ces, 1 to 7"),
        ("nps", "Did not answer", "score Did not answer is no number"),
        ("stars", "4", "no scale is named stars"),
    ],
)
def test_a_score_that_its_scale_does_not_have_is_refused(scale: str, score: str, reason: str) -> None:
    (answer,) = made(survey_answers, raw_of(SurveyRow, ANSWER | {"scale": scale, "score": score}), UTC)

    assert answer["refused"] == reason


@pytest.mark.parametrize(("score", "number"), [("10 - Extremely likely", 10.0), ("4,5", 4.5), (" 3 ", 3.0)])
def test_the_number_at_the_beginning_of_an_answer_is_its_score(score: str, number: float) -> None:
    scale = "nps" if number == 10 else "csat"
    (answer,) = made(survey_answers, raw_of(SurveyRow, ANSWER | {"scale": scale, "score": score}), UTC)

    assert (answer["refused"], answer["score"]) == (None, number)


def test_a_comment_alone_is_a_text_and_nothing_at_all_is_refused() -> None:
    raw = raw_of(SurveyRow, ANSWER | {"score": None}, ANSWER | {"score": None, "comment": " "})

    said, silent = made(survey_answers, raw, UTC)

    assert (said["scale"], said["score"], said["comment"], said["refused"]) == ("text", None, "Lovely bulbs", None)
    assert silent["refused"] == "neither a score nor a comment"


def test_a_response_without_an_id_is_refused_only_in_a_file_that_has_ids() -> None:
    unnumbered = ANSWER | {"response_id": None}

    (alone,) = made(survey_answers, raw_of(SurveyRow, unnumbered), UTC)
    _, among_others = made(survey_answers, raw_of(SurveyRow, ANSWER, unnumbered), UTC)

    assert alone["refused"] is None
    assert among_others["refused"] == "response_id is missing"


def test_a_wide_row_is_an_answer_for_each_scale_and_its_comment_belongs_to_the_first() -> None:
    person = {"response_id": "r1", "answered_at": "2024-05-01", "user_id": "7", "comment": "Fine"}
    raw = raw_of(SurveyRow, person | {"nps": "10", "ces": "6"}, person | {"response_id": "r2", "csat": "2"}, person)

    answers = made(survey_answers, raw, UTC)

    assert [(one["line"], one["slot"], one["scale"], one["score"], one["comment"]) for one in answers] == [
        (2, 1, "nps", 10.0, "Fine"),
        (2, 3, "ces", 6.0, None),
        (3, 2, "csat", 2.0, "Fine"),
        (4, 0, "text", None, "Fine"),
    ]


def test_questions_as_headers_are_told_like_questions() -> None:
    header = ("response_id", "submitted_at", "how_likely_are_you_to_recommend_us", "overall_satisfaction")
    why = "what_is_the_main_reason_for_your_score"

    assert our_columns((*header, why), {}) == {
        "nps": "how_likely_are_you_to_recommend_us",
        "csat": "overall_satisfaction",
        "comment": "what_is_the_main_reason_for_your_score",
    }


def test_a_wide_file_is_read_by_its_questions(tmp_path: Path) -> None:
    file = tmp_path / "survey.csv"
    file.write_text(
        "Token,Submitted At,Email,How likely are you to recommend us? (0-10),Why?\n"
        "t1,2024-05-01 09:58:12,ana@riverbank.example,9,Bulbs\nt2,2024-05-02 09:58:12,,3,\n"
    )

    answers = made(survey_answers, raw_from(file, surveys, UTC, SurveyRow), UTC)

    assert [(one["scale"], one["score"], one["comment"]) for one in answers] == [
        ("nps", 9.0, "Bulbs"),
        ("nps", 3.0, None),
    ]
    assert answers[1]["anonymous_id"] == "response t2"


def test_lines_are_told_apart_by_all_they_say_and_answers_by_response_question_and_scale() -> None:
    other = ANSWER | {"scale": "csat", "question": None, "score": "5"}
    raw = raw_of(SurveyRow, ANSWER, ANSWER, ANSWER | {"score": "3"}, other)

    first, again, corrected, another = ids_of(surveys, raw)
    numbers = [answer["answer_number"] for answer in made(survey_answers, raw, UTC)]

    assert first == again
    assert len({first, corrected, another}) == 3
    assert numbers[0] == numbers[1] == numbers[2] != numbers[3]


def test_answers_without_a_response_id_are_all_kept() -> None:
    raw = raw_of(SurveyRow, ANSWER | {"response_id": None}, ANSWER | {"response_id": ""})

    numbers = [answer["answer_number"] for answer in made(survey_answers, raw, UTC)]

    assert ids_of(surveys, raw) == [None, None]
    assert len(set(numbers)) == 2


def test_a_health_survey_that_counts_from_the_best_is_turned_round(reference: Path) -> None:
    settings = SurveysSettings(
        scale="csat",
        lowest_is_best=True,
        time_pattern="%d/%m/%Y",
        columns={
            "response_id": "Comment ID",
            "answered_at": "Date",
            "user_id": "Respondent ID",
            "question": "FFT question",
            "score": "FFT categorical answer",
            "comment": "FFT answer",
        },
    )
    raw = raw_from(reference / "survey" / "nhs_fft_nhft.parquet", surveys, settings, SurveyRow)

    answers = made(survey_answers, raw, settings)

    # Source: survey/survey_answers.json of the reference data; 1 is the best answer, 7 is "do not know".
    assert Counter(one["score"] for one in good(answers)) == {5.0: 1506, 4.0: 489, 3.0: 143, 2.0: 122, 1.0: 190}
    assert Counter(one["refused"] for one in answers if one["refused"]) == {"score 7 is outside csat, 1 to 5": 362}
    assert len({one["user_id"] for one in answers}) == 1507
    assert min(one["answered_at"] for one in answers).year >= 2020


@pytest.mark.parametrize(
    ("header", "settings", "absent"),
    [
        (("date", "score", "question"), UTC, []),
        (("date", "nps"), UTC, []),
        (("date", "comment"), UTC, []),
        (("date", "score"), SurveysSettings(scale="csat"), []),
        (("date", "score"), UTC, ["what tells the scale"]),
        (("respondent", "answer_text"), UTC, ["when it was answered", "a score or a comment"]),
    ],
)
def test_what_a_header_lacks_is_named(header: tuple[str, ...], settings: SurveysSettings, absent: list[str]) -> None:
    assert [one.partition(" (")[0] for one in lacks(header, settings)] == absent


def test_services_are_no_question_about_effort() -> None:
    raw = raw_of(SurveyRow, ANSWER | {"scale": None, "question": "What of our services?", "score": "5"})

    (answer,) = made(survey_answers, raw, UTC)

    assert our_columns(("date", "satisfied_with_our_services"), {}) == {"csat": "satisfied_with_our_services"}
    assert answer["refused"] == "nothing tells the scale; set `scale`"


GRID = (
    "Response ID,Email,Submitted at,How satisfied were you with the delivery?,How satisfied were you with the product?,"
    "How likely are you to recommend us?,Why?\n"
)


def answered(folder: Path, text: str, settings: SurveysSettings = UTC) -> list[dict[str, Any]]:
    file = folder / "survey.csv"
    file.write_text(text)
    return made(survey_answers, raw_from(file, surveys, settings, SurveyRow), settings)


def test_every_question_of_one_scale_gives_answers_of_its_own(tmp_path: Path) -> None:
    rows = (
        "1,ana@shop.example,2024-04-02 10:00,5,1,10,nice\n2,bo@shop.example,2024-04-03 10:00,,4,,\n"
        "3,cy@shop.example,2024-04-03 10:00,4,,9,\n4,dy@shop.example,2024-04-04 10:00,,,,just text\n"
    )

    answers = answered(tmp_path, GRID + rows)

    assert [
        (one["line"], one["slot"], one["scale"], one["score"], one["question"], one["comment"]) for one in answers
    ] == [
        (2, 1, "nps", 10.0, "how likely are you to recommend us", "nice"),
        (2, 2, "csat", 5.0, "how satisfied were you with the delivery", None),
        (2, 4, "csat", 1.0, "how satisfied were you with the product", None),
        (3, 4, "csat", 4.0, "how satisfied were you with the product", None),
        (4, 1, "nps", 9.0, "how likely are you to recommend us", None),
        (4, 2, "csat", 4.0, "how satisfied were you with the delivery", None),
        (5, 0, "text", None, None, "just text"),
    ]
    assert len({one["answer_number"] for one in answers}) == len(answers)
    assert all(one["refused"] is None for one in answers)


def test_the_first_question_of_a_scale_is_known_again_whatever_its_words_and_a_further_one_by_them(
    tmp_path: Path,
) -> None:
    rows = "1,ana@shop.example,2024-04-02 10:00,5,1,10,\n"

    before = answered(tmp_path, GRID + rows)
    anew = answered(tmp_path, GRID.replace("with the delivery", "with delivery").replace("product", "goods") + rows)

    same = [one["answer_number"] == other["answer_number"] for one, other in zip(before, anew, strict=True)]
    assert same == [True, True, False]


def test_words_of_a_question_make_no_line_another(tmp_path: Path) -> None:
    rows = "1,ana@shop.example,2024-04-02 10:00,5,1,10,\n"
    ids = []
    for place, header in enumerate((GRID, GRID.replace("recommend us", "recommend our shop"))):
        file = tmp_path / f"{place}.csv"
        file.write_text(header + rows)
        ids += ids_of(surveys, raw_from(file, surveys, UTC, SurveyRow))

    assert ids[0] == ids[1]


def test_a_column_beside_a_question_counts_only_where_its_numbers_lie_on_the_scale(tmp_path: Path) -> None:
    header = "response_id,email,date,nps,csat,csat_group,satisfaction_percent,recommended_before,satisfied_service\n"
    rows = "1,a@b.example,2024-01-01,,5,Happy,90,1,4\n2,b@b.example,2024-01-01,,2,Unhappy,40,0,9\n"

    answers = answered(tmp_path, header + rows + "3,c@b.example,2024-01-01,,4,Happy,80,1,3\n")

    assert [(one["line"], one["score"], one["question"], one["refused"]) for one in answers] == [
        (2, 5.0, None, None),
        (2, 4.0, "satisfied service", None),
        (3, 2.0, None, None),
        (3, 9.0, "satisfied service", "score 9 is outside csat, 1 to 5"),
        (4, 4.0, None, None),
        (4, 3.0, "satisfied service", None),
    ]


def test_more_further_questions_than_a_line_holds_are_refused_until_some_are_left_out(tmp_path: Path) -> None:
    header = "response_id,email,date," + ",".join(f"satisfied with {name}" for name in "abcdef") + "\n"
    rows = "1,a@b.example,2024-01-01,5,4,3,2,1,2\n"

    whole = answered(tmp_path, header + rows)
    chosen = answered(tmp_path, header + rows, SurveysSettings(leave_out=("Satisfied with A",)))

    assert {one["refused"] for one in whole} == {
        "it answers more than 4 further questions; name columns in `leave_out`"
    }
    assert [(one["question"], one["score"], one["refused"]) for one in chosen] == [
        ("satisfied with b", 4.0, None),
        ("satisfied with c", 3.0, None),
        ("satisfied with d", 2.0, None),
        ("satisfied with e", 1.0, None),
        ("satisfied with f", 2.0, None),
    ]


def test_a_file_of_questions_only_lacks_nothing(tmp_path: Path) -> None:
    file = tmp_path / "survey.csv"
    file.write_text(GRID)

    assert lacks(tuple(next(iter(surveys.extract(file, UTC))).schema.names), UTC) == ()
