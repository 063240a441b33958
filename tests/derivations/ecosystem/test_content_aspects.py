"""Which job a piece of content serves."""

from typing import Any

import pytest
from pydantic import ValidationError

from riparian.derivations.ecosystem.content_aspects import ContentAspectsSettings, Job, JobAspect, content_aspects
from riparian.tables.actions import Action
from riparian.tables.sources import ContentPiece
from riparian.testing.tables import TestingGather, at, labels_table, rows_of, table_of

Row = dict[str, Any]
JOBS = (
    Job(
        name="a garden that lives",
        aspects=(
            JobAspect(name="soil", keywords=("compost*", "living soil"), topics=("Ground",)),
            JobAspect(name="animals", keywords=("bird", "hedgehog")),
        ),
    ),
)


def viewed(content: str, person: int = 1, **more: Any) -> Row:
    told = {"person_key": person, "kind": "view", "site": "ledger.example", "content": content}
    return told | {"occurred_at": at(days=person)} | more


def aspects(
    *views: Row, pieces: tuple[Row, ...] = (), jobs: tuple[Job, ...] = JOBS
) -> dict[tuple[str, str], list[Any]]:
    made = content_aspects(
        table_of(Action, *views),
        table_of(ContentPiece, *pieces),
        labels_table(),
        ContentAspectsSettings(jobs=jobs),
        TestingGather(),
    )
    columns = ("content", "aspect", "keyword", "keywords", "views", "people")
    return {(content, aspect): rest for content, aspect, *rest in rows_of(made, *columns)}


def test_whole_words_and_beginnings_are_found_in_an_address() -> None:
    found = aspects(viewed("/articles/composting-at-home"), viewed("/articles/a-living-soil"), viewed("/birdsong"))

    assert {key: value[0] for key, value in found.items()} == {
        ("/articles/composting-at-home", "soil"): "compost*", ("/articles/a-living-soil", "soil"): "living soil",
    }  # fmt: skip


def test_a_piece_may_serve_several_aspects_and_counts_its_views_and_people() -> None:
    found = aspects(viewed("/Bird-and-Hedgehog-compost"), viewed("/Bird-and-Hedgehog-compost", 2))

    assert found["/Bird-and-Hedgehog-compost", "animals"] == ["bird", 2, 2, 2]
    assert found["/Bird-and-Hedgehog-compost", "soil"] == ["compost*", 1, 2, 2]


def test_the_title_and_topic_that_a_source_lists_count_too() -> None:
    piece = {"source": "cms", "site": "ledger.example"}

    found = aspects(pieces=(
        piece | {"content": "/17", "title": "What birds need: a bird table"},
        piece | {"content": "/18", "topic": "ground"},
    ))  # fmt: skip

    assert found == {("/17", "animals"): ["bird", 1, 0, 0], ("/18", "soil"): ["Ground", 1, 0, 0]}


def test_without_jobs_topics_stand_for_them() -> None:
    found = aspects(viewed("/a", topic="ground"), viewed("/b"), jobs=())

    assert found == {("/a", "ground"): ["ground", 1, 1, 1]}


def test_what_is_no_content_is_left_out() -> None:
    assert aspects(viewed("/bird", kind="order"), viewed("/bird", site=None)) == {}


def test_an_aspect_stands_in_a_job_once() -> None:
    twice = Job(name="a", aspects=(JobAspect(name="b"), JobAspect(name="b")))

    with pytest.raises(ValidationError, match="an aspect is there twice"):
        ContentAspectsSettings(jobs=(twice,))
