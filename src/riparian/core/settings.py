"""Settings: read from TOML, checked once, frozen."""

from collections.abc import Callable
from difflib import get_close_matches
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, GetCoreSchemaHandler, ValidationError
from pydantic_core import CoreSchema

from riparian.core.errors import SettingsError, SeveralErrors

OF_THE_COMPANY: dict[str, Any] = {"from": "company"}
"""Marks a setting of a preset whose default is the company's: `Field(default=…, json_schema_extra=OF_THE_COMPANY)`.
So is every one of the name `currency` or `region` whose default is empty. A setting of a derivation names which one of
the company's it is: `json_schema_extra={"company": "currency"}`; one that is another derivation's where it is not set
names that: `json_schema_extra={"derivation": "action_segments"}`. It has the same name there, or is a dataclass whose
parts do."""


_STRICT = ("bool", "int", "float")


def _make_strict(part: object, named: Callable[[Any], object], seen: set[str]) -> None:
    """Make the booleans and numbers of a part of a schema strict, in their place; `named` gives a part by its name."""
    if isinstance(part, dict):
        if part.get("type") in _STRICT:
            part["strict"] = True
        if part.get("type") == "definition-ref" and part["schema_ref"] not in seen:
            seen.add(part["schema_ref"])
            _make_strict(named(part), named, seen)
        for name, inner in part.items():
            if name not in ("default", "metadata", "serialization"):
                _make_strict(inner, named, seen)
    elif isinstance(part, list | tuple):
        for inner in part:
            _make_strict(inner, named, seen)


class Settings(BaseModel):
    """What can be set of the file it stands in; its section in TOML is named after that file.

    Booleans and numbers are none in quotes, and neither is taken for the other: TOML has both. A whole number is a
    number, too.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    @classmethod
    def __get_pydantic_core_schema__(cls, source: type[BaseModel], handler: GetCoreSchemaHandler) -> CoreSchema:
        """The schema with strict booleans and numbers, wherever they stand; all else is read as it is written."""
        schema = handler(source)
        _make_strict(schema, handler.resolve_ref_schema, set())
        return schema


S = TypeVar("S", bound=Settings)


def read_settings(kind: type[S], given: dict[str, Any], *, where: str) -> S:
    """Settings of `kind` from a TOML section.

    Raises:
        SettingsError: there is a mistake, with its own fix. SeveralErrors: there are several.
    """
    try:
        return kind.model_validate(given)
    except ValidationError as error:
        wrong = _mistakes([dict(one) for one in error.errors(include_url=False)], given, kind, where)
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


_LENGTHS = {"string_too_short": "character", "string_too_long": "character", "too_short": "part", "too_long": "part"}


def _mistakes(
    found: list[dict[str, Any]], given: dict[str, Any], kind: type[Settings], where: str
) -> list[SettingsError]:
    """The mistakes that Pydantic found, one for each place.

    Of what may be one thing or another it tells why it is not the one and why it is not the other. Of these the one
    counts that goes deepest: what was given has its shape.
    """
    by_place: dict[tuple[str | int, ...], list[dict[str, Any]]] = {}
    for one in found:
        place = _place(one["loc"], given, absent=one["type"] == "missing")
        by_place.setdefault(place, []).append(one | {"loc": place})
    told = []
    for place, here in by_place.items():
        if any(other[: len(place)] == place for other in by_place if other != place):
            continue
        ways = [_mistake(one, kind, where) for one in here]
        first = ways[0]
        fixes = list(dict.fromkeys(one.fix for one in ways if one.what == first.what and one.fix))
        first.fix = ", or ".join((*fixes[:1], *(fix.removeprefix("write ") for fix in fixes[1:])))
        told.append(first)
    return told


def _place(loc: tuple[str | int, ...], given: object, *, absent: bool) -> tuple[str | int, ...]:
    """Where a mistake is in what was given: Pydantic names the possible types of a value on the way there, too."""
    place: list[str | int] = []
    for part in loc:
        if isinstance(given, list) and isinstance(part, int):
            given = dict(enumerate(given))
        if isinstance(given, dict) and part in given:
            given = given[part]
            place.append(part)
    return (*place, loc[-1]) if absent else tuple(place)


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
    if said in _LENGTHS:
        word, bound = ("at least", "min_length") if said.endswith("short") else ("at most", "max_length")
        many = "" if context[bound] == "1" else "s"
        fix = f"it has {word} {context[bound]} {_LENGTHS[said]}{many}"
        return SettingsError(f"{place} cannot be {given!r}", where=where, fix=fix)
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
