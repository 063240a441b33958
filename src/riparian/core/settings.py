"""Settings: read from TOML, checked once, frozen."""

from difflib import get_close_matches
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from riparian.core.errors import SettingsError, SeveralErrors

OF_THE_COMPANY: dict[str, Any] = {"from": "company"}
"""Marks a setting of a preset whose default is the company's: `Field(default=…, json_schema_extra=OF_THE_COMPANY)`.
So is every one of the name `currency` or `region` whose default is empty. A setting of a derivation names which one of
the company's it is: `json_schema_extra={"company": "currency"}`; one that is another derivation's where it is not set
names that: `json_schema_extra={"derivation": "action_segments"}`. It has the same name there, or is a dataclass whose
parts do."""


class Settings(BaseModel):
    """What can be set of the file it stands in; its section in TOML is named after that file."""

    model_config = ConfigDict(frozen=True, extra="forbid")


S = TypeVar("S", bound=Settings)


def read_settings(kind: type[S], given: dict[str, Any], *, where: str) -> S:
    """Settings of `kind` from a TOML section.

    Raises:
        SettingsError: there is a mistake, with its own fix. SeveralErrors: there are several.
    """
    # Pydantic takes "yes", "off" and 1 for booleans; what is not meant so would go unseen.
    unsure = [name for name, field in kind.model_fields.items() if field.annotation is bool and name in given]
    unsure = [name for name in unsure if not isinstance(given[name], bool)]
    wrong = [SettingsError(f"{name} cannot be {given[name]!r}", where=where, fix=_MEANT["bool"]) for name in unsure]
    made = None
    try:
        made = kind.model_validate({name: value for name, value in given.items() if name not in unsure})
    except ValidationError as error:
        wrong += [_mistake(dict(one), kind, where) for one in error.errors(include_url=False)]
    if made is not None and not wrong:
        return made
    # Not in the `except`: as its context the error of Pydantic, which Python's collector cannot look into, would keep
    # all frames up to here for good, and DuckDB complains at the end of the process of what they hold.
    raise wrong[0] if len(wrong) == 1 else SeveralErrors(tuple(wrong))


_MEANT = {
    "bool": "write true or false, without quotes",
    "int": "write a whole number, without quotes",
    "float": "write a number, without quotes",
    "string": "write a text in quotes",
    "list": "write a list: [ … ]",
    "tuple": "write a list: [ … ]",
    "dict": "write a section of names and values",
    "model": "write a section of names and values",
    "dataclass": "write a section of names and values",
}
"""What is meant, by the beginning of what Pydantic calls the mistake."""
_BOUNDS = {
    "greater_than_equal": ("at least", "ge"),
    "greater_than": ("above", "gt"),
    "less_than_equal": ("at most", "le"),
    "less_than": ("below", "lt"),
}


def _mistake(one: dict[str, Any], kind: type[Settings], where: str) -> SettingsError:
    """A mistake that Pydantic found, in plain words."""
    place, given, said = ".".join(map(str, one["loc"])), one.get("input"), one["type"]
    context = {name: str(value) for name, value in one.get("ctx", {}).items()}
    if said == "extra_forbidden":
        known = list(kind.model_fields) if len(one["loc"]) == 1 else []
        return SettingsError(
            f"there is no setting {place!r}", where=where, fix=did_you_mean(str(one["loc"][-1]), known)
        )
    if said == "missing":
        return SettingsError(f"{place} is missing", where=where, fix=f"write {one['loc'][-1]} = …")
    if said in ("literal_error", "enum"):
        fix = f"one of {context['expected']}"
        return SettingsError(f"{place} cannot be {given!r}", where=where, fix=fix)
    if said in _BOUNDS:
        word, bound = _BOUNDS[said]
        return SettingsError(f"{place} cannot be {given!r}", where=where, fix=f"it is {word} {context[bound]}")
    if said == "string_pattern_mismatch":
        usual = kind.model_fields[str(one["loc"][0])].default if len(one["loc"]) == 1 else None
        fix = f"write it as {usual!r}" if usual else f"it has the form {context['pattern']}"
        return SettingsError(f"{place} cannot be {given!r}", where=where, fix=fix)
    fix = _MEANT.get(said.partition("_")[0], "")
    if fix and said.endswith(("_type", "_parsing", "_from_float")):
        return SettingsError(f"{place} cannot be {given!r}", where=where, fix=fix)
    told = one["msg"].removeprefix("Value error, ")
    return SettingsError(f"{place}: {told}" if place else told, where=where)


def did_you_mean(name: str, known: "list[str] | dict[str, Any] | tuple[str, ...]") -> str:
    """A sentence that names what is near to `name`, or lists all there is."""
    near = get_close_matches(name, list(known), n=1)
    if near:
        return f"did you mean {near[0]!r}?"
    return f"known are: {', '.join(sorted(known))}" if known else ""
