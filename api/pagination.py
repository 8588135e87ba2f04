"""Lists in pages: a signed cursor says where a page begins, so that no page is skipped, repeated or guessed."""

from operator import attrgetter
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.core.signing import BadSignature, Signer
from django.db.models import Model
from rest_framework.pagination import BasePagination
from rest_framework.request import Request
from rest_framework.response import Response

from agencies.exceptions import Invalid
from agencies.ways import Place, page_of

if TYPE_CHECKING:
    from rest_framework.views import APIView  # at run time it imports this module, by name, from the settings

PAGE_SIZE = 25
MAX_PAGE_SIZE = 100
signer = Signer(salt="api.pagination")


class NewestFirst(BasePagination):
    """Pages from the newest row to the oldest; a subclass with another `ordering` pages by another column.

    Equal values are told apart by the primary key. DRF's own cursor counts them instead, up to 1000: an agency's file
    that came in as one transaction has more rows than that with the same instant, and its pages would never end.
    `ordering` is one column that is never null, with a minus for descending; it may follow a relation (`user__name`).
    The cursor is signed, not encrypted, and stands in an address: page by no column that tells about a household.
    """

    ordering = "-created_at"
    parameters = frozenset({"cursor", "page_size"})

    def paginate_queryset(self, queryset: Any, request: Request, view: "APIView | None" = None) -> list[Any]:
        """The rows of the page that the request asks for; one more is read, to know whether there is a next page."""
        self.request = request
        size = page_size(request)
        backwards, position = self.cursor(request)
        descending = self.ordering.startswith("-") != backwards
        found = page_of(queryset, self.column, descending=descending, after=position, size=size + 1)
        more, page = len(found) > size, found[:size]
        self.page = page[::-1] if backwards else page
        self.has_next = backwards or more
        self.has_previous = more if backwards else bool(position)
        return self.page

    @property
    def column(self) -> str:
        """The column that the pages follow."""
        return self.ordering.removeprefix("-")

    def cursor(self, request: Request) -> tuple[bool, Place | None]:
        """Whether to read backwards, and from which row; raises Invalid for a cursor that is not ours."""
        sent = request.query_params.get("cursor")
        if sent is None:
            return False, None
        try:
            column, backwards, value, key = signer.unsign_object(sent)
        except (BadSignature, ValueError) as error:
            raise _no_such_cursor() from error
        if column != self.ordering:
            raise _no_such_cursor()
        return backwards, Place(value, key)

    def link(self, row: Model, *, backwards: bool) -> str:
        """The address of the page that begins beside this row, without a host: behind a proxy we may not know it."""
        position = [str(attrgetter(self.column.replace("__", "."))(row)), str(row.pk)]
        query = self.request.query_params.dict()
        query["cursor"] = signer.sign_object([self.ordering, backwards, *position])
        return f"{self.request.path}?{urlencode(query)}"

    def get_paginated_response(self, data: Any) -> Response:
        """The page, with the addresses of its neighbours."""
        following = self.page and self.has_next
        preceding = self.page and self.has_previous
        return Response(
            {
                "next": self.link(self.page[-1], backwards=False) if following else None,
                "previous": self.link(self.page[0], backwards=True) if preceding else None,
                "results": data,
            }
        )

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        """The shape of a page."""
        address = {"type": ["string", "null"], "format": "uri-reference"}
        return {
            "type": "object",
            "required": ["next", "previous", "results"],
            "properties": {
                "next": {**address, "description": "The next page, or null on the last.", "example": "?cursor=…"},
                "previous": {**address, "description": "The page before, or null on the first.", "example": None},
                "results": schema,
            },
        }

    def get_schema_operation_parameters(self, view: "APIView") -> list[dict[str, Any]]:
        """The two parameters of every list."""
        size = {"type": "integer", "minimum": 1, "maximum": MAX_PAGE_SIZE, "default": PAGE_SIZE}
        return [
            _parameter("cursor", "Where the page begins: follow `next` and `previous`.", {"type": "string"}),
            _parameter("page_size", "Rows in a page.", size),
        ]


def page_size(request: Request) -> int:
    """How many rows a page has; raises Invalid outside 1 to 100."""
    sent = request.query_params.get("page_size", str(PAGE_SIZE))
    if sent.isascii() and sent.isdigit() and len(sent) <= len(str(MAX_PAGE_SIZE)) and 1 <= int(sent) <= MAX_PAGE_SIZE:
        return int(sent)
    raise Invalid.field("page_size", f"Ask for 1 to {MAX_PAGE_SIZE} rows, and follow `next` for the others.")


def _no_such_cursor() -> Invalid:
    return Invalid.field(
        "cursor", "This cursor is not valid, or no longer. Start again from the first page, without a cursor."
    )


def _parameter(name: str, description: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"name": name, "in": "query", "required": False, "description": description, "schema": schema}
