"""Sources for a folder of exports: recognised by their headers, grouped, and the rest mapped by guess."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa

from riparian.build.preset import presets_found, recognised
from riparian.core.currencies import CURRENCIES
from riparian.core.errors import RiparianError
from riparian.storage.looking import Look, sample_of
from riparian.storage.looking_through import FURTHER, looked_through
from riparian.workspace.books import Book, apart_in, shared, shops, together
from riparian.workspace.case_columns import cases_guessed
from riparian.workspace.column_roles import order_of_days, pattern_of, roles_of
from riparian.workspace.dating import pattern_setting, undated_column
from riparian.workspace.globs import PACKED, patterns_for
from riparian.workspace.guessing import Guess, guessed
from riparian.workspace.nameless import nameless
from riparian.workspace.spend_columns import SpendGuess, spend_guessed, tells_spend
from riparian.workspace.survey_columns import survey_guessed

FORMS = frozenset({".csv", ".tsv", ".tab", ".txt", ".json", ".jsonl", ".ndjson", ".parquet", ".pq"})
NOT_SOURCES = frozenset({"truth"})
"""Folders that hold no exports: what the sample company was made from."""
UNREADABLE: dict[str, str] = {
    **dict.fromkeys((".xlsx", ".xlsm", ".xls", ".ods", ".numbers"), "export each sheet as CSV (UTF-8)"),
    **dict.fromkeys(
        (".zip", ".7z", ".rar", ".tar", ".tgz", ".bz2", ".xz"), "unpack it; .gz and .zst are read as they are"
    ),
    **dict.fromkeys(
        (".pdf", ".doc", ".docx", ".rtf", ".html", ".htm"), "ask the tool that made it for an export as CSV"
    ),
    **dict.fromkeys((".db", ".sqlite", ".sqlite3", ".duckdb", ".mdb", ".accdb", ".sql"), "export each table as CSV"),
    **dict.fromkeys((".avro", ".orc", ".feather", ".arrow"), "write it as Parquet"),
    **dict.fromkeys((".xml", ".yaml", ".yml"), "export it as CSV or JSON lines"),
    **dict.fromkeys((".sav", ".dta", ".sas7bdat", ".rds", ".rdata"), "export it as CSV"),
}
"""Forms in which people have data and that are not read, and what to do with them."""
WITHOUT_ENDING = "not looked at, as its name does not say what it is; end it in .csv, .jsonl or .parquet"
NOTES = re.compile(r"(^|/)(readme|license|licence|notice|changelog|authors|makefile|dockerfile)$", re.IGNORECASE)
"""Files that have no ending in their name and are no exports."""
IN_SEVERAL_FORMS = "its files have different columns; of what two of them tell, the one last by name counts"
"""What a person has to know of files that are one book and were not exported alike."""
MORE_FIELDS = f"later objects have more than {FURTHER} further fields; only the commonest {FURTHER} of them are columns"
"""What a person has to know of JSON whose objects are keyed by what they are about."""
LOOKED_AT = 20_000
"""Rows of a file that are looked at one by one; of the others, what they have that these do not."""


Alike = list[tuple[Path, Look]]
"""Files of one source, each with its look."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A source, as it may stand in `riparian.toml`."""

    name: str
    preset: str
    files: tuple[str, ...]
    """Globs or names below the folder."""
    found: tuple[Path, ...]
    look: Look
    """Of the first file."""
    guess: Guess | None = None
    """The mapping, where the preset is `files`."""
    settings: tuple[tuple[str, object], ...] = ()
    remarks: tuple[str, ...] = ()
    """What was guessed, for a person to look at."""
    warnings: tuple[str, ...] = ()
    """What may count twice or be missed, for a person to look at."""


@dataclass(frozen=True, slots=True)
class Unmapped:
    """Files that look alike and could not be made a source, and why."""

    files: tuple[str, ...]
    why: str
    columns: tuple[tuple[str, str], ...] = ()
    """Name and kind."""


@dataclass(frozen=True, slots=True)
class Proposed:
    """What a folder was found to hold."""

    folder: Path
    sources: tuple[Proposal, ...]
    unmapped: tuple[Unmapped, ...]
    currency: str
    """The currency that most files name; empty where none does."""
    looked_at: int
    """How many files may be exports by their names, whatever came of them."""


