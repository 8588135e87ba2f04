"""The site's name, colour and logo, as whoever runs the service set them: to be read here, and changed in its folder."""

from typing import Any

from django.conf import settings

from agencies.permissions import Permission, check
from web.pages import Page


class SiteFace(Page):
    """What is set, and how well its colour can be read."""

    template = "web/site/site.html"

    def load(self) -> None:
        """For administrators."""
        check(self.actor, Permission.MANAGE_ACCESS)

    def content(self, subject: Any) -> dict[str, Any]:
        """Contrasts as WCAG counts them."""
        face = settings.SITE
        return {"on_paper": f"{face.contrast_on_paper:.1f}", "under_white": f"{face.contrast_under_white:.1f}"}
