"""Bodies that are wrong in every way we could think of: each is refused by name, none ends in a server error."""

import io
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rest_framework.exceptions import APIException, ParseError

from agencies.exceptions import Invalid
from api.exceptions import BodyTooLarge
from api.parsers import MAX_DEPTH, StrictJSONParser

LIMIT = 1_000_000


def parse(body: bytes) -> dict[str, Any]:
    return StrictJSONParser().parse(io.BytesIO(body))


def nested(depth: int) -> bytes:
    """An object that holds lists within lists, `depth` levels in all."""
    return b'{"a":' + b"[" * (depth - 1) + b"]" * (depth - 1) + b"}"


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (b"", {}),
        (b" \r\n\t", {}),
        (b"{}", {}),
        (b'{"reason": "Two\\nlines"}', {"reason": "Two\nlines"}),
        ('{"name": "Zoë \U0001f600"}'.encode(), {"name": "Zoë \U0001f600"}),
        (b'{"name": "\\ud83d\\ude00"}', {"name": "\U0001f600"}),
        (b'{"n": 9223372036854775807, "m": -9223372036854775808}', {"n": 2**63 - 1, "m": -(2**63)}),
        (b'{"text": "' + b"[{" * 100 + b'"}', {"text": "[{" * 100}),
        (b'{"text": "a \\" [[[ \\\\"}', {"text": 'a " [[[ \\'}),
        (b'{"small": 1e-999}', {"small": 0.0}),
    ],
)
def test_taken(body: bytes, expected: dict[str, Any]) -> None:
    assert parse(body) == expected


@pytest.mark.parametrize(
    ("body", "field"),
    [
        (b'{"reason": "a\\u0000b"}', "reason"),
        (b'{"reason": "\\ud800"}', "reason"),
        (b'{"reason": "\\ude00\\ud83d"}', "reason"),
        (b'{"people": [{"name": "x"}, {"name": "\\udfff"}]}', "people.1.name"),
        (b'{"people": ["x", "\\u0000"]}', "people.1"),
        (b'{"a\\u0000b": 1}', "body"),
        (b'{"deep": {"\\ud800": 1}}', "deep"),
        (b'{"reason": 1, "reason": 2}', "reason"),
        (b'{"deep": {"x": 1, "x": 1}}', "deep.x"),
        (b'{"value": NaN}', "value"),
        (b'{"value": -Infinity}', "value"),
        (b'{"value": 1e999}', "value"),
        (b'{"value": -1e999}', "value"),
        (b'{"value": 9223372036854775808}', "value"),
        (b'{"value": -9223372036854775809}', "value"),
        (b'{"value": ' + b"9" * 5000 + b"}", "value"),
        (b'{"value": 0.' + b"1" * 5000 + b"}", "value"),
    ],
)
def test_refused_by_name(body: bytes, field: str) -> None:
    with pytest.raises(Invalid) as refused:
        parse(body)
    assert list(refused.value.fields) == [field]


@pytest.mark.parametrize(
    "body",
    [
        b"[]",
        b'"text"',
        b"1",
        b"null",
        b"true",
        b"NaN",
        b"{",
        b"{]",
        b'{"a": 1,}',
        b"{'a': 1}",
        b'{"a": 01}',
        b'{"a": "' + b"\n" + b'"}',
        b'{"a": "\\x"}',
        b'{"a": 1} {"b": 2}',
        b"\xef\xbb\xbf{}",
        b'{"a": "\xff"}',
        b'{"a": "\xed\xa0\x80"}',  # half a character, written in UTF-8
        b'{"a": "\xc0\x80"}',  # a NUL, written in two bytes
        '{"a": 1}'.encode("utf-16"),
        '{"a": 1}'.encode("utf-32-le"),
        b"\x00",
        nested(MAX_DEPTH + 1),
        b'{"a":' * 200_000,
        b"[" * 200_000,
        b'"' + b'\\"' * 400_000,  # a string that never ends
        b'"' + b"\\" * 400_001,
    ],
)
def test_no_json_object(body: bytes) -> None:
    with pytest.raises(ParseError):
        parse(body)


def test_the_deepest_that_is_taken() -> None:
    assert parse(nested(MAX_DEPTH))


@pytest.mark.parametrize(("size", "taken"), [(LIMIT, True), (LIMIT + 1, False)])
def test_size(settings: Any, size: int, taken: bool) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = LIMIT
    body = b'{"a": "' + b"x" * (size - 9) + b'"}'
    assert len(body) == size
    if taken:
        assert parse(body)
    else:
        with pytest.raises(BodyTooLarge):
            parse(body)


def test_a_thousand_problems_are_answered_with_the_first_of_them() -> None:
    with pytest.raises(Invalid) as refused:
        parse(json.dumps({"x" * 500 + str(number): "\x00" for number in range(1000)}).encode())
    assert len(json.dumps(refused.value.fields)) < 5000


@given(
    st.binary(max_size=200)
    | st.text(alphabet='{}[]",:\\u0d8eE+-.1naNIfity \x00\ud800', max_size=60).map(
        lambda text: text.encode("utf-8", "surrogatepass")
    )
)
def test_whatever_is_sent_is_taken_or_refused(body: bytes) -> None:
    try:
        taken = parse(body)
    except (APIException, Invalid):
        return
    # What is taken can be stored: as text, and as PostgreSQL's jsonb.
    assert "\\u0000" not in json.dumps(taken)
    json.dumps(taken, ensure_ascii=False, allow_nan=False).encode("utf-8")
