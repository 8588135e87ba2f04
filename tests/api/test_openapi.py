"""The description of the API: it is what the endpoints say today, and its examples are requests that would be taken."""

from typing import Any

import pytest
from django.core.management import CommandError, call_command
from rest_framework import serializers

from api.schema import ERRORS, document
from api.serializers.base import Scoped
from tests.api.routes import PREFIX, api_routes, writes

OPERATIONS = [
    (f"{method} {path}", operation)
    for path, methods in document()["paths"].items()
    for method, operation in methods.items()
]
BODIES = sorted({route.view.body for route in writes().values()}, key=lambda body: body.__name__)


def test_the_file_in_the_repository_is_what_the_endpoints_say():
    call_command("openapi", "--check")


def test_a_description_that_drifted_is_noticed(monkeypatch, settings, tmp_path):
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "openapi.json").write_text("{}")
    settings.BASE_DIR = tmp_path
    with pytest.raises(CommandError, match=r"manage\.py openapi"):
        call_command("openapi", "--check")


def test_every_address_is_described():
    described = {name.upper().partition(" ")[0] + name[name.index(" ") :] for name, _ in OPERATIONS}
    assert described == {f"{method} {route.pattern}" for route in api_routes() for method in route.methods}


@pytest.mark.parametrize(("name", "operation"), OPERATIONS)
def test_each_operation_says_what_it_does_and_how_it_is_refused(name, operation):
    assert operation["summary"].endswith((".", ":")), operation["summary"]
    assert operation["operationId"]
    refusals = {int(status) for status in operation["responses"] if status >= "400"}
    assert {400, 401, 403, 429} <= refusals
    assert ("{" not in name) or 404 in refusals
    assert name.startswith("get") or {409, 413, 415} <= refusals
    for status in refusals:
        answer = operation["responses"][str(status)]["content"]["application/json"]
        (example,) = answer["examples"].values()
        assert example["value"]["code"] == ERRORS[status][0]


@pytest.mark.parametrize(("name", "operation"), [each for each in OPERATIONS if not each[0].startswith("get")])
def test_each_operation_that_takes_a_body_shows_one(name, operation):
    view = writes()[f"{name.partition(' ')[0].upper()} {name.partition(' ')[2].removeprefix(PREFIX)}"].view
    if view.body().fields and view.body.example != {}:  # one that needs nothing shows nothing
        assert view.body.example is not None
        (example,) = operation["requestBody"]["content"]["application/json"]["examples"].values()
        assert example["value"] == view.body.example


class Anything(Scoped):
    """Stands for a row that is there."""

    def to_internal_value(self, data: Any) -> Any:
        assert isinstance(data, str)
        return data


@pytest.mark.parametrize("body", BODIES, ids=lambda body: body.__name__)
def test_each_example_is_a_body_that_would_be_taken(body):
    filled = body(data=body.example or {})
    whoever_asks(filled)
    assert filled.is_valid(), filled.errors


def whoever_asks(filled: serializers.Serializer[Any]) -> None:
    """Let every row that is named be there, in bodies within the body too."""
    for name, field in filled.fields.items():
        if isinstance(field, Scoped):
            filled.fields[name] = Anything(field.selector, required=field.required)
        elif isinstance(getattr(field, "child", None), Scoped):
            filled.fields[name] = serializers.ListField(child=Anything(field.child.selector), required=field.required)
        elif isinstance(getattr(field, "child", None), serializers.Serializer):
            whoever_asks(field.child)
