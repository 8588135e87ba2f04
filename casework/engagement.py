"""A person's yes to being supported, and their taking it back."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from agencies import audit, clock
from agencies.actors import Actor
from agencies.permissions import Permission, check
from casework.enums import Means
from casework.exceptions import CaseIsNotOpen, TransitionRefused
from casework.models import Case, CaseMember, EngagementAgreement


@transaction.atomic
def agree(
    member: CaseMember, *, how: Means, by: Actor, words: str = "", at: datetime | None = None
) -> EngagementAgreement:
    """The person says yes to being supported. From now on the case does not close without them."""
    check(by, Permission.WORK_CASE, member.case)
    case, at = Case.objects.select_for_update().get(pk=member.case_id), clock.moment(at)
    member.refresh_from_db()
    if not case.is_open or member.left_at is not None:
        raise CaseIsNotOpen(
            _("Only people of an open case say yes to being supported in it. Bring the case or the person back first.")
        )
    try:
        with transaction.atomic():
            engagement = EngagementAgreement.objects.create(
                member=member, agreed_at=at, agreed_by=by.signatory, how=how, words=words
            )
    except IntegrityError as error:
        raise TransitionRefused(_("This person has said yes already, and has not taken it back.")) from error
    audit.record("engagement.agreed", engagement, by=by, at=at, case_id=case.pk, people=[member.person_id], how=how)
    return engagement


@transaction.atomic
def withdraw(
    engagement: EngagementAgreement, *, how: Means, witness: str, by: Actor, words: str = "", at: datetime | None = None
) -> EngagementAgreement:
    """The person takes their yes back, in front of a witness. Their say in how the case ends stays theirs."""
    check(by, Permission.WORK_CASE, engagement.member.case)
    Case.objects.select_for_update().get(pk=engagement.member.case_id)  # the case first, as every verb does
    engagement = (
        EngagementAgreement.objects.select_for_update(of=("self",)).select_related("member").get(pk=engagement.pk)
    )
    at = clock.moment(at)
    if engagement.withdrawn_at is not None:
        raise TransitionRefused(_("This yes was taken back already."))
    engagement.withdrawn_at, engagement.withdrawn_by = at, by.signatory
    engagement.withdrawn_how, engagement.withdrawn_witness, engagement.withdrawn_words = how, witness, words
    engagement.save(
        update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_how", "withdrawn_witness", "withdrawn_words"]
    )
    audit.record(
        "engagement.withdrawn",
        engagement,
        by=by,
        at=at,
        case_id=engagement.member.case_id,
        people=[engagement.member.person_id],
        how=how,
    )
    return engagement
