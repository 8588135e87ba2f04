"""The course of every outcome of an agency, from its first agreed words on: what distance and progress are counted from."""

from collections import defaultdict
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Exists, Max, OuterRef

from agencies.actors import Actor, counting
from agencies.permissions import Permission, check
from casework.enums import TAKEN_IN
from outcomes.enums import Voice
from outcomes.models import Outcome, OutcomeAgreement, OutcomeVersion, Rating
from outcomes.progress import Course, Wording


@counting()
def courses_of(actor: Actor, until: datetime) -> list[Course]:
    """Of all outcomes that everybody named in them agreed to before this instant, in three statements whatever their number.

    The participants' voice alone: it leads, and voices are never mixed. A wording counts once everybody has agreed to it.
    """
    check(actor, Permission.VIEW_FIGURES)
    own = {"case__team__agency": actor.agency, "case__status__in": sorted(TAKEN_IN)}
    wordings = _wordings(actor, until)
    _add_what_was_said(actor, until, wordings)
    by_outcome: dict[UUID, list[Wording]] = defaultdict(list)
    for (outcome, _), wording in wordings.items():
        by_outcome[outcome].append(wording)
    rows = Outcome.objects.filter(**own).values_list("pk", "case__household", "case__team", "domain", "dropped_at")
    return [
        Course(str(household), str(team), domain, dropped_at, by_outcome[key])
        for key, household, team, domain, dropped_at in rows
        if key in by_outcome
    ]


def _wordings(actor: Actor, until: datetime) -> dict[tuple[UUID, UUID], Wording]:
    named = OutcomeVersion.participants.through.objects.filter(outcomeversion=OuterRef("pk"))
    yes = OutcomeAgreement.objects.filter(version=OuterRef("outcomeversion"), member=OuterRef("casemember"))
    agreed = OutcomeVersion.objects.filter(
        ~Exists(named.filter(~Exists(yes))), outcome__case__team__agency=actor.agency
    )
    rows: Any = (
        agreed.annotate(agreed_at=Max("agreements__agreed_at"))
        .filter(agreed_at__lt=until)
        .order_by("outcome", "number")
        .values_list("outcome", "pk", "agreed_at", "start", "goal")
    )
    return {(outcome, key): Wording(agreed_at, start, goal) for outcome, key, agreed_at, start, goal in rows}


def _add_what_was_said(actor: Actor, until: datetime, wordings: dict[tuple[UUID, UUID], Wording]) -> None:
    said = Rating.objects.filter(
        voice=Voice.PARTICIPANT, rated_at__lt=until, outcome__case__team__agency=actor.agency
    ).order_by("rated_at", "pk")
    for outcome, version, rated_at, value in said.values_list("outcome", "version", "rated_at", "value"):
        if wording := wordings.get((outcome, version)):
            wording.said_at.append(rated_at)
            wording.said.append(value)
