"""Survey answers: would you recommend us (0 to 10), how satisfied were you (1 to 5), how easy was it (1 to 7), and why.

Reads CSV files, JSON lines and Parquet, in two shapes:

- long, one row per answer: `response_id, answered_at, email, question, scale, score, comment`; where there is no
  `scale` it is told by the question (a question with "recommend" is an `nps` one, "satisf…" is `csat`, "easy" or
  "effort" is `ces`) or by the setting `scale`;
- wide, one row per respondent: columns `nps`, `csat`, `ces`, `comment`, or the questions themselves as headers, which
  are told in the same way. Several questions may be on one scale (how satisfied with the delivery, with the product):
  each gives answers of its own, told apart by their `question`, up to four beside the first of each scale.

A further question counts where most numbers in its column lie on its scale and they do not stand for yes and no; what
is no number there (`Promoter`) is no answer. The setting `leave_out` names columns that are none.

Other headers are named in the settings (`columns = { score = "FFT categorical answer" }`). An answer without any name
is good: it is an anonymous respondent of its own, told by the response id. Where a later export tells another answer of
a response to the same question, the later one counts; answers without response ids are all kept.

Rejected: answers outside their scale, scores that are no number, answers whose scale nothing tells, rows with neither
score nor comment, rows without a response id in a file that has them, answers to more than four further questions. One
such answer rejects its whole row.
"""

import itertools
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Literal

import ibis
import pyarrow as pa
from pydantic import Field

from riparian.core.clocks import TimePattern, TimeZone
from riparian.core.columns import Text
from riparian.core.row import Row, Table, promises
from riparian.core.settings import OF_THE_COMPANY, Settings
from riparian.expressions.content import content_of, file_of
from riparian.expressions.mapped import mapped_to
from riparian.expressions.text import GIVEN_NAMES, column_name, filled, without_apostrophe
from riparian.expressions.time import instant_of
from riparian.storage.as_text import read_as_text
from riparian.storage.renaming import AS_WRITTEN, renamed
from riparian.tables.sources import SurveyAnswer


class SurveysSettings(Settings):
    """`[[sources]]` with `preset = "surveys"`."""

    time_zone: TimeZone = Field(default="UTC", json_schema_extra=OF_THE_COMPANY)
    """The clock of times that are written without a zone."""
    time_pattern: TimePattern = ""
    """How times are written (`%d/%m/%Y`), where it is not year first."""
    survey: str = ""
    """Name of the survey, where the file does not say."""
    scale: Literal["", "nps", "csat", "ces", "text"] = ""
    """Scale of every score, where neither a column nor the question tells it."""
    lowest_is_best: bool = False
    """Whether 1 is the best answer (some health services ask so); scores are then turned round within their scale."""
    columns: dict[str, str] = {}
    """Our name of a column (those of `SurveyRow`) and the header the file has for it."""
    leave_out: tuple[str, ...] = ()
    """Headers of columns that look like questions and are none, or are not wanted."""


class SurveyRow(Row):
    """A row of answers as exported. Grain: one row per answer, or per respondent."""

    response_id: Text | None
    answered_at: Text | None
    submitted_at: Text | None
    created_at: Text | None
    recorded_date: Text | None
    date: Text | None
    email: Text | None
    email_address: Text | None
    recipient_email: Text | None
    user_id: Text | None
    customer_id: Text | None
    phone: Text | None
    order_id: Text | None
    survey: Text | None
    survey_name: Text | None
    question: Text | None
    scale: Text | None
    score: Text | None
    comment: Text | None
    nps: Text | None
    csat: Text | None
    ces: Text | None
    nps_question: Text | None
    """What the file asks in the column that is taken for `nps`."""
    csat_question: Text | None
    ces_question: Text | None


SCALES: dict[str, tuple[int, int]] = {"nps": (0, 10), "csat": (1, 5), "ces": (1, 7)}
"""Lowest and highest answer of each scale."""

TELLING: dict[str, tuple[str, ...]] = {
    "nps": ("recommend", "empfehl", "recommand", "recomend", "aanbevel", "aanrad", "consigli", "raccomand", "nps"),
    "csat": ("satisf", "zufrieden", "tevreden", "soddisf", "csat"),
    "ces": (
        "effort",
        "easy",
        "aufwand",
        "einfach",
        "fácil",
        "facile",
        "esfuerzo",
        "gemakkelijk",
        "moeite",
        "sforzo",
        "ces",
    ),
}
"""What in a question tells its scale, in English, German, French, Spanish, Dutch and Italian."""

