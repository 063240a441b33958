"""Recommend scores: would they recommend us, overall, by month and by where they stand."""

from typing import Final

import ibis
import numpy as np

from riparian.core.doors import Array, Gather
from riparian.core.durations import AsOf
from riparian.core.row import Table, promised
from riparian.expressions.calendar import first_day, instant_of, month_number
from riparian.models.net_promoter import PASSIVE_FROM, PROMOTER_FROM, NetPromoter
from riparian.tables.hourglass import BANDS, BandEntry, FacetEntry, RecommendScore
from riparian.tables.identity import Identifier
from riparian.tables.landing import KnownLabel
from riparian.tables.sources import SurveyAnswer

_EVERYONE: Final = 0
_TWELVE_MONTHS: Final = -1


def recommend_scores(
    survey_answers: Table[SurveyAnswer],
    identifiers: Table[Identifier],
    labels: Table[KnownLabel],
    band_entries: Table[BandEntry],
    facet_entries: Table[FacetEntry],
    as_of: AsOf,
    gather: Gather,
) -> Table[RecommendScore]:
    """Every answer on the scale `nps` counts once, in the band where its person stood when answering.

    It also counts in each facet that was active then. A person who answers twice counts twice; `people` tells. The
    last twelve months are those that end at the as-of date, by the calendar.
    """
    answers = given(survey_answers, identifiers, labels)
    months = by_place(answers, band_entries, facet_entries)
    recent = months.filter(months["occurred_at"] + ibis.interval(months=12) >= instant_of(as_of))
    told = ibis.union(months, recent.mutate(month=ibis.literal(_TWELVE_MONTHS, type="int64")))
    counts = told.group_by("place", "month").agg(
        answers=told.count(),
        people=told.person_key.nunique(),
        promoters=told.count(where=told.score >= PROMOTER_FROM),
        detractors=told.count(where=told.score < PASSIVE_FROM),
    )
    columns = scored(gather(counts, at_most=100_000))
    whole = ("place", "month", "answers", "people", "promoters", "passives", "detractors")
    figures = ("score", "standard_error", "low", "high")
    made = gather.give_back(columns, ibis.schema(dict.fromkeys(whole, "int64") | dict.fromkeys(figures, "float64")))
    known = {name: ibis.ifelse(made[name].isnan(), ibis.null("float64"), made[name]) for name in figures}
    population = ibis.cases((made.place == _EVERYONE, "everyone"), (made.place <= max(BANDS), "band"), else_="facet")
    month_on = first_day(made.month.nullif(_TWELVE_MONTHS))
    return promised(made.mutate(population=population, month_on=month_on, **known), RecommendScore)


def given(survey_answers: Table[SurveyAnswer], identifiers: Table[Identifier], labels: Table[KnownLabel]) -> ibis.Table:
    """Answers to the recommend question and who gave them; what is not on 0–10 is no answer to it."""
    scale = labels.filter(labels.label == "nps").select(scale="label_key")
    asked = survey_answers.semi_join(scale, "scale")
    asked = asked.filter(asked.score.between(0, 10)).select("identifier_key", "score", occurred_at="answered_at")
    return asked.join(identifiers.select("identifier_key", "person_key"), "identifier_key").drop("identifier_key")


def by_place(answers: ibis.Table, band_entries: Table[BandEntry], facet_entries: Table[FacetEntry]) -> ibis.Table:
    """Each answer under everyone and under every place of its person at that moment."""
    stay = ["person_key", "place", "entered_at", "left_at"]
    places = ibis.union(
        band_entries.rename(place="band").select(stay), facet_entries.rename(place="facet").select(stay)
    )
    there = answers.join(places, "person_key")
    there = there.filter(
        (there["occurred_at"] >= there.entered_at) & (there.left_at.isnull() | (there["occurred_at"] < there.left_at))
    )
    columns = ["person_key", "score", "occurred_at", "place"]
    everyone = answers.mutate(place=ibis.literal(_EVERYONE).cast("int32")).select(columns)
    all_of_them = ibis.union(everyone, there.select(columns))
    return all_of_them.mutate(month=month_number(all_of_them["occurred_at"]))


def scored(counts: dict[str, Array]) -> dict[str, Array]:
    """The counts with passives, score and interval; NaN where there is none."""
    passives = counts["answers"] - counts["promoters"] - counts["detractors"]
    unknown = float("nan")
    figures = []
    for promoters, neither, detractors in zip(counts["promoters"], passives, counts["detractors"], strict=True):
        answers = NetPromoter(int(promoters), int(neither), int(detractors))
        low, high = answers.interval() or (unknown, unknown)
        figures.append((answers.score, answers.standard_error or unknown, low, high))
    names = ("score", "standard_error", "low", "high")
    table = np.array(figures, dtype=np.float64).reshape(-1, len(names))
    return counts | {"passives": passives} | {name: table[:, n] for n, name in enumerate(names)}
