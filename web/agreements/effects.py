"""What each change of an agreement would do, in sentences: to which agencies, and of how many households, never which."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agencies import clock
from agencies.actors import Actor
from agencies.models import SharingAgreement
from casework.selectors import cases_shared_under, shown_under
from web.effect_words import day_words, households
from web.effects import Effect


def of_signature(agreement: SharingAgreement, said: dict[str, Any]) -> Effect:
    """Who signs for whom, and what is still to be signed after it."""
    left = sum(party.signed_at is None for party in agreement.parties.all()) - 1
    signs = _("For %(agency)s: %(who)s.") % {"agency": said["agency"].name, "who": said["signatory_name"]}
    first = day_words(clock.local_date(agreement.start_at))
    if not left:
        return Effect([
            signs,
            _("It is the last signature. The agreement holds from %(day)s, and workers can share households under it.")
            % {"day": first},
            _("Nothing is shared by it alone: a worker does that, one household at a time."),
        ])  # fmt: skip
    more = ngettext(
        "After this %(number)d party has not signed yet. The agreement holds once the last has.",
        "After this %(number)d parties have not signed yet. The agreement holds once the last has.",
        left,
    )
    return Effect([signs, more % {"number": left}])


def of_suspension(actor: Actor, agreement: SharingAgreement) -> Effect:
    """Nothing is shown under it for now."""
    sentence = _(
        "%(agency)s sees nothing more of %(households)s under it, from their next page on, until you lift this."
    )
    return Effect([*_shared(actor, agreement), *_of_each(actor, agreement, sentence)])


def of_end(actor: Actor, agreement: SharingAgreement) -> Effect:
    """Nothing is shared under it any more."""
    sentence = _("%(agency)s sees nothing more of %(households)s under it, from their next page on.")
    lines = [*_shared(actor, agreement), *_of_each(actor, agreement, sentence)]
    if cases_shared_under(actor, agreement):
        lines.append(_("This cannot be undone: each household is shared anew under another agreement."))
    return Effect(lines)


def of_lift(actor: Actor, agreement: SharingAgreement) -> Effect:
    """What was suspended is shown again."""
    sentence = _("%(agency)s sees %(households)s again under it, from their next page on.")
    lines = _of_each(actor, agreement, sentence, also_suspended=True)
    return Effect(lines or [_("No household is shown again by it, since none is shared under it.")])


def _shared(actor: Actor, agreement: SharingAgreement) -> list[str]:
    count = cases_shared_under(actor, agreement)
    if not count:
        return [_("No case is shared under it now, so nobody loses sight of anything.")]
    sentence = ngettext("%(number)d case is shared under it.", "%(number)d cases are shared under it.", count)
    return [sentence % {"number": count}]


def _of_each(actor: Actor, agreement: SharingAgreement, sentence: str, *, also_suspended: bool = False) -> list[str]:
    shown = shown_under(actor, agreement, also_suspended=also_suspended)
    return [sentence % {"agency": agency, "households": households(number)} for agency, number in shown]
