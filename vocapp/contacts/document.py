"""What the API's document says of the body of `POST /api/v1/contacts`: one event as JSON, or many as NDJSON."""

from dataclasses import dataclass
from typing import Any

import msgspec
from litestar.openapi.spec import OpenAPIMediaType, Operation, RequestBody, Schema

from vocapp.contacts.event import ContactIn

NDJSON = "application/x-ndjson"
REFERENCE = "#/$defs/"


def event_schema() -> dict[str, Any]:
    """The JSON schema of a contact event, with its parts written out where they stand."""
    (reference,), parts = msgspec.json.schema_components((ContactIn,), ref_template=f"{REFERENCE}{{name}}")
    found: dict[str, Any] = _written_out(reference, parts)
    return found


def _written_out(schema: Any, parts: dict[str, Any]) -> Any:
    if isinstance(schema, list):
        return [_written_out(item, parts) for item in schema]
    if not isinstance(schema, dict):
        return schema
    own = {name: _written_out(value, parts) for name, value in schema.items() if name != "$ref"}
    if "$ref" in schema:
        return _written_out(parts[schema["$ref"].removeprefix(REFERENCE)], parts) | own
    return own


class Written(Schema):
    """A schema that is JSON already."""

    def __init__(self, schema: dict[str, Any]) -> None:
        super().__init__()
        self._schema = schema

    def to_schema(self) -> dict[str, Any]:
        """The JSON."""
        return self._schema


@dataclass
class PostContacts(Operation):
    """The operation of `POST /api/v1/contacts`, whose handler reads the body itself."""

    def __post_init__(self) -> None:
        """Add the body."""
        lines = Schema(type=None, description="one event as JSON a line; at most 10,000 lines and 10 MB")
        self.request_body = RequestBody(
            required=True,
            content={
                "application/json": OpenAPIMediaType(schema=Written(event_schema())),
                NDJSON: OpenAPIMediaType(schema=lines),
            },
        )
