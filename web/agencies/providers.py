"""An agency's identity provider, for the administrator who keeps the agency: record it, see how it stands, end it."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from agencies import identity_providers, provider_sign_ins, selectors
from agencies.exceptions import ProviderRefused
from agencies.models import IdentityProvider
from agencies.provider_calls import CallFailed
from web.effects import Effect, EffectPage, NothingForm
from web.forms import Form
from web.pages import Page
from web.sign_in.by_provider import answer_address

MOST_LINKS = 500


class ProviderForm(Form):
    """What the provider's own people say about it."""

    issuer = forms.CharField(
        label=gettext_lazy("The issuer’s address"), max_length=200,
        help_text=gettext_lazy("Exactly as the provider writes it, for example: https://login.example.org/tenant"),
        error_messages={"required": gettext_lazy("Enter the issuer’s address")},
        widget=forms.TextInput(attrs={"spellcheck": "false", "autocomplete": "off", "inputmode": "url"}),
    )  # fmt: skip
    client_id = forms.CharField(
        label=gettext_lazy("The client id"), max_length=200,
        help_text=gettext_lazy("What the provider calls Alongside. The client secret is not asked for here."),
        error_messages={"required": gettext_lazy("Enter the client id")},
        widget=forms.TextInput(attrs={"spellcheck": "false", "autocomplete": "off"}),
    )  # fmt: skip
    second_factors = forms.CharField(
        label=gettext_lazy("Which words say that a second factor was used?"), required=False, max_length=500,
        help_text=gettext_lazy(
            "Values of amr or acr, with spaces between them, for example: mfa hwk. Leave it empty if the provider says"
            " nothing of it: then we ask for our own second factor."
        ),
        widget=forms.TextInput(attrs={"spellcheck": "false", "autocomplete": "off"}),
    )  # fmt: skip

    def clean_issuer(self) -> str:
        """It is asked at once, so that a slip is found here, and not by the first worker who signs in."""
        issuer = str(self.cleaned_data["issuer"])
        try:
            provider_sign_ins.metadata_of(issuer)
        except CallFailed as failed:
            raise ValidationError(
                _(
                    "No identity provider answers under this address as it should. It is asked over https on a public"
                    " address, and has to name itself exactly as you wrote it. Check it with whoever runs it."
                )
            ) from failed
        return issuer

    def clean_second_factors(self) -> list[str]:
        """Each once, in their order."""
        return list(dict.fromkeys(word[:100] for word in self.cleaned_data["second_factors"].split()))


class Provider(Page):
    """How it stands, what is still missing, and who is linked."""

    template = "web/agencies/provider.html"
    subject, subject_key = selectors.kept_agency_for, "id"

    def content(self, subject: Any) -> dict[str, Any]:
        """None yet is an answer too."""
        provider = identity_providers.kept_provider_of(self.actor, subject)
        links = list(identity_providers.links_of(self.actor, provider)[:MOST_LINKS]) if provider else []
        return {
            "agency": subject, "provider": provider, "links": links, "has_secret": provider and has_secret(provider),
            "answers_to": answer_address(provider) if provider else "",
        }  # fmt: skip


