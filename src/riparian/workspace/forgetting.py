"""Taking a file that was read back out, so that the next build is as if it had never been read."""

from dataclasses import dataclass
from shlex import quote

from riparian.core.errors import NotFoundError
from riparian.core.settings import did_you_mean
from riparian.storage.landing import Landed, Manifest, without_loads
from riparian.workspace.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Forgotten:
    """A load that goes, and whether its file still lies where it was read."""

    load: Landed
    still_there: bool


def forget(workspace: Workspace, source: str, which: str) -> tuple[Forgotten, ...]:
    """Take a load out of the landing: the one of a file, or the one of that number.

    The numbers of identifiers and texts stay given, and snapshots that were published before stay what they are.

    Raises:
        NotFoundError: no source or file of exactly that name was read, or a file of several loads.
        StorageError: a build is under way.
    """
    with workspace.snapshots.building():
        gone = would_go(workspace, source, which)
        landing = workspace.landing
        landing.commit(without_loads(landing.manifest(), [one.load for one in gone]))
        for one in gone:
            landing.remove(one.load.load)
    return gone


def told_as(manifest: Manifest, source: str, file: str) -> tuple[str, ...]:
    """What `forget` has to be told, one after the other, for all of a file to go: its name, or the number of each load.

    What two contents of one file have in common counts from the first, and from the second once the first is gone.
    """
    loads = [str(load.load) for load in manifest.loads if load.source == source and load.file == file]
    return tuple(loads) if len(loads) > 1 else (file,)


def would_go(workspace: Workspace, source: str, which: str) -> tuple[Forgotten, ...]:
    """What `forget` would take out.

    Raises:
        NotFoundError: no source or file of exactly that name was read, or a file of several loads.
    """
    loads = workspace.landing.manifest().loads
    mine = [load for load in loads if load.source == source]
    if not mine:
        raise NotFoundError(
            f"nothing was read of a source {source!r}", fix=did_you_mean(source, sorted({one.source for one in loads}))
        )
    found = [load for load in mine if load.file == which] or [load for load in mine if str(load.load) == which]
    if len(found) > 1:
        read = "; ".join(f"load {one.load}, {one.rows_read} rows read, {one.rows_kept} kept" for one in found)
        raise NotFoundError(
            f"{which!r} was read {len(found)} times, with other content each: {read}",
            fix=f"say which by its number: riparian forget {quote(source)} {found[0].load}",
        )
    if not found:
        raise NotFoundError(
            f"no file {which!r} was read of {source!r}", fix=did_you_mean(which, sorted({load.file for load in mine}))
        )
    return tuple(Forgotten(load, (workspace.folder / load.file).is_file()) for load in found)
