"""The whole company, written chunk by chunk: memory holds one chunk, however many people there are."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np
import pyarrow as pa

from riparian.testing.company.chunk import Chunk, drawn_chunk
from riparian.testing.company.counting import Census
from riparian.testing.company.export_aftercare import referral_rows, surveys, zendesk_tickets
from riparian.testing.company.export_klaviyo import klaviyo_events, klaviyo_profiles
from riparian.testing.company.export_letter_tests import letter_test_rows
from riparian.testing.company.export_parquet import ParquetEvents
from riparian.testing.company.export_readings import reading_rows
from riparian.testing.company.export_segment import segment_rows
from riparian.testing.company.export_shopify import shopify_rows
from riparian.testing.company.export_spend import PaidVisits, google_rows, spend_rows
from riparian.testing.company.feeding import Feeding
from riparian.testing.company.files import ExportFiles
from riparian.testing.company.letter_tests import LettersBrought
from riparian.testing.company.periods import Splitting, splitting_for
from riparian.testing.company.placing import Places, placed_people
from riparian.testing.company.planted import parameters
from riparian.testing.company.spend_brought import SpendBrought
from riparian.testing.company.truth import (
    TruthFiles,
    identifiers_table,
    messy_table,
    orders_table,
    people_table,
    rebuy_table,
    standings_table,
)
from riparian.testing.company.videos import video_days
from riparian.testing.company.videos_brought import VideosBrought
from riparian.testing.company.weblog import weblog

PEOPLE_PER_CHUNK = 20_000
FEWEST_PER_CHUNK = 50


@dataclass(frozen=True, slots=True)
class CompanySummary:
    """What was written: data rows of each file by its path in the folder, messy ones included, headers not."""

    folder: Path
    people: int
    seed: int
    exports: dict[str, int]
    truth: dict[str, int]

    @property
    def rows(self) -> int:
        """Rows of all exports."""
        return sum(self.exports.values())


def write_company(
    folder: Path,
    *,
    people: int,
    seed: int,
    people_per_chunk: int = PEOPLE_PER_CHUNK,
    events_format: Literal["segment", "parquet"] = "segment",
) -> CompanySummary:
    """Write the exports of Alder & Reed, and `truth/` beside them.

    Chunks of people are independent: memory grows with `people_per_chunk`, not with `people`. The same arguments give
    the same bytes; another `people_per_chunk` gives another company of the same kind. Flat Parquet events cannot say
    what was consented to, so nobody declines measuring there.

    Args:
        folder: made if missing; files of the same names are overwritten.
        people: who can appear, of whom three in four do.
        seed: decides everything.
        people_per_chunk: people that are drawn together; referrals stay inside a chunk.
        events_format: `segment` writes JSON lines by month, `parquet` flat files for large companies.

    Raises:
        ValueError: `people` is below 1, or `people_per_chunk` below `FEWEST_PER_CHUNK`.
    """
    if people < 1:
        raise ValueError(f"people is {people}; a company has at least 1")
    if people_per_chunk < FEWEST_PER_CHUNK:
        raise ValueError(f"people_per_chunk is {people_per_chunk}; at least {FEWEST_PER_CHUNK} are drawn together")
    folder.mkdir(parents=True, exist_ok=True)
    truth, events = TruthFiles(folder / "truth"), ParquetEvents(folder)
    visits, feeding, census, letters, spend = PaidVisits(), Feeding(), Census(), LettersBrought(), SpendBrought()
    videos, splitting = VideosBrought(video_days(seed)), splitting_for(people)
    with ExportFiles(folder) as files, truth, events:
        for number, first in enumerate(range(0, people, people_per_chunk)):
            size = min(people_per_chunk, people - first)
            chunk = drawn_chunk(seed, number, first=first, size=size, consent_shown=events_format == "segment")
            log = weblog(chunk)
            if events_format == "segment":
                files.append(segment_rows(chunk, log))
            else:
                events.append(chunk, log)
            _append(files, chunk, splitting)
            visits.add(chunk, log)
            feeding.add(chunk)
            letters.add(chunk.assigned, chunk.purchases, chunk.baskets, size)
            spend.add(chunk)
            videos.add(chunk.touches)
            places = placed_people(chunk)
            census.add(chunk, places)
            _append_truth(truth, chunk, places)
            truth.append("messy", messy_table(files.taken_messy() + events.taken_messy()))
        chance = np.random.default_rng(np.random.SeedSequence(seed, spawn_key=(2**31,)))
        files.append(google_rows(chance, visits, people))
        files.append(spend_rows(chance, visits, people))
        panel = np.random.default_rng(np.random.SeedSequence(seed, spawn_key=(2**31 + 1,)))
        files.append(reading_rows(panel, people))
        truth.append("messy", messy_table(files.taken_messy()))
        for name, table in {
            "channel_effects": feeding.table(),
            "ecosystem": census.table(),
            "letter_tests": letters.table(),
            **spend.tables(people),
            "videos": videos.table(),
            "planted": _planted(),
        }.items():
            truth.append(name, table)
    return CompanySummary(folder, people, seed, files.counts() | events.rows, dict(sorted(truth.rows.items())))


def _append(files: ExportFiles, chunk: Chunk, splitting: Splitting) -> None:
    files.append(shopify_rows(chunk, splitting))
    files.append(klaviyo_profiles(chunk))
    files.append(klaviyo_events(chunk, splitting))
    files.append(zendesk_tickets(chunk))
    files.append(surveys(chunk))
    files.append(referral_rows(chunk))
    files.append(letter_test_rows(chunk))


def _append_truth(truth: TruthFiles, chunk: Chunk, places: Places) -> None:
    truth.append("people", people_table(chunk, places))
    truth.append("standings", standings_table(chunk, places))
    truth.append("identifiers", identifiers_table(chunk))
    truth.append("orders", orders_table(chunk))
    truth.append("rebuy", rebuy_table(chunk))


def _planted() -> pa.Table:
    """One row a planted parameter."""
    figures = parameters()
    return pa.table({"parameter": list(figures), "value": pa.array(figures.values(), pa.float64())})
