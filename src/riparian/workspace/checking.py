"""Every mistake of a configuration at once: the file itself, its globs, headers and formulas. Connects to nothing."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import ibis
import pyarrow as pa

from riparian.build.conform import conform_mapping
from riparian.build.discovery import discovered
from riparian.build.preset import completed, presets_found, recognised
from riparian.core.errors import RiparianError, SeveralErrors, SourceError
from riparian.storage.arrow import ibis_schema
from riparian.storage.looking import sample_of
from riparian.workspace.config import FILE, Config, SourceConfig, read_config
from riparian.workspace.sources import files_of


@dataclass(frozen=True, slots=True)
class Checked:
    """What was looked at, and what is wrong with it."""

    config: Config | None
    """None where the configuration itself cannot be read."""
    files: dict[str, tuple[Path, ...]]
    """The files of each source."""
    mistakes: tuple[RiparianError, ...]


def checked(folder: Path) -> Checked:
    """Look at a configuration and at the beginning of every file that it names."""
    try:
        config = read_config(folder, presets_found(), discovered())
    except SeveralErrors as error:
        return Checked(None, {}, error.errors)
    except RiparianError as error:
        return Checked(None, {}, (error,))
    found: dict[str, tuple[Path, ...]] = {}
    mistakes: list[RiparianError] = []
    for source in config.sources:
        try:
            found[source.name] = tuple(files_of(folder, source))
        except RiparianError as error:
            mistakes.append(error)
            continue
        for told in _of_source(source, found[source.name], folder):
            if str(told) not in map(str, mistakes):
                mistakes.append(told)
    return Checked(config, found, tuple(mistakes))


def _of_source(source: SourceConfig, files: tuple[Path, ...], folder: Path) -> Iterator[RiparianError]:
    """What is wrong with the files of a source, and with its mappings to each of their shapes."""
    shapes: set[pa.Schema] = set()
    for file in files:
        try:
            first = next(iter(source.preset.extract(file, source.settings)), None)
            header = sample_of(file, rows=1).header
        except RiparianError as error:
            yield error
            continue
        except (OSError, pa.ArrowException) as error:
            yield SourceError(f"the file cannot be read: {error}", where=str(file))
            continue
        if source.preset.name != "files" and source.preset.recognises(header) <= 0.5:
            yield _another_kind(source, file.relative_to(folder), header)
        elif first is not None and first.schema not in shapes:
            shapes.add(first.schema)
            yield from _misfits(source, first.schema)


def _another_kind(source: SourceConfig, file: Path, header: tuple[str, ...]) -> RiparianError:
    better = recognised(header)
    return SourceError(
        f"{file} does not look like {source.preset.name}; its columns: {', '.join(header[:12]) or 'none'}",
        where=f"{FILE} [[sources]] {source.name}",
        fix=f"it looks like {better}" if better else "",
    )


def _misfits(source: SourceConfig, shape: pa.Schema) -> tuple[RiparianError, ...]:
    """What is wrong with the mappings of a source, given rows of this shape."""
    preset = source.preset
    rows = ibis.table(ibis_schema(shape), name="raw_rows").mutate(line_id=ibis.literal(0))
    raw = completed(rows, preset.raw_row)
    try:
        for table, mapping in preset.mappings(source.settings).items():
            made = mapping.expression(raw, source.settings)
            conform_mapping(made, mapping.makes, where=f"presets.{preset.name}.{table}")
    except SeveralErrors as error:
        return error.errors
    except RiparianError as error:
        return (error,)
    return ()
