"""How many statements a piece of work asks of the database: for whoever lists the pages, in development."""

from django.db import connection
from django.test.utils import CaptureQueriesContext


def counted() -> CaptureQueriesContext:
    """A context that knows afterwards, by len(), how many were asked within it."""
    return CaptureQueriesContext(connection)
