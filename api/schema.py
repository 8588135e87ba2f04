"""The OpenAPI description, read from the endpoints themselves: what they take, answer and refuse."""

import inspect
import json
import re
from functools import cache
from http import HTTPStatus
from typing import Any

from django_filters.rest_framework import DjangoFilterBackend
from drf_spectacular.contrib.django_filters import DjangoFilterExtension
from drf_spectacular.extensions import OpenApiAuthenticationExtension, OpenApiSerializerFieldExtension
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.renderers import OpenApiJsonRenderer
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, OpenApiResponse, inline_serializer
from rest_framework import serializers

from agencies.exceptions import NOT_FOUND, ServiceError
from agencies.versions import Versioned
from api.endpoints import Acting, Creating, Listing, Posting, Told
from api.etags import STALE
from api.exceptions import CHECK_FIELDS, REFUSED_BY_THE_RECORD, SIGN_IN, PreconditionRequired
from api.parsers import JSONWithFileParser

# Status, code of the example, its sentence.
ERRORS: dict[int, tuple[str, str]] = {
    400: ("invalid", CHECK_FIELDS),
    401: ("not_authenticated", SIGN_IN),
    403: ("not_permitted", "As analyst you cannot do this. It can be done by: manager."),
    404: ("not_found", str(NOT_FOUND)),
    409: ("refused_by_the_record", REFUSED_BY_THE_RECORD),
    412: ("stale", STALE),
    413: ("body_too_large", "The body is too large: send at most 1,000,000 bytes."),
    415: ("unsupported_media_type", "Send JSON in UTF-8, with the header Content-Type: application/json."),
    422: ("idempotency_key_reused", "This Idempotency-Key was already used for another request. Send a new key."),
    428: ("precondition_required", str(PreconditionRequired.default_detail)),
    429: ("throttled", "Too many requests: wait 12 s, then go on."),
}
MEANINGS: dict[int, str] = {
    400: "Something that was sent is not possible; `fields` names it.",
    401: "No valid token.",
    403: "The record is visible, and this role or person may not do this to it.",
    404: "Not there, or not for this actor: both answer alike.",
    409: "The record is in a state that does not allow it.",
    412: "The record changed after the ETag in If-Match.",
    413: "The body is too large.",
    415: "The body is not JSON.",
    422: "The Idempotency-Key was used before with another body.",
    428: "If-Match is missing.",
    429: "Too many requests in this minute.",
}


class Error(serializers.Serializer[Any]):
    """Every refusal."""

    code = serializers.CharField(help_text="A word for programs; it does not change.")
    detail = serializers.CharField(help_text="A sentence for people: what to do next.")
    fields = serializers.DictField(  # type: ignore[assignment]  # DRF takes declared fields off the class
        child=serializers.ListField(child=serializers.CharField()),
        help_text="What is wrong with which field; nested names are dotted, as in `people.0.name`.",
    )


class TokenScheme(OpenApiAuthenticationExtension):
    """How a request says who sends it."""

    target_class = "api.authentication.TokenAuthentication"
    name = "token"

    def get_security_definition(self, auto_schema: AutoSchema) -> dict[str, Any]:
        """A bearer token."""
        description = "A token is bound to one membership and one purpose, and ends with either."
        return {"type": "http", "scheme": "bearer", "description": description}


class WallClock(OpenApiSerializerFieldExtension):
    """A time on the wall in London. JSON Schema's own `time` has an offset, which such a time has not."""

    target_class = "rest_framework.serializers.TimeField"

    def map_serializer_field(self, auto_schema: AutoSchema, direction: str) -> dict[str, Any]:
        """Hours and minutes, and seconds if somebody likes."""
        return {"type": "string", "pattern": r"^\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?$"}


