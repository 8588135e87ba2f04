"""Every refusal in one shape, {code, detail, fields}: the one place where refusals become HTTP statuses."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import singledispatch
from http import HTTPStatus
from itertools import islice
from typing import Any

from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.core.exceptions import ValidationError as ModelValidationError
from django.db import DataError, IntegrityError, InterfaceError, OperationalError, ProgrammingError
from django.http import Http404, UnreadablePostError
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.serializers import as_serializer_error
from rest_framework.settings import api_settings

from agencies.exceptions import NOT_FOUND, KeyReused, Refusal, ServiceError, TokenRefused, TrailUnavailable
from agencies.rates import WINDOW

logger = logging.getLogger(__name__)

CHECK_FIELDS = "Check the fields named here, and send the request again."
# A list of a hundred thousand wrong items is answered with the first of them.
MOST_FIELDS = 50
SIGN_IN = "Sign in first: send a valid token as Authorization: Bearer <token>."

STATUS_OF_KIND = {
    Refusal.INVALID: 400,
    Refusal.MISSING: 404,
    Refusal.FORBIDDEN: 403,
    Refusal.CONFLICT: 409,
    Refusal.STALE: 412,
    Refusal.TOO_OFTEN: 429,
}
# What HTTP tells apart and the rooms do not.
STATUS_OF_REFUSAL: dict[type[ServiceError], int] = {KeyReused: 422, TokenRefused: 401}

# DRF says what went wrong; a client wants to know what to do.
NEXT_STEPS: dict[type[exceptions.APIException], str] = {
    exceptions.NotAuthenticated: SIGN_IN,
    exceptions.AuthenticationFailed: SIGN_IN,
    exceptions.PermissionDenied: "You may not do this. Ask whoever holds the record, or your manager.",
    exceptions.NotAcceptable: "Answers are JSON: send Accept: application/json, or leave the header out.",
}

# Only constraints listed here speak to the client: a message of the database may quote the row.
CONSTRAINTS: dict[str, str] = {
    "membership_no_overlap": "They already hold this role there on some of these days. Choose other days.",
    "household_member_no_overlap": "The person is in this household on some of these days already. Choose other days.",
    "one_open_main_case_per_household": "The household has an open case. Add what you know to it instead.",
    "one_open_lead_per_case": "The case has a lead worker. Hand it over instead of adding a second lead.",
    "one_open_allocation_each": "They are allocated to this case already.",
    "case_member_once": "The person is part of this case already.",
    "one_engagement_in_force": "They agreed to be supported already. Record that they withdrew first.",
    "one_open_exit_per_case": "The case has left the work already. Bring it back first.",
    "one_next_review_per_case": "The next review is planned already. Move or hold that one.",
    "one_open_closure_proposal": "Ending is proposed already. Answer that proposal, or take it back first.",
}
REFUSED_BY_THE_RECORD = "The record does not allow this as it stands. Load it again, and see what changed."


class BodyTooLarge(exceptions.APIException):
    """The body holds more than a request may."""

    status_code = 413
    default_code = "body_too_large"

    def __init__(self, limit: int) -> None:
        super().__init__(f"The body is too large: send at most {limit:,} bytes.")


class LengthRequired(exceptions.APIException):
    """A body of unknown length, which Django would take for an empty one."""

    status_code = 411
    default_code = "length_required"
    default_detail = "Send the body with a Content-Length, not in chunks."


class PreconditionRequired(exceptions.APIException):
    """A change was asked for without saying which version it was decided on."""

    status_code = 428
    default_code = "precondition_required"
    default_detail = "Load the record first, and send its ETag back as If-Match."


@dataclass(frozen=True, slots=True)
class Answer:
    """What the client gets."""

    status: int
    code: str
    detail: str
    fields: Mapping[str, list[str]] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)


MISSING = Answer(404, "not_found", str(NOT_FOUND))


def answer_error(exc: Exception, context: Mapping[str, Any]) -> Response | None:
    """The answer to what went wrong; None where we did not foresee it, which Django logs and answers with 500."""
    from rest_framework.views import set_rollback  # noqa: PLC0415 - it imports our classes, by name, from the settings

    answer = _answer(exc, context)
    if answer is None:
        return None
    set_rollback()
    content = {"code": answer.code, "detail": answer.detail, "fields": answer.fields}
    return Response(content, status=answer.status, headers=dict(answer.headers))


def flatten(detail: Any, path: str = "") -> dict[str, list[str]]:
    """DRF's nested errors as {"people.0.name": [sentences]}; what is about a container stands under its name."""
    if isinstance(detail, str):
        return {path: [str(detail)]}
    # A list holds either the sentences about one field, or an entry for each item that was sent.
    if isinstance(detail, list) and all(isinstance(item, str) for item in detail):
        return {path: [str(sentence) for sentence in detail]}
    fields: dict[str, list[str]] = {}
    for name, inner in dict(detail if isinstance(detail, Mapping) else enumerate(detail)).items():
        inner_path = path if name == api_settings.NON_FIELD_ERRORS_KEY else f"{path}.{name}".lstrip(".")
        for where, sentences in flatten(inner, inner_path).items():
            fields.setdefault(where, []).extend(sentences)
    return fields


