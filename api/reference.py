"""The OpenAPI description turned into what a page can show: operations by resource, with their fields and refusals."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

DEEPEST = 4
CHOICE = re.compile(r"^\* `(.*?)` - (.*)$", re.MULTILINE)
PREFIX = "/api/v1/"


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a body or answer, or one parameter."""

    name: str
    kind: str
    required: bool
    meaning: str
    choices: tuple[tuple[str, str], ...]  # the value, and how it is called on screen


@dataclass(frozen=True, slots=True)
class Shape:
    """A body or an answer: its fields and an example as text."""

    status: str
    meaning: str
    fields: tuple[Field, ...]
    example: str


@dataclass(frozen=True, slots=True)
class Operation:
    """One method of one address."""

    id: str
    method: str
    path: str
    summary: str
    description: str
    parameters: tuple[Field, ...]
    body: Shape | None
    answers: tuple[Shape, ...]
    refusals: tuple[Shape, ...]


def resources(document: dict[str, Any]) -> dict[str, list[Operation]]:
    """The operations by tag, in the order of the document."""
    found: dict[str, list[Operation]] = {}
    for path, methods in document["paths"].items():
        for method, described in methods.items():
            tag = (described.get("tags") or ["other"])[0]
            found.setdefault(tag, []).append(_operation(document, path, method, described))
    return found


def collections(document: dict[str, Any]) -> dict[str, str]:
    """The addresses that can be read without knowing a row, by name."""
    return {
        path.removeprefix(PREFIX).strip("/"): path
        for path, methods in document["paths"].items()
        if "get" in methods and "{" not in path and path != PREFIX
    }


def _operation(document: dict[str, Any], path: str, method: str, described: dict[str, Any]) -> Operation:
    shapes = [_shape(document, status, answer) for status, answer in described["responses"].items()]
    body = described.get("requestBody")
    return Operation(
        id=described["operationId"],
        method=method.upper(),
        path=path,
        summary=described.get("summary", ""),
        description=described.get("description", ""),
        parameters=tuple(_parameter(document, each) for each in described.get("parameters", [])),
        body=_shape(document, "", body) if body else None,
        answers=tuple(shape for shape in shapes if shape.status < "400"),
        refusals=tuple(shape for shape in shapes if shape.status >= "400"),
    )


def _shape(document: dict[str, Any], status: str, described: dict[str, Any]) -> Shape:
    media: dict[str, Any] = next(iter(described.get("content", {}).values()), {})
    examples = [each["value"] for each in media.get("examples", {}).values()]
    return Shape(
        status=status,
        meaning=_meaning(described),
        fields=tuple(_fields(document, media.get("schema", {}))),
        example=json.dumps(examples[0], indent=2, ensure_ascii=False) if examples else "",
    )


def _fields(document: dict[str, Any], schema: dict[str, Any], within: str = "", depth: int = 0) -> Iterator[Field]:
    """The fields of a schema, those of nested objects under dotted names."""
    schema = _resolved(document, schema)
    if schema.get("type") == "array":
        schema = _resolved(document, schema["items"])
    for name, inner in schema.get("properties", {}).items():
        plain, dotted = _resolved(document, inner), f"{within}{name}"
        yield Field(
            dotted, _kind(document, inner), name in schema.get("required", []), _meaning(plain), _choices(plain)
        )
        if depth < DEEPEST:
            yield from _fields(document, inner, f"{dotted}.", depth + 1)


def _parameter(document: dict[str, Any], described: dict[str, Any]) -> Field:
    schema = described.get("schema", {})
    where = {"path": "in the address", "query": "in the query", "header": "header"}[described["in"]]
    kind = f"{_kind(document, schema)}, {where}"
    # drf-spectacular lists the choices of a parameter in its description, those of a field in its schema's.
    choices = _choices({**_resolved(document, schema), "description": described.get("description", "")})
    return Field(described["name"], kind, described.get("required", False), _meaning(described), choices)


def _resolved(document: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    """The schema with its references followed; what stands beside a reference wins."""
    if "$ref" in schema:
        component = document["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
        beside = {key: value for key, value in schema.items() if key != "$ref"}
        return _resolved(document, {**component, **beside})
    for part in [*schema.get("allOf", []), *schema.get("oneOf", [])]:
        if part.get("type") != "null":
            beside = {key: value for key, value in schema.items() if key not in {"allOf", "oneOf"}}
            return {**_resolved(document, part), **beside}
    return schema


def _kind(document: dict[str, Any], schema: dict[str, Any]) -> str:
    """The type in words: `date or null`, `list of text`."""
    plain = _resolved(document, schema)
    types = plain.get("type", "any")
    named = [types] if isinstance(types, str) else [each for each in types if each != "null"]
    words = {"string": "text", "integer": "whole number", "boolean": "true or false", "date-time": "instant"}
    kind = " or ".join(words.get(plain.get("format", ""), words.get(each, each)) for each in named)
    if plain.get("format") in {"date", "uuid", "email", "uri"}:
        kind = plain["format"]
    if kind == "array":
        kind = f"list of {_kind(document, plain['items'])}"
    if most := plain.get("maxLength"):
        kind += f", at most {most:,} characters"
    nullable = not isinstance(types, str) or {"type": "null"} in schema.get("oneOf", [])
    return f"{kind} or null" if nullable else kind


def _choices(plain: dict[str, Any]) -> tuple[tuple[str, str], ...]:
    """The values that are taken; drf-spectacular writes their labels into the description."""
    labels = dict(CHOICE.findall(plain.get("description", "")))
    return tuple((str(each), labels.get(str(each), "")) for each in plain.get("enum", []) if each not in ("", None))


def _meaning(described: dict[str, Any]) -> str:
    """The description without the list of choices, which has its own place, and without marks for code."""
    return CHOICE.sub("", described.get("description", "")).replace("`", "").strip()
