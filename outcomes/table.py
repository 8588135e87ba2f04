"""What may stand on a screen that a household looks at together, or on a paper that lies about at theirs."""

from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar
from uuid import UUID

from django.db.models import QuerySet

from agencies import clock
from agencies.actors import Actor
from agencies.enums import OFFENCE_CATEGORIES, DataCategory
from casework.models import Case, CaseMember
from casework.selectors import members_of
from outcomes import selectors
from outcomes.enums import OutcomeDomain, Voice
from outcomes.models import Action, ClosureProposal, Outcome, OutcomeVersion, Rating, Review, Understanding

Rows = TypeVar("Rows", bound=QuerySet[Any])

# Whoever reads this over a shoulder may be the one it is about.
NEVER_IN_COMPANY = OFFENCE_CATEGORIES | {DataCategory.SAFEGUARDING}

# What an outcome of each domain belongs to, where people say only which part of life it is.
CATEGORY_OF = {
    OutcomeDomain.EDUCATION: DataCategory.EDUCATION,
    OutcomeDomain.EARLY_YEARS: DataCategory.FAMILY,
    OutcomeDomain.HEALTH: DataCategory.HEALTH,
    OutcomeDomain.SUBSTANCE_USE: DataCategory.SUBSTANCE_USE,
    OutcomeDomain.RELATIONSHIPS: DataCategory.FAMILY,
    OutcomeDomain.SAFETY: DataCategory.SAFEGUARDING,
    OutcomeDomain.CRIME: DataCategory.OFFENCES,
    OutcomeDomain.DOMESTIC_ABUSE: DataCategory.DOMESTIC_ABUSE,
    OutcomeDomain.HOUSING: DataCategory.HOUSING,
    OutcomeDomain.MONEY: DataCategory.WORK_AND_MONEY,
    OutcomeDomain.BELONGING: DataCategory.GENERAL,
    OutcomeDomain.OTHER: DataCategory.GENERAL,
}
# Those that can be named in company: what is never shown there is written down with one person alone.
DOMAINS_IN_COMPANY = [domain for domain, category in CATEGORY_OF.items() if category not in NEVER_IN_COMPANY]


@dataclass(frozen=True, slots=True)
class Shown:
    """An outcome as its people meet it: the latest words, and their own numbers on that scale. No worker's, no partner's."""

    outcome: Outcome
    version: OutcomeVersion
    alone_with: CaseMember | None = None

    @property
    def is_agreed(self) -> bool:
        """Whether everybody named agreed to these words."""
        return bool(getattr(self.outcome, "is_agreed", False))

    @property
    def ratings(self) -> list[Rating]:
        """What its people said, oldest first; what one of them said alone, only while the worker is alone with them."""
        rows = [row for row in self.outcome.ratings.all() if row.voice == Voice.PARTICIPANT]
        return [row for row in rows if row.version_id == self.version.pk and self._may_be_shown(row)]

    @property
    def latest_of_each(self) -> list[Rating]:
        """Each person's last number. They are kept apart, and never averaged."""
        return list({row.member_id: row for row in self.ratings}.values())

    @property
    def said(self) -> Rating | None:
        """The last time that one of them put words to their number, in company."""
        return next((row for row in reversed(self.ratings) if row.words.strip()), None)

    def latest_of(self, member: CaseMember) -> Rating | None:
        """This person's last number."""
        return next((row for row in reversed(self.ratings) if row.member_id == member.pk), None)

    def _may_be_shown(self, row: Rating) -> bool:
        return not row.was_said_alone or (self.alone_with is not None and row.member_id == self.alone_with.pk)

    def names(self, member: CaseMember) -> bool:
        """Whether it is this person's too."""
        return any(each.pk == member.pk for each in self.version.participants.all())

    def waits_for(self, member: CaseMember) -> bool:
        """Whether they are named and have not said yes to these words."""
        return self.names(member) and all(each.member_id != member.pk for each in self.version.agreements.all())


def seated(actor: Actor, case: Case) -> QuerySet[CaseMember]:
    """Who can sit at the table: those who are part of the case now, by name."""
    rows = members_of(actor, case).filter(left_at__isnull=True, person__died_on__isnull=True)
    return rows.order_by("person__name", "pk")


def outcomes_at(actor: Actor, case: Case, *, alone_with: CaseMember | None = None) -> list[Shown]:
    """The outcomes that can be shown there; with one person alone, also what is kept from others but not from them."""
    rows = _shown(selectors.outcomes_of(actor, case).filter(dropped_at__isnull=True), alone_with)
    found = [(row, list(row.versions.all())) for row in rows.order_by("recorded_at", "pk")]
    shown = [Shown(row, versions[-1], alone_with) for row, versions in found if versions]
    return shown if alone_with is None else [each for each in shown if each.names(alone_with)]


def rated_on(shown: list[Shown], day: date) -> set[UUID]:
    """Who said a number on this day, as far as that can be shown: never what was said alone, nor that it was."""
    rows = [row for each in shown for row in each.ratings]
    return {row.member_id for row in rows if row.member_id and clock.local_date(row.rated_at) == day}


def actions_at(actor: Actor, case: Case) -> list[Action]:
    """What is to be done next, soonest first; without what serves an outcome that is kept from somebody."""
    todo = selectors.actions_of(actor, case).filter(done_at__isnull=True, dropped_at__isnull=True)
    rows = _shown(todo, None).exclude(outcome__in=_kept(case))
    return list(rows.order_by("due_on", "pk"))


def understanding_at(actor: Actor, case: Case) -> Understanding | None:
    """What matters to them, as they said it last."""
    rows = _shown(selectors.understandings_of(actor, case).filter(corrections__isnull=True), None)
    return rows.order_by("recorded_at", "pk").last()


def next_review(actor: Actor, case: Case) -> Review | None:
    """The day on which they look together next."""
    return _shown(selectors.reviews_of(actor, case).filter(held_at__isnull=True), None).first()


def open_proposal(actor: Actor, case: Case) -> ClosureProposal | None:
    """The question whether support may end, while it is asked."""
    return selectors.proposals_of(actor, case).filter(ended_at__isnull=True).first()


def _shown(rows: Rows, alone_with: CaseMember | None) -> Rows:
    if alone_with is not None:
        return rows.exclude(not_to_disclose_to=alone_with.person_id)
    return rows.filter(not_to_disclose_to__isnull=True).exclude(category__in=NEVER_IN_COMPANY)


def _kept(case: Case) -> QuerySet[Any, Any]:
    """Outcomes that are not for company, whoever may see them: nothing that serves them stands there either."""
    kept = case.outcomes.filter(not_to_disclose_to__isnull=False) | case.outcomes.filter(category__in=NEVER_IN_COMPANY)
    return kept.values("pk")
