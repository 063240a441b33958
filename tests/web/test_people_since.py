"""Who came, was set apart and left: by the engine and by the reader by hand, against sets."""

from pathlib import Path
from shutil import rmtree

import pytest

from riparian.web.people_since import Since, since
from riparian.web.reader import Condition
from tests.web.two_builds import Known, by_hand, kept, publish, two_builds

BUY: list[Condition] = [("band", "=", 5)]


def by_sets(now: Known, then: Known, band: int | None) -> dict[str, set[int]]:
    """The definition, without an engine."""
    are, were = now.at(band), then.at(band)
    otherwise = are - were
    fresh = otherwise - {whole for former, whole in now.merged.items() if former in were}
    parts = {one for one, owner in then.owners.items() if owner in were}
    gone = were - are - {former for former, whole in now.merged.items() if whole in are}
    return {
        "by_no_such_key": otherwise,
        "fresh": fresh,
        "came": fresh - parts,
        "apart": fresh & parts,
        "left": gone,
    }


def found(both: Since) -> dict[str, set[int]]:
    """The people of each list; each is counted as it is listed, before and after."""
    lists = {}
    for name in ("came", "by_no_such_key", "left", "fresh", "apart", "came"):
        tables, where = both.then if name == "left" else both.now, getattr(both, name)
        rows = tables.rows("standings", columns=("person_key", "band"), where=where, limit=100)
        lists[name] = {row["person_key"] for row in rows}
        assert tables.count("standings", where=where) == len(rows) == len(lists[name])
        assert tables.counts("standings", by="band", where=where).keys() == {row["band"] for row in rows}
    return lists


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("band", [None, 5])
def test_the_engine_finds_whom_sets_find(tmp_path: Path, seed: int, band: int | None) -> None:
    builds = two_builds(seed)
    expected = by_sets(*builds, band)

    both = since(*kept(tmp_path, builds), lambda _: BUY if band else [])

    assert found(both) == expected
    assert both.found == len(builds[1].at(band))


@pytest.mark.parametrize("seed", range(12))
def test_the_reader_by_hand_finds_whom_sets_find(seed: int) -> None:
    builds = two_builds(seed)

    assert found(since(*by_hand(builds), lambda _: BUY)) == by_sets(*builds, 5)


def test_the_builds_tell_every_list_apart() -> None:
    told = [by_sets(*two_builds(seed), 5) for seed in range(12)]

    assert all(any(one[name] for one in told) for name in told[0])
    assert any(one["fresh"] != one["by_no_such_key"] for one in told)


def test_a_list_is_no_other_when_the_filters_change(tmp_path: Path) -> None:
    builds = two_builds(3)
    now, then = kept(tmp_path, builds)

    def standing(band: int) -> Since:
        return since(now, then, lambda _: [("band", "=", band)])

    assert [found(standing(band)) for band in (3, 4, 5, 3)] == [by_sets(*builds, band) for band in (3, 4, 5, 3)]


def test_a_snapshot_that_was_built_again_is_compared_anew(tmp_path: Path) -> None:
    first, second = two_builds(1)
    later, earlier = kept(tmp_path, (first, second))
    before = found(since(earlier, later, lambda _: BUY))
    rmtree(tmp_path / ".riparian" / "snapshots" / later.snapshot)
    third, _ = two_builds(2)

    assert publish(tmp_path, third, 30) == later.snapshot

    after = found(since(earlier, earlier.other(later.snapshot), lambda _: BUY))
    assert before == by_sets(second, first, 5)
    assert after == by_sets(second, third, 5) != before
