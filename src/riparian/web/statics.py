"""Static files under addresses that carry a hash of their content, so a browser may keep them for a year."""

from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from fastapi import APIRouter
from starlette.exceptions import HTTPException
from starlette.responses import Response

FOLDER = Path(__file__).parent / "static"
_TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}


@dataclass(frozen=True, slots=True)
class StaticFile:
    """A file with its address."""

    path: str
    content: bytes
    media_type: str


def static_files(folder: Path = FOLDER) -> dict[str, StaticFile]:
    """Every file of the folder by its name: `riparian.css` is served at `/static/riparian.<hash>.css`."""
    found = {}
    for file in sorted(folder.iterdir()):
        if file.suffix in _TYPES:
            content = file.read_bytes()
            digest = sha256(content).hexdigest()[:12]
            found[file.name] = StaticFile(f"/static/{file.stem}.{digest}{file.suffix}", content, _TYPES[file.suffix])
    return found


def static_router(files: dict[str, StaticFile]) -> APIRouter:
    """Serves the files, and nothing else of the disk."""
    router, by_path = APIRouter(), {file.path: file for file in files.values()}

    @router.get("/static/{name}", include_in_schema=False)
    def static(name: str) -> Response:
        file = by_path.get(f"/static/{name}")
        if file is None:
            raise HTTPException(404, "There is no such file.")
        kept = {"Cache-Control": "public, max-age=31536000, immutable"}
        return Response(file.content, media_type=file.media_type, headers=kept)

    return router
