"""Settings: read from TOML, checked once, frozen."""

from difflib import get_close_matches
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from riparian.core.errors import SettingsError

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
        SettingsError: with every mistake of the section in one sentence, and a near name as the fix.
    """
    try:
        return kind.model_validate(given)
    except ValidationError as error:
        wrong = error.errors(include_context=False, include_input=False)
    # Not in the `except`: as its context the error of Pydantic, which Python's collector cannot look into, would keep
    # all frames up to here for good, and DuckDB complains at the end of the process of what they hold.
    told = "; ".join(
        f"{'.'.join(map(str, one['loc'])) or where}: {one['msg'].removeprefix('Value error, ')}" for one in wrong
    )
    unknown = [str(one["loc"][-1]) for one in wrong if one["type"] == "extra_forbidden"]
    fix = "; ".join(filter(None, (did_you_mean(name, kind.model_fields) for name in unknown)))
    raise SettingsError(told, where=where, fix=fix)


def did_you_mean(name: str, known: "list[str] | dict[str, Any] | tuple[str, ...]") -> str:
    """A sentence that names what is near to `name`, or lists all there is."""
    near = get_close_matches(name, list(known), n=1)
    if near:
        return f"did you mean {near[0]!r}?"
    return f"known are: {', '.join(sorted(known))}" if known else ""
