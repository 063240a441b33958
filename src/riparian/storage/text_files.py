"""Text files of any age as blocks of UTF-8: plain, gzip or Zstandard, with or without a byte-order mark.

The encoding is found, not asked for: a byte-order mark says UTF-8 or UTF-16; zero bytes in every other place say
UTF-16; everything else is UTF-8, in which bytes that are no UTF-8 are read as Windows-1252, one by one. So a Latin-1
file and a UTF-8 file with a few Latin-1 lines (two exports joined) are both read right.
"""

import codecs
import itertools
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa

from riparian.core.errors import SourceError

BLOCK = 4 << 20
"""Bytes read at once."""

_FALLBACK = "riparian.windows_1252"
_COMPRESSIONS = {b"\x1f\x8b": "gzip", b"\x28\xb5\x2f\xfd": "zstd"}
_OTHER_FORMATS = {
    b"PK\x03\x04": "a ZIP or Excel file",
    b"PAR1": "a Parquet file",
    b"\xd0\xcf\x11\xe0": "an old Excel file",
    b"\x89PNG": "a picture (PNG)",
    b"\xff\xd8\xff": "a picture (JPEG)",
    b"GIF8": "a picture (GIF)",
    b"%PDF": "a PDF file",
    b"SQLite format 3\0": "a SQLite database",
}


def _read_as_windows_1252(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    wrong = error.object[error.start : error.end]
    return "".join(
        bytes([byte]).decode("cp1252" if byte not in b"\x81\x8d\x8f\x90\x9d" else "latin-1") for byte in wrong
    ), error.end


codecs.register_error(_FALLBACK, _read_as_windows_1252)


def utf8_blocks(file: Path, *, encoding: str = "", size: int = BLOCK) -> Iterator[bytes]:
    """The text of a file as UTF-8 without a byte-order mark, in blocks of about `size` bytes, decompressed.

    Blocks end anywhere, though never inside a character. An `encoding` that is given is believed; what it cannot decode
    becomes U+FFFD.

    Raises:
        SourceError: the file is no text, is cut short inside its compression, or the encoding is unknown.
    """
    pieces = _pieces(file, size)
    first = next(pieces, b"")
    for magic, kind in _OTHER_FORMATS.items():
        if first.startswith(magic):
            raise SourceError(f"{file.name} is {kind}, not text", where=str(file), fix="export it as CSV")
    decoder = _decoder(encoding or encoding_of(first), file)
    passes_ascii = decoder.encode_ascii_alike
    for piece in itertools.chain((first,), pieces):
        if passes_ascii and not decoder.pending and piece.isascii():
            yield piece
        else:
            yield decoder.decode(piece)
    yield decoder.decode(b"", final=True)


def encoding_of(sample: bytes) -> str:
    """The encoding that the beginning of a file shows: `utf-8`, `utf-8-sig`, `utf-16`, `utf-16-le` or `utf-16-be`."""
    if sample.startswith(codecs.BOM_UTF8):
        return "utf-8-sig"
    if sample.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    even, odd = sample[0:4096:2], sample[1:4096:2]
    if odd.count(0) >= 2 and odd.count(0) > 0.4 * len(odd) and even.count(0) < 0.1 * len(even):
        return "utf-16-le"
    if even.count(0) >= 2 and even.count(0) > 0.4 * len(even) and odd.count(0) < 0.1 * len(odd):
        return "utf-16-be"
    return "utf-8"


def beginning_of(file: Path, size: int = 1 << 20) -> bytes:
    """The first `size` bytes of a file, decompressed and otherwise as they are."""
    return next(_pieces(file, size), b"")


class _Utf8Decoder:
    """Bytes of one encoding in, UTF-8 out, holding back what ends inside a character."""

    def __init__(self, encoding: str) -> None:
        plain = encoding in ("utf-8", "utf-8-sig")
        self._decoder = codecs.getincrementaldecoder(encoding)(_FALLBACK if plain else "replace")
        self.encode_ascii_alike = encoding == "utf-8"

    @property
    def pending(self) -> bool:
        return bool(self._decoder.getstate()[0])

    def decode(self, piece: bytes, *, final: bool = False) -> bytes:
        return self._decoder.decode(piece, final).encode()


def _decoder(encoding: str, file: Path) -> _Utf8Decoder:
    try:
        normal = codecs.lookup(encoding).name
    except LookupError:
        raise SourceError(
            f"no encoding is named {encoding!r}", where=str(file), fix="leave `encoding` out, or write utf-8"
        ) from None
    return _Utf8Decoder(normal)


def _pieces(file: Path, size: int) -> Iterator[bytes]:
    with file.open("rb") as opened:
        magic = opened.read(4)
    compression = next((name for start, name in _COMPRESSIONS.items() if magic.startswith(start)), None)
    try:
        with pa.input_stream(str(file), compression=compression) as stream:
            while piece := stream.read(size):
                yield piece
    except OSError as error:
        raise SourceError(
            f"{file.name} cannot be read to its end: {error}", where=str(file), fix="export the file again"
        ) from error
