"""What tables by hand leave behind."""

import os
import subprocess
import sys
from pathlib import Path


def test_the_engine_of_tables_by_hand_leaves_nothing_behind(tmp_path: Path) -> None:
    code = "from riparian.testing.tables import engine; print(engine().rows('SELECT 1'))"

    ran = subprocess.run(
        [sys.executable, "-c", code],
        env=os.environ | {"TMPDIR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
    )

    assert ran.stdout.strip() == "[(1,)]"
    assert list(tmp_path.iterdir()) == []