def proposed(folder: Path) -> Proposed:
    """Look at every file below a folder that may be an export. Hidden ones are left alone."""
    files = export_files(folder)
    groups: dict[tuple[str, ...], Alike] = {}
    unmapped: list[Unmapped] = []
    for file in files:
        try:
            look = sample_of(file, rows=LOOKED_AT)
        except (RiparianError, OSError) as error:
            what = error.what if isinstance(error, RiparianError) else str(error)
            unmapped.append(Unmapped((file.relative_to(folder).as_posix(),), what))
            continue
        groups.setdefault(_likeness(look), []).append((file, look))
    unmapped += _unreadable(folder)
    sources: list[Proposal] = []
    books, not_compared = _books(list(groups.values()))
    for alike in books:
        for made in _of_shops(alike, files, folder, {source.name for source in sources}):
            if isinstance(made, Proposal):
                sources.append(replace(made, warnings=(*made.warnings, *nameless(made.look))))
            else:
                unmapped.append(made)
    return Proposed(
        folder,
        _with_orders(_told_twice(sources, not_compared)),
        tuple(unmapped),
        _currency(look for alike in books for _, look in alike),
        len(files),
    )


def export_files(folder: Path) -> list[Path]:
    """Files below a folder whose names may be those of exports, in order of name."""
    return [file for file in _files_of(folder) if _form(file) in FORMS]


def _unreadable(folder: Path) -> list[Unmapped]:
    """Files that look like data in a form that is not read, each with what to do."""
    here = ((file.relative_to(folder).as_posix(), _form(file)) for file in _files_of(folder))
    told = {form: f"{form} is not read; {todo}" for form, todo in UNREADABLE.items()} | {"": WITHOUT_ENDING}
    return [Unmapped((name,), told[form]) for name, form in here if form in told and not NOTES.search(name)]


def _files_of(folder: Path) -> Iterator[Path]:
    """Files below a folder in order of name, without hidden ones and those of folders that hold no exports."""
    for path in sorted(folder.rglob("*")):
        parts = path.relative_to(folder).parts
        hidden = any(part.startswith((".", "~$")) for part in parts) or NOT_SOURCES & set(parts[:-1])
        if path.is_file() and not hidden:
            yield path


def _form(file: Path) -> str:
    """The ending of a file's name, in lower case, under which it may be packed."""
    ends = [suffix.lower() for suffix in file.suffixes if suffix.lower() not in PACKED]
    return ends[-1] if ends else ""


def _likeness(look: Look) -> tuple[str, ...]:
    """What files of one source have in common: the preset, and the columns where a line has all of them."""
    preset = recognised(look.header)
    if preset and look.format == "json lines":
        return (preset, look.format)
    return (preset, look.format, *sorted(look.header))


def _books(groups: list[Alike]) -> tuple[list[Alike], dict[Path, str]]:
    """The groups of files, those of one preset together that tell the same orders or cases in different columns.

    Those of several shops are several. Beside them the first file of each group that could not be compared with
    others, and why.
    """
    groups = [list(shop) for alike in groups for shop in _shops(alike)]
    presets = [presets_found().get(recognised(alike[0][1].header)) for alike in groups]
    pairs: list[tuple[int, int]] = []
    unread: dict[Path, str] = {}
    for preset in {one.name: one for one in presets if one and one.known_by}.values():
        places = [place for place, one in enumerate(presets) if one and one.name == preset.name]
        places = [place for place in places if set(preset.known_by) <= set(groups[place][0][1].header)]
        found = shared([Book(tuple(groups[place]), *preset.known_by) for place in places])
        pairs += [(places[one], places[other]) for one, other in found.pairs]
        unread |= {groups[places[one]][0][0]: why for one, why in found.unread.items()}
    joined = together(len(groups), pairs)
    books = [sorted((one for place in places for one in groups[place]), key=lambda one: one[0]) for places in joined]
    return books, unread


