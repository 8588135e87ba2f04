"""Your drafts: where somebody finds again what they have not saved yet; and the keys of what their browser keeps."""

from base64 import b64encode
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponseRedirect, JsonResponse
from django.http.response import HttpResponseBase
from django.urls import Resolver404, resolve, reverse
from django.utils.translation import gettext as _

from agencies import drafts
from agencies.models import Draft
from casework import selectors
from casework.models import Case
from web.pages import SEE_OTHER, Page, uuid_or_missing


@dataclass(frozen=True)
class Left:
    """A draft, what its form is called, and the case it is about, if it is about one."""

    row: Draft
    words: str
    case: Case | None

    @property
    def ends_at(self) -> datetime:
        """When it is forgotten."""
        return self.row.kept_at + timedelta(days=settings.DRAFT_DAYS)


class Drafts(Page):
    """The newest first. What is about a case that they no longer see is counted, and neither shown nor named."""

    template = "web/drafts/drafts.html"

    def content(self, subject: Any) -> dict[str, Any]:
        """Those whose case is within reach, in one query for all cases."""
        rows = list(drafts.drafts_of(self.actor))
        keys = {row.case_id for row in rows if row.case_id}
        cases = {case.pk: case for case in selectors.cases_for(self.actor).filter(pk__in=keys)}
        self.looks.note_page(Case, cases.values())
        within_reach = [row for row in rows if row.case_id is None or row.case_id in cases]
        return {
            "left": [Left(row, words_of(row), cases.get(row.case_id)) for row in within_reach],
            "hidden": len(rows) - len(within_reach),
            "days": settings.DRAFT_DAYS,
        }


class ThrowAway(Page):
    """They do not want it any more. A second press finds nothing, and says so."""

    http_method_names = ["post"]
    template = "web/drafts/drafts.html"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Back to what else waits."""
        draft = drafts.draft_for(self.actor, uuid_or_missing(request.POST.get("draft", "")))
        drafts.throw_away(draft, by=self.actor)
        messages.success(request, _("The draft is thrown away."))
        return HttpResponseRedirect(reverse("web:drafts"), status=SEE_OTHER)


class DeviceKeys(Page):
    """The keys with which their browser closes what it keeps: to them alone, after signing in, and never stored."""

    http_method_names = ["post"]
    template = "web/drafts/drafts.html"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """The newest first. All our answers are sent with `no-store`."""
        keys = drafts.device_keys_for(self.actor)
        return JsonResponse({"keys": [[str(row.pk), b64encode(bytes(row.key)).decode()] for row in keys]})


def words_of(draft: Draft) -> str:
    """What its form is called."""
    try:
        page = resolve(draft.address).func
    except Resolver404:
        return _("A form")
    return str(getattr(getattr(page, "view_class", None), "draft", "") or _("A form"))
