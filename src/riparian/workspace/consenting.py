"""Which loads have to hear what the browsers of others said of being measured."""

from collections.abc import Sequence, Set
from datetime import datetime

from riparian.storage.consent import Seen, concerned, first_change, keep_changed_words, words_in, write_words
from riparian.storage.duckdb import DuckDB
from riparian.storage.landing import WORDS, Landed, Landing, Manifest, mapped_anew, without_words
from riparian.storage.registers import identifier_files
from riparian.tables.landing import SourceLink, SourceSighting
from riparian.workspace.config import Config


def words_of_others(landing: Landing, manifest: Manifest, loads: Sequence[Landed]) -> str:
    """A query with what the browsers of all other loads said; empty where they said nothing."""
    ours = {load.load for load in loads}
    files = [landing.mapped(load.load, WORDS) for load in manifest.loads if load.words and load.load not in ours]
    # What is lost is told again when its own source is mapped.
    return words_in([file for file in files if file.is_file()])


def words_told(
    engine: DuckDB, landing: Landing, manifest: Manifest, loads: Sequence[Landed]
) -> tuple[Manifest, dict[int, int]]:
    """Write what the browsers of a batch said.

    Returns:
        The manifest with every load due to be mapped again that it concerns, and how many words each load of the batch
        has. A load is concerned that knows a browser of which the batch says another thing than before, that goes on
        afterwards, and that has rows which say nothing of consent by themselves.
    """
    numbers = {load.load for load in loads}
    before = [landing.mapped(one.load, WORDS) for one in manifest.loads if one.load in numbers and one.words]
    changed = keep_changed_words(engine, words_in(before))
    due = mapped_anew(manifest, _concerned(engine, landing, manifest, numbers)) if changed else manifest
    if due != manifest:
        # Committed before the words change, or a build that ends here would find them told already.
        landing.commit(due)
    return due, {load: write_words(engine, landing.mapped(load, WORDS), load) for load in sorted(numbers)}


def _concerned(engine: DuckDB, landing: Landing, manifest: Manifest, numbers: Set[int]) -> list[int]:
    """The loads, but for these, with whose tables something lies that has to be read by what changed."""
    since = first_change(engine)
    last = {load.load: datetime.min for load in manifest.loads if load.silent and load.load not in numbers}
    for load in manifest.loads:
        if load.mapped_with in last and load.last_at:
            last[load.mapped_with] = max(last[load.mapped_with], datetime.fromisoformat(load.last_at))
    seen = {
        load: Seen(landing.mapped(load, SourceSighting.table), landing.mapped(load, SourceLink.table), at)
        for load, at in last.items()
        if at >= since
    }
    # What is lost is mapped again when its own source is.
    seen = {load: one for load, one in seen.items() if one.sightings.is_file() and one.links.is_file()}
    return concerned(engine, identifier_files(landing.registers, manifest.next_identifier), seen) if seen else []


def words_of_configured(manifest: Manifest, config: Config) -> Manifest:
    """The manifest without what browsers said to sources that are not configured any more."""
    there = {(source.name, source.preset.name) for source in config.sources}
    return without_words(manifest, {(load.source, load.preset) for load in manifest.loads} - there)
