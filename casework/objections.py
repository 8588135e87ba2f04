"""Objections to being found by what agencies say of somebody: they hold at once, and a person answers them."""

import re
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from agencies import audit, clock
from agencies.actors import Actor
from agencies.exceptions import NOT_FOUND, Invalid, Missing
from agencies.extracts.agreed import binding
from agencies.models import StagedMention
from agencies.permissions import Permission, check, holds
from agencies.selectors import one
from casework.exceptions import ObjectionAnswered
from casework.models import LinkedMention, Objection
from casework.newest_run import newest_run
from casework.nomination_words import ObjectionFinding
from casework.on_record import mentions_for

MENTION_KEY = re.compile("[1-9][0-9]{0,17}")
PEOPLE = ("mention__agency", "recorded_by__user", "recorded_by__agency", "answered_by__user", "answered_by__agency")


def objections_for(actor: Actor) -> QuerySet[Objection]:
    """All that concern mentions of agreements that bind the actor's agency, the newest first."""
    check(actor, Permission.KEEP_OBJECTIONS)
    rows = Objection.objects.filter(mention__extract__agreement__in=binding(actor.signatory.agency))
    return rows.select_related(*PEOPLE).order_by("-recorded_at", "pk")


def objection_for(actor: Actor, key: UUID) -> Objection:
    """One of them; raises Missing."""
    if not holds(actor, Permission.KEEP_OBJECTIONS):
        raise Missing(NOT_FOUND)
    return one(objections_for(actor), key)


def mention_for(actor: Actor, key: str | int) -> StagedMention:
    """A mention by which somebody is on record, of an agreement that binds the actor's agency; raises Missing."""
    check(actor, Permission.KEEP_OBJECTIONS)
    if not MENTION_KEY.fullmatch(str(key)):
        raise Missing(NOT_FOUND)
    return one(mentions_for(actor), key)


@transaction.atomic
def record(mention: StagedMention, *, words: str, by: Actor, at: datetime | None = None) -> Objection:
    """Somebody, who is on record by this mention, objects. From now on nobody of their household is nominated.

    - holds for all that the linkage takes to be of the same person, so that it outlives one record of theirs
    """
    mention = mention_for(by, str(mention.pk))
    if not words.strip():
        raise Invalid.field("words", _("Write down what they said."))
    row = Objection.objects.create(
        mention=mention,
        mentions=_of_one_person(mention),
        words=words.strip(),
        recorded_at=clock.moment(at),
        recorded_by=by.signatory,
    )
    audit.record("objection.recorded", row, by=by, at=row.recorded_at)
    return objection_for(by, row.pk)


@transaction.atomic
def answer(
    objection: Objection, *, finding: ObjectionFinding, reason: str, by: Actor, at: datetime | None = None
) -> Objection:
    """Say what was found of it, and why. It holds unless there are compelling grounds. Raises ObjectionAnswered."""
    row = Objection.objects.select_for_update(of=("self",)).get(pk=objection_for(by, objection.pk).pk)
    if row.answered_at is not None:
        raise ObjectionAnswered(_("This objection was answered already. Record another, if they object again."))
    if not reason.strip():
        raise Invalid.field("reason", _("Say why: they are told."))
    row.finding, row.reason = finding, reason.strip()
    row.answered_at, row.answered_by = clock.moment(at), by.signatory
    row.save(update_fields=["finding", "reason", "answered_at", "answered_by"])
    audit.record("objection.answered", row, by=by, at=row.answered_at, finding=finding)
    return objection_for(by, row.pk)


def _of_one_person(mention: StagedMention) -> list[int]:
    run = newest_run()
    here = LinkedMention.objects.filter(run=run, mention=mention).first()
    same = LinkedMention.objects.filter(run=run, person=here.person) if here else LinkedMention.objects.none()
    return sorted({mention.pk, *same.values_list("mention_id", flat=True)})
