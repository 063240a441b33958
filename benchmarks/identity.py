"""Who is who, at size: identifier links resolved into people, from Parquet to Parquet.

    python -m benchmarks.identity 100000 1000000 20000000

Each size runs in a process of its own, after another has made its data, so the peak is that of resolving alone.
"""

import multiprocessing
import resource
import sys
import tempfile
import time
from pathlib import Path

import ibis
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from riparian.build.gathering import EngineGather
from riparian.core.row import Row, schema_of, unbound
from riparian.derivations.identity.identifiers import identifiers
from riparian.derivations.identity.identity_links import identity_links
from riparian.derivations.identity.link_evidence import link_evidence
from riparian.derivations.identity.refused_links import RefusedLinksSettings, refused_links
from riparian.storage.arrow import arrow_schema
from riparian.storage.compiled import compiled
from riparian.storage.duckdb import DuckDB
from riparian.tables.identity import Identifier, IdentityCorrection, IdentityLink, LinkEvidence, RefusedLink
from riparian.tables.landing import KnownLabel, SourceIdentifier, SourceLink, SourceSighting
from riparian.tables.sources import SourceOrder

SEED = 7
KINDS = ("user_id", "email", "phone", "anonymous_id")
LINKS_A_PERSON = 3.05
SOURCES = np.arange(100, 105, dtype=np.int32)
THREE_YEARS = 3 * 365 * 86_400 * 10**6


def make(folder: Path, links: int) -> None:
    """Write source tables with about so many distinct links, each seventh of them reported twice.

    Of four people, two have a user id and a browser or two, one has a phone; 1 % of browsers and 2 % of phones are
    also somebody else's. Keys are in no order, which is worse than any landing makes them.
    """
    dice = np.random.default_rng(SEED)
    people = int(links / LINKS_A_PERSON)
    numbers = {
        "user_id": (dice.random(people) < 0.6).astype(int),
        "email": 1 + (dice.random(people) < 0.15),
        "phone": (dice.random(people) < 0.4).astype(int),
        "anonymous_id": np.minimum(dice.geometric(0.5, people), 6),
    }
    owner = np.concatenate([np.repeat(np.arange(people), numbers[kind]) for kind in KINDS])
    kind = np.concatenate([np.full(numbers[one].sum(), code, np.int32) for code, one in enumerate(KINDS)])
    place = np.arange(len(owner))
    strongest = np.zeros(people, np.int64)
    for code in (1, 0):
        mine = place[kind == code][::-1]
        strongest[owner[mine]] = mine
    left, right = [strongest[owner]], [place]
    for code, share in ((3, 0.01), (2, 0.02)):
        shared = dice.choice(place[kind == code], int((kind == code).sum() * share), replace=False)
        left.append(strongest[dice.integers(0, people, len(shared))])
        right.append(shared)
    pairs = np.stack([np.concatenate(left), np.concatenate(right)])
    pairs = pairs[:, pairs[0] != pairs[1]]
    pairs = np.concatenate([pairs, pairs[:, dice.choice(pairs.shape[1], pairs.shape[1] // 7, replace=False)]], axis=1)
    pairs = pairs[:, dice.permutation(pairs.shape[1])]
    key = dice.permutation(len(owner)).astype(np.int64) + 1
    source = dice.choice(SOURCES, pairs.shape[1])
    at = np.datetime64("2022-01-01", "us") + dice.integers(0, THREE_YEARS, pairs.shape[1]).astype("timedelta64[us]")
    links_table = {"load": source, "source": source, "left_key": key[pairs[0]], "right_key": key[pairs[1]]}
    links_table |= {"row_key": np.arange(pairs.shape[1]), "linked_at": at}
    write(folder, SourceLink, {**links_table, "refused": pa.nulls(pairs.shape[1], pa.int32())})
    order = np.argsort(key)
    values = pa.array([f"value-{number:010d}" for number in range(len(key))])
    write(folder, SourceIdentifier, {"identifier_key": key[order], "kind": kind[order], "value": values})
    seen = np.concatenate([key, key[dice.random(len(key)) < 0.3]])
    source = np.repeat(SOURCES[:2], [len(key), len(seen) - len(key)])
    at = np.datetime64("2022-01-01", "us") + dice.integers(0, THREE_YEARS, len(seen)).astype("timedelta64[us]")
    owns = np.ones(len(seen), np.bool_)
    sightings = {"load": source, "source": source, "identifier_key": seen, "first_at": at, "owns": owns}
    write(folder, SourceSighting, sightings)
    write(folder, SourceOrder, {name: pa.nulls(0) for name in schema_of(SourceOrder)})
    write(folder, KnownLabel, {"label_key": np.arange(len(KINDS)), "label": pa.array(KINDS)})
    write(folder, IdentityCorrection, {name: pa.nulls(0) for name in schema_of(IdentityCorrection)})


def write(folder: Path, row: type[Row], columns: dict[str, object]) -> None:
    pq.write_table(pa.table(columns).cast(arrow_schema(schema_of(row))), folder / f"{row.table}.parquet")


def resolve(folder: Path, memory_limit: str) -> None:
    """Derive the four tables of identity, each written before the next begins, and print what it cost."""
    with DuckDB(threads=2, memory_limit=memory_limit, temporary=folder / "spill") as engine:
        for file in folder.glob("*.parquet"):
            engine.show(file.stem, [file])
        engine.run("SET enable_progress_bar = false")
        gather = EngineGather(engine)
        links, register, sightings = unbound(SourceLink), unbound(SourceIdentifier), unbound(SourceSighting)
        corrections, labels, orders = unbound(IdentityCorrection), unbound(KnownLabel), unbound(SourceOrder)
        evidence, refused = unbound(LinkEvidence), unbound(RefusedLink)
        rules = RefusedLinksSettings()
        steps = (
            (LinkEvidence, lambda: link_evidence(links, sightings, corrections)),
            (RefusedLink, lambda: refused_links(evidence, links, register, orders, corrections, labels, rules, gather)),
            (IdentityLink, lambda: identity_links(evidence, refused)),
            (Identifier, lambda: identifiers(unbound(IdentityLink), register, sightings, refused, labels, gather)),
        )
        begun = time.perf_counter()
        for row, derivation in steps:
            started = time.perf_counter()
            expression: ibis.Table = derivation()
            thought = time.perf_counter()
            file = folder / f"{row.table}.parquet"
            engine.copy(compiled(expression), file)
            engine.show(row.table, [file])
            rows = pq.read_metadata(file).num_rows
            written = time.perf_counter() - thought
            print(
                f"  {row.table:15} {rows:>12,} rows  {thought - started:6.1f} s graph  {written:6.1f} s engine",
                flush=True,
            )
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
        print(f"  in all {time.perf_counter() - begun:.1f} s, peak {peak:.2f} GB", flush=True)


def main(sizes: list[int]) -> None:
    context = multiprocessing.get_context("spawn")
    for size in sizes:
        print(f"{size:,} links", flush=True)
        with tempfile.TemporaryDirectory() as folder:
            for task, extra in ((make, size), (resolve, "1500MB")):
                process = context.Process(target=task, args=(Path(folder), extra))
                process.start()
                process.join()
                if process.exitcode:
                    sys.exit(f"{task.__name__} failed")


if __name__ == "__main__":
    main([int(float(size)) for size in sys.argv[1:]] or [100_000, 1_000_000])
