"""`riparian build`"""

import gc
from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from shlex import quote

import click
from rich.console import Console
from rich.status import Status
from rich.text import Text

import riparian
from riparian.build.plan import Step
from riparian.cli.printing import echo, grid, in_terminal, instant, number
from riparian.storage.arrow import let_pandas_be
from riparian.storage.snapshot import Snapshot
from riparian.workspace.forgetting import told_as
from riparian.workspace.moved import IdentityChange, identity_changed, is_known_of_people, moved
from riparian.workspace.read_twice import read_twice
from riparian.workspace.rejects import rows_mended
from riparian.workspace.sources import Loaded, configured, files_of
from riparian.workspace.unnamed import unnamed_words, what_is_taken
from riparian.workspace.waiting import Waiting, files_gone
from riparian.workspace.workspace import Built, Workspace

COUNTS = ("rows_read", "rows_kept", "rows_rejected", "rows_known")
"""The first is the sum of the others."""
NAMED = 3
"""Files that are named at the most."""
NAMED_WORDS = 5
"""Words of a source that are named at the most."""

SELDOM = 100_000
"""Objects more than before, from which the garbage collector looks: a build leaves hardly any that go in circles."""


@click.command()
@click.option(
    "--as-of",
    type=click.DateTime(["%Y-%m-%d", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M:%S"]),
    metavar="DATE",
    help="Build the past: nothing at or after this instant (UTC) is seen. [default: the midnight after the last thing "
    "that a row tells]",
)
@click.pass_obj
def command(folder: Path, as_of: datetime | None) -> None:
    """Read what is new, derive what changed, publish one snapshot.

    A build that fails or is stopped publishes nothing: the former snapshot stays.
    """
    gc.set_threshold(SELDOM)
    let_pandas_be()
    workspace = riparian.open(folder)
    former = workspace.snapshots.former()
    progress = Progress()
    with progress:
        built = workspace.build(as_of=as_of, report=progress.tell)
    _reconciled(built)
    _besides(workspace, built)
    people = built.snapshot.tables["people"].rows if "people" in built.snapshot.tables else 0
    echo(
        "",
        f"snapshot {built.snapshot.name}, as of {instant(built.snapshot.as_of)}: {number(people)} people, "
        f"{len(built.steps)} tables, {built.seconds:.1f} s",
    )
    if former is not None:
        figures_moved(workspace, former, built.snapshot)


class Progress:
    """Tells of every file read and table made: a line each; in a terminal what did not change is only counted."""

    def __init__(self) -> None:
        self._console = Console(highlight=False, emoji=False)
        self._status = Status("reading", console=self._console) if in_terminal() else None
        self._taken_over = 0

    def __enter__(self) -> None:
        if self._status:
            self._status.start()

    def __exit__(self, *_: object) -> None:
        if self._status:
            self._status.stop()
            if self._taken_over:
                self._console.print(f"{number(self._taken_over)} tables did not change", style="dim")

    def tell(self, done: Loaded | Step) -> None:
        """One file or table is done."""
        if isinstance(done, Loaded):
            self._line(done.state, f"{done.load.source}: {done.load.file}", done.load.rows_read, "")
        elif done.state == "taken over" and self._status:
            self._taken_over += 1
            self._status.update(f"{done.table} did not change")
        else:
            self._line(done.state, done.table, done.rows, f"{done.seconds:.1f} s", done.note)

    def _line(self, state: str, what: str, rows: int, seconds: str, note: str = "") -> None:
        parts = (f"{state:<13}", f"{what:<36}", f"{number(rows):>13} rows", f"{seconds:>8}", note)
        line = "  ".join(part for part in parts if part).rstrip()
        if self._status:
            self._status.update(f"after {what}")
            self._console.print(Text(line, "dim" if state in ("taken over", "unchanged") else ""))
        else:
            click.echo(line)


def _reconciled(built: Built) -> None:
    """Per source: rows read = kept + rejected + already known."""
    loads = configured(built.manifest, built.config)
    totals: Counter[tuple[str, str]] = Counter()
    for load in loads:
        for name in COUNTS:
            totals[load.source, name] += getattr(load, name)
    table = grid(
        "source", "read", "", "kept", "", "rejected", "", "known", "", right=("read", "kept", "rejected", "known")
    )
    table.show_header = False
    table.padding = (0, 1, 0, 0)
    for source in dict.fromkeys(load.source for load in loads):
        read, kept, rejected, known = (number(totals[source, name]) for name in COUNTS)
        table.add_row(source, read, "rows read =", kept, "kept +", rejected, "rejected +", known, "already known")
    echo("", table)
    for source in dict.fromkeys(load.source for load in loads if load.rows_added_up):
        added_up = sum(load.rows_added_up for load in loads if load.source == source)
        echo(f"{source}: {number(added_up)} of the kept rows are added up in others")
    for source, rows in built.told_again.items():
        tell = "tells" if rows == 1 else "tell"
        last = "the last counts, and a refund or cancellation stays until another is told"
        echo(f"{source}: {number(rows)} of the kept rows {tell} of orders that later rows tell again; {last}")
    for one in built.config.sources:
        becomes = what_is_taken(one)
        for name, words in unnamed_words([load for load in loads if load.source == one.name]).items():
            echo(Text(unnamed_told(one.name, name, words, becomes=becomes.get(name, ""))))
    mended, again = rows_mended(built.config, loads)
    # A row that came back and was rejected again is still the one row.
    unusable = sum(load.rows_rejected for load in loads) - mended - again
    if unusable:
        were = "row was" if unusable == 1 else "rows were"
        besides = f", beside {number(mended)} mended since" if mended else ""
        echo("", f"{number(unusable)} {were} rejected{besides}: riparian rejects says why")


def unnamed_told(source: str, value_map: str, words: Counter[str], *, becomes: str) -> str:
    """That words of a source are not in a value map, which of them are the most frequent, and what they became."""
    rows = words.total()
    most = sorted(((word, count) for word, count in words.items() if word), key=lambda one: (-one[1], one[0]))
    most = most[:NAMED_WORDS]
    named = ", ".join(f"{word} ({number(count)})" for word, count in most)
    more = " …" if sum(count for _, count in most) < rows else ""
    hold = "row read holds a word" if rows == 1 else "rows read hold words"
    return (
        f"{source}: {number(rows)} {hold} that [sources.values.{value_map}] does not name, taken for {becomes!r} "
        f"by its '*': {named}{more}"
    )


def _besides(workspace: Workspace, built: Built) -> None:
    """What of the sources does not count, or counts although somebody may think that it does not."""
    config = built.config
    for source, waiting in built.waiting.items():
        for sentence in waiting_told(source, waiting, instant(built.snapshot.as_of)):
            echo(sentence)
    for source, files in files_gone(built.manifest, config).items():
        gone = (
            "1 file that is gone still counts" if len(files) == 1 else f"{len(files)} files that are gone still count"
        )
        named = ", ".join(files[:NAMED]) + (" …" if len(files) > NAMED else "")
        which = told_as(built.manifest, source, files[0])
        commands = " && ".join(f"riparian forget {quote(source)} {quote(one)}" for one in which)
        echo(f"{source}: {gone}: {named}; {commands} {'takes' if len(which) == 1 else 'take'} it out")
    for one in built.changed:
        load = one.load
        are, count = ("is", "counts") if one.rows == 1 else ("are", "count")
        echo(
            f"{load.source}: {load.file} changed: {number(one.rows)} of its rows as read before {are} not in it any "
            f"more and still {count}; riparian forget {quote(load.source)} {load.load} takes that out"
        )
    found = {source.name: files_of(config.folder, source, read_before=True) for source in config.sources}
    for told_twice in read_twice(config, found):
        echo(told_twice)
    tables = workspace.published()
    uses = {row["currency"]: row["orders"] for row in tables.rows("currency_uses", limit=200)}
    homes = [row["currency"] for row in tables.rows("currencies", where=[("home", "=", True)], limit=1)]
    told = currencies_told(uses, home="".join(homes), company=config.company.currency)
    if told:
        echo(told)


def waiting_told(source: str, waiting: Waiting, as_of: str) -> tuple[str, ...]:
    """What of a source waits for a later as-of instant: whole rows, and what happened to other rows later."""
    told = []
    if waiting.rows:
        lie, wait = ("row lies", "waits") if waiting.rows == 1 else ("rows lie", "wait")
        told.append(f"{source}: {number(waiting.rows)} {lie} at or after {as_of} and {wait}")
    if waiting.parts:
        tell = (
            "row tells of a refund, an end or the like"
            if waiting.parts == 1
            else "rows tell of refunds, ends or the like"
        )
        told.append(f"{source}: {number(waiting.parts)} {tell} at or after {as_of}, and that waits")
    return tuple(told)


def currencies_told(uses: Mapping[str, int], *, home: str, company: str) -> str:
    """What sums of money leave out, and whether they are in another currency than the company's; empty: neither.

    Args:
        uses: orders by the currency they are in.
        home: the currency that sums of money are in; empty where neither an order nor spend is in it.
        company: the currency of `[company]`.
    """
    orders = sum(uses.values())
    if not uses.get(home):
        return f"none of {number(orders)} orders is in the home currency; sums of money are empty" if orders else ""
    others = orders - uses[home]
    parts = []
    if others:
        are, them = ("is in another currency", "it") if others == 1 else ("are in other currencies", "them")
        parts.append(f"{number(others)} of {number(orders)} orders {are} than {home}; sums of money leave {them} out")
    if home != company:
        parts.append(f"sums of money are in {home}, and [company] says {company}: see [derivations.currencies] home")
    return "; ".join(parts)


def figures_moved(workspace: Workspace, former: Snapshot, current: Snapshot) -> None:
    """After corrections or merges of people: what moved since the last snapshot of the same instant.

    Where none is kept, figures are not compared: those of another instant differ whatever was corrected.
    """
    snapshots = (workspace.snapshots.open(name) for name in workspace.snapshots.names())
    kept = [snapshot for snapshot in snapshots if snapshot != current]
    if former not in kept:
        return
    same = [snapshot for snapshot in kept if snapshot.as_of == current.as_of]
    basis = same[-1] if same else former
    if not any(map(is_known_of_people, (basis, current))):
        return
    before, after = workspace.published(basis.name), workspace.published(current.name)
    changed = changed_told(identity_changed(before, after))
    if not changed:
        return
    since = f"{changed} since snapshot {basis.name}"
    if not same:
        echo(
            "",
            f"{since}, which is as of {instant(basis.as_of)}: figures of two dates are not compared; riparian build "
            f"--as-of {quote(basis.as_of.strftime('%Y-%m-%dT%H:%M:%S'))} tells which moved",
        )
        return
    changes = moved(before, after)
    if not changes:
        echo("", f"{since}; no figure moved")
        return
    table = grid("figure", "before", "after", right=("before", "after"))
    for one in changes:
        table.add_row(one.figure, *("–" if value is None else number(value) for value in (one.before, one.after)))
    echo("", f"{since}; figures that moved:", table)


def changed_told(changed: IdentityChange) -> str:
    """What happened to people, as a part of a sentence; empty where nothing did."""
    counts = (
        (changed.corrections, "identity correction", "identity corrections"),
        (changed.merged, "person merged into another", "people merged into others"),
        (changed.set_apart, "person set apart again", "people set apart again"),
    )
    told = [f"{number(count)} {one if count == 1 else many}" for count, one, many in counts if count > 0]
    return " and ".join(filter(None, (", ".join(told[:-1]), *told[-1:])))
