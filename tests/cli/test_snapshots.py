from datetime import datetime
from pathlib import Path

from riparian.tables.identity import Person
from tests.cli.published import publish, riparian


def test_the_published_snapshot_is_marked(tmp_path: Path) -> None:
    publish(tmp_path, {Person: []}, as_of=datetime(2025, 6, 1))
    publish(tmp_path, {Person: [{"person_key": 1}]}, as_of=datetime(2025, 7, 1))

    lines = riparian(tmp_path, "snapshots").output.splitlines()

    assert lines[1].split()[:3] == ["000001", "2025-06-01", "00:00:00"]
    assert lines[2].split()[:3] == ["→", "000002", "2025-07-01"]


def test_before_the_first_build_it_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "riparian.toml").touch()

    assert riparian(tmp_path, "snapshots").output == "nothing was built yet; riparian build\n"
