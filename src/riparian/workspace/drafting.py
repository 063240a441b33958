"""A `riparian.toml` out of what was found in a folder, with comments where a person has to look."""

import json
from collections.abc import Iterator

from pydantic.fields import FieldInfo

from riparian.build.preset import presets_found
from riparian.core.settings import OF_THE_COMPANY
from riparian.workspace.attributes import docstrings_of
from riparian.workspace.proposing import Proposal, Proposed, Unmapped

HEAD = """\
# What Riparian reads and how; written by `riparian init` from what lies in this folder, and yours from now on.
# `riparian check` tells every mistake in it; `riparian explain TABLE` says what a table holds and what can be set.

[company]
name = {name}
currency = {currency}  # home currency (ISO 4217): the one in which value is told{currency_remark}
time_zone = "UTC"  # such as "Europe/London": of clocks that name none, in files that no preset knows
region = "GB"  # country (ISO 3166) of phone numbers written without one

# Sites of the company. Readers of a thought-leadership site (branded = false) stay anonymous until they opt in.
# [[sites]]
# host = "journal.example.com"
# branded = false
"""


def left_to_the_company(name: str, field: FieldInfo) -> bool:
    """Whether a setting of a preset that is not set is that of `[company]`."""
    return (name in ("currency", "region") and field.default == "") or field.json_schema_extra == OF_THE_COMPANY


def drafted(found: Proposed) -> str:
    """The text of a `riparian.toml`."""
    head = HEAD.format(
        name=toml(found.folder.resolve().name.replace("_", " ").replace("-", " ").capitalize() or "Our company"),
        currency=toml(found.currency or "EUR"),
        currency_remark="" if found.currency else "; no file names one",
    )
    parts = [head, *("\n".join(_source(source)) + "\n" for source in found.sources)]
    parts += ["\n".join(_unmapped(one)) + "\n" for one in found.unmapped]
    return "\n".join(parts)


def toml(value: object) -> str:
    """A value as TOML writes it, in one line."""
    if isinstance(value, dict):
        return f"{{ {', '.join(f'{_key(name)} = {toml(one)}' for name, one in value.items())} }}"
    return json.dumps(value, ensure_ascii=False)


def _key(name: str) -> str:
    plain = name.isascii() and name.replace("_", "").replace("-", "").isalnum()
    return name if plain else toml(name)


def _source(source: Proposal) -> Iterator[str]:
    yield "[[sources]]"
    yield f"name = {toml(source.name)}"
    yield f"preset = {toml(source.preset)}  # {_knows(source)}"
    yield f"files = {toml(source.files[0] if len(source.files) == 1 else list(source.files))}"
    for remark in (*source.remarks, *source.warnings):
        yield f"# look at this: {remark}"
    for name, value in source.settings:
        yield f"{name} = {toml(value)}"
    given = {name for name, _ in source.settings}
    if source.guess is None:
        settings = presets_found()[source.preset].settings
        says = docstrings_of(settings)
        for name, field in settings.model_fields.items():
            if name not in given and not left_to_the_company(name, field) and isinstance(field.default, bool | str):
                yield f"# {name} = {toml(field.default)}  # {says.get(name, '')}"
        return
    for table, formulas in source.guess.tables.items():
        yield f"[sources.tables.{table}]"
        yield from (f"{name} = {toml(formula)}" for name, formula in formulas.items())
    for name, words in source.guess.values.items():
        yield f"[sources.values.{_key(name)}]"
        yield from (f"{_key(word)} = {toml(ours)}" for word, ours in words.items())


def _knows(source: Proposal) -> str:
    files = f"{len(source.found)} {'file' if len(source.found) == 1 else 'files'}"
    if source.guess is not None:
        return f"{files}, mapped by the formulas below"
    its = "its" if len(source.found) == 1 else "their"
    return f"{files}, {f'guessed from {its} columns' if source.remarks else f'recognised by {its} header'}"


def _unmapped(one: Unmapped) -> Iterator[str]:
    yield f"# Not read: {', '.join(one.files)}: {one.why}."
    if one.columns:
        yield (
            "# Its columns: "
            + ", ".join(f"{name} ({kind})" for name, kind in one.columns[:40])
            + (" …" if len(one.columns) > 40 else "")
        )
        yield "# [[sources]]"
        yield "# name = …"
        yield '# preset = "files"'
        yield f"# files = {toml(one.files[0] if len(one.files) == 1 else list(one.files))}"
        yield "# [sources.tables.source_events]  # or another source table, and a formula for each of its columns"
