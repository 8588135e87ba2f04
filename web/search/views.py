"""Finding people, households and cases. What is typed goes in the form and never into an address, a session or a log."""

from http import HTTPStatus
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from agencies.exceptions import Invalid
from agencies.permissions import Permission, check, holds
from casework import selectors
from casework.selectors import Found
from web.pages import Page
from web.search.forms import SearchForm


class Search(Page):
    """GET: the box. POST: the box, and what was found; nothing is kept of it but the look in the trail."""

    template = "web/search/search.html"

    def content(self, subject: Any) -> dict[str, Any]:
        """Only for whoever sees cases at all."""
        check(self.actor, Permission.VIEW_CASE)
        return {"form": SearchForm(), "can_refer": holds(self.actor, Permission.REFER_CASE)}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """The nearest, with why each was found."""
        form = SearchForm(request.POST)
        if not form.is_valid():
            return self.show(None, HTTPStatus.UNPROCESSABLE_ENTITY, form=form)
        try:
            found: Found = selectors.search(self.actor, form.cleaned_data["words"])
        except Invalid as refused:
            form.add_error("words", refused.detail)
            return self.show(None, HTTPStatus.UNPROCESSABLE_ENTITY, form=form)
        self.looks.note_search(found.asked.mark, found.rows)
        return self.show(None, form=form, found=found)
