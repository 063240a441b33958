"""`riparian.toml`: read, checked once, frozen. Every mistake is told at once."""

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, fields, is_dataclass
from pathlib import Path
from typing import Annotated, Any

from pydantic import AfterValidator, Field

from riparian.build.derivation import Derivation
from riparian.build.preset import Preset
from riparian.core.clocks import TimeZone
from riparian.core.currencies import Currency
from riparian.core.durations import Duration
from riparian.core.errors import RiparianError, SettingsError, SeveralErrors
from riparian.core.patterns import regex_mistake
from riparian.core.settings import OF_THE_COMPANY, Settings, did_you_mean, read_settings
from riparian.models.phones import REGIONS
from riparian.workspace.moved_settings import moved_settings

FILE = "riparian.toml"


def _host(written: str) -> str:
    host = written.strip().lower().removeprefix("www.")
    if not re.fullmatch(r"[\w-]+(\.[\w-]+)*", host):
        raise ValueError(f"{written!r} is no host name; write it without scheme, port and path: reading.example.org")
    return host


def _region(written: str) -> str:
    if written not in REGIONS:
        meant = {"UK": "GB", "EL": "GR"}.get(written.upper(), written.upper())
        near = f"did you mean {meant!r}?" if meant in REGIONS else "write two capital letters of ISO 3166, such as 'GB'"
        raise ValueError(f"no phone numbers belong to a region {written!r}; {near}")
    return written


def _pattern(written: str) -> str:
    if wrong := regex_mistake(written):
        raise ValueError(f"{written!r} {wrong}")
    return written


class CompanySettings(Settings):
    """`[company]`"""

    name: str = "Our company"
    """Name shown on pages."""
    currency: Currency = Field(default="EUR", min_length=1)
    """Home currency (ISO 4217): the one in which value is told."""
    time_zone: TimeZone = "UTC"
    """Zone of clocks in files of your own making that name none. Exports of tools have the zone of their preset."""
    region: Annotated[str, AfterValidator(_region)] = "GB"
    """Country (ISO 3166) of phone numbers written without one."""


class SiteSettings(Settings):
    """`[[sites]]`"""

    host: Annotated[str, AfterValidator(_host)]
    """Host name, as it stands in addresses: `reading.example.org`. It covers the hosts below it (`www.`, `m.`)."""
    branded: bool = True
    """False for a thought-leadership site: its readers stay anonymous until they opt in."""


class IdentitySettings(Settings):
    """`[identity]`"""

    blocked: tuple[Annotated[str, AfterValidator(_pattern)], ...] = (
        r"[0-]*",
        r"-1|null|none|nan|undefined|unknown|anonymous|guest|test|n/?a",
        r"(noreply|no-reply|noemail|none|null|test|placeholder|unknown|guest)@.*",
        r".*@(example\.(com|org|net)|invalid|localhost)",
    )
    """Regular expressions over whole identifiers that stand for nobody."""
    plus_tags: bool = False
    """Whether `ana+shop@…` and `ana@…` are different addresses."""
    unknown_consent_joins: bool = True
    """Whether anonymous events may join a person later of which nobody knows whether they may be measured. What
    their browser said last, in whatever file, counts for events that say nothing; under a denial nothing joins."""


class EngineSettings(Settings):
    """`[engine]`"""

    threads: int = Field(default=2, ge=1)
    memory_limit: str = Field(default="4GB", pattern=r"^\d+(\.\d+)? ?[KMGT]i?B$")
    """Where work beyond it goes to disk."""
    buckets: int = Field(default=0, ge=0, le=1024)
    """Person buckets; 0: one up to two million source rows, then twice as many each time they double."""


class SnapshotSettings(Settings):
    """`[snapshots]`"""

    keep: int = Field(default=5, ge=2)
    """How many published snapshots stay."""
    seed: int = 20260101
    """Where chance begins; recorded with every build."""
    stale_after: Duration = Field(default="2 days", validate_default=True)
    """Age of the data from which pages say so."""


@dataclass(frozen=True, slots=True)
class SourceConfig:
    """One `[[sources]]` entry: its name, preset, files and the preset's settings."""

    name: str
    preset: Preset
    files: tuple[str, ...]
    settings: Settings


@dataclass(frozen=True, slots=True)
class Config:
    """A whole configuration."""

    folder: Path
    company: CompanySettings
    sites: tuple[SiteSettings, ...]
    identity: IdentitySettings
    engine: EngineSettings
    snapshots: SnapshotSettings
    sources: tuple[SourceConfig, ...]
    derivations: dict[str, Settings]


