"""Request bodies in the OpenAPI document: the complete msgspec type with patterns, limits and no other fields.

Litestar's own schema of a Struct omits patterns and allows other fields, which vocapp refuses.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import msgspec
from litestar.openapi.spec import OpenAPIMediaType, Operation, RequestBody, Schema

REFERENCE = "#/$defs/"


class JsonSchema(Schema):
    """A schema that is JSON already."""

    def __init__(self, schema: dict[str, Any]) -> None:
        super().__init__()
        self._schema = schema

    def to_schema(self) -> dict[str, Any]:
        """The JSON."""
        return self._schema


def body_of(kind: Any, others: Mapping[str, Schema] = MappingProxyType({})) -> type[Operation]:
    """The `operation_class` of a handler with a JSON body `kind`; `others`: further media types and their schemas."""
    schemas = {"application/json": JsonSchema(json_schema(kind)), **others}
    content = {name: OpenAPIMediaType(schema=schema) for name, schema in schemas.items()}

    # A dataclass again, or the inherited __init__ would not call __post_init__.
    @dataclass
    class Documented(Operation):
        def __post_init__(self) -> None:
            self.request_body = RequestBody(required=True, content=content)

    return Documented


def json_schema(kind: Any) -> dict[str, Any]:
    """The JSON schema of `kind`, with referenced parts inlined."""
    (whole,), parts = msgspec.json.schema_components((kind,), ref_template=f"{REFERENCE}{{name}}")
    found: dict[str, Any] = _written_out(whole, parts)
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
