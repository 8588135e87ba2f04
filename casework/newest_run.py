"""Which run of the linkage counts."""

from casework.models import LinkageRun


def newest_run() -> LinkageRun | None:
    """The last that was stored."""
    return LinkageRun.objects.filter(stored_at__isnull=False).order_by("-stored_at").first()