def _shops(alike: Alike) -> list[tuple[tuple[Path, Look], ...]]:
    preset = presets_found().get(recognised(alike[0][1].header))
    known = preset.known_by if preset else ()
    if not known or not set(known) <= set(alike[0][1].header):
        return [tuple(alike)]
    book = Book(tuple(alike), *known)
    return shops(book, apart_in(book))


def _told_twice(sources: list[Proposal], not_compared: dict[Path, str]) -> list[Proposal]:
    """The sources, with a warning at each of which orders are in an earlier one too, or of which one cannot tell.

    Args:
        sources: in their order.
        not_compared: files that could not be compared with others of their preset, and why.
    """
    books: dict[int, Book] = {}
    for place, source in enumerate(sources):
        book = _orders_of(source, [(file, source.look) for file in source.found])
        if book:
            books[place] = book
    places, warned = list(books), list(sources)
    found = shared(list(books.values()))
    for one, other in found.pairs:
        later, earlier = places[other], sources[places[one]].name
        told = f"orders of it are in {earlier} too, and count twice: take one of the two sources out"
        warned[later] = replace(warned[later], warnings=(*warned[later].warnings, told))
    unread = not_compared | {sources[places[one]].found[0]: why for one, why in found.unread.items()}
    return [_not_compared(source, unread) for source in warned]


def _orders_of(source: Proposal, files: Alike) -> Book | None:
    """What of its files says of which order a row is and when that was; None: they tell no orders, or not that."""
    preset, header = presets_found()[source.preset], set(source.look.header)
    roles = roles_of(source.look) if source.guess and "source_orders" in source.guess.tables else {}
    if {"order_number", "when"} <= set(roles):
        return Book(tuple(files), roles["order_number"], roles["when"], pattern_of(source.look, roles["when"]))
    if "source_orders" in _makes(source) and preset.known_by and set(preset.known_by) <= header:
        return Book(tuple(files), *preset.known_by)
    return None


def _of_shops(alike: Alike, among: list[Path], folder: Path, taken: set[str]) -> list[Proposal | Unmapped]:
    """What may be made of files that look alike: one source, or one for each shop whose orders have numbers of its own.

    Where some of them name other orders by the same numbers and neither folders nor names tell them apart, the one
    source warns of it.

    Args:
        alike: files that are read alike.
        among: all files of the folder that may be exports.
        folder: in which they lie.
        taken: names of sources that there are.
    """

    def told(file: Path) -> str:
        return file.relative_to(folder).as_posix()

    made = _proposal(alike, patterns_for([told(file) for file, _ in alike], [told(file) for file in among]), taken)
    book = _orders_of(made, alike) if isinstance(made, Proposal) else None
    if not book or isinstance(made, Unmapped):
        return [made]
    apart = apart_in(book)
    if not apart:
        return [made]
    one, other = (told(alike[place][0]) for place in apart[0])
    other_orders = f"{one} and {other} name other orders by the same numbers"
    # Files of presets were parted before those that tell the same orders were put together.
    parts = shops(book, apart) if made.guess else [tuple(alike)]
    if len(parts) == 1:
        warning = f"{other_orders}, of which one counts: make two sources of two shops"
        return [replace(made, warnings=(*made.warnings, warning))]
    found: list[Proposal | Unmapped] = []
    for part in parts:
        names = {one.name for one in found if isinstance(one, Proposal)}
        for source in _of_shops(list(part), among, folder, taken | names):
            remark = f"taken for one of {len(parts)} shops, as {other_orders}"
            found.append(replace(source, remarks=(*source.remarks, remark)) if isinstance(source, Proposal) else source)
    return found


def _not_compared(source: Proposal, unread: dict[Path, str]) -> Proposal:
    """The source, with a warning where one of its files could not be compared with others, and why."""
    why = dict.fromkeys(unread[file] for file in source.found if file in unread)
    told = (f"whether other files tell the same could not be seen: {one}" for one in why)
    return replace(source, warnings=(*source.warnings, *told))


