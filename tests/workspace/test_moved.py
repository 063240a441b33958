from datetime import datetime
from pathlib import Path
from typing import Any

from riparian.core.row import Row
from riparian.tables.hourglass import EcosystemSize, RecommendScore, Standing
from riparian.tables.identity import IdentityCorrection, MergedPerson, Person
from riparian.workspace.moved import Moved, figures, identity_changed, moved
from riparian.workspace.workspace import Workspace
from tests.cli.published import publish

FLAGS = dict.fromkeys(("dormant", "support", "loyalty", "advocacy", "innovation"), False)


def snapshot(folder: Path, bands: list[int], *, corrections: int = 0, merges: int = 0, score: float = 30.0) -> str:
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
    return publish(folder, tables).name


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

    assert identity_changed(before, after) == (1, 1)


def test_a_snapshot_without_a_table_has_none_of_its_figures(tmp_path: Path) -> None:
    publish(tmp_path, {Person: [{"person_key": 1, "known": False}]})

    assert figures(Workspace(tmp_path).published()) == {"people": 1, "known people": 0}
