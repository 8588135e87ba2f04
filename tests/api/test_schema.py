"""The OpenAPI description and the reference page, made from a few endpoints."""

import json
from pathlib import Path
from typing import Any

import django_filters
import pytest
from django.template.loader import render_to_string
from django.urls import path
from drf_spectacular.drainage import GENERATOR_STATS
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.renderers import OpenApiJsonRenderer
from drf_spectacular.validation import validate_schema
from rest_framework import serializers

from agencies.actors import Actor
from api.endpoints import Changing, Creating, Detail, Listing, Verb
from api.reference import collections, resources
from api.serializers.base import Body, Choice, Day, Scoped, ShortText, Text

ROOT = Path(__file__).resolve().parents[2]


def case_for(actor: Actor, reference: str) -> Any:
    """One case."""


def cases_for(actor: Actor) -> Any:
    """Cases that you may see."""


def pause(case: Any, *, reason: str, by: Actor) -> Any:
    """Pause the case until a day.

    - its lead stays
    """


class Member(Body):
    name = ShortText()


class Pause(Body):
    reason = Text(help_text="Why it has to wait.")
    until = Day(required=False)
    why = Choice(choices=[("away", "The household is away"), ("other", "Another reason")])
    household = Scoped(case_for)
    people = Member(many=True, required=False)
    example = {"reason": "They are away.", "why": "away", "household": "ALP-1"}


class CaseOut(serializers.Serializer[Any]):
    reference = serializers.CharField()
    paused_on = serializers.DateField(allow_null=True)
    example = {"reference": "ALP-1", "paused_on": None}


class CaseFilter(django_filters.FilterSet):
    team = django_filters.UUIDFilter(help_text="Cases of this team.")
    referred = django_filters.DateFromToRangeFilter()
    status = django_filters.ChoiceFilter(choices=[("open", "Open"), ("closed", "Closed")])


class Cases(Listing, Creating):
    rows, out, filterset_class = staticmethod(cases_for), CaseOut, CaseFilter
    body, verb, again = Pause, staticmethod(pause), staticmethod(case_for)
    operation_ids = {"post": "referHousehold"}


class Case(Detail, Changing):
    subject, out, body, verb = staticmethod(case_for), CaseOut, Pause, staticmethod(pause)


class PauseCase(Verb):
    subject, out, again = staticmethod(case_for), CaseOut, staticmethod(case_for)
    body, verb = Pause, staticmethod(pause)


class ResumeCase(PauseCase):
    body = Body
    needs_match = False


PATTERNS = [
    path("api/v1/cases/", Cases.as_view()),
    path("api/v1/cases/<str:reference>/", Case.as_view()),
    path("api/v1/cases/<str:reference>/pause/", PauseCase.as_view()),
    path("api/v1/cases/<str:reference>/resume/", ResumeCase.as_view()),
]


@pytest.fixture(scope="module")
def described() -> dict[str, Any]:
    schema = SchemaGenerator(patterns=PATTERNS).get_schema(public=True)
    plain: dict[str, Any] = json.loads(OpenApiJsonRenderer().render(schema, renderer_context={}))
    return plain


@pytest.fixture(scope="module")
def pausing(described: dict[str, Any]) -> dict[str, Any]:
    operation: dict[str, Any] = described["paths"]["/api/v1/cases/{reference}/pause/"]["post"]
    return operation


def headers(operation: dict[str, Any]) -> dict[str, bool]:
    """The headers of a request, and whether each is required."""
    return {each["name"]: each.get("required", False) for each in operation["parameters"] if each["in"] == "header"}


def test_it_is_openapi_3_1_and_nothing_was_guessed(described: dict[str, Any]) -> None:
    assert described["openapi"].startswith("3.1")
    validate_schema(described)
    assert not GENERATOR_STATS


def test_names(described: dict[str, Any]) -> None:
    names = {
        (method, address): operation["operationId"]
        for address, methods in described["paths"].items()
        for method, operation in methods.items()
    }
    assert names == {
        ("get", "/api/v1/cases/"): "listCases",
        ("post", "/api/v1/cases/"): "referHousehold",
        ("get", "/api/v1/cases/{reference}/"): "getCase",
        ("patch", "/api/v1/cases/{reference}/"): "changeCase",
        ("post", "/api/v1/cases/{reference}/pause/"): "pauseCase",
        ("post", "/api/v1/cases/{reference}/resume/"): "resumeCase",
    }


