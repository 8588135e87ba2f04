"""Why a sign-in at an agency's own provider came to nothing, and what to do next."""

from django.utils.translation import gettext_lazy as _

from agencies import identity_providers, provider_sign_ins

WORDS = {
    provider_sign_ins.AWAY: _(
        "Your agency’s own sign-in does not answer us as it should. Wait a few minutes, then try again, or sign in with"
        " your password. If it stays, tell your administrator."
    ),
    provider_sign_ins.NOT_READY: _(
        "Your agency’s own sign-in is not set up to the end: its secret is missing here. Tell your administrator, and"
        " sign in with your password until then."
    ),
    provider_sign_ins.NOT_RIGHT: _(
        "What your agency’s own sign-in told us did not hold, so you are not signed in. Try again. If it happens again,"
        " tell your administrator: somebody may be pretending to be you."
    ),
    provider_sign_ins.STALE: _(
        "That sign-in was begun in another window, or more than ten minutes ago. Begin again here, in one window."
    ),
    provider_sign_ins.CANCELLED: _(
        "You, or your agency, stopped the sign-in there. Begin again when you want to, or sign in with your password."
    ),
    identity_providers.UNKNOWN: _(
        "Your agency knows you, and we do not yet know who you are here. Sign in with your password once, open “Your"
        " sign-in”, and link the two. Whoever is new here uses the link from their invitation."
    ),
    identity_providers.NOT_HERE: _(
        "You do not act for this agency here today. Ask your administrator to give you a role, then try again."
    ),
    "too-often": _("That was tried too often. Wait five minutes, then try again."),
}
