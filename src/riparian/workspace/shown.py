"""A workspace as a notebook shows it: whose it is, how old, and the tables that can be read."""

from html import escape
from pathlib import Path

from riparian.storage.snapshot import Snapshot


def workspace_html(folder: Path, snapshot: Snapshot | None) -> str:
    """A heading, one sentence, and the tables with their rows, the largest first; without a snapshot how to make it."""
    if snapshot is None:
        return f"<p><strong>{escape(folder.name)}</strong>: nothing was built yet. <code>company.build()</code></p>"
    company = str(snapshot.notes.get("company", "")) or folder.name
    filled = sorted(((one.rows, name) for name, one in snapshot.tables.items() if one.rows), key=lambda one: -one[0])
    rows = "".join(f"<tr><td><code>{escape(name)}</code></td><td>{rows:,}</td></tr>" for rows, name in filled)
    told = f"as of {snapshot.as_of:%Y-%m-%d %H:%M}, snapshot {escape(snapshot.name)}: {len(filled)} tables with rows"
    return (
        f"<p><strong>{escape(company)}</strong>, {told}. <code>company.read(&quot;people&quot;)</code> reads one.</p>"
        f"<details><summary>Tables</summary><table><thead><tr><th>Table</th><th>Rows</th></tr></thead>"
        f"<tbody>{rows}</tbody></table></details>"
    )
