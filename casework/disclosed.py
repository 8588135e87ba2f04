"""What the file of a disclosure holds of cases: the people that an agency as a whole is shown by a share, and no more of them."""

from collections.abc import Collection, Iterable
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from agencies.actors import Actor, member_actor
from agencies.conditions import SHOWS
from agencies.data_items import DataItem
from agencies.disclosures.tables import Piece, Row
from agencies.enums import DataCategory
from agencies.models import Disclosure
from agencies.permissions import clear_of_conflicts
from casework.births import BirthPrecision
from casework.enums import CaseKind
from casework.models import Case, CaseMember, CaseShare, EngagementAgreement, Person
from casework.restriction_levels import Restriction

BATCH = 300  # cases; a step of a fraction of a second
LETTERS_OF = {
    BirthPrecision.YEAR: 4, BirthPrecision.ESTIMATED: 4, BirthPrecision.MONTH: 7, BirthPrecision.DAY: 10,
}  # fmt: skip


def people(disclosure: Disclosure, *, actor: Actor, after: UUID | None) -> Piece:
    """Those of the next cases, in the order of the cases' keys. `actor`: whoever lets the disclosure go.

    Left out are cases that are kept more narrowly than others or apart because of abuse, those in which either side's
    information governance lead is close to somebody, and people who took back their yes to being supported.
    """
    shares = _shares(disclosure)
    cases = clear_of_conflicts(actor, clear_of_conflicts(member_actor(disclosure.asked_by), Case.objects.all())).filter(
        Exists(shares.filter(case=OuterRef("pk"))),
        team__agency=disclosure.agency_id,
        kind=CaseKind.MAIN,
        restriction=Restriction.NORMAL,
    )
    if after is not None:
        cases = cases.filter(pk__gt=after)
    batch = list(cases.order_by("pk")[:BATCH])
    categories = _categories(shares, batch)
    rows = [
        Row(member.case_id, member.person_id, member.case.household_id, _values(member, categories[member.case_id]))
        for member in _members(batch)
    ]
    return Piece(rows, batch[-1].pk if len(batch) == BATCH else None)


def _shares(disclosure: Disclosure) -> QuerySet[CaseShare]:
    """By which the recipient as a whole is shown a case under this agreement, for this purpose, now."""
    return CaseShare.objects.in_force().filter(
        agency=disclosure.recipient_id,
        agreement=disclosure.agreement_id,
        agreement__direction__in=SHOWS,
        purpose=disclosure.purpose,
        group_grants__isnull=False,
    )


def _categories(shares: QuerySet[CaseShare], cases: Collection[Case]) -> dict[UUID, set[str]]:
    found: dict[UUID, set[str]] = {case.pk: set() for case in cases}
    for case, categories in shares.filter(case__in=cases).values_list("case", "categories"):
        found[case] |= set(categories)
    return found


def _members(cases: Iterable[Case]) -> list[CaseMember]:
    """Who has a part in them now, but for those who took their yes back and did not give it again."""
    engaged = EngagementAgreement.objects.filter(member=OuterRef("pk"))
    declined = Exists(engaged.filter(withdrawn_at__isnull=False)) & ~Exists(engaged.filter(withdrawn_at__isnull=True))
    rows = CaseMember.objects.filter(~Q(declined), case__in=list(cases), left_at__isnull=True)
    return list(rows.select_related("person", "case").order_by("case", "pk"))


def _values(member: CaseMember, categories: Collection[str]) -> dict[DataItem, str]:
    person = member.person
    values = {
        DataItem.NAME: person.name,
        DataItem.INITIALS: "".join(word[0] for word in person.name.split()),
        DataItem.BIRTH_DATE: _birth(person),
        DataItem.RECORD_REFERENCE: member.case.reference,
    }
    if DataCategory.FAMILY in categories:
        values[DataItem.HOUSEHOLD_MEMBERS] = ""
    return values


def _birth(person: Person) -> str:
    """As much of it as is known, as ISO 8601 has it."""
    letters = LETTERS_OF.get(BirthPrecision(person.birth_precision), 0)
    return person.born_on.isoformat()[:letters] if person.born_on else ""
