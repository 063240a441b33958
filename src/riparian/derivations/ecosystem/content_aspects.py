"""Content aspects: which job to be done, and which side of it, each piece of content serves."""

import re
from typing import Annotated, Final, Self

import ibis
import numpy as np
from pydantic import Field, model_validator

from riparian.core.doors import Gather
from riparian.core.row import Table, promised
from riparian.core.settings import Settings
from riparian.tables.actions import VIEWED, Action, codes_of
from riparian.tables.landing import KnownLabel
from riparian.tables.participants import ContentAspect
from riparian.tables.sources import ContentPiece

TOPIC: Final = "topic"
"""What stands for the job where none is set."""
_NO_WORD: Final = r"[^\p{L}\p{N}]+"


class JobAspect(Settings):
    """`[[derivations.content_aspects.jobs.aspects]]`"""

    name: Annotated[str, Field(min_length=1)]
    keywords: tuple[Annotated[str, Field(min_length=1)], ...] = ()
    """Words or phrases in the title or address of a piece; `compost*` also means what begins so. Case and signs between
    words do not matter."""
    topics: tuple[str, ...] = ()
    """The source's own topics."""


class Job(Settings):
    """`[[derivations.content_aspects.jobs]]`"""

    name: Annotated[str, Field(min_length=1)]
    """What the customer wants to get done, in the customer's words."""
    aspects: tuple[JobAspect, ...]


class ContentAspectsSettings(Settings):
    """`[derivations.content_aspects]`"""

    jobs: tuple[Job, ...] = ()
    """Empty: the topics that sources name stand for jobs."""

    @model_validator(mode="after")
    def _each_once(self) -> Self:
        names = [(job.name, aspect.name) for job in self.jobs for aspect in job.aspects]
        twice = sorted({f"{job}: {aspect}" for job, aspect in names if names.count((job, aspect)) > 1})
        if twice:
            raise ValueError(f"an aspect is there twice ({', '.join(twice)})")
        return self


def content_aspects(
    actions: Table[Action],
    content_pieces: Table[ContentPiece],
    labels: Table[KnownLabel],
    settings: ContentAspectsSettings,
    gather: Gather,
) -> Table[ContentAspect]:
    """Pieces that were viewed, and pieces that a source lists, each under every aspect that a word or topic gives it.

    A piece that no aspect fits is left out. The title is the first in the order of the alphabet, where sources differ.
    """
    told = pieces_with_words(actions, content_pieces, labels)
    if not settings.jobs:
        topics = told.filter(told.topic.notnull())
        made = topics.mutate(job=ibis.literal(TOPIC), aspect=topics.topic, keyword=topics.topic)
        return promised(made.mutate(keywords=ibis.literal(1, "int64")), ContentAspect)
    words = gather.give_back(keywords_of(settings), ibis.schema(dict.fromkeys(_WORD, "string")))
    text = told.title.fill_null("") + ibis.literal(" ") + told.content
    spaced = told.mutate(text=ibis.literal(" ") + text.lower().re_replace(_NO_WORD, " ") + ibis.literal(" "))
    on_topic = ibis.literal("|") + spaced.topic.fill_null("").lower() + ibis.literal("|")
    tried = spaced.mutate(on_topic=on_topic).cross_join(words)
    found = tried.filter(tried.text.contains(tried.needle) | tried.on_topic.contains(tried.needle))
    own = ("site", "content", "title", "views", "people", "first_on", "last_on")
    made = found.group_by(*own, "job", "aspect").agg(keyword=found.keyword.min(), keywords=found.keyword.nunique())
    return promised(made, ContentAspect)


_WORD: Final = ("job", "aspect", "keyword", "needle")


def keywords_of(settings: ContentAspectsSettings) -> dict[str, np.ndarray[tuple[int], np.dtype[np.object_]]]:
    """Every word and topic of every aspect, with what is looked for: a whole word stands between blanks."""
    rows = []
    for job in settings.jobs:
        for aspect in job.aspects:
            rows += [(job.name, aspect.name, word, needle_of(word)) for word in aspect.keywords]
            rows += [(job.name, aspect.name, topic, f"|{topic.lower()}|") for topic in aspect.topics]
    columns = zip(*rows, strict=True) if rows else [()] * len(_WORD)
    return {name: np.array(column, dtype=object) for name, column in zip(_WORD, columns, strict=True)}


def needle_of(keyword: str) -> str:
    """What a text between blanks holds that has this word.

    >>> needle_of("Rain-water"), needle_of("compost*")
    (' rain water ', ' compost')
    """
    words = " ".join(re.sub(r"[\W_]+", " ", keyword.lower()).split())
    return f" {words}" if keyword.endswith("*") else f" {words} "


def pieces_with_words(actions: ibis.Table, content_pieces: ibis.Table, labels: ibis.Table) -> ibis.Table:
    """One row a site and content, as texts: title, topic, views, people, first_on, last_on."""
    seen = actions.filter(actions.kind.isin(codes_of(VIEWED)) & actions.site.notnull() & actions.content.notnull())
    viewed = seen.group_by("site", "content").agg(
        views=seen.count(),
        people=seen.person_key.nunique(),
        seen_topic=seen.topic.min(),
        first_on=seen["occurred_at"].min().date(),
        last_on=seen["occurred_at"].max().date(),
    )
    listed = content_pieces.filter(content_pieces.site.notnull())
    listed = listed.group_by("site", "content").agg(title=listed.title.min(), listed_topic=listed.topic.min())
    told = ibis.union(viewed.select("site", "content"), listed.select("site", "content")).distinct()
    for part in (viewed, listed):
        told = told.left_join(part, ["site", "content"]).drop("site_right", "content_right")
    told = told.mutate(topic_key=ibis.coalesce(told.listed_topic, told.seen_topic))
    for column in ("site", "content", "topic_key"):
        words = labels.select(word_key="label_key", **{f"{column}_word": "label"})
        told = told.left_join(words, told[column] == words.word_key).drop("word_key")
    return told.select(
        "title",
        "first_on",
        "last_on",
        site=told.site_word,
        content=told.content_word,
        topic=told.topic_key_word.nullif(""),
        views=told.views.fill_null(0),
        people=told.people.fill_null(0),
    )
