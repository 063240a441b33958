import json
import subprocess
import sys
from pathlib import Path

import pytest

from riparian.workspace.workspace import Workspace

TOML = """
[[sources]]
name = "survey"
preset = "surveys"
files = "*.csv"
"""
HEADER = "response_id,answered_at,email,question,scale,score,comment\n"
KILLS = 10


@pytest.mark.slow
def test_a_killed_build_leaves_the_former_snapshot_and_the_next_build_is_right(tmp_path: Path) -> None:
    folder, fresh = tmp_path / "killed", tmp_path / "fresh"
    folder.mkdir()
    (folder / "riparian.toml").write_text(TOML)
    rows = "".join(
        f"r{n},2024-06-{1 + n % 28:02d} 09:00:00,p{n % 50}@mail.example.net,recommend,nps,{n % 11},\n"
        for n in range(400)
    )
    (folder / "answers.csv").write_text(HEADER + rows)

    ran = subprocess.run(
        [sys.executable, "-m", "tests.journeys.kill_builds", str(folder), str(KILLS)],
        capture_output=True,
        text=True,
        check=False,
    )

    assert ran.returncode == 0, ran.stderr
    said = json.loads(ran.stdout)
    assert said["torn"] == 0
    fresh.mkdir()
    for file in folder.glob("*.*"):
        if file.suffix in (".csv", ".toml"):
            (fresh / file.name).write_bytes(file.read_bytes())
    Workspace(fresh).build()
    undisturbed = Workspace(fresh).published()
    assert {name: rows for name, [[rows]] in said["after"]["tables"].items() if name != "former_people"} == {
        name: rows for name, rows in undisturbed.tables().items() if name != "former_people"
    }
    assert sum(load["rows_read"] for load in said["after"]["loads"]) == 400 + 40 * said["brought"]
