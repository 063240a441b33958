"""Every mistake of a configuration at once: the file itself, its globs, headers and formulas. Connects to nothing."""

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
        for told in (one for file in found[source.name] for one in _mistakes(source, file, folder)):
            if str(told) not in map(str, mistakes):
                mistakes.append(told)
    return Checked(config, found, tuple(mistakes))


def _mistakes(source: SourceConfig, file: Path, folder: Path) -> list[RiparianError]:
    """What is wrong with one file of a source: it cannot be read, is of another kind, or a mapping does not fit it."""
    preset, where = source.preset, f"{FILE} [[sources]] {source.name}"
    try:
        first = next(iter(preset.extract(file, source.settings)), None)
        header = sample_of(file, rows=1).header
    except RiparianError as error:
        return [error]
    except (OSError, pa.ArrowException) as error:
        return [SourceError(f"the file cannot be read: {error}", where=str(file))]
    if preset.name != "files" and preset.recognises(header) <= 0.5:
        better = recognised(header)
        return [
            SourceError(
                f"{file.relative_to(folder)} does not look like {preset.name}; "
                f"its columns: {', '.join(header[:12]) or 'none'}",
                where=where,
                fix=f"it looks like {better}" if better else "",
            )
        ]
    if first is None:
        return []
    raw = completed(
        ibis.table(ibis_schema(first.schema), name="raw_rows").mutate(line_id=ibis.literal(0)), preset.raw_row
    )
    try:
        for table, mapping in preset.mappings(source.settings).items():
            conform_mapping(
                mapping.expression(raw, source.settings), mapping.makes, where=f"presets.{preset.name}.{table}"
            )
    except SeveralErrors as error:
        return list(error.errors)
    except RiparianError as error:
        return [error]
    return []
