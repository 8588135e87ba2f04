"""Looks that one asks about: which, whose, and what came of asking. For the information governance lead."""

from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from agencies.models import UnusualAccess
from casework import unusual
from web.form_pages import FormPage
from web.pages import Page
from web.unusual.forms import LookedIntoForm

MOST = 100


class Unusual(Page):
    """Those to look into, and the last that were."""

    template = "web/unusual/unusual.html"

    def content(self, subject: Any) -> dict[str, Any]:
        """Open and done."""
        rows = unusual.unusual_for(self.actor)
        waiting = list(rows.filter(looked_into_at__isnull=True)[: MOST + 1])
        done = list(rows.filter(looked_into_at__isnull=False)[:MOST])
        shown = waiting[:MOST]
        self.looks.note_page(UnusualAccess, [*shown, *done])
        return {
            "waiting": shown,
            "has_more": len(waiting) > MOST,
            "done": done,
            "most": settings.UNUSUAL_HOUSEHOLDS_PER_HOUR,
        }


class LookInto(FormPage):
    """One of them."""

    template = "web/unusual/one.html"
    subject, subject_key, subject_model = unusual.one_for, "id", UnusualAccess
    form_class, verb, again = LookedIntoForm, unusual.look_into, unusual.one_for
    is_versioned = False
    done = _("It is written down.")
    draft = _("What came of an unusual look")

    def content(self, subject: UnusualAccess) -> dict[str, Any]:
        """Whose look it was, and at what."""
        return {"row": subject}

    def after(self, row: Any) -> str:
        """The list."""
        return reverse("web:unusual")
