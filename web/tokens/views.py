"""Tokens for programs that act as oneself."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from agencies import tokens
from web.pages import SEE_OTHER, Page, uuid_or_missing


class Tokens(Page):
    """Those that are good now; and a new one, whose text stands on the answer and nowhere else."""

    template = "web/tokens/tokens.html"

    @sensitive_variables("plain")
    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Make one. It leads nowhere: the text is kept nowhere, so no other page could show it."""
        plain = tokens.mint(by=self.actor)
        response = self.show(plain=plain)
        response["Cache-Control"] = "no-store"
        return response

    def content(self, subject: Any) -> dict[str, Any]:
        """By when they were made."""
        return {"tokens": list(tokens.tokens_for(self.actor)[:100])}


class EndToken(Page):
    """End one. A second press changes nothing."""

    http_method_names = ["post"]
    template = "web/tokens/tokens.html"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Back to the list."""
        token = tokens.token_for(self.actor, uuid_or_missing(request.POST.get("token", "")))
        tokens.end(token, by=self.actor)
        messages.success(request, _("The token has ended. A program that used it is refused from now on."))
        return HttpResponseRedirect(reverse("web:tokens"), status=SEE_OTHER)