def _proposal(alike: Alike, patterns: tuple[str, ...], taken: set[str]) -> Proposal | Unmapped:
    file, look = alike[0]
    preset = recognised(look.header) or ("ad_spend" if tells_spend(look.header) else "")
    found = tuple(one for one, _ in alike)
    if preset:
        spend = spend_guessed(look) if preset == "ad_spend" else SpendGuess()
        name = _free(preset, file, taken)
        several = len({frozenset(one.header) for _, one in alike}) > 1 and look.format == "delimited"
        warnings = (IN_SEVERAL_FORMS,) if several else ()
        return _dated(Proposal(name, preset, patterns, found, look, None, spend.settings, spend.remarks, warnings))
    columns = tuple((name, look.kinds[name]) for name in look.header)
    if not look.header:
        return Unmapped(patterns, "it holds no table", ())
    if not look.rows.num_rows:
        return Unmapped(patterns, "it has no rows", columns)
    first, (look, unread) = look, _through(look, found)
    changed_at = datetime.fromtimestamp(file.stat().st_mtime, UTC)
    name, cases = _free(_stem(file), file, taken), cases_guessed(look, stem=_stem(file))
    survey = None if cases else survey_guessed(look, stem=_stem(file))
    if survey:
        return Proposal(
            name, "surveys", patterns, found, look, settings=survey.settings, remarks=(*survey.remarks, *unread)
        )
    guess = cases or guessed(look, stem=_stem(file), changed_at=changed_at)
    if isinstance(guess, str):
        return Unmapped(patterns, guess, columns)
    # Without being told, a build reads the fields of the first objects.
    fields = dict(zip(look.header, look.written, strict=True)) if len(look.header) > len(first.header) else {}
    settings = (("fields", fields),) if fields else ()
    return Proposal(name, "files", patterns, found, look, guess, settings, (*guess.remarks, *unread))


def _dated(source: Proposal) -> Proposal:
    """The source with the pattern of its dates, where they are not year first and its preset has a setting for that."""
    preset = presets_found()[source.preset]
    column = undated_column(preset, source.look, dict(source.settings))
    if not column:
        return source
    look, unread = _through(source.look, source.found)
    settings = (*source.settings, (pattern_setting(preset), pattern_of(look, column)))
    return replace(source, settings=settings, warnings=(*source.warnings, *order_of_days(look, column), *unread))


def _through(look: Look, files: tuple[Path, ...]) -> tuple[Look, tuple[str, ...]]:
    """The look with what all rows show; where they cannot be read to the end, the look as it is, and a remark."""
    try:
        through = looked_through(look, files)
        return through, (MORE_FIELDS,) if through.more_fields else ()
    except (RiparianError, OSError, pa.ArrowException) as error:
        what = error.what if isinstance(error, RiparianError) else str(error)
        return look, (f"only the first rows were looked at: {what}",)


def _stem(file: Path) -> str:
    return file.name.partition(".")[0]


def _free(name: str, file: Path, taken: set[str]) -> str:
    """A name that no other source has: the wanted one, else the file's, else numbered."""
    for candidate in (name, _stem(file)):
        if candidate not in taken:
            return candidate
    return next(f"{name} {number}" for number in range(2, 10_000) if f"{name} {number}" not in taken)


def _with_orders(sources: list[Proposal]) -> tuple[Proposal, ...]:
    """Where no shop tells the orders, the first source that may tell them does."""
    asked = ["orders" in presets_found()[source.preset].settings.model_fields for source in sources]
    if any("source_orders" in _makes(source) for source, may in zip(sources, asked, strict=True) if not may):
        return tuple(sources)
    chosen = asked.index(True) if any(asked) else -1
    return tuple(
        replace(source, settings=(("orders", True),)) if place == chosen else source
        for place, source in enumerate(sources)
    )


def _makes(source: Proposal) -> Iterable[str]:
    preset = presets_found()[source.preset]
    return source.guess.tables if source.guess else preset.mappings(preset.settings())


def _currency(looks: Iterable[Look]) -> str:
    """The currency that most of the rows looked at name; of several alike the first of the alphabet."""
    named: Counter[str] = Counter()
    for look in looks:
        for column in look.header:
            if re.search(r"(^|_)currency(_code)?$", column):
                named.update(str(value).strip().upper() for value in look.rows.column(column).drop_null().to_pylist())
    known = sorted(currency for currency in named if currency in CURRENCIES)
    return max(known, key=lambda currency: named[currency], default="")
