"""Pictures and tables for notebooks, that show themselves where a cell ends with one."""

import re
from dataclasses import dataclass
from functools import cache
from html import escape

from riparian.core.errors import NotFoundError
from riparian.core.settings import did_you_mean
from riparian.web import words
from riparian.web.charts.svg import with_own_colours
from riparian.web.definitions import definitions
from riparian.web.reader import Reader
from riparian.web.refusals import NothingYetError
from riparian.web.report import PARTS, chapter
from riparian.web.statics import FOLDER
from riparian.workspace.serving import PublishedReader
from riparian.workspace.workspace import Workspace

_OF = {
    "hourglass": ("hourglass", "wide"),
    "map": ("map", "wide"),
    "streams": ("streams", "wide"),
    "segments": ("buyers", "segments"),
    "ladder": ("buyers", "ladder"),
    "credits": ("value", "credits"),
    "budget": ("value", "shifts"),
    "forecast": ("forecast", "years"),
}
"""Page and drawing by the name of a picture."""
PICTURES = tuple(_OF)


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawing of one snapshot, with the sentence of its page."""

    svg: str
    """With the colours of the pages as variables, and as what stands where these are not known."""
    sentence: str
    covers: str
    """The time it tells of."""

    def _repr_svg_(self) -> str:
        """The drawing alone, in light colours."""
        return with_own_colours(self.svg)

    def _repr_html_(self) -> str:
        """The drawing with its sentence, in the light or dark colours that the reader prefers."""
        told = f"{escape(self.sentence)} ({escape(self.covers)})"
        style = "margin:0;padding:12px;max-width:960px;font:14px/20px system-ui,sans-serif;"
        style += "background:var(--surface);color:var(--ink)"
        return (
            f"<style>.riparian-picture {{{_colours()}}} .riparian-picture svg {{max-width:100%;height:auto}}</style>"
            f'<figure class="riparian-picture" style="{style}">{self.svg}<figcaption>{told}</figcaption></figure>'
        )


def picture(company: Workspace, name: str, *, month: str | None = None, snapshot: str = "") -> Picture:
    """A drawing of what is published, or of a snapshot that is kept. `PICTURES` has the names.

    Only the hourglass knows months; without one it is of the newest.

    Raises:
        NotFoundError: there is no such picture, snapshot or month. NothingYetError: there is nothing to draw.
    """
    return picture_of(PublishedReader(company, company.published(snapshot)), name, month=month)


def picture_of(tables: Reader, name: str, *, month: str | None = None) -> Picture:
    """A drawing of what a reader reads.

    Raises:
        NotFoundError: there is no such picture, or month. NothingYetError: there is nothing to draw.
    """
    if name not in _OF:
        raise NotFoundError(f"there is no picture {name!r}", where="picture", fix=did_you_mean(name, list(PICTURES)))
    page, drawing = _OF[name]
    told = chapter(next(part for part in PARTS if part.name == page), tables, month)
    if told.view is None:
        raise NothingYetError(told.missing, fix="riparian build")
    drawn = told.pictures[drawing]
    missing = getattr(told.view, "missing", None)
    if not drawn or (
        isinstance(missing, dict) and {"budget": "shifts", "forecast": "years"}.get(name, name) in missing
    ):
        raise NothingYetError(f"There is nothing to draw for {name!r} in this snapshot.", fix="riparian build")
    return Picture(str(drawn), told.view.sentence, told.covers)


@dataclass(frozen=True, slots=True)
class ShownTable:
    """The first rows of a published table, with what its columns mean. Money is in minor units, as tables have it."""

    table: str
    says: str
    columns: tuple[tuple[str, str], ...]
    """Names, and what they mean."""
    rows: tuple[tuple[object, ...], ...]
    all_rows: int

    def _repr_html_(self) -> str:
        """A table whose heads tell their meaning to whoever points at them."""
        heads = "".join(f'<th title="{escape(says)}">{escape(name)}</th>' for name, says in self.columns)
        body = "".join(f"<tr>{''.join(f'<td>{escape(_told(one))}</td>' for one in row)}</tr>" for row in self.rows)
        told = f"{words.counted(self.all_rows, 'row', 'rows')}; the first {len(self.rows):,}"
        told = told if len(self.rows) < self.all_rows else words.counted(self.all_rows, "row", "rows")
        return (
            f"<p><strong>{escape(self.table)}</strong>: {escape(self.says)} ({told})</p>"
            f"<table><thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table>"
        )


def table(company: Workspace, name: str, *, limit: int = 20, snapshot: str = "") -> ShownTable:
    """The first rows of a published table, as they lie; `company.read` has them all, to filter and to query.

    Raises:
        NotFoundError: there is no such table or snapshot.
    """
    return table_of(PublishedReader(company, company.published(snapshot)), name, limit=limit)


def table_of(tables: Reader, name: str, *, limit: int = 20) -> ShownTable:
    """The first rows of a table that a reader reads.

    Raises:
        NotFoundError: there is no such table.
    """
    known = definitions()
    if name not in known:
        raise NotFoundError(f"no table named {name!r}", where="table", fix=did_you_mean(name, list(known)))
    columns = tuple((one.name, one.says) for one in known[name].columns)
    rows = tables.rows(name, limit=limit)
    return ShownTable(
        table=name,
        says=known[name].in_short,
        columns=columns,
        rows=tuple(tuple(row[column] for column, _ in columns) for row in rows),
        all_rows=tables.count(name),
    )


def _told(value: object) -> str:
    """A value as a cell has it; a longer text is cut, and nothing is a dash."""
    return "–" if value is None else words.clip(f"{value:g}" if isinstance(value, float) else str(value))


@cache
def _colours() -> str:
    """The colours of the pages, as their styles begin."""
    styles = "".join((FOLDER / name).read_text(encoding="utf-8") for name in ("riparian.css", "pages.css"))
    return " ".join(
        " ".join(found.split()) for found in re.findall(r"^:root \{(.*?)\}", styles, re.DOTALL | re.MULTILINE)
    )