class RoomSchema(AutoSchema):
    """Describes an Endpoint by its attributes, and in the words of the verb or selector that it calls."""

    view: Any  # an Endpoint

    def get_operation_id(self) -> str:
        """`pauseCase` for PauseCase; an endpoint of two methods says which: `listCases`, `createCases`."""
        method, name = self.method.lower(), type(self.view).__name__
        if method in self.view.operation_ids:
            return str(self.view.operation_ids[method])
        served = [each for each in self.view.allowed_methods if each not in {"OPTIONS", "HEAD"}]
        if len(served) == 1 and method != "get":
            return name[0].lower() + name[1:]
        word = (
            "list" if self._is_list_view() else {"get": "get", "post": "create", "patch": "change"}.get(method, method)
        )
        return word + name

    def get_summary(self) -> str | None:
        """The first line of what the room says about it."""
        return self._told().partition("\n")[0] or None

    def get_description(self) -> str:  # type: ignore[override]  # as drf-spectacular does
        """The rest of it."""
        return self._told().partition("\n")[2].strip()

    def get_request_serializer(self) -> Any:
        """The body; where a file may come with it, also as two parts of a form."""
        if not isinstance(self.view, Told):
            return None
        if JSONWithFileParser not in self.view.parser_classes:
            return self.view.body
        parts = {"document": self.view.body(), "file": serializers.FileField()}
        name = f"{self.view.body.__name__}WithFile"
        return {"application/json": self.view.body, "multipart/form-data": inline_serializer(name, parts)}

    def get_response_serializers(self) -> Any:
        """What comes back, by status."""
        status = self.view.status if isinstance(self.view, Acting) and self.method != "GET" else 200
        out = self._out()
        if getattr(self.view, "gives_file", False):
            done: Any = OpenApiResponse(OpenApiTypes.BINARY, description="The file.")
            return {(200, "application/octet-stream"): done, **self._errors()}
        if out is None:
            return super().get_response_serializers()
        done = out(many=True) if self._is_list_view() else out
        return {
            status: OpenApiResponse(done, description="Created." if status == HTTPStatus.CREATED else "Done."),
            **self._errors(),
        }

    def get_override_parameters(self) -> list[Any]:
        """The headers of the request and of the answer."""
        found = [_answers("Retry-After", "Seconds to wait.", 429)]
        found += [OpenApiParameter(name, str, description=told) for name, told in self.view.takes.items()]
        if self._has_versions():
            found.append(_answers("ETag", "The version of the record; send it back as If-Match.", 200, 201))
        if self._needs_match():
            found.append(_takes("If-Match", "The ETag of the record as you saw it.", required=True))
        if self._posts():
            found.append(
                _takes("Idempotency-Key", "1 to 200 characters that you make up: sent again, it is done once.")
            )
            found.append(_answers("Idempotency-Replayed", "`true` where the key had been used before.", 200, 201))
        if self._posts() and isinstance(self.view, Creating):
            found.append(_answers("Location", "The address of the new row.", 201))
        return found

    def get_examples(self) -> list[OpenApiExample]:
        """The examples that the body and the answer carry themselves."""
        asked = getattr(self.view.body, "example", None) if isinstance(self.view, Told) else None
        answered = getattr(self._out(), "example", None)
        found = [OpenApiExample("Example", value=asked, request_only=True)] if asked else []
        return found + ([OpenApiExample("Example", value=answered, response_only=True)] if answered else [])

    def get_paginated_name(self, serializer_name: str) -> str:
        """The name of a page of these."""
        return f"{serializer_name}Page"

    def _is_list_view(self, serializer: Any = None) -> bool:
        return isinstance(self.view, Listing) and self.method == "GET"

    def _get_filter_parameters(self) -> list[dict[str, Any]]:
        # The extension of drf-spectacular wants a view with a queryset, which would need an actor.
        if not isinstance(self.view, Listing) or not self._is_list_view() or self.view.filterset_class is None:
            return []
        filterset, extension = self.view.filterset_class, DjangoFilterExtension(DjangoFilterBackend())
        model = filterset._meta.model
        return [
            parameter
            for name, declared in filterset.base_filters.items()
            for parameter in extension.resolve_filter_field(self, model, filterset, name, declared)
        ]

    def _told(self) -> str:
        """What the room says of the verb; of what is only read, what the endpoint says itself."""
        verb = getattr(type(self.view), "verb", None) if self.method != "GET" else None
        return in_codes(inspect.getdoc(verb) or inspect.getdoc(type(self.view)) or "")

    def _out(self) -> Any:
        view = type(self.view)
        return (getattr(view, "listed", None) if self._is_list_view() else None) or getattr(view, "out", None)

    def _has_versions(self) -> bool:
        model = getattr(getattr(self._out(), "Meta", None), "model", None)
        return not self._is_list_view() and model is not None and issubclass(model, Versioned)

    def _posts(self) -> bool:
        return isinstance(self.view, Posting) and self.method == "POST"

    def _needs_match(self) -> bool:
        return isinstance(self.view, Acting) and self.view.needs_match and self.method != "GET"

    def _errors(self) -> dict[int, OpenApiResponse]:
        """The refusals that this operation can answer with."""
        public = not self.view.permission_classes
        possible = {400, 429} if public else {400, 401, 403, 429}
        if type(self.view).subject is not None:
            possible |= {404}
        if getattr(self.view, "gives_file", False):
            possible |= {409}
        if self.method != "GET":
            possible |= {409, 413, 415}
        if self._posts():
            possible |= {422}
        if self._needs_match():
            possible |= {412, 428}
        return {status: _refusal(status) for status in sorted(possible)}


@cache
def in_codes(told: str) -> str:
    """The rooms name their refusals as Python does; a client meets them by their code."""
    told = told.replace("Raises ", "Refuses with ")
    for refusal in _refusals(ServiceError):
        told = re.sub(rf"\b{refusal.__name__}\b", f"`{refusal.code}`", told)
    return told


def _refusals(kind: type[ServiceError]) -> list[type[ServiceError]]:
    return [kind, *(each for child in kind.__subclasses__() for each in _refusals(child))]


def document() -> dict[str, Any]:
    """The whole description; it does not change while the process lives."""
    schema = SchemaGenerator().get_schema(public=True)
    plain: dict[str, Any] = json.loads(OpenApiJsonRenderer().render(schema, renderer_context={}))
    return plain


def _takes(name: str, description: str, *, required: bool = False) -> OpenApiParameter:
    return OpenApiParameter(name, str, OpenApiParameter.HEADER, required=required, description=description)


def _answers(name: str, description: str, *statuses: int) -> OpenApiParameter:
    return OpenApiParameter(name, str, OpenApiParameter.HEADER, description=description, response=list(statuses))


def _refusal(status: int) -> OpenApiResponse:
    code, sentence = ERRORS[status]
    fields = {"reason": ["This field is required."]} if status == HTTPStatus.BAD_REQUEST else {}
    example = OpenApiExample(code, value={"code": code, "detail": sentence, "fields": fields})
    return OpenApiResponse(Error, description=MEANINGS[status], examples=[example])
