"""The interface page: the OpenAPI document as a page of our own, readable without a network and without script."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from riparian.web.page import Page


@dataclass(frozen=True, slots=True)
class Field:
    """A parameter, or a member of an answer."""

    name: str
    type: str
    says: str
    required: bool = False
    example: str = ""
    refers: str = ""
    """The type of the document that it holds."""


@dataclass(frozen=True, slots=True)
class Operation:
    """One address that answers JSON."""

    name: str
    method: str
    path: str
    title: str
    says: str
    parameters: tuple[Field, ...]
    takes: str
    """Name of the type that is sent; empty: nothing is."""
    sent: str
    """Example of it."""
    answer: str
    """Name of the type that is answered."""
    refusals: tuple[tuple[str, str], ...]
    example: str


@dataclass(frozen=True, slots=True)
class Type:
    """A type of answer, with its members."""

    name: str
    says: str
    members: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class InterfaceView:
    """What the page shows."""

    heading: str
    sentence: str
    document: str
    operations: tuple[Operation, ...]
    types: tuple[Type, ...]


def describe(document: Mapping[str, Any]) -> InterfaceView:
    """The page of an OpenAPI document."""
    operations = tuple(
        _operation(method, path, operation)
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
    )
    schemas = document.get("components", {}).get("schemas", {})
    types = tuple(_type(name, schema) for name, schema in sorted(schemas.items()) if name not in _FRAMEWORK)
    return InterfaceView(
        heading="API",
        sentence="Every page answers JSON with the same numbers; add .json to its address. Decisions are sent as JSON.",
        document="/api/openapi.json",
        operations=operations,
        types=types,
    )


_FRAMEWORK = ("HTTPValidationError", "ValidationError")


def _operation(method: str, path: str, operation: Mapping[str, Any]) -> Operation:
    answers = operation["responses"]
    content = answers["200"]["content"]["application/json"]
    body = operation.get("requestBody", {}).get("content", {}).get("application/json")
    return Operation(
        name=operation["operationId"],
        method=method.upper(),
        path=path,
        title=operation["summary"],
        says=operation["description"],
        parameters=tuple(
            Field(
                name=one["name"],
                type=_type_name(one["schema"]),
                says=one.get("description", ""),
                required=one.get("required", False),
                example=", ".join(str(value) for value in _examples(one)),
            )
            for one in operation.get("parameters", ())
        ),
        takes=_type_name(body["schema"]) if body else "",
        sent=json.dumps(_body_example(body), indent=2, ensure_ascii=False) if body else "",
        answer=_type_name(content["schema"]),
        refusals=tuple((status, answer["description"]) for status, answer in answers.items() if status != "200"),
        example=json.dumps(content["example"], indent=2, ensure_ascii=False),
    )


def _body_example(body: Mapping[str, Any]) -> object:
    return next(iter(_examples(body)), None)


def _examples(parameter: Mapping[str, Any]) -> list[object]:
    if "examples" in parameter and isinstance(parameter["examples"], Mapping):
        return [one["value"] for one in parameter["examples"].values()]
    return list(parameter["schema"].get("examples", ()))


def _type(name: str, schema: Mapping[str, Any]) -> Type:
    members = tuple(
        Field(key, _type_name(value), value.get("description", ""), refers=_refers(value))
        for key, value in schema.get("properties", {}).items()
    )
    return Type(name, " ".join(schema.get("description", "").split()), members)


def _refers(schema: Mapping[str, Any]) -> str:
    """The type a member holds, alone, in a list or by choice."""
    inside = [schema, schema.get("items", {}), *schema.get("anyOf", ())]
    return next((str(one["$ref"]).rpartition("/")[2] for one in inside if "$ref" in one), "")


def _type_name(schema: Mapping[str, Any]) -> str:
    """A type in words: `list of Flow`, `text or nothing`, `people | value`."""
    if "$ref" in schema:
        return str(schema["$ref"]).rpartition("/")[2]
    if "anyOf" in schema:
        return " or ".join(dict.fromkeys(_type_name(one) for one in schema["anyOf"]))
    if "enum" in schema:
        return " | ".join(str(one) for one in schema["enum"])
    if "const" in schema:
        return str(schema["const"])
    if schema.get("type") == "array":
        return f"list of {_type_name(schema['items']) if 'items' in schema else 'values'}"
    if schema.get("type") == "object":
        values = schema.get("additionalProperties")
        return f"{_type_name(values)} by name" if isinstance(values, Mapping) else "object"
    if "format" in schema:
        return {"date-time": "instant", "date": "day"}.get(schema["format"], str(schema["format"]))
    return _WORDS.get(schema.get("type", ""), "anything")


_WORDS = {"integer": "whole number", "number": "number", "string": "text", "boolean": "yes or no", "null": "nothing"}


INTERFACE = Page(
    path="/api",
    title="API",
    says="Every address that answers JSON, its parameters, an example, and the types.",
    template="api.html",
    show=describe,
    example=InterfaceView("API", "Every page answers JSON.", "/api/openapi.json", (), ()),
    group="Set up",
    place=170,
    icon="api",
)
"""Not one of `pages/`: it shows the application itself, not a snapshot, so it has no JSON twin but the document."""
