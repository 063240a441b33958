from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from riparian.presets import surveys
from riparian.presets.surveys import SurveyRow, SurveysSettings, asks, survey_answers
from riparian.workspace.checking import checked
from riparian.workspace.drafting import drafted
from riparian.workspace.proposing import proposed
from tests.presets.by_hand import good, made, raw_from

WIDE = """Datum;E-Mail;Wie wahrscheinlich ist es, dass Sie uns weiterempfehlen?;Wie zufrieden sind Sie mit uns?;Grund
03.06.2026 10:00;ana@alder.test;9;4,5;Schnell
14.06.2026 11:00;ben@alder.test;2;1;Kam zu spät
"""
PLAIN = "Datum;Bewertung;Kommentar\n03.06.2026;4,5;Gut\n14.06.2026;2;\n"
FRENCH = "Date,Note,Commentaire\n03/06/2026,9,Bien\n14/06/2026,2,\n"


def read(folder: Path, name: str, text: str) -> tuple[dict[str, Any], list[tuple[Any, ...]]]:
    """The settings that init proposes for a survey, and its answers."""
    (folder / name).write_text(text, encoding="utf-8")
    found = proposed(folder)
    (source,) = found.sources
    assert source.preset == "surveys"
    (folder / "riparian.toml").write_text(drafted(found), encoding="utf-8")
    assert [str(mistake) for mistake in checked(folder).mistakes] == []
    settings = SurveysSettings.model_validate(dict(source.settings))
    rows = good(made(survey_answers, raw_from(folder / name, surveys, settings, SurveyRow), settings))
    names = ("answered_at", "scale", "score", "comment", "email")
    return dict(source.settings), sorted((tuple(row[name] for name in names) for row in rows), key=str)


def test_german_questions_as_headers_are_answers_with_their_reason(tmp_path: Path) -> None:
    settings, answers = read(tmp_path, "export.csv", WIDE)

    first, second = datetime(2026, 6, 3, 10), datetime(2026, 6, 14, 11)
    assert settings["time_pattern"] == "%d.%m.%Y %H:%M"
    assert answers == [
        (second, "csat", 1.0, None, "ben@alder.test"),
        (second, "nps", 2.0, "Kam zu spät", "ben@alder.test"),
        (first, "csat", 4.5, None, "ana@alder.test"),
        (first, "nps", 9.0, "Schnell", "ana@alder.test"),
    ]


@pytest.mark.parametrize(
    ("name", "text", "scale", "score", "comment"),
    [("umfrage_csat.csv", PLAIN, "csat", 4.5, "Gut"), ("enquete-nps-2026.csv", FRENCH, "nps", 9.0, "Bien")],
)
def test_a_plain_score_is_of_the_scale_that_the_file_is_named_after(
    tmp_path: Path, name: str, text: str, scale: str, score: float, comment: str
) -> None:
    _, answers = read(tmp_path, name, text)

    assert sorted(answers, key=lambda answer: answer[0]) == [
        (datetime(2026, 6, 3), scale, score, comment, None),
        (datetime(2026, 6, 14), scale, 2.0, None, None),
    ]


@pytest.mark.parametrize(
    ("column", "scale"),
    [
        ("würden_sie_uns_empfehlen", "nps"),
        ("recommanderiez_vous_notre_boutique", "nps"),
        ("recomendaría_nuestra_tienda", "nps"),
        ("zou_u_ons_aanbevelen", "nps"),
        ("ci_consiglierebbe", "nps"),
        ("zufriedenheit", "csat"),
        ("satisfacción_general", "csat"),
        ("hoe_tevreden_bent_u", "csat"),
        ("è_soddisfatto", "csat"),
        ("wie_einfach_war_es", "ces"),
        ("était_ce_facile", "ces"),
        ("fue_fácil", "ces"),
    ],
)
def test_a_question_tells_its_scale_in_other_languages(column: str, scale: str) -> None:
    assert [name for name in ("nps", "csat", "ces") if asks(column, name)] == [scale]


@pytest.mark.parametrize(
    "column", ["unzufrieden", "ontevreden", "insoddisfatto", "insatisfait", "our_facilities", "note"]
)
def test_what_asks_the_contrary_or_nothing_is_no_question_of_a_scale(column: str) -> None:
    assert not any(asks(column, scale) for scale in ("nps", "csat", "ces"))
