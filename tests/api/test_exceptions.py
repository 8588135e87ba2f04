"""Refusals: one shape, the right status, a next step, and nothing of the database's own words."""

from types import SimpleNamespace
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.core.exceptions import ValidationError as ModelValidationError
from django.db import DataError, IntegrityError, OperationalError, ProgrammingError
from django.http import Http404
from rest_framework import exceptions, serializers

from agencies.exceptions import Invalid, KeyReused, Missing, NotPermitted, ServiceError, Stale, TokenRefused
from api.exceptions import CHECK_FIELDS, BodyTooLarge, LengthRequired, PreconditionRequired, answer_error, flatten

VIEW = SimpleNamespace(allowed_methods=["GET", "OPTIONS"])


def answer(exc: Exception) -> Any:
    return answer_error(exc, {"view": VIEW})


def from_database(kind: type[Exception], sqlstate: str, constraint: str | None = None) -> Exception:
    """An error as Django raises it: its own class around psycopg's, whose message quotes the row."""
    error = kind("Failing row contains (secret).")
    error.__cause__ = Exception("Failing row contains (secret).")
    error.__cause__.diag = SimpleNamespace(sqlstate=sqlstate, constraint_name=constraint)  # type: ignore[attr-defined]
    return error


@pytest.mark.parametrize(
    ("exc", "status", "code"),
    [
        (Invalid("Say more."), 400, "invalid"),
        (KeyReused("Send a new key."), 422, "idempotency_key_reused"),
        (Missing("Case 7 is hidden."), 404, "not_found"),
        (NotPermitted("Ask your manager."), 403, "not_permitted"),
        (TokenRefused("Sign in again."), 401, "token_refused"),
        (ServiceError("Not now."), 409, "refused"),
        (Stale("Load it again."), 412, "stale"),
        (serializers.ValidationError({"reason": ["Say more."]}), 400, "invalid"),
        (ModelValidationError({"reason": ["Say more."]}), 400, "invalid"),
        (exceptions.ParseError("Look at line 1."), 400, "parse_error"),
        (exceptions.NotAuthenticated(), 401, "not_authenticated"),
        (exceptions.PermissionDenied(), 403, "permission_denied"),
        (PermissionDenied(), 403, "not_permitted"),
        (exceptions.NotFound("Case 7 is hidden."), 404, "not_found"),
        (Http404("Case 7 is hidden."), 404, "not_found"),
        (exceptions.MethodNotAllowed("PUT"), 405, "method_not_allowed"),
        (exceptions.NotAcceptable(), 406, "not_acceptable"),
        (LengthRequired(), 411, "length_required"),
        (BodyTooLarge(1_000_000), 413, "body_too_large"),
        (exceptions.UnsupportedMediaType("text/csv"), 415, "unsupported_media_type"),
        (PreconditionRequired(), 428, "precondition_required"),
        (exceptions.Throttled(wait=11.2), 429, "throttled"),
        (SuspiciousOperation("too many fields"), 400, "unreadable"),
        (from_database(IntegrityError, "23514", "secret_check"), 409, "refused_by_the_record"),
        (from_database(ProgrammingError, "P0001"), 409, "refused_by_the_record"),
        (from_database(DataError, "22003"), 400, "invalid"),
        (from_database(OperationalError, "55P03"), 503, "busy_try_again"),
        (from_database(OperationalError, "57014"), 503, "busy_try_again"),
        (OperationalError("server closed the connection"), 503, "busy_try_again"),
    ],
)
def test_status_and_code(exc: Exception, status: int, code: str) -> None:
    response = answer(exc)
    assert (response.status_code, response.data["code"]) == (status, code)
    assert set(response.data) == {"code", "detail", "fields"}
    assert response.data["detail"].endswith((".", ">.")), "a sentence that says what to do next"
    assert "secret" not in str(response.data)


@pytest.mark.parametrize("exc", [ValueError("a bug"), from_database(ProgrammingError, "42501"), KeyError("x")])
def test_what_nobody_foresaw_stays_a_server_error(exc: Exception) -> None:
    assert answer(exc) is None


def test_hidden_and_missing_cannot_be_told_apart() -> None:
    bodies = [answer(exc).data for exc in (Missing("Hidden."), Http404("no row"), exceptions.NotFound("nothing"))]
    assert bodies[0] == bodies[1] == bodies[2]


@pytest.mark.parametrize(
    ("exc", "header", "value"),
    [
        (TokenRefused("Sign in again."), "WWW-Authenticate", "Bearer"),
        (exceptions.Throttled(wait=11.2), "Retry-After", "12"),
        (from_database(OperationalError, "40P01"), "Retry-After", "1"),
    ],
)
def test_headers(exc: Exception, header: str, value: str) -> None:
    assert answer(exc)[header] == value


def test_a_listed_constraint_speaks() -> None:
    response = answer(from_database(IntegrityError, "23505", "one_open_lead_per_case"))
    assert response.data["detail"].startswith("The case has a lead worker.")


def test_the_database_error_is_logged_without_the_row(caplog: pytest.LogCaptureFixture) -> None:
    answer(from_database(IntegrityError, "23514", "some_check"))
    assert "some_check" in caplog.text
    assert "secret" not in caplog.text


def test_method_not_allowed_says_which_are() -> None:
    assert "It takes: GET." in answer(exceptions.MethodNotAllowed("PUT")).data["detail"]


@pytest.mark.parametrize(
    ("detail", "fields"),
    [
        ({"reason": ["Say more.", "Much more."]}, {"reason": ["Say more.", "Much more."]}),
        ({"address": {"postcode": ["Wrong."]}}, {"address.postcode": ["Wrong."]}),
        ({"people": {1: {"name": ["Wrong."]}}}, {"people.1.name": ["Wrong."]}),
        ({"people": [{}, {"name": ["Wrong."]}]}, {"people.1.name": ["Wrong."]}),
        ({"address": {"non_field_errors": ["Both."]}}, {"address": ["Both."]}),
        ({"non_field_errors": ["Both."]}, {"": ["Both."]}),
        (["Both."], {"": ["Both."]}),
    ],
)
def test_flatten(detail: Any, fields: dict[str, list[str]]) -> None:
    assert flatten(detail) == fields


def test_what_is_about_no_field_becomes_the_detail() -> None:
    both = answer(serializers.ValidationError({"non_field_errors": ["Give one of the two."], "reason": ["Say more."]}))
    assert both.data == {"code": "invalid", "detail": "Give one of the two.", "fields": {"reason": ["Say more."]}}
    assert answer(serializers.ValidationError({"reason": ["Say more."]})).data["detail"] == CHECK_FIELDS
