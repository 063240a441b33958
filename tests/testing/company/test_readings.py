"""Readings of sites that are not the company's."""

import csv
from pathlib import Path

import numpy as np

from riparian.testing.company import write_company
from riparian.testing.company.export_readings import JOBS, reading_rows


def test_every_month_has_sites_jobs_and_links() -> None:
    rows = reading_rows(np.random.default_rng(1), 10_000)

    lines = list(csv.DictReader([rows.header, *rows.lines.to_pylist()]))

    assert len({line["day"] for line in lines}) == 36
    assert len(lines) == 36 * (3 * (1 + len(JOBS)) + 10)
    rival = [int(line["visits"]) for line in lines if line["site"].startswith("spade") and line["referrer"] == "(all)"
             and not line["topic"]]  # fmt: skip
    assert sum(rival[:12]) > sum(rival[-12:])


def test_readings_are_written_beside_the_other_exports(tmp_path: Path) -> None:
    written = write_company(tmp_path, people=60, seed=4, people_per_chunk=60)

    assert written.exports["traffic_readings.csv"] == 36 * 22
