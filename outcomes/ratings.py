"""Where people stand on an outcome's scale, in voices that are all kept."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from agencies import audit, clock
from agencies.actors import Actor
from agencies.exceptions import Invalid
from agencies.permissions import Permission, check, check_contribution, may
from casework.lifecycle import require_open
from casework.models import CaseMember
from outcomes.codesign import SCALE, latest_version
from outcomes.enums import Voice
from outcomes.exceptions import OutcomeNotAgreed
from outcomes.models import Outcome, OutcomeVersion, Rating


@transaction.atomic
def rate(
    outcome: Outcome,
    *,
    voice: Voice,
    value: int,
    by: Actor,
    member: CaseMember | None = None,
    words: str = "",
    was_said_alone: bool = False,
    at: datetime | None = None,
) -> Rating:
    """Write down one voice's number, from 1 to 10, on the scale of the latest words. A participant's carries their name.

    What a participant `was_said_alone` with their worker is shown before nobody else of the household (outcomes/table.py).
    Raises OutcomeNotAgreed while not everybody named has agreed to the latest words: there is nothing to measure yet.
    """
    check(by, Permission.CONTRIBUTE_TO_CASE, outcome)
    check_contribution(by, outcome.case, outcome.category)
    require_open(outcome.case)
    version = latest_version(outcome)
    if not Outcome.objects.wanted().with_agreement().filter(pk=outcome.pk, is_agreed=True).exists():
        raise OutcomeNotAgreed(
            _("This outcome is not agreed by everybody named in it. Agree on the words first, then rate.")
        )
    _require_voice(version, voice, member, is_partner=not may(by, Permission.WORK_CASE, outcome))
    _require_number(value, member, was_said_alone=was_said_alone)
    at = clock.moment(at)
    rating = Rating(outcome=outcome, version=version, voice=voice, member=member, value=value, words=words)
    rating.was_said_alone, rating.rated_at, rating.rated_by = was_said_alone, at, by.signatory
    rating.save(force_insert=True)
    people, said = [member.person_id] if member else [], {"voice": voice, "version": version.number}
    audit.record("outcome.rated", rating, by=by, at=at, case_id=outcome.case_id, people=people, **said)
    return rating


def _require_number(value: int, member: CaseMember | None, *, was_said_alone: bool) -> None:
    if value not in SCALE:
        raise Invalid.field("value", _("The scale runs from 1 to 10."))
    if was_said_alone and member is None:
        raise Invalid.field("was_said_alone", _("Only a participant's own number can be kept from the others."))


def _require_voice(version: OutcomeVersion, voice: Voice, member: CaseMember | None, *, is_partner: bool) -> None:
    if is_partner != (voice == Voice.PARTNER):
        raise Invalid.field("voice", _("Rate in your own voice: a partner's is `partner`, and only a partner's."))
    if (voice == Voice.PARTICIPANT) != (member is not None):
        raise Invalid.field("member", _("Name the participant for a participant's rating, and nobody for your own."))
    if member is not None and not version.participants.filter(pk=member.pk).exists():
        raise Invalid.field("member", _("Name somebody whose outcome it is."))
