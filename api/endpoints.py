"""The base of every endpoint: load for the actor, call one verb of a room, answer."""

import hashlib
import json
import re
from collections.abc import Callable
from functools import cache
from http import HTTPStatus
from typing import Any, ClassVar, get_type_hints

from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.db.models import Model, QuerySet
from django_filters import FilterSet
from rest_framework.permissions import SAFE_METHODS
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer
from rest_framework.views import APIView

from agencies import idempotency
from agencies.actors import Actor
from agencies.exceptions import NOT_FOUND, Invalid, Missing
from agencies.idempotency import Replay
from agencies.looks import Looks, looks_of
from agencies.versions import Versioned
from api.etags import etag_for, require_match
from api.exceptions import CHECK_FIELDS, LengthRequired
from api.filters import filter_names
from api.pagination import NewestFirst
from api.parsers import check_charset
from api.serializers.base import Body, Selector

IDEMPOTENCY_KEY = re.compile(r"[\x20-\x7e]{1,200}")


class Endpoint(APIView):
    """What all have; an endpoint itself is a few attributes, read from the class, so that functions stay unbound.

    `subject`: the selector that loads the row in the address, whose key stands there as `subject_key`.
    `out`: how a row is shown; its own `example` is shown in the reference.
    `takes`: query parameters of its own, each with its sentence.
    `operation_ids`: another name for the operation of a method, where the one made from the class reads badly.
    """

    requires: ClassVar[tuple[str, ...]] = ()
    subject: ClassVar[Selector | None] = None
    subject_key: ClassVar[str] = "reference"
    out: ClassVar[type[BaseSerializer[Any]]]
    operation_ids: ClassVar[dict[str, str]] = {}
    takes: ClassVar[dict[str, str]] = {}

    @classmethod
    def as_view(cls, **initkwargs: Any) -> Any:
        """Refuse an endpoint that lacks an attribute when the addresses are loaded, not when somebody calls it."""
        for name in (name for base in cls.__mro__ for name in vars(base).get("requires", ())):
            if getattr(cls, name, None) is None:
                raise ImproperlyConfigured(f"{cls.__name__} needs `{name}`.")
        return super().as_view(**initkwargs)

    @property
    def actor(self) -> Actor:
        """Who asks."""
        actor: Actor = self.request._request.actor  # type: ignore[attr-defined]  # by TokenAuthentication
        return actor

    @property
    def parameters(self) -> frozenset[str]:
        """The query parameters that this request may have."""
        return frozenset(type(self).takes)

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """All that comes before the method: charset, sign-in, rate, parameters."""
        check_charset(request)
        super().initial(request, *args, **kwargs)
        known = self.parameters
        if unknown := [name for name in request.query_params if name not in known]:
            takes = f"This address takes: {', '.join(sorted(known))}." if known else "This address takes none."
            raise Invalid(CHECK_FIELDS, {name[:60]: [f"Unknown parameter. {takes}"] for name in unknown[:20]})

    def perform_authentication(self, request: Request) -> None:
        """Sign in, and count the request whether that succeeds or not.

        DRF counts only what it has let in, so that guessing tokens would cost nothing.
        """
        try:
            super().perform_authentication(request)
        finally:
            super().check_throttles(request)

    def check_throttles(self, request: Request) -> None:
        """Done with the sign-in."""

    @property
    def looks(self) -> Looks:
        """What this request has shown so far; written by the middleware before anybody sees it."""
        return looks_of(self.request._request)

    def load(self) -> Any:
        """The row in the address, for the actor; raises Missing."""
        select = type(self).subject
        key = self.kwargs[self.subject_key]
        if select is None or (isinstance(key, str) and not key.isprintable()):
            raise Missing(NOT_FOUND)
        if model := model_of(select):
            self.looks.name(model, **{self.subject_key: key.upper() if isinstance(key, str) else key})
        try:
            return select(self.actor, key)
        except ValidationError as error:  # Django's own, for a text that is no UUID
            raise Missing(NOT_FOUND) from error

    def shown(self, row: Any) -> dict[str, Any]:
        """The row as the actor may see it."""
        return dict(self.out(row, context=self.context()).data)

    def context(self) -> dict[str, Any]:
        """What serializers may ask for."""
        return {"actor": self.actor, "request": self.request}

    def answer(self, row: Any, status: int = 200, *, is_replay: bool = False) -> Response:
        """The row, its ETag where it has versions, and its address where it is new.

        What answers an act needs no look: the act's own row says that they know. A replay acts no more, and is one.
        """
        if is_replay or self.request.method in SAFE_METHODS:
            self.looks.note(row)
        data = self.shown(row)
        response = Response(data, status=status)
        if isinstance(row, Versioned):
            response["ETag"] = etag_for(row, self.actor)
        if status == HTTPStatus.CREATED and (address := self.location(row) or data.get("url")):
            response["Location"] = address
        return response

    def location(self, row: Any) -> str | None:
        """The address of a new row, without a host."""
        return None


