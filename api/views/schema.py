"""What the API says about itself: an index, the OpenAPI description, and a page to read it on."""

from typing import Any

from django.urls import reverse
from rest_framework.renderers import JSONRenderer, TemplateHTMLRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from agencies.exceptions import NOT_FOUND, Missing
from api.endpoints import Endpoint
from api.reference import collections, resources
from api.schema import document


class Index(Endpoint):
    """Where to begin: the lists, and who you are acting as."""

    schema = None

    def get(self, request: Request) -> Response:
        """The addresses, without a host."""
        agency = self.actor.agency
        return Response(
            {
                "acting_for": agency.name if agency else None,
                "purpose": self.actor.purpose,
                "resources": collections(document()),
                "schema": reverse("api:schema"),
                "reference": reverse("api:reference"),
            }
        )


class Schema(Endpoint):
    """The description in OpenAPI 3.1, for whoever has signed in, by a token or on a page: it is no map for strangers."""

    schema = None

    def get(self, request: Request) -> Response:
        """The description."""
        return Response(document())


class Reference(Schema):
    """The same as a page, with nothing from anywhere else."""

    renderer_classes = (TemplateHTMLRenderer,)

    def handle_exception(self, exc: Exception) -> Response:
        """A refusal in JSON, as every other of this door."""
        self.request.accepted_renderer, self.request.accepted_media_type = JSONRenderer(), JSONRenderer.media_type
        return super().handle_exception(exc)

    def get(self, request: Request) -> Response:
        """The page."""
        described = document()
        return Response(
            {"info": described["info"], "resources": resources(described)}, template_name="api/reference.html"
        )


class NoSuchAddress(Endpoint):
    """Every address that is no endpoint: 404 in the shape of every other refusal, after the sign-in."""

    schema = None

    def http_method_not_allowed(self, request: Any, *args: Any, **kwargs: Any) -> Response:
        """Whatever the method."""
        if not self.request.path.endswith("/"):
            raise Missing(f"There is nothing here. Addresses end with a slash: try {self.request.path}/")
        raise Missing(NOT_FOUND)