OF_SCALES: dict[str, str] = {
    "nps": r"recommend|net_promoter|empfehl|recommand|recomend|aanbevel|aanrad|consigli|raccomand|(^|_)nps(_|$)",
    "csat": r"(?<!un)(?<!dis)(?<!in)satisf|(?<!un)zufrieden|(?<!on)tevreden|(?<!in)soddisf|(^|_)csat(_|$)",
    "ces": r"effort|aufwand|esfuerzo|moeite|sforzo|(^|_)(easy|einfach|fácil|facile(ment)?|gemakkelijk|ces)(_|$)",
}
"""What in the name of a column tells its scale, where there is a choice of columns."""
_RANGE = re.compile(r"(?<!\d)(\d{1,2})_(?:to_)?(\d{1,3})(?!\d)")

FURTHER = 4
"""Questions that are read beside the first of each scale: a line makes no more rows."""

SYNONYMS: dict[str, tuple[str, ...]] = {
    "response_id": ("response", "answer_id", "submission_id", "token"),
    "comment": (
        "comments", "reason", "feedback", "verbatim", "text", "why", "kommentar", "kommentare", "grund", "begründung",
        "anmerkung", "anmerkungen", "freitext", "commentaire", "commentaires", "raison", "comentario", "comentarios",
        "motivo", "razón", "opmerking", "opmerkingen", "toelichting", "reden", "commento", "commenti",
    ),
    "score": ("rating", "answer"),
}  # fmt: skip
"""Our name of a column and what tools call it, the surest first."""

REMARK = re.compile(
    r"comment|reason|feedback|verbatim|text|why|kommentar|anmerkung|begründung|comentario|opmerking"
    rf"|(^|_)({'|'.join(SYNONYMS['comment'])}|warum|weshalb|pourquoi|waarom|perché|perche|por_qu[eé])(_|$)"
)
"""What in the name of a column says that it holds remarks and no scores."""

DATED_BY = ("answered_at", "submitted_at", "created_at", "recorded_date", "date")
_ELSEWHERE = ("ticket_id", "via_channel", "metric", "lineitem_name")
"""Columns of tools that ask for satisfaction beside something else."""


def row_by_row(settings: SurveysSettings) -> bool:
    """Every row is mapped by itself."""
    return True


def recognises(header: tuple[str, ...]) -> float:
    """How surely a header is that of survey answers: a score with its question or scale, or a recommend question."""
    names = set(header)
    if names & set(_ELSEWHERE) or not names & set(DATED_BY):
        return 0.0
    long = names & {"score", "rating"} and names & {"question", "scale"}
    wide = names & {"response_id", "email", "user_id"} and _asked(header, "nps")
    return 0.9 if long else 0.85 if wide else 0.0


def lacks(header: tuple[str, ...], settings: SurveysSettings) -> tuple[str, ...]:
    """What answers cannot do without: when they were given, a score or a comment, and what tells a score's scale."""
    names = set(header)
    told = settings.scale or names & {"scale", "question"}
    needed = (
        (names & set(DATED_BY), f"when it was answered ({', '.join(DATED_BY)})"),
        (names & {"score", "comment", *SCALES}, f"a score or a comment (score, {', '.join(SCALES)}, comment)"),
        (told or "score" not in names, "what tells the scale (scale, question, or the setting `scale`)"),
    )
    return tuple(what for there, what in needed if not there)


def extract(file: Path, settings: SurveysSettings) -> Iterator[pa.RecordBatch]:
    """The rows of one file, its questions and other columns under our names."""
    batches = read_as_text(file)
    first = next(batches, None)
    if first is None:
        return iter(())
    names = [name for name in first.schema.names if name not in _left_out(settings)]
    columns = our_columns(tuple(names), settings.columns)
    asked = {scale: column_name(columns[scale]) for scale in SCALES if scale in columns}
    questions = {f"{scale}_question": _in_words(name) for scale, name in asked.items() if name != scale}
    here = renamed(itertools.chain((first,), batches), columns, file)
    return (_with_texts(batch, {name: text for name, text in questions.items() if name not in names}) for batch in here)


def _left_out(settings: SurveysSettings) -> list[str]:
    return [column_name(header) for header in settings.leave_out]


def _in_words(column: str) -> str:
    """The question that a column is named after, as far as the name tells it."""
    return column.replace("_", " ")


def _with_texts(batch: pa.RecordBatch, texts: Mapping[str, str]) -> pa.RecordBatch:
    for name, text in texts.items():
        batch = batch.append_column(name, pa.array([text] * batch.num_rows, pa.string()))
    return batch


