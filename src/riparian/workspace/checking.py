"""Every mistake of a configuration at once: the file itself, its globs, headers and formulas. Connects to nothing."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

import ibis
import pyarrow as pa

from riparian.build.conform import conform_mapping
from riparian.build.discovery import discovered
from riparian.build.preset import completed, presets_found, recognised
from riparian.core.errors import RiparianError, SettingsError, SeveralErrors, SourceError
from riparian.core.row import promises
from riparian.core.settings import Settings, did_you_mean
from riparian.expressions.text import GIVEN_NAMES
from riparian.storage.arrow import ibis_schema
from riparian.storage.looking import sample_of
from riparian.workspace.config import FILE, Config, SourceConfig, looked_over, nothing_to_read
from riparian.workspace.dating import dates_of, dates_unread
from riparian.workspace.nameless import nameless
from riparian.workspace.read_twice import read_twice
from riparian.workspace.sources import files_of

NAMED = 5
"""Files that a mistake names at the most."""


@dataclass(frozen=True, slots=True)
class Checked:
    """What was looked at, and what is wrong with it."""

    config: Config | None
    """What can be read of the configuration; None where it cannot be read at all."""
    files: dict[str, tuple[Path, ...]]
    """The files of each source."""
    mistakes: tuple[RiparianError, ...]
    warnings: tuple[str, ...] = ()
    """What is no mistake and may not be meant so."""


def checked(folder: Path) -> Checked:
    """Look at a configuration and at the beginning of every file that it names."""
    try:
        config, of_config = looked_over(folder, presets_found(), discovered())
    except RiparianError as error:
        return Checked(None, {}, (error,))
    found: dict[str, tuple[Path, ...]] = {}
    warnings: dict[str, None] = {}
    # A source that is wrong is left out and told by itself.
    none = None if of_config else nothing_to_read(config)
    mistakes = [*of_config, *([none] if none else [])]
    for source in config.sources:
        try:
            found[source.name] = tuple(files_of(folder, source))
        except RiparianError as error:
            mistakes.append(error)
            continue
        named: dict[str, tuple[RiparianError, list[str]]] = {}
        for file, told in _of_source(source, found[source.name], folder):
            if isinstance(told, str):
                warnings[f"{source.name}: {told}"] = None
                continue
            told.where = told.where.replace(f"{FILE} [sources.", f"{FILE} [[sources]] {source.name} [sources.")
            told.where = told.where.replace(f"{FILE} [[sources]] columns", f"{FILE} [[sources]] {source.name} columns")
            name = str(file.relative_to(folder)) if file else ""
            without = str(told).replace(str(file), "").replace(name, "").replace(file.name, "") if file else str(told)
            named.setdefault(without, (told, []))[1].append(name)
        for told, names in named.values():
            told.what += _in_files(told, list(dict.fromkeys(filter(None, names))), of=len(found[source.name]))
            mistakes.append(told)
    return Checked(config, found, tuple(mistakes), (*warnings, *read_twice(config, found)))


def _in_files(told: RiparianError, names: list[str], *, of: int) -> str:
    """Which files a mistake is in, as the end of a sentence; empty where it names the only one or is in all."""
    first_named = bool(names) and names[0] in str(told)
    named = names[1:] if first_named else names
    if not named or (not first_named and len(names) == of):
        return ""
    return f"; {'so it is of' if first_named else 'in'} {', '.join(named[:NAMED])}{' …' if len(named) > NAMED else ''}"


def _of_source(
    source: SourceConfig, files: tuple[Path, ...], folder: Path
) -> Iterator[tuple[Path | None, RiparianError | str]]:
    """What is wrong with the files of a source, and with its mappings to each of their shapes; and in which file.

    A text is of what is no mistake and may not be meant so.
    """
    yield from ((None, told) for told in _renamed_to_nothing(source))
    shapes: dict[pa.Schema, list[RiparianError]] = {}
    for file in files:
        try:
            batches = source.preset.extract(file, source.settings)
            first = next(batches, None)
            dates = dates_of(source.preset, chain((first,) if first is not None else (), batches))
            look = sample_of(file)
        except RiparianError as error:
            yield file, error
            continue
        except (OSError, pa.ArrowException) as error:
            yield file, SourceError(f"the file cannot be read: {error}", where=str(file))
            continue
        yield from ((file, told) for told in nameless(look))
        names = first.schema.names if first is not None else look.header
        ours = tuple(name for name in names if name not in GIVEN_NAMES)
        unfit = _unfit(source, file.relative_to(folder), look.header, ours)
        if unfit is not None:
            yield file, unfit
        elif first is not None:
            if first.schema not in shapes:
                shapes[first.schema] = _misfits(source, first.schema)
            yield from ((file, told) for told in shapes[first.schema])
            yield from ((file, told) for told in dates_unread(source, file.relative_to(folder), dates))


def _renamed_to_nothing(source: SourceConfig) -> Iterator[RiparianError]:
    """Columns of the settings whose name on our side the preset does not know."""
    known = [promise.name for promise in promises(source.preset.raw_row)]
    for name in source.settings.model_dump().get("columns", {}):
        if name not in known:
            yield SettingsError(
                f"{source.preset.name} reads no column {name!r}",
                where=f"{FILE} [[sources]] {source.name} columns",
                fix=did_you_mean(name, known),
            )


def _unfit(source: SourceConfig, file: Path, header: tuple[str, ...], ours: tuple[str, ...]) -> RiparianError | None:
    """Why a file is none for its preset. `ours` is its header under the names that the settings give to columns."""
    preset, where = source.preset, f"{FILE} [[sources]] {source.name}"
    if preset.name == "files":
        return None
    sure = max(preset.recognises(header), preset.recognises(ours)) > 0.5
    better = "" if sure else recognised(header)
    columns = f"its columns: {', '.join(header[:12]) or 'none'}{' …' if len(header) > 12 else ''}"
    absent = preset.lacks(ours, source.settings) if preset.lacks else ()
    if not better and absent:
        return SourceError(
            f"{file} lacks {' and '.join(absent)}; {columns}",
            where=where,
            fix='say which column it is: columns = { our_name = "its header" }',
        )
    if better or (not sure and preset.lacks is None):
        return SourceError(
            f"{file} does not look like {preset.name}; {columns}",
            where=where,
            fix=f"it looks like {better}" if better else "",
        )
    return None


def _misfits(source: SourceConfig, shape: pa.Schema) -> list[RiparianError]:
    """What is wrong with the mappings of a source, given rows of this shape."""
    preset = source.preset
    rows = ibis.table(ibis_schema(shape), name="raw_rows").mutate(line_id=ibis.literal(0))
    raw = completed(rows, preset.raw_row)
    found: list[RiparianError] = []
    for settings in _table_by_table(source.settings):
        try:
            for table, mapping in preset.mappings(settings).items():
                made = mapping.expression(raw, settings)
                conform_mapping(made, mapping.makes, where=f"presets.{preset.name}.{table}")
        except RiparianError as error:
            found += error.errors if isinstance(error, SeveralErrors) else [error]
    return found


def _table_by_table(settings: Settings) -> list[Settings]:
    """The settings once for each table that they map, so that a mistake in one hides none in another."""
    tables = dict(settings).get("tables") or {}
    return [settings.model_copy(update={"tables": {name: tables[name]}}) for name in tables] or [settings]
