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
    at: datetime | None = None,
) -> Rating:
    """Write down one voice's number, from 1 to 10, on the scale of the latest words. A participant's carries their name.

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
    if value not in SCALE:
        raise Invalid.field("value", _("The scale runs from 1 to 10."))
    at = clock.moment(at)
    rating = Rating.objects.create(
        outcome=outcome,
        version=version,
        voice=voice,
        member=member,
        value=value,
        words=words,
        rated_at=at,
        rated_by=by.signatory,
    )
    people = [member.person_id] if member else []
    case_id, number = outcome.case_id, version.number
    audit.record("outcome.rated", rating, by=by, at=at, case_id=case_id, people=people, voice=voice, version=number)
    return rating


def _require_voice(version: OutcomeVersion, voice: Voice, member: CaseMember | None, *, is_partner: bool) -> None:
    if is_partner != (voice == Voice.PARTNER):
        raise Invalid.field("voice", _("Rate in your own voice: a partner's is `partner`, and only a partner's."))
    if (voice == Voice.PARTICIPANT) != (member is not None):
        raise Invalid.field("member", _("Name the participant for a participant's rating, and nobody for your own."))
    if member is not None and not version.participants.filter(pk=member.pk).exists():
        raise Invalid.field("member", _("Name somebody whose outcome it is."))