def our_columns(header: tuple[str, ...], chosen: Mapping[str, str]) -> dict[str, str]:
    """Our name for columns of a file: those that were chosen, then what tools call them, then questions as headers."""
    columns = dict(chosen)
    free = [name for name in header if name not in map(column_name, chosen.values())]
    for ours, theirs in SYNONYMS.items():
        found = next((name for name in theirs if name in free), "")
        if found and ours not in columns and ours not in free:
            columns[ours] = found
    if not {"score"} & {*columns, *free}:
        for scale in SCALES:
            if scale not in columns and (found := _asked(tuple(free), scale)):
                columns[scale] = found
    if not {"comment"} & {*columns, *free}:
        found = next(filter(REMARK.search, free), "")
        columns |= {"comment": found} if found else {}
    return columns


def _asked(header: tuple[str, ...], scale: str) -> str:
    questions = [name for name in header if not REMARK.search(name)]
    return (
        scale
        if scale in header
        else next((name for name in questions if any(re.search(told_by(word), name) for word in TELLING[scale])), "")
    )


def asks(column: str, scale: str) -> bool:
    """Whether the name of a column asks on this scale; one that says `1-10` asks on no other."""
    told = _RANGE.search(column)
    on_it = told is None or (int(told[1]), int(told[2])) == SCALES[scale]
    return on_it and bool(re.search(OF_SCALES[scale], column))


def further_questions(columns: Iterable[str], settings: SurveysSettings) -> dict[str, str]:
    """The scales of columns, under our names, that are named after questions beside the first of each scale."""
    ours = {*(promise.name for promise in promises(SurveyRow)), *GIVEN_NAMES, *_left_out(settings)}
    free = [name for name in columns if name not in ours and not name.endswith(AS_WRITTEN)]
    questions = [name for name in free if not REMARK.search(name)]
    return {name: scale for name in questions for scale in SCALES if asks(name, scale)}


def told_by(word: str) -> str:
    """The pattern that finds a telling word: an abbreviation stands alone, or `services` would be about `ces`."""
    return rf"(^|[^a-z]){word}([^a-z]|$)" if word in SCALES else word


def line_id(raw: Table[SurveyRow]) -> ibis.Value:
    """All that the row says, so that a corrected answer is a new line; null where responses have no id."""
    content = content_of(raw, leaving_out=[f"{scale}_question" for scale in SCALES])
    return ibis.ifelse(filled(raw.response_id).notnull(), content, ibis.null("string"))


def survey_answers(raw: Table[SurveyRow], settings: SurveysSettings) -> Table[SurveyAnswer]:
    """An answer per row of a long file; one per question that was answered in a row of a wide one.

    The comment of a wide row belongs to its first answer in the order nps, csat, ces, further questions. The first
    question of a scale is known again by its scale, so that it may be worded anew; a further one by its words.
    """
    has_ids = filled(raw.response_id).count().over(ibis.window(group_by=file_of(raw))) > 0
    answers = _single_answers(raw.mutate(unnumbered=has_ids & filled(raw.response_id).isnull()), settings)
    nothing = ibis.null("string")
    identifiers = {
        "user_id": ibis.coalesce(filled(answers.user_id), filled(answers.customer_id)),
        "email": ibis.coalesce(*map(filled, (answers.email, answers.email_address, answers.recipient_email))),
        "phone": without_apostrophe(answers.phone),
        "order_id": filled(answers.order_id),
    }
    asked = ibis.literal(" ").join([filled(answers[name]).fill_null("") for name in ("known_by", "scale")])
    line = "line " + answers.line.cast("string")  # equal answers without an id are answers of as many people
    response = "response " + ibis.coalesce(filled(answers.response_id), answers.line_id.cast("string"))
    number = _number_in(answers.score)
    return mapped_to(
        SurveyAnswer,
        answers,
        slot=answers.slot,
        answer_number=ibis.coalesce(filled(answers.response_id) + " " + asked, line + " " + asked),
        **identifiers,
        anonymous_id=ibis.ifelse(ibis.coalesce(*identifiers.values()).isnull(), response, nothing),
        answered_at=_answered_at(answers, settings),
        survey=ibis.coalesce(filled(answers.survey), filled(answers.survey_name), settings.survey or nothing),
        question=answers.asked,
        scale=answers.scale.fill_null("text"),
        score=_turned(number, answers.scale) if settings.lowest_is_best else number,
        comment=answers.comment,
        refused=ibis.coalesce(_refusal(answers, number), _undated(answers, settings)),
    )


