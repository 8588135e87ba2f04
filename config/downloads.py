"""A kept file as an answer: always as an attachment, for nobody's browser to open beside the record or to keep."""

from django.conf import settings
from django.http import HttpResponse

from casework.file_checks import GivenOut

# Whatever a browser were to make of it, it could run nothing, load nothing, and send nothing.
SANDBOX = "default-src 'none'; sandbox; form-action 'none'; frame-ancestors 'none'; base-uri 'none'"


def download(given: GivenOut) -> HttpResponse:
    """The whole file: a stream would run after the transaction, where nobody's rights are known any more.

    Where a proxy in front serves the folder (FILES_ACCEL) it is told which file; it asks us for every request, as
    everybody does.
    """
    response = HttpResponse(given.content, content_type=given.media_type)
    # Of letters, digits, full stops and hyphens alone: casework.file_checks.name_of.
    response["Content-Disposition"] = f'attachment; filename="{given.name}"'
    response["Content-Security-Policy"] = SANDBOX
    if settings.FILES_ACCEL:
        response["X-Accel-Redirect"] = f"{settings.FILES_ACCEL}/{given.key.hex}"
    return response


def download_sealed(content: bytes, name: str) -> HttpResponse:
    """A sealed file of a disclosure, whole. Its name is ours: letters, digits and hyphens alone."""
    response = HttpResponse(content, content_type="application/octet-stream")
    response["Content-Disposition"] = f'attachment; filename="{name}.zip.age"'
    response["Content-Security-Policy"] = SANDBOX
    return response


def download_table(text: str, name: str) -> HttpResponse:
    """A table for spreadsheets, from agencies.spreadsheets.written. Its name is ours: letters, digits and hyphens alone."""
    response = HttpResponse(text, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    response["Content-Security-Policy"] = SANDBOX
    return response
