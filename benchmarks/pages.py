"""What each page costs the server: `python -m benchmarks.pages FOLDER|PEOPLE [TIMES]`.

Serves a built workspace, or a sample company of so many people that is built first, in a process of its own, and asks
every page and its JSON twin over one kept connection: once cold, then TIMES in a row (20). Told are the wall time of
the first, median and 95th percentile of the others, and the CPU that the server took for one of them, all its threads
together, as Linux counts it: in hundredths of a second, so of many requests. Dearest first.

Serving a workspace puts on record who looked at whom: measure a copy.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from http.client import HTTPConnection
from pathlib import Path
from statistics import median, quantiles
from urllib.parse import urlsplit

from benchmarks.keeping import keep
from riparian.web.app import pages

TIMES = 20
SHOWN = {
    "/hourglass": ("stage=5",),
    "/map": ("view=sites",),
    "/value": ("measure=conversions",),
    "/cohorts": ("band=2",),
}
"""Pages with a side that the plain address does not show."""
RIPARIAN = (sys.executable, "-m", "riparian.cli.main")


@dataclass(frozen=True, slots=True)
class Measured:
    """An address: milliseconds, and bytes of the answer's body."""

    path: str
    status: int
    bytes: int
    first: float
    median: float
    p95: float
    cpu: float

    def __str__(self) -> str:
        times = f"{self.first:8.1f} {self.median:8.1f} {self.p95:8.1f} {self.cpu:8.1f}"
        return f"{times} {self.bytes / 1000:8.1f} {self.status:4}  {self.path}"


@contextmanager
def served(folder: Path) -> Iterator[tuple[int, HTTPConnection]]:
    """The id of a process that serves a workspace, and a connection to it."""
    command = (*RIPARIAN, "--folder", str(folder), "serve", "--port", "0")
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        try:
            assert process.stderr is not None
            said = next((line for line in process.stderr if line.startswith("http")), "")
            if not said:
                raise SystemExit(f"{folder} cannot be served")
            connection = HTTPConnection("127.0.0.1", urlsplit(said.strip()).port or 0, timeout=600)
            yield process.pid, connection
            connection.close()
        finally:
            process.terminate()


def cpu_of(process: int) -> float:
    """CPU milliseconds that a process and its threads have taken."""
    after_name = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return 1000 * (int(after_name[11]) + int(after_name[12])) / os.sysconf("SC_CLK_TCK")


def asked(connection: HTTPConnection, path: str) -> tuple[int, bytes, float]:
    """Status, body, and wall milliseconds of a request."""
    began = time.perf_counter()
    connection.request("GET", path)
    answer = connection.getresponse()
    body = answer.read()
    return answer.status, body, 1000 * (time.perf_counter() - began)


def measured(process: int, connection: HTTPConnection, path: str, times: int) -> Measured:
    """Ask an address again and again."""
    status, body, first = asked(connection, path)
    before = cpu_of(process)
    walls = [asked(connection, path)[2] for _ in range(times)]
    cpu = (cpu_of(process) - before) / times
    slow = quantiles(walls, n=20)[-1] if times > 1 else walls[0]
    return Measured(path, status, len(body), first, median(walls), slow, cpu)


def addresses(connection: HTTPConnection) -> list[str]:
    """Every page and its twin; of those of one person, of the person whose orders are the most."""
    (someone, *_) = json.loads(asked(connection, "/people.json?sort=orders&limit=1")[1])["people"]
    filled = {"/people/{person_key}": f"/people/{someone['person_key']}", "/definitions/{name}": "/definitions/people"}
    found = []
    for page in pages():
        path = filled.get(page.path, page.path)
        for query in ("", *SHOWN.get(page.path, ())):
            found += [f"{path}{end}{query and f'?{query}'}" for end in ("", ".json")]
    return found


def main(given: str, times: int) -> None:
    """Measure every address of a workspace and keep the figures in `benchmarks/data/pages.json`."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(given)
        if given.isdigit():
            folder = Path(name) / "sample"
            made = (("sample", str(folder), "--people", given), ("--folder", str(folder), "build"))
            for command in made:
                subprocess.run((*RIPARIAN, *command), check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        with served(folder) as (process, connection):
            found = [measured(process, connection, path, times) for path in addresses(connection)]
    found.sort(key=lambda one: -one.cpu)
    print(f"{'first':>8} {'median':>8} {'p95':>8} {'cpu':>8} {'kB':>8}       milliseconds, {times} times")
    for one in found:
        print(one)
    keep("pages", {"times": times, "pages": [asdict(one) for one in found]})


if __name__ == "__main__":
    if len(sys.argv) < 2:
        raise SystemExit(__doc__)
    main(sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else TIMES)
