"""Requests in another charset than UTF-8 are refused before Django reads them.

It reads the query by the charset of Content-Type while it makes the request, before any middleware: under `bz2`, `idna` and
`undefined`, which Python has too, that alone would be a server error, for anybody who sends the header.
"""

import codecs
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.http import parse_header_parameters

Application = Callable[[dict[str, Any], Any], Iterable[bytes]]
DETAIL = "Send UTF-8, and leave the charset out of the Content-Type."
ANSWER = json.dumps({"code": "unsupported_media_type", "detail": DETAIL, "fields": {}}).encode()
HEADERS = [
    ("Content-Type", "application/json"),
    ("Content-Length", str(len(ANSWER))),
    ("Cache-Control", "no-store"),
    ("X-Content-Type-Options", "nosniff"),
    ("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"),
]


@dataclass(frozen=True)
class UTF8Alone:
    """Around the application: 415 for whoever names another charset; one that Python does not know is passed over."""

    application: Application

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        """The application's answer, or 415."""
        if is_utf_8(environ.get("CONTENT_TYPE", "")):
            return self.application(environ, start_response)
        start_response("415 Unsupported Media Type", HEADERS)
        return [ANSWER]


def is_utf_8(content_type: str) -> bool:
    """Whether a request with this Content-Type is read as UTF-8, as all are that say nothing else."""
    charset = parse_header_parameters(content_type)[1].get("charset")
    if charset is None:
        return True
    try:
        return codecs.lookup(charset).name == "utf-8"
    except (LookupError, ValueError):
        return True
