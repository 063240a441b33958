"""Kills real builds with SIGKILL at many points and looks at what is left. Run by `test_killed_builds.py`.

Each build is a child made by `fork` from this process, which has loaded everything and holds no engine, so a killed
build costs no start-up. Prints one JSON object.
"""

import json
import os
import signal
import sys
import time
import traceback
from pathlib import Path
from typing import Any

import duckdb

from riparian.build.discovery import discovered
from riparian.build.preset import presets_found
from riparian.workspace.workspace import Workspace


def in_child(work: Any, *, kill_after: float | None = None) -> bool:  # noqa: ANN401  any callable
    """Run `work` in a child; kill it after so many seconds. True when it ended by itself, which has to be well."""
    child = os.fork()
    if child == 0:
        code = 1
        try:
            work()
            code = 0
        finally:  # the parent sees the exit code alone, and nothing of the parent may run on in the child
            if code:
                traceback.print_exc()
            os._exit(code)
    if kill_after is not None:
        time.sleep(kill_after)
        os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    if status not in (0, signal.SIGKILL):
        raise SystemExit("a child failed")
    return status == 0


def published_rows(folder: Path, answer: Path) -> None:
    """Write what readers see: snapshot name, rows of every table read in full, and the rows of the loads."""
    published = Workspace(folder).published()
    tables = {
        name: duckdb.connect()
        .execute(f"SELECT count(*) FROM read_parquet({[str(f) for f in published.snapshot.files(name)]})")
        .fetchall()
        for name in published.snapshot.tables
    }
    loads = published.rows("source_loads", columns=("rows_read", "rows_kept", "rows_rejected", "rows_known"), limit=100)
    answer.write_text(json.dumps({"snapshot": published.snapshot.name, "tables": tables, "loads": loads}))


def main(folder: Path, kills: int) -> None:
    """Bring a new file before each round, kill a build of it, look, and build it to the end now and then."""
    presets_found(), discovered()
    answer = folder / "answer.json"

    def see() -> dict[str, Any]:
        in_child(lambda: published_rows(folder, answer))
        said: dict[str, Any] = json.loads(answer.read_text())
        return said

    def build() -> None:
        Workspace(folder).build()

    def bring(number: int) -> None:
        rows = "".join(
            f"k{number}-{n},2024-07-01 10:00:00,p{n % 7}@mail.example.net,recommend,nps,9,\n" for n in range(40)
        )
        header = "response_id,answered_at,email,question,scale,score,comment\n"
        (folder / f"more-{number:03d}.csv").write_text(header + rows)

    in_child(build)
    bring(0)
    began = time.monotonic()
    in_child(build)
    whole = time.monotonic() - began
    torn, died, brought = 0, 0, 1
    former = see()
    while died < kills:
        bring(brought)
        brought += 1
        if in_child(build, kill_after=whole * (died + 1) / (kills + 1)):
            # How long a build takes depends on what else the machine does: this one was over before its kill.
            whole *= 0.8
            former = see()
            continue
        died += 1
        now = see()
        if now["snapshot"] == former["snapshot"] and now != former:
            torn += 1
        former = now
    in_child(build)
    print(json.dumps({"brought": brought, "torn": torn, "after": see()}))


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
