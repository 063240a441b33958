"""Which columns of an unknown file are answers to a survey, as settings of the preset `surveys`: a guess to correct."""

import re
from dataclasses import dataclass

from riparian.presets.surveys import FURTHER, SCALES, SurveysSettings, asks, lacks, our_columns
from riparian.storage.looking import Look
from riparian.workspace.column_roles import WHEN, kind_of, order_of_days, pattern_of, roles_of, values_of

SCORES = (
    "score", "rating", "bewertung", "note", "puntuación", "valoración", "calificación", "beoordeling", "cijfer",
    "valutazione", "punteggio", "voto",
)  # fmt: skip
"""Columns whose scale the name of the file may tell."""
SOMETHING_ELSE = frozenset({"total", "quantity", "unit_price", "event", "item"})
"""Roles of columns that make a file one of orders, of events, or of products."""
_NUMBER = re.compile(r"\s*(-?\d+(?:[.,]\d+)?)")
_LEAST_NUMBERS = 0.5
_MOST_OUTSIDE = {"nps": 0.2, "csat": 0.1, "ces": 0.1}
"""Share of the filled cells that may lie outside a scale; one may in any file. Scales of 6 or 7 look like 1 to 5."""


@dataclass(frozen=True, slots=True)
class SurveyGuess:
    """Settings under which `surveys` reads a file, and what a person should look at."""

    settings: tuple[tuple[str, object], ...]
    remarks: tuple[str, ...]


def survey_guessed(look: Look, *, stem: str) -> SurveyGuess | None:
    """How `surveys` may read a file; None where its columns and their values do not both say that it is one.

    A score counts by the question that its column's name asks; a plain `score` or `rating` by the name of the file.
    Its numbers have to lie on the scale.
    """
    roles = roles_of(look)
    when = roles.get("when", "")
    if not when or kind_of(look, when) not in WHEN or SOMETHING_ELSE & set(roles):
        return None
    asked = {scale: [name for name in look.header if _asks(look, name, scale)] for scale in SCALES}
    columns = {scale: names[0] for scale, names in asked.items() if names}
    scale = "" if columns else _told_by_name(look, stem)
    if scale:
        columns["score"] = next(name for name in SCORES if name in look.header)
    if not columns:
        return None
    named = columns | _who_and_when(roles)
    comment = our_columns(look.header, named).get("comment", "")
    named |= {"comment": comment} if comment else {}
    pattern = pattern_of(look, when)
    settings: list[tuple[str, object]] = [
        ("columns", {ours: _written(look, theirs) for ours, theirs in named.items() if ours != theirs})
    ]
    settings += [("scale", scale)] if scale else []
    settings += [("time_pattern", pattern)] if pattern else []
    given = tuple((name, value) for name, value in settings if value)
    if lacks(tuple({*look.header, *named}), SurveysSettings.model_validate(dict(given))):
        return None
    return SurveyGuess(given, (*_remarks(look, columns, scale, asked), *order_of_days(look, when)))


def _asks(look: Look, column: str, scale: str) -> bool:
    """Whether the name of a column asks on a scale, and its cells answer on it."""
    return asks(column, scale) and _lies_on(look, column, scale)


def _lies_on(look: Look, column: str, scale: str) -> bool:
    """Whether the answers begin with numbers of a scale, but for a few slips of the pen."""
    low, high = SCALES[scale]
    answers = [answer for answer in values_of(look, column) if answer.strip()]
    numbers = [float(begun[1].replace(",", ".")) for answer in answers if (begun := _NUMBER.match(answer))]
    inside = sum(low <= number <= high for number in numbers)
    outside = len(numbers) - inside
    return 0 < inside >= _LEAST_NUMBERS * len(answers) and outside <= max(1, _MOST_OUTSIDE[scale] * len(answers))


def _told_by_name(look: Look, stem: str) -> str:
    """The scale that the name of the file tells for its column of scores; empty where it tells none."""
    score = next((name for name in SCORES if name in look.header), "")
    words = "_".join(re.findall(r"[a-z]+", stem.lower()))
    scales = [scale for scale in SCALES if re.search(rf"(^|_){scale}(_|$)", words)]
    return scales[0] if score and len(scales) == 1 and _lies_on(look, score, scales[0]) else ""


def _who_and_when(roles: dict[str, str]) -> dict[str, str]:
    ours = {"answered_at": "when", "email": "email", "user_id": "user_id", "phone": "phone", "order_id": "order_number"}
    return {name: roles[role] for name, role in ours.items() if role in roles}


def _written(look: Look, column: str) -> str:
    return dict(zip(look.header, look.written, strict=True))[column] if look.format == "delimited" else column


def _remarks(look: Look, columns: dict[str, str], scale: str, asked: dict[str, list[str]]) -> list[str]:
    told = [
        f"{_written(look, theirs)!r} is taken for {scale or ours} ({_ends(scale or ours)})"
        for ours, theirs in columns.items()
    ]
    others = [_written(look, name) for names in asked.values() for name in names[1:]]
    if others:
        told.append(f"taken for further questions, with answers of their own: {', '.join(others)}")
    if len(others) > FURTHER:
        told.append(f"{FURTHER} further questions are read; name the others in `leave_out`")
    return told


def _ends(scale: str) -> str:
    low, high = SCALES[scale]
    return f"{low} to {high}"
