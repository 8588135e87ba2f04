"""The words of casework/trail_words.py for an agency's own sign-in, and who is linked to it."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SIGN_IN_NOUNS: dict[str, tuple[str | Promise, str | Promise]] = {
    "agencies.identityprovider": (_("an agency’s own sign-in"), _("agencies’ own sign-ins")),
    "agencies.providerlink": (_("a link to an agency’s own sign-in"), _("links to agencies’ own sign-ins")),
}
SIGN_IN_ACTS: dict[str, str | Promise] = {
    "identity_provider.ended": _("ended an agency’s own sign-in"),
    "identity_provider.recorded": _("recorded an agency’s own sign-in"),
    "provider_link.ended": _("ended somebody’s link to their agency’s own sign-in"),
    "provider_link.made": _("linked themselves to their agency’s own sign-in"),
    "user.sign_in_refused": _("did not let somebody in whom their agency’s own sign-in knew"),
}