NON_BRANDED = "non_branded_sites"
OWN = "own_sites"
"""Settings of a derivation by these names are filled from `[[sites]]` where they are not set."""

_SECTIONS: dict[str, type[Settings]] = {
    "company": CompanySettings,
    "identity": IdentitySettings,
    "engine": EngineSettings,
    "snapshots": SnapshotSettings,
}


def read_config(folder: Path, presets: dict[str, Preset], derivations: tuple[Derivation, ...]) -> Config:
    """The configuration of a workspace folder.

    Raises:
        SettingsError: the file is missing or no TOML.
        SeveralErrors: every other mistake, together.
    """
    config, mistakes = looked_over(folder, presets, derivations)
    if mistakes:
        raise SeveralErrors(mistakes)
    return config


def nothing_to_read(config: Config) -> SettingsError | None:
    """The mistake of a configuration that has no source, of which a build would make empty tables only."""
    if config.sources:
        return None
    return SettingsError(
        "no source is set up, so there is nothing to build from",
        where=f"{FILE} [[sources]]",
        fix="write a [[sources]] with name, preset and files; riparian init proposes some from a folder of exports",
    )


def looked_over(
    folder: Path, presets: dict[str, Preset], derivations: tuple[Derivation, ...]
) -> tuple[Config, tuple[RiparianError, ...]]:
    """What can be read of a configuration, and every mistake in it.

    A section that is wrong has its defaults, a source that is wrong is left out.

    Raises:
        SettingsError: the file is missing or no TOML.
    """
    given = _toml(folder / FILE)
    mistakes: list[RiparianError] = []
    known = [*_SECTIONS, "sites", "sources", "derivations"]
    mistakes += [
        SettingsError(f"no section named [{name}]", where=FILE, fix=did_you_mean(name, known))
        for name in given
        if name not in known
    ]
    sections: dict[str, Any] = {
        name: _collected(mistakes, kind, given.get(name, {}), f"{FILE} [{name}]") for name, kind in _SECTIONS.items()
    }
    sites = [
        _collected(mistakes, SiteSettings, site, f"{FILE} [[sites]] {n}")
        for n, site in enumerate(_entries(mistakes, given, "sites"), 1)
    ]
    settings: dict[str, Any] = {}
    makers = {one.name: one for one in derivations if one.settings is not None}
    if not isinstance(given.get("derivations", {}), dict):
        mistakes.append(SettingsError("derivations must be sections", where=FILE, fix="write [derivations.TABLE]"))
    of_derivations, gone = moved_settings(_section(given, "derivations"), where=FILE)
    mistakes += gone
    for name in of_derivations:
        if name not in makers:
            mistakes.append(
                SettingsError(
                    f"no derivation with settings is named {name!r}",
                    where=f"{FILE} [derivations.{name}]",
                    fix=did_you_mean(name, list(makers)),
                )
            )
    for name, one in sorted(makers.items(), key=lambda each: len(_takes_over(each[1].settings))):
        if one.settings is not None:
            # A mistake of the company's is told once, where it stands.
            by_company = _of_the_company(given, one.settings) if sections["company"] else {}
            section = of_derivations.get(name, {})
            section = by_company | section if isinstance(section, dict) else section
            if isinstance(section, dict):
                section = _of_the_sites(sites, one.settings) | section
            if isinstance(section, dict):
                section = _of_another(settings, one.settings) | section
            settings[name] = _collected(mistakes, one.settings, section, f"{FILE} [derivations.{name}]")
    sections = {name: section or _SECTIONS[name]() for name, section in sections.items()}
    entries = _entries(mistakes, given, "sources")
    sources = [_source(mistakes, number, one, presets, sections["company"]) for number, one in enumerate(entries, 1)]
    names = [called for one in entries if isinstance(called := one.get("name"), str) and called]
    mistakes += [
        SettingsError(f"two sources are named {name!r}", where=f"{FILE} [[sources]]", fix="give each its own name")
        for name in sorted({name for name in names if names.count(name) > 1})
    ]
    config = Config(
        folder=folder,
        sites=tuple(site for site in sites if site),
        sources=tuple(source for source in sources if source),
        derivations={name: value for name, value in settings.items() if value is not None},
        **sections,
    )
    return config, tuple(mistakes)


def _of_the_sites(sites: Sequence[SiteSettings | None], kind: type[Settings]) -> dict[str, list[str]]:
    """What `[[sites]]` say of settings that are the hosts of the company's sites."""
    hosts = {
        NON_BRANDED: [site.host for site in sites if site and not site.branded],
        OWN: [site.host for site in sites if site],
    }
    return {name: said for name, said in hosts.items() if name in kind.model_fields}


