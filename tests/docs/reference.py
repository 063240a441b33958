"""The reference below docs/reference, made from the commands, the dictionary and the settings classes.

`python -m tests.docs.reference` writes it; a test says when it is out of date.
"""

import importlib
import inspect
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import click
from pydantic_core import PydanticUndefined

from riparian.build.discovery import discovered
from riparian.build.preset import presets_found
from riparian.cli.explain import written
from riparian.cli.main import COMMANDS, main
from riparian.core.row import Row
from riparian.core.settings import Settings
from riparian.tables import (
    actions,
    budgets,
    builds,
    buyers,
    contracts,
    credits,
    customer_value,
    ecosystem,
    forecast,
    forensics,
    hourglass,
    identity,
    items,
    landing,
    participants,
    referrals,
    sources,
    value,
)
from riparian.workspace.attributes import docstrings_of
from riparian.workspace.config import (
    CompanySettings,
    EngineSettings,
    IdentitySettings,
    SiteSettings,
    SnapshotSettings,
)
from riparian.workspace.defining import columns_said, unit_of
from riparian.workspace.drafting import left_to_the_company
from tests.docs.documents import ROOT

FOLDER = ROOT / "docs" / "reference"
MADE = "<!-- Made by `python -m tests.docs.reference`; do not edit. -->\n"
SUBJECTS: tuple[ModuleType, ...] = (
    sources,
    landing,
    identity,
    actions,
    hourglass,
    ecosystem,
    buyers,
    customer_value,
    contracts,
    forensics,
    items,
    value,
    credits,
    budgets,
    forecast,
    participants,
    referrals,
    builds,
)
SECTIONS: dict[str, type[Settings]] = {
    "[company]": CompanySettings,
    "[[sites]]": SiteSettings,
    "[identity]": IdentitySettings,
    "[engine]": EngineSettings,
    "[snapshots]": SnapshotSettings,
}
WIDTH = 100


def pages() -> dict[str, str]:
    """Every page of the reference by file name."""
    made = {"commands.md": commands(), "tables.md": tables(), "settings.md": settings()}
    return {name: MADE + "\n" + "\n".join(lines).rstrip() + "\n" for name, lines in made.items()}


def commands() -> Iterator[str]:
    """What every command says of itself."""
    yield "# Commands"
    yield ""
    yield "`riparian -C FOLDER COMMAND` works in another folder. Mistakes end with 2 and say what, where and the fix."
    for section, names in COMMANDS.items():
        yield f"\n## {section}"
        for name in names:
            command: click.Command = importlib.import_module(f"riparian.cli.{name}").command
            yield from _help(command, f"riparian {name}", level=3)


def _help(command: click.Command, path: str, *, level: int) -> Iterator[str]:
    options = main.context_settings["help_option_names"]
    context = click.Context(command, info_name=path, terminal_width=WIDTH, help_option_names=options)
    yield f"\n{'#' * level} `{path}`\n"
    yield f"```text\n{command.get_help(context)}\n```"
    if isinstance(command, click.Group):
        for name in command.commands:
            yield from _help(command.commands[name], f"{path} {name}", level=level + 1)


def tables() -> Iterator[str]:
    """Every table of the dictionary, by subject."""
    yield "# Tables"
    yield ""
    yield "`riparian show TABLE` prints one, `riparian explain TABLE` adds how it is made. Instants are naive UTC,"
    yield "money is in minor units (pence, cents), a star marks the columns that tell rows apart. Texts marked `one of"
    yield "labels` are kept as codes of that table and shown as words."
    for subject in SUBJECTS:
        name = subject.__name__.rpartition(".")[2]
        yield f"\n## {name.capitalize()}\n\n{inspect.getdoc(subject)}"
        rows = [one for one in vars(subject).values() if isinstance(one, type) and issubclass(one, Row)]
        for row in rows:
            if row.table and row.__module__ == subject.__name__:
                yield from _table(row)


def _table(row: type[Row]) -> Iterator[str]:
    yield f"\n### `{row.table}`\n\n{inspect.getdoc(row)}\n"
    yield "| column | type | unit, range | null | says |"
    yield "| --- | --- | --- | --- | --- |"
    for column in columns_said(row):
        promise = column.promise
        kind = "text" if promise.column.coded else promise.column.dtype
        unit = unit_of(promise.column)
        null = "may be" if promise.nullable else ""
        yield f"| `{promise.name}`{' *' if column.key else ''} | {kind} | {unit} | {null} | {_in_cell(column.says)} |"


def settings() -> Iterator[str]:
    """Everything that can be set in riparian.toml, with its default."""
    yield "# Settings"
    yield ""
    yield "All of `riparian.toml`. `riparian check` tells every mistake in it; `riparian explain TABLE` says where a"
    yield "value came from. Durations are written in words: `30 min`, `12 h`, `90 days`, `4 weeks`."
    for section, kind in SECTIONS.items():
        yield from _section(section, kind)
    yield "\n## Sources\n"
    yield "Each `[[sources]]` has a `name`, a `preset`, `files` (a glob or a list of them) and its preset's settings."
    for name, preset in presets_found().items():
        yield from _section(f'preset = "{name}"', preset.settings, level=3, says=preset.about)
    yield "\n## Derivations"
    for derivation in discovered():
        if derivation.settings is not None:
            yield from _section(f"[derivations.{derivation.name}]", derivation.settings, level=3)


def _section(title: str, kind: type[Settings], *, level: int = 2, says: str = "") -> Iterator[str]:
    yield f"\n{'#' * level} `{title}`\n"
    if says:
        yield f"{inspect.cleandoc(says)}\n"
    yield "| setting | default | says |"
    yield "| --- | --- | --- |"
    told = docstrings_of(kind)
    for name, field in kind.model_fields.items():
        default = field.get_default(call_default_factory=True)
        value = "required" if default is PydanticUndefined else f"`{_default(kind, name, default)}`"
        value = "that of `[company]`" if left_to_the_company(name, field) else value
        yield f"| `{name}` | {_in_cell(value)} | {_in_cell(told.get(name, ''))} |"


def _default(kind: type[Settings], name: str, default: object) -> str:
    """The default as it counts, where it is written in words first."""
    required = any(field.is_required() for field in kind.model_fields.values())
    return written(default if required else getattr(kind(), name))


def _in_cell(text: str) -> str:
    return " ".join(text.replace("|", "\\|").split())


def write(folder: Path) -> None:
    """Write every page."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in pages().items():
        (folder / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    write(FOLDER)
