"""JSON bodies, read so strictly that nothing a client can send ends in a server error."""

import codecs
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO
from itertools import islice
from typing import IO, Any, cast

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadedfile import UploadedFile
from django.http.multipartparser import MultiPartParser, MultiPartParserError
from rest_framework.exceptions import ParseError, UnsupportedMediaType
from rest_framework.parsers import BaseParser
from rest_framework.request import Request

from agencies.exceptions import Invalid
from api.exceptions import CHECK_FIELDS, BodyTooLarge

MAX_DEPTH = 32
MAX_PROBLEMS = 20
LONGEST_NUMBER = 40
REPLACED = "\ufffd"  # stands where bytes were no UTF-8
LONGEST_NAME = 60
SMALLEST, LARGEST = -(2**63), 2**63 - 1

# A string is matched whole, so that brackets inside it do not count. Its closing quote is optional and the repetition
# possessive: a string that never ends is read once, and not again from each of its quotes.
BRACKET_OR_STRING = re.compile(r'"(?:[^"\\]++|\\.)*+"?|[\[\]{}]', re.DOTALL)
# PostgreSQL stores neither: both would pass json.loads and fail at the insert.
UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Refused:
    """Stands where a value stood that we do not take, until the walk can say under which name it was sent."""

    sentence: str


class StrictJSONParser(BaseParser):
    """One JSON object in UTF-8, and nothing else; an empty body is an empty object."""

    media_type = "application/json"

    def parse(
        self, stream: IO[bytes], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> dict[str, Any]:
        """The object. Raises BodyTooLarge, ParseError for what is no JSON, and Invalid with the names of the fields."""
        limit = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        raw = stream.read(limit + 1)
        if len(raw) > limit:
            raise BodyTooLarge(limit)
        body = _load(_text(raw))
        if not isinstance(body, dict):
            raise ParseError("Send one JSON object: the body begins with { and ends with }.")
        fields: dict[str, list[str]] = {}
        for trail, sentence in islice(_problems(body), MAX_PROBLEMS):
            fields.setdefault(".".join(part[:LONGEST_NAME] for part in trail) or "body", []).append(sentence)
        if fields:
            raise Invalid(CHECK_FIELDS, fields)
        return body


class BodyWithFile(dict[str, Any]):
    """What the part `document` says, and beside it the file that came with it."""

    file: UploadedFile | None = None


class JSONWithFileParser(BaseParser):
    """Two parts of a form: `document`, which is the JSON that could be sent alone, and `file`; neither more nor less."""

    media_type = "multipart/form-data"

    def parse(
        self, stream: IO[bytes], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> BodyWithFile:
        """The object, read as strictly as one that is sent alone. What the file is called is never asked."""
        request = (parser_context or {})["request"]
        meta = {**request.META, "CONTENT_TYPE": media_type or ""}
        try:
            said, files = MultiPartParser(meta, cast("Any", stream), request.upload_handlers, "utf-8").parse()
        except RequestDataTooBig as error:
            raise BodyTooLarge(settings.DATA_UPLOAD_MAX_MEMORY_SIZE) from error
        except MultiPartParserError as error:
            raise ParseError("The form cannot be read. Send multipart/form-data with its boundary.") from error
        texts, sent = said.getlist("document"), files.getlist("file")
        if len(texts) != 1 or {*said, *files} - {"document", "file"} or len(sent) > 1 or "file" in said:
            raise ParseError("Send two parts: `document`, one JSON object, and `file`.")
        if REPLACED in texts[0]:
            raise ParseError("The part `document` is not UTF-8.")
        body = BodyWithFile(StrictJSONParser().parse(BytesIO(texts[0].encode())))
        body.file = sent[0] if sent else None
        return body


def check_charset(request: Request) -> None:
    """Refuse every charset but UTF-8.

    Django reads the query string by the charset of Content-Type too, and takes any codec that Python has: `bz2` would
    fail there, and `utf-7` lets half a character through.
    """
    if request.encoding and codecs.lookup(request.encoding).name != "utf-8":
        raise UnsupportedMediaType(request.content_type, "Send UTF-8, and leave the charset out of the Content-Type.")


def _text(raw: bytes) -> str:
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise ParseError(f"The body is not UTF-8: look at byte {error.start + 1}.") from error
    if text.strip(" \t\r\n") == "":
        return "{}"
    depth = 0
    for match in BRACKET_OR_STRING.finditer(text):
        mark = match.group()
        depth += (mark in "[{") - (mark in "]}")
        if depth > MAX_DEPTH:
            raise ParseError(f"The body is nested too deeply: at most {MAX_DEPTH} levels.")
    return text


def _load(text: str) -> Any:
    try:
        return json.loads(
            text,
            object_pairs_hook=_each_name_once,
            parse_int=_whole_number,
            parse_float=_number,
            parse_constant=lambda name: Refused(f"{name} is not a number in JSON: send a number, or null."),
        )
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        raise ParseError(f"The body is not JSON: look at {where}, for a quote, comma or bracket.") from error


def _each_name_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        seen: set[str] = set()
        for name, _ in pairs:
            if name in seen:
                found[name] = Refused("This field is sent twice: send it once.")
            seen.add(name)
    return found


def _whole_number(digits: str) -> int | Refused:
    # The length comes first: Python takes quadratic time over the digits, and raises beyond 4300 of them.
    if len(digits) <= LONGEST_NUMBER and SMALLEST <= (number := int(digits)) <= LARGEST:
        return number
    return Refused("This number is too large: send a whole number of at most 64 bits.")


def _number(digits: str) -> float | Refused:
    if len(digits) > LONGEST_NUMBER:
        return Refused(f"This number is too long: write it with at most {LONGEST_NUMBER} characters.")
    number = float(digits)
    return number if abs(number) != float("inf") else Refused("This number is too large.")


def _problems(value: object) -> Iterator[tuple[tuple[str, ...], str]]:
    """Where something stands that we do not take, and why; a trail is only made where there is something to say."""
    if isinstance(value, Refused):
        yield (), value.sentence
    elif isinstance(value, str) and UNSTORABLE.search(value):
        yield (), "The text holds a NUL or half of a character: take it out."
    elif isinstance(value, dict):
        for name, item in value.items():
            if UNSTORABLE.search(name):
                yield (), "The name of a field holds a NUL or half of a character: take it out."
            else:
                yield from (((name, *trail), sentence) for trail, sentence in _problems(item))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from (((str(index), *trail), sentence) for trail, sentence in _problems(item))