def _of_the_company(given: dict[str, Any], kind: type[Settings]) -> dict[str, Any]:
    """What `[company]` says of settings that are the company's where their own section does not say them."""
    said = _section(given, "company")
    return {
        name: said[of_the_company]
        for name, field in kind.model_fields.items()
        if isinstance(field.json_schema_extra, dict)
        and (of_the_company := str(field.json_schema_extra.get("company", ""))) in said
    }


def _takes_over(kind: type[Settings] | None) -> dict[str, str]:
    """Settings that are another derivation's where their own section does not say them, and that derivation."""
    extras = {name: field.json_schema_extra for name, field in kind.model_fields.items()} if kind else {}
    return {
        name: str(extra["derivation"])
        for name, extra in extras.items()
        if isinstance(extra, dict) and "derivation" in extra
    }


def _of_another(settings: dict[str, Any], kind: type[Settings]) -> dict[str, Any]:
    """What the settings of other derivations say of these; nothing where theirs have a mistake, which is told there.

    What nobody wrote is left to the default, which is the same, so that it is not told to stand in the file.
    """
    said: dict[str, Any] = {}
    for name, other in _takes_over(kind).items():
        usual, theirs = kind.model_fields[name].default, settings.get(other)
        written = theirs.model_fields_set if theirs is not None else ()
        if is_dataclass(usual):
            said[name] = {part.name: getattr(theirs, part.name) for part in fields(usual) if part.name in written}
        elif name in written:
            said[name] = getattr(theirs, name)
    return {name: value for name, value in said.items() if value != {}}


def _section(given: dict[str, Any], name: str) -> dict[str, Any]:
    """The section of that name; empty where something else stands there, which is told apart from this."""
    section = given.get(name, {})
    return section if isinstance(section, dict) else {}


def _entries(mistakes: list[RiparianError], given: dict[str, Any], name: str) -> list[dict[str, Any]]:
    """The `[[name]]` entries of a configuration."""
    entries = given.get(name, [])
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        mistakes.append(SettingsError(f"{name} must be entries", where=FILE, fix=f"write [[{name}]] with two brackets"))
        return []
    return entries


def _toml(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        raise SettingsError("there is no riparian.toml here", where=str(file.parent), fix="riparian init") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"not readable as TOML: {error}", where=FILE) from None


def _collected(mistakes: list[RiparianError], kind: type[Settings], given: object, where: str) -> Any:  # noqa: ANN401  an instance of `kind`, or None
    if not isinstance(given, dict):
        mistakes.append(SettingsError("must be a section", where=where))
        return None
    try:
        return read_settings(kind, given, where=where)
    except SeveralErrors as several:
        mistakes += several.errors
    except SettingsError as error:
        mistakes.append(error)
    return None


def _source(
    mistakes: list[RiparianError],
    number: int,
    given: dict[str, Any],
    presets: dict[str, Preset],
    company: CompanySettings,
) -> SourceConfig | None:
    name = given.get("name", "")
    where = f"{FILE} [[sources]] {name or number}"
    told = [
        SettingsError(f"{key} is missing", where=where) for key in ("name", "preset", "files") if not given.get(key)
    ]
    if name and not isinstance(name, str):
        told.append(SettingsError("name must be a text", where=where, fix=f'name = "{name}"'))
    globs = given.get("files") or []
    globs = [globs] if isinstance(globs, str) else globs
    if not isinstance(globs, list) or not all(isinstance(one, str) and one for one in globs):
        told.append(SettingsError("files must be a glob, or a list of them", where=where, fix='files = "orders*.csv"'))
    preset = presets.get(str(given.get("preset", "")))
    if given.get("preset") and preset is None:
        told.append(
            SettingsError(
                f"no preset named {given['preset']!r}",
                where=where,
                fix=did_you_mean(str(given["preset"]), list(presets)),
            )
        )
    mistakes += told
    if told or preset is None:
        return None
    rest = {key: value for key, value in given.items() if key not in ("name", "preset", "files")}
    fields = preset.settings.model_fields
    for key, value in (("time_zone", company.time_zone), ("currency", company.currency), ("region", company.region)):
        if key in fields and (fields[key].default == "" or fields[key].json_schema_extra == OF_THE_COMPANY):
            rest.setdefault(key, value)
    settings = _collected(mistakes, preset.settings, rest, where)
    if settings is None:
        return None
    return SourceConfig(name, preset, tuple(globs), settings)
