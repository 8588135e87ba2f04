"""Every address of the service and what it takes, read from the resolver, so that no new one escapes the tests."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

PREFIX = "/api/v1/"
# What a support worker does not read, or finds less in, and who reads it.
READERS = {"users/": "adi", "reminder-messages/": "mina", "unit-costs/": "mina", "demand/": "mina"} | dict.fromkeys(
    ["savings/", "contact-costs/", "programme-costs/", "nominations/", "nominations/{id}/", "panel-thresholds/"], "mina"
) | dict.fromkeys(
    [
        "agreements/", "agreements/declined/", "extract-profiles/", "extract-profiles/{id}/", "extracts/", "extracts/{id}/",
        "extracts/{id}/refused-rows/", "jobs/", "jobs/{id}/", "linkage-runs/", "linkage-runs/{id}/", "link-questions/",
        "link-questions/{id}/", "link-answers/", "link-answers/{id}/", "objections/", "objections/{id}/", "disclosures/",
        "disclosures/{id}/",
    ],
    "gill",
)  # fmt: skip
METHODS = ("get", "post", "put", "patch", "delete")


@dataclass(frozen=True)
class Route:
    """One address: its pattern, with `{id}` or `{reference}` where a key stands, and the view behind it."""

    pattern: str
    view: Any

    @property
    def methods(self) -> list[str]:
        """What it takes, in capitals; a page's view takes GET."""
        return [method.upper() for method in METHODS if hasattr(self.view, method)] or ["GET"]

    @property
    def name(self) -> str:
        """The pattern without the prefix of the API."""
        return self.pattern.removeprefix(PREFIX)

    @property
    def has_key(self) -> bool:
        """Whether it names one row."""
        return "{" in self.pattern

    def at(self, key: object) -> str:
        """The address of this row's."""
        return re.sub(r"\{\w+\}", str(key), self.pattern)


def every_route() -> list[Route]:
    """All of them, but for the one that takes whatever is left."""
    return list(_routes_of(get_resolver()))


def api_routes() -> list[Route]:
    """Those of the API that hold somebody's rows or change them."""
    return [route for route in every_route() if hasattr(route.view, "operation_ids") and route.view.schema is not None]


def writes() -> dict[str, Route]:
    """`POST cases/{reference}/pause/` and its like."""
    found = {}
    for route in api_routes():
        for method in ("POST", "PATCH"):
            if method in route.methods:
                found[f"{method} {route.name}"] = route
    return found


def reads() -> list[Route]:
    """Those that answer GET with JSON; files are asked the same in tests/api/test_files.py."""
    return [route for route in api_routes() if "GET" in route.methods and not hasattr(route.view, "gives_file")]


@cache
def _routes_of(resolver: URLResolver) -> tuple[Route, ...]:
    """Once for each list of addresses: every test asks."""
    return tuple(_walk(resolver, "/"))


def _walk(resolver: URLResolver, before: str) -> Iterator[Route]:
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            yield from _walk(pattern, before + str(pattern.pattern))
        elif isinstance(pattern, URLPattern):
            text = re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", str(pattern.pattern))
            view: Any = getattr(pattern.callback, "view_class", pattern.callback)
            if getattr(view, "__name__", "") != "NoSuchAddress":
                yield Route(before + text, view)
