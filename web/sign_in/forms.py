"""The form of signing in: allauth's, which counts wrong tries, in our words."""

from typing import Any

from allauth.account.forms import LoginForm
from django import forms
from django.utils.translation import gettext_lazy as _


class SignInForm(LoginForm):
    """E-mail address and password."""

    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields = {
            "login": forms.EmailField(
                label=_("E-mail address"),
                max_length=254,
                widget=forms.EmailInput(attrs={"autocomplete": "username", "spellcheck": "false"}),
                error_messages={
                    "required": _("Enter your e-mail address"),
                    "invalid": _("Enter a whole e-mail address, such as name@example.org"),
                },
            ),
            "password": forms.CharField(
                label=_("Password"),
                max_length=4096,  # hashing a text without end would hold a process for as long
                strip=False,
                widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
                error_messages={"required": _("Enter your password")},
            ),
            "is_shared": forms.BooleanField(
                label=_("Others use this computer too: sign me out after ten minutes without a click"),
                required=False,
            ),
        }

    def clean_login(self) -> str:
        """As addresses are kept: in lower case."""
        return str(self.cleaned_data["login"]).strip().lower()
