"""The conflict register as each may read it: one's own words, those of one's people, and whom they could be about.

Whoever declared something reads their own words again, and never whether they were matched: that would tell them whether
the household is in the service.
"""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import BooleanField, Exists, F, Func, OuterRef, Q, QuerySet, UUIDField, Value

from agencies.actors import Actor
from agencies.conditions import standing
from agencies.enums import Purpose, RoleCode
from agencies.models import Membership
from agencies.permissions import Permission, check, clear_of_conflicts
from agencies.rates import spend
from agencies.selectors import one
from casework.enums import CaseKind
from casework.models import Case, CaseGroupGrant, CaseMember, CaseShare, Conflict, ConflictLink, HouseholdMember, Person
from casework.search_terms import read
from casework.selectors.finding import Match, Matches
from casework.selectors.search import Among
from casework.spelling import KeysOfNames, nearness

MOST = 10


def own_conflicts(actor: Actor) -> QuerySet[Conflict]:
    """What was declared about oneself and holds, the newest first."""
    rows = Conflict.objects.filter(membership__user=actor.signatory.user_id, ended_at__isnull=True)
    return rows.select_related("declared_by__user").order_by("-declared_at", "pk")


def conflicts_for(actor: Actor) -> QuerySet[Conflict]:
    """The register: of the agency for its information governance lead, of the team for its managers; those to match first.

    Nothing about oneself is in it, and whose record is closed to oneself was found by nobody. Raises NotPermitted.
    """
    check(actor, Permission.KEEP_CONFLICTS)
    rows = Conflict.objects.filter(_whom(actor, "membership__")).select_related(
        "membership__user", "membership__agency", "declared_by__user", "matched_by__user", "ended_by__user"
    )
    user = Value(actor.signatory.user_id, UUIDField())
    close = {
        path: Func(F(path), user, function=f"guard.is_close_to_{path}", output_field=BooleanField())
        for path in ("person", "household")
    }
    linked = ConflictLink.objects.filter(
        ~Q(close["person"]), ~Q(close["household"]), conflict=OuterRef("pk"), ended_at=None
    )
    return rows.annotate(is_linked=Exists(linked)).order_by("-ended_at", F("matched_at").desc(nulls_first=True), "pk")


def conflict_for(actor: Actor, key: UUID) -> Conflict:
    """One of these; raises Missing, NotPermitted."""
    return one(conflicts_for(actor), key)


def declared_by_self(actor: Actor, key: UUID) -> Conflict:
    """One that the actor wrote down; raises Missing."""
    return one(Conflict.objects.filter(declared_by=actor.signatory), key)


def colleagues_of(actor: Actor) -> QuerySet[Membership]:
    """For whom the actor keeps the register: everybody else of their team now, or of their agency. Raises NotPermitted."""
    check(actor, Permission.KEEP_CONFLICTS)
    return Membership.objects.current().filter(_whom(actor)).select_related("user", "agency")


def _whom(actor: Actor, path: str = "") -> Q:
    """Also who left: a human being comes back under another membership, and what keeps them away stays."""
    of_agency = actor.role == RoleCode.GOVERNANCE_LEAD
    whom = Q(**{f"{path}agency": actor.agency}) if of_agency else Q(**{f"{path}team": actor.team})
    return whom & ~Q(**{f"{path}user": actor.signatory.user_id}) & Q(Exists(standing(actor.signatory)))


def colleague_for(actor: Actor, key: UUID) -> Membership:
    """One of these; raises Missing, NotPermitted."""
    found: Membership = one(colleagues_of(actor), key)
    return found


def people_to_match(actor: Actor, words: str) -> Matches:
    """People who are like the words, of cases that the agency leads or that are shared with it; the nearest first.

    For its information governance lead.

    - counts as a search. Raises Invalid, NotPermitted, TooOften.
    """
    asked = read(words)
    spend(actor, "search", most=settings.SEARCHES_PER_MINUTE)
    days = [asked.born_on] if asked.born_on else []
    rows = _people(actor).filter(Among(F("pk"), KeysOfNames("person", asked.words, days)))
    found = rows.annotate(near=nearness("name", asked.name)).order_by("-near", "name", "pk")
    return Matches(asked.mark, [Match(each, tuple(each.references)) for each in found[:MOST]])


def person_to_match(actor: Actor, key: UUID) -> Person:
    """One of these; raises Missing, NotPermitted."""
    found: Person = one(_people(actor), key)
    return found


def home_to_match(actor: Actor, person: UUID) -> tuple[set[UUID], set[UUID]]:
    """Where they live now and who lives there. Of a case that is shared with the agency: its home, and who is part of it."""
    lives = HouseholdMember.objects.filter(undone=False, ended_on__isnull=True)
    if homes := set(lives.filter(person=person).values_list("household_id", flat=True)):
        return homes, set(lives.filter(household__in=homes).values_list("person_id", flat=True))
    members = CaseMember.objects.filter(left_at__isnull=True)
    cases = set(members.filter(person=person, case__kind=CaseKind.MAIN).values_list("case_id", flat=True))
    homes = set(Case.objects.filter(pk__in=cases).values_list("household_id", flat=True))
    return homes, set(members.filter(case__in=cases).values_list("person_id", flat=True))


def _people(actor: Actor) -> QuerySet[Any]:
    """Of the agency's own cases everybody who ever was part of them; of those shared with it whoever is, as its people see."""
    check(actor, Permission.MATCH_CONFLICTS)
    shares = CaseShare.objects.in_force().filter(agency=actor.agency, purpose=Purpose.SUPPORT)
    # A share that names people, and one of a case that is kept more closely, has no grant of the agency: the lead learns nothing.
    shared = CaseGroupGrant.objects.filter(share__in=shares, content_object=OuterRef("pk"))
    reached = Q(team__agency=actor.agency) | Q(Exists(shared), members__left_at__isnull=True)
    cases = clear_of_conflicts(actor, Case.objects.all())
    of_person = cases.filter(reached, members__person=OuterRef("pk")).order_by("reference").distinct()
    rows = clear_of_conflicts(actor, Person.objects.filter(Exists(of_person), Exists(standing(actor.signatory))))
    return rows.annotate(references=ArraySubquery(of_person.values("reference")))
