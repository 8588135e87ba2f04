"""The plan as it goes on paper: what they want, who does what next, when they look again, and whom to ring."""

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from agencies.actors import Actor
from agencies.models import Membership
from agencies.permissions import Permission, check
from casework import papers
from casework.enums import AllocationRole, PlanForm, SafeWay
from casework.models import Case, CaseMember, Person, PrintedPlan
from outcomes import table
from outcomes.models import Action, Review
from outcomes.table import Shown


@dataclass(frozen=True, slots=True)
class Plan:
    """All that stands on the paper, and nothing that does not. `digest` is the same as long as the paper still holds."""

    seated: list[CaseMember]
    wants: list[Shown]
    actions: list[Action]
    review: Review | None
    lead: Membership | None

    @property
    def people(self) -> list[Person]:
        """For whom it is."""
        return [member.person for member in self.seated]

    @property
    def shows(self) -> list[UUID]:
        """Which wordings and which actions."""
        return [each.version.pk for each in self.wants] + [action.pk for action in self.actions]

    @property
    def digest(self) -> str:
        """SHA-256 of what it says, as far as it can change."""
        said: list[Any] = [
            [member.name for member in self.seated],
            [
                [
                    str(each.version.pk),
                    [[row.member.name if row.member else "", row.value] for row in each.latest_of_each],
                    str(each.said.pk) if each.said else "",
                ]
                for each in self.wants
            ],
            [[str(row.pk), str(row.due_on), str(row.owner_worker_id or row.owner_member_id)] for row in self.actions],
            str(self.review.due_on) if self.review else "",
            [self.lead.user.name, self.lead.phone] if self.lead else [],
        ]
        return hashlib.sha256(json.dumps(said).encode()).hexdigest()


def plan_at(actor: Actor, case: Case) -> Plan:
    """The plan as it can hang on a fridge: only what everybody there may see (outcomes/table.py)."""
    return Plan(
        seated=list(table.seated(actor, case)),
        wants=[each for each in table.outcomes_at(actor, case) if each.is_agreed],
        actions=table.actions_at(actor, case),
        review=table.next_review(actor, case),
        lead=_lead(case),
    )


@transaction.atomic
def print_out(case: Case, *, form: PlanForm, way: SafeWay, by: Actor, at: datetime | None = None) -> PrintedPlan:
    """Print the plan as it is now: the print is on record, with a code of its own (casework/papers.py).

    Raises NotSafeToReach where one of those on it must not get it in this way.
    """
    check(by, Permission.WORK_CASE, case)
    plan = plan_at(by, case)
    return papers.record_print(
        case, form=form, way=way, for_whom=plan.people, shows=plan.shows, digest=plan.digest, by=by, at=at
    )


def _lead(case: Case) -> Membership | None:
    known: list[Any] | None = getattr(case, "open_leads", None)  # prefetched by selectors.case_for
    if known is None:
        open_leads = case.allocations.filter(role=AllocationRole.LEAD, ended_at__isnull=True)
        known = list(open_leads.select_related("membership__user"))
    return known[0].membership if known else None