@singledispatch
def _answer(exc: Exception, context: Mapping[str, Any]) -> Answer | None:
    return None


@_answer.register
def _(exc: ServiceError, context: Mapping[str, Any]) -> Answer:
    if exc.kind == Refusal.MISSING:
        return MISSING
    status = STATUS_OF_REFUSAL.get(type(exc), STATUS_OF_KIND[exc.kind])
    headers = {"WWW-Authenticate": "Bearer"} if status == HTTPStatus.UNAUTHORIZED else {}
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        headers["Retry-After"] = str(WINDOW)
    return Answer(status, exc.code, exc.detail, exc.fields, headers)


@_answer.register
def _(exc: exceptions.APIException, context: Mapping[str, Any]) -> Answer:
    codes = exc.get_codes()
    code = codes if isinstance(codes, str) else exc.default_code
    # handle_exception has put the header on it, where the view asks for a token at all.
    header = getattr(exc, "auth_header", None)
    headers = {"WWW-Authenticate": str(header)} if header else {}
    return Answer(exc.status_code, code, NEXT_STEPS.get(type(exc), str(exc.detail)), headers=headers)


@_answer.register(exceptions.ValidationError)
@_answer.register(ModelValidationError)
def _(exc: exceptions.ValidationError | ModelValidationError, context: Mapping[str, Any]) -> Answer:
    fields = flatten(as_serializer_error(exc))
    about_all = fields.pop("", [])
    return Answer(400, "invalid", " ".join(about_all) or CHECK_FIELDS, dict(islice(fields.items(), MOST_FIELDS)))


@_answer.register
def _(exc: exceptions.MethodNotAllowed, context: Mapping[str, Any]) -> Answer:
    allowed = ", ".join(method for method in context["view"].allowed_methods if method != "OPTIONS")
    return Answer(405, exc.default_code, f"This address does not take that method. It takes: {allowed or 'none'}.")


@_answer.register
def _(exc: exceptions.UnsupportedMediaType, context: Mapping[str, Any]) -> Answer:
    return Answer(415, exc.default_code, "Send JSON in UTF-8, with the header Content-Type: application/json.")


@_answer.register
def _(exc: exceptions.Throttled, context: Mapping[str, Any]) -> Answer:
    seconds = getattr(exc, "wait", None) or 1
    detail = f"Too many requests: wait {seconds} s, then go on."
    return Answer(429, exc.default_code, detail, headers={"Retry-After": str(seconds)})


@_answer.register(Http404)
@_answer.register(exceptions.NotFound)
def _(exc: Exception, context: Mapping[str, Any]) -> Answer:
    return MISSING


@_answer.register
def _(exc: PermissionDenied, context: Mapping[str, Any]) -> Answer:
    return Answer(403, "not_permitted", NEXT_STEPS[exceptions.PermissionDenied])


@_answer.register(SuspiciousOperation)
@_answer.register(UnreadablePostError)
def _(exc: Exception, context: Mapping[str, Any]) -> Answer:
    return Answer(400, "unreadable", "The request could not be read. Send it again; if it fails again, send less.")


@_answer.register
def _(exc: IntegrityError, context: Mapping[str, Any]) -> Answer:
    return _refused_by_the_record(exc)


@_answer.register
def _(exc: ProgrammingError, context: Mapping[str, Any]) -> Answer | None:
    # A trigger's RAISE arrives as a programming error; every other one is our own mistake, and stays a 500.
    return _refused_by_the_record(exc) if _diagnosis(exc, "sqlstate") == "P0001" else None


@_answer.register
def _(exc: DataError, context: Mapping[str, Any]) -> Answer:
    logger.warning("a value reached the database that it cannot hold: %s", _diagnosis(exc, "sqlstate"))
    return Answer(400, "invalid", "A value is outside what the record can hold. Check numbers, dates and texts.")


@_answer.register
def _(exc: TrailUnavailable, context: Mapping[str, Any]) -> Answer:
    detail = (
        "What is done is written down in the trail, and that is not possible now. Nothing was saved: try again later."
    )
    return Answer(503, "audit_unavailable", detail, headers={"Retry-After": "30"})


@_answer.register(OperationalError)
@_answer.register(InterfaceError)
def _(exc: Exception, context: Mapping[str, Any]) -> Answer:
    logger.error(
        "the database did not answer in time: %s %s", type(exc.__cause__).__name__, _diagnosis(exc, "sqlstate")
    )
    detail = "Somebody else is changing this, or the service is busy. Wait a second, then send the request again."
    return Answer(503, "busy_try_again", detail, headers={"Retry-After": "1"})


def _refused_by_the_record(exc: Exception) -> Answer:
    constraint = _diagnosis(exc, "constraint_name")
    # Never the message itself, here or in the answer: PostgreSQL quotes the failing row in it.
    logger.warning("refused by the record: constraint %s, state %s", constraint, _diagnosis(exc, "sqlstate"))
    return Answer(409, "refused_by_the_record", CONSTRAINTS.get(constraint, REFUSED_BY_THE_RECORD))


def _diagnosis(exc: Exception, name: str) -> str:
    """One fact of psycopg's diagnosis; empty where the error did not come from the server."""
    return getattr(getattr(exc.__cause__, "diag", None), name, None) or ""
