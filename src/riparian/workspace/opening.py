"""Open a workspace."""

from os import PathLike
from pathlib import Path

from riparian.core.errors import NotFoundError
from riparian.workspace.config import FILE
from riparian.workspace.workspace import Workspace


def open_workspace(folder: "str | PathLike[str]" = ".") -> Workspace:
    """The workspace of a folder that holds a `riparian.toml`.

    Raises:
        NotFoundError: there is no such file.
    """
    path = Path(folder)
    if not (path / FILE).is_file():
        raise NotFoundError(f"no {FILE} in {str(folder)!r}", fix="riparian init FOLDER")
    return Workspace(path)
