"""Extracts: how they are read, handing one over, and what came of it."""

from typing import Any

from django.http import HttpResponse
from rest_framework.request import Request

from agencies.extracts import receiving
from api.endpoints import Creating, Detail, Endpoint, Listing, Verb
from api.pages import ByMaking, ByReceiving
from api.serializers import extracts as shapes
from api.serializers.agencies import NothingMore
from api.with_file import CreatingWithFile
from config.downloads import download_table


class ExtractProfiles(Listing, Creating):
    """How your agency's files are read, each in its newest version; keep one."""

    rows = receiving.profiles_for
    body, verb, again = shapes.ExtractProfileBody, receiving.keep_profile, receiving.profile_for
    out = shapes.ExtractProfileShown
    pagination_class = ByMaking


class ExtractProfileDetail(Detail):
    """One of them."""

    subject, subject_key, out = receiving.profile_for, "id", shapes.ExtractProfileShown


class Extracts(Listing, CreatingWithFile):
    """What your agency has handed over; hand a file over. A job reads it: the extract says how far that is."""

    rows = receiving.extracts_for
    body, verb, again = shapes.ExtractBody, receiving.receive, receiving.extract_for
    out, listed = shapes.ExtractShown, shapes.ExtractListed
    needs_file = True
    pagination_class = ByReceiving


class ExtractDetail(Detail):
    """One of them, and how far its job is."""

    subject, subject_key, out = receiving.extract_for, "id", shapes.ExtractShown


class TakeInExtract(Verb):
    """What was only checked is taken in."""

    subject, subject_key, again = receiving.extract_for, "id", receiving.extract_for
    body, verb, out = NothingMore, receiving.take_in, shapes.ExtractShown


class RefusedRows(Endpoint):
    """The rows that could not be taken in, as CSV, with what to mend in each."""

    requires = ("subject",)
    subject, subject_key = receiving.extract_for, "id"
    gives_file = True

    def perform_content_negotiation(self, request: Request, force: bool = False) -> Any:
        """Whatever they accept: it is one file, of one type."""
        return super().perform_content_negotiation(request, force=True)

    def get(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        """All of them."""
        extract = self.load()
        return download_table(
            receiving.refused_rows_as_file(extract, by=self.actor), f"refused-rows-{extract.pk.hex[:8]}"
        )
