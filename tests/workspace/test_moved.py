from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from riparian.cli.build import figures_moved
from riparian.core.row import Row
from riparian.tables.hourglass import EcosystemSize, RecommendScore, Standing
from riparian.tables.identity import IdentityCorrection, MergedPerson, Person
from riparian.workspace.moved import IdentityChange, Moved, figures, identity_changed, moved
from riparian.workspace.workspace import Workspace
from tests.cli.published import AS_OF, publish

FLAGS = dict.fromkeys(("dormant", "support", "loyalty", "advocacy", "innovation"), False)


def snapshot(
    folder: Path,
    bands: list[int],
    *,
    corrections: int = 0,
    merges: int = 0,
    score: float = 30.0,
    as_of: datetime = AS_OF,
) -> str:
    tables: dict[type[Row], list[dict[str, Any]]] = {
        Person: [{"person_key": key, "known": True} for key, _ in enumerate(bands)],
        Standing: [FLAGS | {"person_key": key, "band": band} for key, band in enumerate(bands)],
        IdentityCorrection: [
            {"entry": number, "decision": "join", "decided_at": datetime(2025, 1, 1)} for number in range(corrections)
        ],
        MergedPerson: [{"former_key": key, "person_key": 0} for key in range(merges)],
        EcosystemSize: [{"method": "chao", "people": 1234.4}, {"method": "ratio"}],
        RecommendScore: [{"population": "everyone", "score": score}],
    }
    return publish(folder, tables, as_of=as_of).name


def test_only_figures_that_differ_moved(tmp_path: Path) -> None:
    company = Workspace(tmp_path)
    before = company.published(snapshot(tmp_path, [1, 5, 5]))

    after = company.published(snapshot(tmp_path, [1, 5], score=25.5))

    assert moved(before, after) == (
        Moved("people", 3, 2),
        Moved("known people", 3, 2),
        Moved("in Buy", 2, 1),
        Moved("recommend score", 30.0, 25.5),
    )


def test_nothing_moved_between_equal_snapshots(tmp_path: Path) -> None:
    company = Workspace(tmp_path)
    first, second = (company.published(snapshot(tmp_path, [1, 5])) for _ in range(2))

    assert moved(first, second) == ()


def test_corrections_and_merges_are_counted_since_the_former_snapshot(tmp_path: Path) -> None:
    company = Workspace(tmp_path)
    before = company.published(snapshot(tmp_path, [1, 5, 5], corrections=1))

    after = company.published(snapshot(tmp_path, [1, 5], corrections=2, merges=1))

    assert identity_changed(before, after) == IdentityChange(corrections=1, merged=1, set_apart=0)


def test_who_was_told_apart_only_in_between_was_not_merged_since(tmp_path: Path) -> None:
    company = Workspace(tmp_path)
    before = company.published(snapshot(tmp_path, []))

    after = company.published(snapshot(tmp_path, [], merges=2))

    assert identity_changed(before, after) == IdentityChange(corrections=0, merged=0, set_apart=0)


def test_who_is_set_apart_again_is_no_merge(tmp_path: Path) -> None:
    company = Workspace(tmp_path)
    before = company.published(snapshot(tmp_path, [1, 5], corrections=1, merges=2))

    after = company.published(snapshot(tmp_path, [1, 5, 5], corrections=2, merges=1))

    assert identity_changed(before, after) == IdentityChange(corrections=1, merged=0, set_apart=1)


def test_a_snapshot_without_a_table_has_none_of_its_figures(tmp_path: Path) -> None:
    publish(tmp_path, {Person: [{"person_key": 1, "known": False}]})

    assert figures(Workspace(tmp_path).published()) == {"people": 1, "known people": 0}


def test_figures_of_two_dates_are_not_compared(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    company = Workspace(tmp_path)
    first = company.snapshots.open(snapshot(tmp_path, [1, 5]))
    second = company.snapshots.open(snapshot(tmp_path, [1, 5, 5], corrections=1, as_of=datetime(2025, 3, 1)))

    figures_moved(company, first, second)
    other_date = " ".join(capsys.readouterr().out.split())
    third = company.snapshots.open(snapshot(tmp_path, [1], corrections=1))
    figures_moved(company, second, third)
    same_date = " ".join(capsys.readouterr().out.split())

    assert f"1 identity correction since snapshot {first.name}, which is as of 2025-07-01" in other_date
    assert "riparian build --as-of 2025-07-01T00:00:00 tells which moved" in other_date
    assert f"1 identity correction since snapshot {first.name}; figures that moved:" in same_date