class Listing(Endpoint):
    """GET: rows in pages.

    `rows(actor)`, or `rows(actor, subject)` where there is a subject, gives a queryset of what the actor may see.
    `filterset_class` lists all filters. `listed` is how a row is shown in the list, where that differs from `out`.
    """

    requires: ClassVar[tuple[str, ...]] = ("rows", "out")
    rows: ClassVar[Callable[..., QuerySet[Any]]]
    listed: ClassVar[type[BaseSerializer[Any]] | None] = None
    filterset_class: ClassVar[type[FilterSet] | None] = None
    pagination_class: ClassVar[type[NewestFirst]] = NewestFirst

    @property
    def parameters(self) -> frozenset[str]:
        """The filters, and where the page begins and ends."""
        if self.request.method not in {"GET", "HEAD"}:
            return frozenset()
        return filter_names(self.filterset_class) | NewestFirst.parameters

    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """One page."""
        rows = type(self).rows
        serializer = self.listed or self.out
        under = None if type(self).subject is None else self.load()
        queryset = rows(self.actor) if under is None else rows(self.actor, under)
        paginator = self.pagination_class()
        page = paginator.paginate_queryset(self.filtered(queryset), request, view=self)
        self.looks.note_page(queryset.model, page, under=under)
        return paginator.get_paginated_response(serializer(page, many=True, context=self.context()).data)

    def filtered(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Those that the query asks for; raises Invalid with the names of the filters."""
        if self.filterset_class is None:
            return queryset
        filterset = self.filterset_class(self.request.query_params, queryset=queryset, request=self.request)
        if not filterset.is_valid():
            raise Invalid(CHECK_FIELDS, {name: list(map(str, errors)) for name, errors in filterset.errors.items()})
        found: QuerySet[Any] = filterset.qs
        return found


class Detail(Endpoint):
    """GET: one row, with the ETag that a change of it must send back."""

    requires: ClassVar[tuple[str, ...]] = ("subject", "out")

    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """The row."""
        return self.answer(self.load())


class Told(Endpoint):
    """Takes a body."""

    body: ClassVar[type[Body]] = Body

    def values(self, *, partial: bool = False) -> dict[str, Any]:
        """What the body says; raises Invalid or DRF's ValidationError with the names of the fields."""
        body = self.body(data=self.sent(), partial=partial, context=self.context())
        body.is_valid(raise_exception=True)
        if partial and not body.validated_data:
            raise Invalid("Send at least one field to change.")
        return dict(body.validated_data)

    def sent(self) -> dict[str, Any]:
        """The body as it came."""
        if "Transfer-Encoding" in self.request.headers and not self.request.headers.get("Content-Length"):
            raise LengthRequired
        return dict(self.request.data)


class Acting(Told):
    """Calls a verb: `verb(subject, by=actor, **body)`, or `verb(by=actor, **body)` where there is no subject.

    A verb compares the version of the subject it is given with that of the row it locks, and raises Stale; so nothing
    can change between If-Match and the write. `again` is the selector that finds a row by its id, to answer a request
    that was done before.
    """

    requires: ClassVar[tuple[str, ...]] = ("verb", "out")
    verb: ClassVar[Callable[..., Any]]
    again: ClassVar[Selector]
    needs_match: ClassVar[bool] = False
    status: ClassVar[int] = 200

    def act(self, *, partial: bool = False) -> Any:
        """Load, compare versions, read the body, call the verb. Gives the row that it returns."""
        verb = type(self).verb
        if type(self).subject is None:
            return verb(by=self.actor, **self.values(partial=partial))
        subject = self.load()
        if self.needs_match or ("If-Match" in self.request.headers and isinstance(subject, Versioned)):
            require_match(self.request, subject, self.actor)
        return verb(subject, by=self.actor, **self.values(partial=partial))


class Posting(Acting):
    """POST: the verb is called once for each Idempotency-Key, however often the request is sent."""

    requires: ClassVar[tuple[str, ...]] = ("again",)

    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Do it, or answer what came of it the first time."""
        key = self.idempotency_key()
        if key is None:
            return self.answer(self.act(), self.status)
        # The claim comes before If-Match: the first request has moved the version on, and its twin must not be refused.
        if replay := idempotency.claim(self.actor, key, self.fingerprint()):
            return self.replayed(replay)
        row: Model = self.act()
        idempotency.settle(self.actor, key, status=self.status, subject=row)
        return self.answer(row, self.status)

    def idempotency_key(self) -> str | None:
        """The key, if one was sent."""
        key = self.request.headers.get("Idempotency-Key")
        if key is not None and not IDEMPOTENCY_KEY.fullmatch(key):
            raise Invalid.field("Idempotency-Key", "Send 1 to 200 printable characters of ASCII, such as a UUID.")
        return key

    def fingerprint(self) -> str:
        """What was asked, as SHA-256: method, path and body."""
        body = json.dumps(self.sent(), sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(f"{self.request.method} {self.request.path} {body}".encode()).hexdigest()

    def replayed(self, replay: Replay) -> Response:
        """The row as the actor may see it now; raises Missing where that has ended."""
        response = self.answer(type(self).again(self.actor, replay.subject_id), replay.status, is_replay=True)
        response["Idempotency-Replayed"] = "true"
        return response


class Creating(Posting):
    """POST: a new row."""

    status = HTTPStatus.CREATED


class Verb(Posting):
    """POST: something happens to a row, which must be the version that the client saw."""

    requires: ClassVar[tuple[str, ...]] = ("subject",)
    needs_match = True


class Changing(Acting):
    """PATCH: some fields of a row are corrected, on the version that the client saw."""

    requires: ClassVar[tuple[str, ...]] = ("subject",)
    needs_match = True

    def patch(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """The row, changed."""
        return self.answer(self.act(partial=True))


@cache
def model_of(selector: Selector) -> type[Model] | None:
    """The model whose rows the selector gives, as its signature says."""
    given = get_type_hints(selector).get("return")
    return given if isinstance(given, type) and issubclass(given, Model) else None
