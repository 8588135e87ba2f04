"""What of the extracts may be linked now, and which run of the linkage counts."""

from django.db.models import QuerySet

from agencies.enums import Purpose
from agencies.flows import DIRECTIONS_OF_FLOW, Flow
from agencies.models import Extract
from agencies.querysets import agreement_in_force
from casework.models import LinkageRun


def linkable_extracts() -> QuerySet[Extract]:
    """An agreement that ended, or is suspended, takes its extracts' mentions with it."""
    return Extract.objects.filter(
        agreement_in_force("agreement__"),
        agreement__purposes__contains=[Purpose.LINKAGE],
        agreement__direction__in=DIRECTIONS_OF_FLOW[Flow.IN],
    )


def newest_run() -> LinkageRun | None:
    """The one that counts: the last that was stored."""
    return LinkageRun.objects.filter(stored_at__isnull=False).order_by("-stored_at").first()
