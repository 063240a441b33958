import pytest

from riparian.web.interface import describe

SCHEMAS = [
    ({"type": "integer"}, "whole number"),
    ({"anyOf": [{"type": "string", "pattern": "x"}, {"type": "null"}]}, "text or nothing"),
    ({"type": "array", "items": {"$ref": "#/components/schemas/Flow"}}, "list of Flow"),
    ({"enum": ["people", "value"], "type": "string"}, "people | value"),
    ({"type": "string", "format": "date-time"}, "instant"),
    ({"type": "object", "additionalProperties": {"type": "integer"}}, "whole number by name"),
    ({"const": "stage", "type": "string"}, "stage"),
    ({}, "anything"),
]


@pytest.mark.parametrize(("schema", "told"), SCHEMAS)
def test_types_are_told_in_words(schema: dict[str, object], told: str) -> None:
    document = {"paths": {}, "components": {"schemas": {"Thing": {"properties": {"part": schema}}}}}

    thing = describe(document).types[0]

    assert thing.members[0].type == told


def test_a_member_leads_to_the_type_it_holds() -> None:
    part = {"anyOf": [{"$ref": "#/components/schemas/Stage"}, {"type": "null"}]}
    document = {"paths": {}, "components": {"schemas": {"Thing": {"properties": {"part": part}}}}}

    assert describe(document).types[0].members[0].refers == "Stage"
