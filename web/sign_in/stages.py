"""What comes between the password and a session: allauth's steps, of which we have one."""

from allauth.account.stages import LoginStage
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse

from web.pages import SEE_OTHER


class SecondFactor(LoginStage):
    """Nobody passes it without a code or a passkey; whoever has none sets one up here, and goes nowhere else."""

    key = "second_factor"
    urlname = "web:sign-in-code"

    def handle(self) -> tuple[HttpResponse, bool]:
        """Always: no computer is trusted."""
        return HttpResponseRedirect(reverse(self.urlname), status=SEE_OTHER), True
