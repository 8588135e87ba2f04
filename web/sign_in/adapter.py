"""What allauth does in our way: nobody registers themselves, and it leads on without a word of its own."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from config.addresses import trusted_address
from web.pages import SEE_OTHER


class Adapter(DefaultAccountAdapter):
    """Named in the settings."""

    # In the same words whatever was wrong, so that nobody learns from them who is registered.
    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": _("The e-mail address or the password is not right. Check both, and try again."),
        "too_many_login_attempts": _("That was tried too often. Wait five minutes, then try again."),
    }

    def get_client_ip(self, request: HttpRequest) -> str:
        """The same address by which everything else is counted: a client's own header is never believed."""
        return trusted_address(request)

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never: an administrator registers people."""
        return False

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """Nothing: pages say what there is to say."""

    def get_login_stages(self) -> list[str]:
        """After the password comes the second factor, for everybody, and nothing else."""
        return ["web.sign_in.stages.SecondFactor"]

    def post_login(self, request: HttpRequest, user: Any, **kwargs: Any) -> HttpResponse:
        """On to the agency that they act for."""
        return HttpResponseRedirect(reverse("web:choose-agency"), status=SEE_OTHER)
