"""A setting that is the delimiter of delimited text."""

from typing import Annotated

from pydantic import AfterValidator


def _one_character(written: str) -> str:
    if len(written) > 1 or not written.isascii() or written in ('"', "\r", "\n"):
        tab = 'a tab is "\\t" in double quotes; ' if written in ("\\t", "tab", "TAB") else ""
        raise ValueError(
            f"a delimiter is one character, as ';' is, and {written!r} is none; {tab}without the setting it is found"
        )
    return written


Delimiter = Annotated[str, AfterValidator(_one_character)]
"""One ASCII character, or empty: it is found."""
