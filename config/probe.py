"""A container's health check: `python -m config.probe [URL [PART]]` ends with 0 where the service is well."""

import json
import sys
import urllib.error
import urllib.request
from collections.abc import Sequence
from http import HTTPStatus

from config.environment import setting

OWN_WEB_PROCESS = "http://127.0.0.1:8000/health/"
TIMEOUT_SECONDS = 5


def main(arguments: Sequence[str]) -> int:
    """Ask; without PART any 200 will do, with PART only that part of readiness counts."""
    url = arguments[0] if arguments else OWN_WEB_PROCESS
    part = arguments[1] if len(arguments) > 1 else ""
    status, body = _ask(url)
    if part:
        return 0 if json.loads(body)[part]["ok"] else 1
    return 0 if status == HTTPStatus.OK else 1


def _ask(url: str) -> tuple[int, bytes]:
    # Django answers only to the names it is known by, and the container's own address is none of them.
    host = setting("ALLOWED_HOSTS", "localhost").split(",")[0].lstrip(".")
    request = urllib.request.Request(url, headers={"Host": host})  # noqa: S310 - an http address of our own
    try:
        with urllib.request.urlopen(request, timeout=TIMEOUT_SECONDS) as response:  # noqa: S310
            return response.status, response.read()
    except urllib.error.HTTPError as error:
        return error.code, error.read()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
