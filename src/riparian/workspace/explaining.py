"""What there is to say of a table before anything is computed: its promise, its maker, its settings, its neighbours."""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from riparian.build.derivation import Derivation, call
from riparian.build.discovery import discovered
from riparian.build.gathering import DryGather
from riparian.build.preset import presets_found
from riparian.core.durations import AsOf, Seed
from riparian.core.errors import NotEnoughDataError, NotFoundError
from riparian.core.row import unbound
from riparian.core.settings import Settings, did_you_mean
from riparian.storage.compiled import compiled
from riparian.workspace.attributes import docstrings_of
from riparian.workspace.config import FILE, Config, read_config
from riparian.workspace.defining import ColumnSaid, dictionary


@dataclass(frozen=True, slots=True)
class SettingSaid:
    """One setting: its value, whether that is the default or was set, and its docstring."""

    name: str
    value: Any
    origin: str
    """`default` or `riparian.toml`."""
    says: str


@dataclass(frozen=True, slots=True)
class Explanation:
    """Everything about one table. What does not apply is empty."""

    table: str
    says: str
    grain: str
    columns: tuple[ColumnSaid, ...]
    maker: str
    """Module of the derivation."""
    made: str
    """Docstring of the derivation."""
    settings: tuple[SettingSaid, ...]
    reads: tuple[str, ...]
    read_by: tuple[str, ...]
    fed_by: tuple[str, ...]
    """Configured sources that make rows of it."""
    presets: tuple[str, ...]
    """Presets that can."""
    sql: str


def explained(folder: Path, table: str) -> Explanation:
    """Say everything about a table; without a `riparian.toml` in the folder, with the defaults.

    Raises:
        NotFoundError: no such table. SettingsError, SeveralErrors: the configuration has mistakes.
    """
    known = dictionary()
    if table not in known:
        raise NotFoundError(f"no table named {table!r}", fix=did_you_mean(table, list(known)))
    said, derivations = known[table], discovered()
    config = read_config(folder, presets_found(), derivations) if (folder / FILE).is_file() else None
    maker = next((one for one in derivations if one.name == table), None)
    return Explanation(
        table=table,
        says=said.says,
        grain=said.grain,
        columns=said.columns,
        maker=said.maker,
        made=said.made,
        settings=_settings_said(maker, config) if maker else (),
        reads=said.reads,
        read_by=said.read_by,
        fed_by=_feeding(table, config) if config else (),
        presets=said.presets,
        sql=sql_of(maker, config) if maker else "",
    )


def settings_said(settings: Settings) -> tuple[SettingSaid, ...]:
    """The settings of a section, in order."""
    says = docstrings_of(type(settings))
    return tuple(
        SettingSaid(
            name,
            getattr(settings, name),
            FILE if name in settings.model_fields_set else "default",
            says.get(name, ""),
        )
        for name in type(settings).model_fields
    )


def sql_of(derivation: Derivation, config: Config | None) -> str:
    """The query of a derivation; one that gathers for a model gets no rows, and may then have none: empty."""
    today = datetime.now(UTC).replace(tzinfo=None, hour=0, minute=0, second=0, microsecond=0)
    gather = DryGather()
    doors = {"as_of": AsOf(today), "seed": Seed(0), "gather": gather, "settle": gather.settle}
    tables = {name: unbound(row) for name, row in derivation.reads.items()}
    settings = config.derivations.get(derivation.name) if config else None
    try:
        return compiled(call(derivation, tables=tables, settings=settings, doors=doors))
    except NotEnoughDataError:
        return ""


def _settings_said(derivation: Derivation, config: Config | None) -> tuple[SettingSaid, ...]:
    if derivation.settings is None:
        return ()
    return settings_said(config.derivations[derivation.name] if config else derivation.settings())


def _feeding(table: str, config: Config) -> tuple[str, ...]:
    return tuple(source.name for source in config.sources if table in source.preset.mappings(source.settings))
