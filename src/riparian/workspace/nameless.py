"""Columns of a delimited file that have values and no name in its header."""

from riparian.storage.looking import Look

NAMED = 5
"""Columns that a sentence names at the most."""


def nameless(look: Look) -> tuple[str, ...]:
    """Which columns have no name and what they are called, in one sentence; nothing where all that are filled have one.

    A column without a name and without values is what a separator at the end of each line makes.
    """
    if look.format != "delimited":
        return ()
    found = [
        (place, name)
        for place, (written, name) in enumerate(zip(look.written, look.header, strict=True), start=1)
        if not written.strip() and look.kinds[name] != "empty"
    ]
    if not found:
        return ()
    places, names = (_listed([str(one[part]) for one in found]) for part in (0, 1))
    if len(found) == 1:
        return (f"column {places} has no name in the header; it is called {names}",)
    return (f"columns {places} have no name in the header; they are called {names}",)


def _listed(words: list[str]) -> str:
    """Words in a row, the last behind an `and`; of many the first ones."""
    if len(words) > NAMED:
        return f"{', '.join(words[:NAMED])} …"
    return " and ".join(filter(None, (", ".join(words[:-1]), words[-1])))
