"""Which loads have to hear what the browsers of others said of being measured."""

from collections.abc import Sequence
from datetime import datetime

from riparian.storage.consent import concerned, first_change, keep_changed_words, words_in, write_words
from riparian.storage.duckdb import DuckDB
from riparian.storage.landing import WORDS, Landed, Landing, Manifest, mapped_anew, without_words
from riparian.storage.registers import identifier_files
from riparian.tables.landing import SourceLink, SourceSighting
from riparian.workspace.config import Config


def words_of_others(landing: Landing, manifest: Manifest, loads: Sequence[Landed]) -> str:
    """A query with what the browsers of all other loads said; empty where they said nothing."""
    return _words(landing, manifest, loads, apart=True)


def _words(landing: Landing, manifest: Manifest, loads: Sequence[Landed], *, apart: bool) -> str:
    files = [landing.mapped(load.load, WORDS) for load in manifest.loads if load.tables.get(WORDS)]
    return words_in([file for file in files if file.is_file()], [load.load for load in loads], apart=apart)


def words_told(engine: DuckDB, landing: Landing, manifest: Manifest, loads: Sequence[Landed]) -> Manifest:
    """Write what the browsers of a batch said; the manifest with every load due to be mapped again that it concerns.

    That are loads that hold something of a browser of which the batch says another thing than before: something that
    happened later, and that says nothing of consent by itself.
    """
    keep_changed_words(engine, _words(landing, manifest, loads, apart=False))
    since = first_change(engine)
    due = _concerned(engine, landing, manifest, loads, since) if since else manifest
    if due != manifest:
        # Committed before the words change, or a build that ends here would find them told already.
        landing.commit(due)
    write_words(engine, landing.mapped(loads[0].load, WORDS))
    return due


def _concerned(
    engine: DuckDB, landing: Landing, manifest: Manifest, loads: Sequence[Landed], since: datetime
) -> Manifest:
    ours = {load.load for load in loads}
    later = {load.mapped_with for load in manifest.loads if _last_of(load) >= since} - ours
    seen = {
        load.load: (landing.mapped(load.load, SourceSighting.table), landing.mapped(load.load, SourceLink.table))
        for load in manifest.loads
        if load.load in later and load.silent
    }
    if not seen:
        return manifest
    return mapped_anew(manifest, concerned(engine, identifier_files(landing.registers, manifest.next_identifier), seen))


def _last_of(load: Landed) -> datetime:
    return datetime.fromisoformat(load.last_at) if load.last_at else datetime.min


def words_of_configured(manifest: Manifest, config: Config) -> Manifest:
    """The manifest without what browsers said to sources that are not configured any more."""
    there = {(source.name, source.preset.name) for source in config.sources}
    return without_words(manifest, {(load.source, load.preset) for load in manifest.loads} - there)