def test_a_verb_speaks_for_itself(pausing: dict[str, Any]) -> None:
    assert pausing["summary"] == "Pause the case until a day."
    assert pausing["description"] == "- its lead stays"
    assert pausing["tags"] == ["cases"]
    assert pausing["security"] == [{"token": []}]


def test_headers(described: dict[str, Any], pausing: dict[str, Any]) -> None:
    assert headers(pausing) == {"If-Match": True, "Idempotency-Key": False}
    paths = described["paths"]
    assert headers(paths["/api/v1/cases/{reference}/resume/"]["post"]) == {"Idempotency-Key": False}
    assert headers(paths["/api/v1/cases/{reference}/"]["patch"]) == {"If-Match": True}
    assert headers(paths["/api/v1/cases/{reference}/"]["get"]) == {}
    assert set(pausing["responses"]["200"]["headers"]) == {"Idempotency-Replayed"}
    created = paths["/api/v1/cases/"]["post"]["responses"]["201"]
    assert set(created["headers"]) == {"Idempotency-Replayed", "Location"}
    assert set(pausing["responses"]["429"]["headers"]) == {"Retry-After"}


@pytest.mark.parametrize(
    ("address", "method", "has_versions"),
    [
        ("/api/v1/cases/{reference}/", "get", True),
        ("/api/v1/cases/{reference}/pause/", "post", True),
        ("/api/v1/actions/{id}/", "get", True),
        ("/api/v1/outcomes/{id}/", "get", False),
        ("/api/v1/cases/{reference}/chronology/", "get", False),
        ("/api/v1/cases/", "get", False),
    ],
)
def test_an_etag_is_promised_where_the_record_has_versions(address: str, method: str, has_versions: bool) -> None:
    answers = json.loads((ROOT / "docs" / "openapi.json").read_text())["paths"][address][method]["responses"]
    assert ("ETag" in answers["200"].get("headers", {})) is has_versions


@pytest.mark.parametrize(
    ("address", "method", "statuses"),
    [
        ("/api/v1/cases/", "get", "200 400 401 403 429"),
        ("/api/v1/cases/", "post", "201 400 401 403 409 413 415 422 429"),
        ("/api/v1/cases/{reference}/", "get", "200 400 401 403 404 429"),
        ("/api/v1/cases/{reference}/", "patch", "200 400 401 403 404 409 412 413 415 428 429"),
        ("/api/v1/cases/{reference}/pause/", "post", "200 400 401 403 404 409 412 413 415 422 428 429"),
    ],
)
def test_answers(described: dict[str, Any], address: str, method: str, statuses: str) -> None:
    responses = described["paths"][address][method]["responses"]
    assert set(responses) == set(statuses.split())
    for status, response in responses.items():
        schema = response["content"]["application/json"]["schema"]["$ref"]
        assert (schema == "#/components/schemas/Error") == (status >= "400")


def test_examples(pausing: dict[str, Any], described: dict[str, Any]) -> None:
    (asked,) = pausing["requestBody"]["content"]["application/json"]["examples"].values()
    (answered,) = pausing["responses"]["200"]["content"]["application/json"]["examples"].values()
    assert (asked["value"], answered["value"]) == (Pause.example, CaseOut.example)
    listed = described["paths"]["/api/v1/cases/"]["get"]["responses"]["200"]["content"]["application/json"]
    (page,) = listed["examples"].values()
    assert page["value"]["results"] == [CaseOut.example]


def test_list_parameters(described: dict[str, Any]) -> None:
    parameters = described["paths"]["/api/v1/cases/"]["get"]["parameters"]
    named = {each["name"] for each in parameters}
    assert named == {"cursor", "page_size", "team", "referred_after", "referred_before", "status"}


def test_the_page(described: dict[str, Any]) -> None:
    page = render_to_string("api/reference.html", {"info": described["info"], "resources": resources(described)})
    for words in ("pauseCase", "Pause the case until a day.", "people.name", "at most 10,000 characters", "If-Match"):
        assert words in page
    assert "<code>away</code> The household is away" in page
    assert "* `away`" not in page
    for outside in ("<script", "style=", "http://", "https://"):
        assert outside not in page


def test_the_lists_of_the_index(described: dict[str, Any]) -> None:
    assert collections(described) == {"cases": "/api/v1/cases/"}
