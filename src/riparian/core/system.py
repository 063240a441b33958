"""What the operating system refuses (no room, no right, no such folder), told as an error a person can act on."""

import errno
from os import strerror

from riparian.core.errors import StorageError

KEPT = ".riparian"
"""The folder in which Riparian keeps what it makes."""
NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
"""Refusals to write more."""
_FIXES = {
    errno.ENOSPC: "make room on that disk, then give the command again",
    errno.EDQUOT: "make room, or ask for a larger quota, then give the command again",
    errno.EFBIG: "let files be larger (ulimit -f unlimited), then give the command again",
    errno.EROFS: "make the folder writable, or work on a copy of it that is",
    errno.EACCES: "get the right to it (ls -l shows who has it), or name another place",
    errno.EPERM: "get the right to it (ls -l shows who has it), or name another place",
    errno.ENOENT: "look whether the file and all folders above it are there, or name another place",
    errno.ENOTDIR: "look whether all above it are folders, or name another place",
    errno.EISDIR: "it is a folder: name a file",
    errno.ENAMETOOLONG: "name a shorter one",
    errno.EMFILE: "let more files be open (ulimit -n 4096), then give the command again",
    errno.EIO: "look after the disk, then give the command again",
}


def told_of(error: OSError) -> StorageError | None:
    """The error in a sentence, with the path and a fix; None where it is none of a person's making.

    A file that is gone from where Riparian keeps its own is a mistake of Riparian, and is left to its traceback.
    """
    code = error.errno
    if code not in _FIXES:
        return None
    path = str(error.filename2 or error.filename or "")
    if code == errno.ENOENT and (not path or KEPT in path.split("/")):
        return None
    what = "cannot be written" if code in (*NO_ROOM, errno.EROFS) else "cannot be read or written"
    return StorageError(f"{what}: {strerror(code)}", where=path, fix=_FIXES[code])
