"""Why a table is empty, in the words of the build."""

from riparian.web.reader import Reader


def why_empty(tables: Reader, table: str, otherwise: str) -> str:
    """What the build noted when it made the table empty, else `otherwise`."""
    steps = tables.rows("build_steps", columns=("note",), where=[("made", "=", table)], limit=1)
    note = str(steps[0]["note"] or "") if steps else ""
    return f"{note[0].upper()}{note[1:]}{'' if note.endswith(('.', '?')) else '.'}" if note else otherwise
