"""Who was found to be part of others: by the engine and by the reader by hand, against sets."""

import random
from dataclasses import replace
from pathlib import Path

import pytest

from riparian.web.deeds.merges import Merged
from riparian.web.merges import parts_since, taken_in
from riparian.web.reader import Reader
from tests.web.two_builds import Known, by_hand, kept, two_builds


def builds(seed: int) -> tuple[Known, Known]:
    """Two builds of which the earlier one knew of some merges, of which the later one keeps a part."""
    now, then = two_builds(seed)
    draw = random.Random(seed)
    formers = draw.sample(sorted(now.merged), len(now.merged) // 3) + draw.sample(sorted(now.people), 5)
    return now, replace(then, merged=dict.fromkeys(formers, min(then.people)))


def by_sets(before: Known, after: Known) -> set[int]:
    """The definition, without an engine."""
    return (after.merged.keys() - before.merged.keys()) & before.people


def people(tables: Reader, other: Reader) -> set[int]:
    rows = tables.rows("people", columns=("person_key",), where=taken_in(tables, other), limit=100)
    assert tables.count("people", where=taken_in(tables, other)) == len(rows)
    return {row["person_key"] for row in rows}


def found(now: Reader, then: Reader) -> list[set[int]]:
    """Who was taken in and who was set apart, as lists of the Runs page and of the People page tell them."""
    rows = now.rows("merged_people", columns=("former_key",), where=parts_since(then, now), limit=100)
    lists = [people(then, now), {row["former_key"] for row in rows}, people(now, then)]
    for deed in (Merged(then.snapshot), Merged(then.snapshot, "set apart")):
        listed = now.rows("standings", columns=("person_key",), where=deed.where(now), limit=100)
        lists.append({row["person_key"] for row in listed})
    return lists


def expected(now: Known, then: Known) -> list[set[int]]:
    taken, apart = by_sets(then, now), by_sets(now, then)
    wholes = {now.merged[one] for one in taken}
    return [taken, taken, apart, wholes & now.bands.keys(), apart & now.bands.keys()]


@pytest.mark.parametrize("seed", range(8))
def test_the_engine_finds_whom_sets_find(tmp_path: Path, seed: int) -> None:
    assert found(*kept(tmp_path, builds(seed))) == expected(*builds(seed))


@pytest.mark.parametrize("seed", range(8))
def test_the_reader_by_hand_finds_whom_sets_find(seed: int) -> None:
    assert found(*by_hand(builds(seed))) == expected(*builds(seed))


def test_the_builds_have_people_of_both_kinds() -> None:
    found = [builds(seed) for seed in range(8)]

    assert all(by_sets(then, now) and by_sets(now, then) for now, then in found)
