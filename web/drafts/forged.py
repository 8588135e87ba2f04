"""A form whose guard against forgery no longer fits: somebody signed in anew since the page was opened. Words are kept."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _

from agencies.looks import looks_of
from config import errors
from config.trail import route_of
from web.drafts.keeping import keep_for_absent
from web.middleware import actor_of
from web.pages import SEE_OTHER, to_sign_in


def forged(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Lead back to the page with the words in it, where its pass shows that we made it; else 403.

    Nothing is done that the form asks for: whoever it was made for looks at it again, and presses.
    """
    looks_of(request).route = route_of(request)  # the trail's own step comes after the one that refused
    if not keep_for_absent(request):
        return errors.forged(request, reason)
    if actor_of(request) is None:
        return to_sign_in(request, back=request.path, is_kept=True)
    sentence = _("This page was opened before you signed in again, so it is not saved yet. Check it, and press again.")
    messages.info(request, sentence)
    return HttpResponseRedirect(request.get_full_path(), status=SEE_OTHER)