def _single_answers(raw: ibis.Table, settings: SurveysSettings) -> ibis.Table:
    """One row per answer, in the columns scale, score, comment, asked, known_by and slot; the rest as it was."""
    question, said = filled(raw.question), filled(raw.comment)
    told = ibis.cases(
        *((question.lower().re_search(told_by(word)), scale) for scale, words in TELLING.items() for word in words),
        else_=settings.scale or ibis.null("string"),
    )
    scored = filled(raw.score)
    scale = ibis.coalesce(filled(raw.scale).lower(), told)
    textual = scored.isnull() | (scale == "text").fill_null(False)
    firsts = [(name, name, filled(raw[name]), filled(raw[f"{name}_question"]), question) for name in SCALES]
    further = [
        (name, scale, _answer_in(raw, name, scale), ibis.literal(_in_words(name)), ibis.literal(_in_words(name)))
        for name, scale in further_questions(raw.columns, settings).items()
    ]
    unread = [score.notnull() for _, _, score, _, _ in further[FURTHER:]]
    raw = raw.mutate(too_many=ibis.or_(*unread) if unread else ibis.literal(False))
    asked = [*firsts, *further[:FURTHER]]
    alone = ibis.and_(*(score.isnull() for _, _, score, _, _ in asked))
    single = raw.filter(alone).mutate(
        scale=ibis.ifelse(textual, "text", scale),
        score=ibis.ifelse(textual, ibis.null("string"), scored),
        comment=said,
        asked=question,
        known_by=question,
        slot=0,
    )
    several = []
    earlier = ibis.literal(False)
    for slot, (_, on, score, words, known_by) in enumerate(asked, start=1):
        several.append(
            raw.filter(score.notnull()).mutate(
                scale=ibis.literal(on),
                score=score,
                comment=ibis.ifelse(earlier, ibis.null("string"), said),
                asked=ibis.coalesce(words, question),
                known_by=known_by,
                slot=slot,
            )
        )
        earlier = earlier | score.notnull()
    return ibis.union(single, *several)


def _answer_in(raw: ibis.Table, column: str, scale: str) -> ibis.Value:
    """What a wide row answers to a further question; null where the column does not hold answers on its scale."""
    number, (low, high) = _number_in(raw[column]), SCALES[scale]
    of_file = ibis.window(group_by=file_of(raw))
    inside = number.between(low, high).fill_null(False).cast("int64").sum().over(of_file)
    # A column of 0 and 1 says yes or no, and one of 1 alone may do so where 0 is an answer, too.
    no_flag = (number.max().over(of_file) > 1) | (ibis.literal(low == 1) & (number.min().over(of_file) >= 1))
    counts = (2 * inside > number.count().over(of_file)) & no_flag
    answered = counts & number.notnull() & filled(raw.score).isnull()
    return ibis.ifelse(answered.fill_null(False), filled(raw[column]), ibis.null("string"))


def _number_in(score: ibis.Value) -> ibis.Value:
    """The number with which an answer begins."""
    return score.re_extract(r"^\s*(-?\d+(?:[.,]\d+)?)", 1).replace(",", ".").nullif("").try_cast("float64")


def _answered_at(answers: ibis.Table, settings: SurveysSettings) -> ibis.Value:
    written = ibis.coalesce(*(filled(answers[name]) for name in DATED_BY))
    return instant_of(written, settings.time_zone, settings.time_pattern)


def _undated(answers: ibis.Table, settings: SurveysSettings) -> ibis.Value:
    written = ibis.coalesce(*(filled(answers[name]) for name in DATED_BY)).notnull()
    unread = written & _answered_at(answers, settings).isnull()
    return ibis.ifelse(unread, "answered_at cannot be read as it is written; set `time_pattern`", ibis.null("string"))


def _turned(number: ibis.Value, scale: ibis.Value) -> ibis.Value:
    return ibis.cases(*((scale == name, low + high - number) for name, (low, high) in SCALES.items()), else_=number)


def _refusal(answers: ibis.Table, number: ibis.Value) -> ibis.Value:
    outside = [
        ((answers.scale == scale) & ~number.between(low, high), f"{scale}, {low} to {high}")
        for scale, (low, high) in SCALES.items()
    ]
    return ibis.cases(
        (answers.unnumbered, "response_id is missing"),
        (answers.too_many, f"it answers more than {FURTHER} further questions; name columns in `leave_out`"),
        (answers.score.isnull() & answers.comment.isnull(), "neither a score nor a comment"),
        (answers.score.isnull(), ibis.null("string")),
        (answers.scale.isnull(), "nothing tells the scale; set `scale`"),
        (~answers.scale.isin([*SCALES, "text"]), "no scale is named " + answers.scale),
        (number.isnull(), "score " + answers.score + " is no number"),
        (
            (answers.scale == "nps") & (answers.score.re_search(r"^\s*-?\d+[.,]0*[1-9]")),
            "score " + answers.score + " is not whole",
        ),
        *((wrong, "score " + answers.score + f" is outside {told}") for wrong, told in outside),
    )