class RecordProvider(EffectPage):
    """From now on its people can sign in there."""

    subject, subject_key = selectors.kept_agency_for, "id"
    again = identity_providers.kept_provider_for
    form_class, verb = ProviderForm, identity_providers.record
    title, button = gettext_lazy("Record this agency’s own sign-in"), gettext_lazy("Record this sign-in")
    lede = gettext_lazy("An identity provider that speaks OpenID Connect, such as the one of its e-mail and calendar.")
    done = gettext_lazy("It is recorded. The page says what is still to do before somebody can sign in there.")

    def effect(self, subject: Any, said: dict[str, Any]) -> Effect:
        """Who can come in by it, and who cannot."""
        words = ", ".join(said["second_factors"])
        first = []
        if identity_providers.kept_provider_of(self.actor, subject):
            first.append(_("%(agency)s has one already. End that one first.") % {"agency": subject.name})
        lines = [
            _("The sign-in page offers “Sign in with %(agency)s” to everybody.") % {"agency": subject.name},
            _("It lets in only people who act for %(agency)s, each after they linked their account there themselves.")
            % {"agency": subject.name},
            _("Whoever comes in by it acts for %(agency)s alone, whatever other agencies they act for.")
            % {"agency": subject.name},
            _("Where it says %(words)s, no second factor is asked for here: you trust it with that.") % {"words": words}
            if words
            else _("Our own second factor is asked for, since it says nothing of one."),
            _("Passwords go on working. The client secret is put into a file by whoever runs Alongside."),
        ]  # fmt: skip
        return Effect(lines, first)

    def about(self, subject: Any) -> str:
        """Of which agency."""
        return str(subject.name)

    def back(self, subject: Any) -> tuple[str, str]:
        """How it stands."""
        return page_of(subject.pk), str(subject.name)

    def after(self, row: Any) -> str:
        """How it stands, and what is still to do."""
        return page_of(row.agency_id)


class EndProvider(EffectPage):
    """Nobody signs in there any more."""

    subject, subject_key = identity_providers.kept_provider_for, "id"
    again = identity_providers.kept_provider_for
    form_class, verb, is_grave = NothingForm, identity_providers.end, True
    title, button = gettext_lazy("End this agency’s own sign-in"), gettext_lazy("End it for good")
    done = gettext_lazy("It has ended. Whoever had come in by it is signed out.")

    def effect(self, subject: Any, said: dict[str, Any]) -> Effect:
        """Who is shut out."""
        count = identity_providers.links_of(self.actor, subject).count()
        return Effect([
            _("From now on nobody can sign in with %(agency)s, and whoever has is signed out at their next click.")
            % {"agency": subject.agency.name},
            ngettext(
                "%(number)d person is linked to it. Without a password here, they ask for one on the sign-in page.",
                "%(number)d people are linked to it. Those without a password here ask for one on the sign-in page.",
                count,
            ) % {"number": count} if count else _("Nobody is linked to it."),
            _("If it is recorded again, everybody links their account anew."),
        ])  # fmt: skip

    def about(self, subject: Any) -> str:
        """Of which agency."""
        return str(subject.agency.name)

    def back(self, subject: Any) -> tuple[str, str]:
        """How it stands."""
        return page_of(subject.agency_id), str(subject.agency.name)

    def after(self, row: Any) -> str:
        """How it stands now."""
        return page_of(row.agency_id)


class EndLink(EffectPage):
    """One person's account there signs them in no more."""

    subject, subject_key = identity_providers.kept_link_for, "id"
    again = identity_providers.kept_link_for
    form_class, verb, is_grave = NothingForm, identity_providers.end_link, True
    title, button = gettext_lazy("End this link"), gettext_lazy("End this link")
    done = gettext_lazy("The link has ended.")

    def effect(self, subject: Any, said: dict[str, Any]) -> Effect:
        """What they can still do."""
        names = {"who": subject.user.name, "agency": subject.provider.agency.name}
        return Effect([
            _("%(who)s cannot sign in with %(agency)s any more, and is signed out at their next click if they had.")
            % names,
            _("%(who)s can link another account there, after signing in with their password.") % names,
            _("Tokens for programs stay good. To end those too, sign %(who)s out on their own page.") % names,
        ])  # fmt: skip

    def about(self, subject: Any) -> str:
        """Whose."""
        return str(subject.user.name)

    def back(self, subject: Any) -> tuple[str, str]:
        """How the sign-in stands."""
        return page_of(subject.provider.agency_id), str(subject.provider.agency.name)

    def after(self, row: Any) -> str:
        """How it stands now."""
        return page_of(row.provider.agency_id)


def page_of(agency: Any) -> str:
    """Where an agency's own sign-in is kept."""
    return reverse("web:agencies-provider", args=[agency])


def has_secret(provider: IdentityProvider) -> bool:
    """Whether the operator has put it there."""
    try:
        provider_sign_ins.secret_of(provider)
    except ProviderRefused:
        return False
    return True
