"""The Bells' case and everybody who might look at it: the table in who_sees_what.csv is about these.

Each partner wrote something of its own while a first share covered offences too; that one was stopped, and the second,
of housing alone, stands or falls as the partner's name says. Health was never shared with any of them.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from django.db import connections
from django.test import override_settings

from agencies import agreements, clock, memberships, partners, users
from agencies.actors import Actor, member_actor, participant_actor, system_actor
from agencies.enums import AgencyKind, DataCategory, Direction, Purpose, RoleCode
from agencies.models import Agency, Membership, SharingAgreement
from casework import allocations, case_warnings, contacts, exits, households, members, people, sharing
from casework.enums import (
    CaseStatus,
    Channel,
    DocumentKind,
    LeavingReason,
    Means,
    NameKind,
    PlanForm,
    SafeWay,
    ShareLevel,
)
from casework.identifiers import IdentifierScheme
from casework.models import Case, CaseShare
from casework.restriction_levels import Restriction
from casework.restrictions import restrict
from outcomes import actions, closure, codesign, plans, ratings, reviews
from outcomes.enums import ActionReason, OutcomeDomain, Voice
from outcomes.models import Outcome
from tests.api.world import Door
from tests.conftest import QUICK_HASHER, database_role
from tests.factories.agencies import STARTED_ON, make_cast
from tests.factories.casework import MIA, ROSA, TOM, Scene, leave, make_safe_contact, make_scene
from tests.factories.outcomes import make_proposal
from tests.factories.papers import make_signature
from tests.factories.sharing import make_agreement, make_share

HOUSING, HEALTH, OFFENCES = DataCategory.HOUSING, DataCategory.HEALTH, DataCategory.OFFENCES
OLD = ("Old Bell", date(1950, 1, 1))
PARTNERS = [
    "partner",
    "partner who may only see",
    "share stopped",
    "share's last day passed",
    "agreement ended",
    "agreement's last day passed",
    "agreement suspended",
    "agreement suspended, and lifted again",
    "agreement not begun",
    "agreement not signed by all",
    "agreement ended, its next version in force",
    "agreement in force, its next version ended",
    "share for another purpose",
    "named practitioner",
    "data flow to the lead alone",
    "data flow from the lead alone",
    "agency ended",
    "never shared with",
]


def raw(statement: str, *values: Any) -> None:
    """As the owner of the database, past what every other role is refused."""
    with connections["owner"].cursor() as cursor:
        cursor.execute(statement, values)


class House:
    """Built and committed as `seed`."""

    def __init__(self) -> None:
        with database_role("seed"), override_settings(PASSWORD_HASHERS=QUICK_HASHER):
            self.cast = make_cast()
            self.people: dict[str, Actor] = {}
            self.shares: dict[str, CaseShare] = {}
            self.doors: dict[str, Door] = {}
            self.bell = make_scene(self.cast, CaseStatus.WORKING, ROSA, TOM, MIA, OLD)
            self.moss = make_scene(self.cast, name="The Moss household")
            self.vale = self._vale()
            self._frame()
            for scene, by in ((self.moss, self.cast.asha), (self.vale, self.cast.dot)):
                self.record(by, HOUSING, scene)
            self.outcomes = {category: self._content(category) for category in (HOUSING, HEALTH, OFFENCES)}
            self._own_people()
            self._partners()
            self._gone()
            self.tokens()

    @property
    def case(self) -> Case:
        """The Bells' case as it is now."""
        return Case.objects.get(pk=self.bell.case.pk)

    def tokens(self) -> None:
        """Doors for everybody who can still sign in, or could when their token was issued."""
        for name, actor in self.people.items():
            if actor.membership is not None:
                self.doors[name] = Door(actor)

    def _vale(self) -> Scene:
        """A case of the other team."""
        cast = self.cast
        return make_scene(replace(cast, asha=cast.dot, mina=cast.dora, ben=cast.dora), name="The Vale household")

    def _frame(self) -> None:
        """What a share never opens: addresses, numbers, steps, exits, who works on it, what was asked of whom."""
        scene, by, today = self.bell, self.cast.asha, clock.today()
        rosa, tom, _, old = scene.people
        member = members.propose_leaving(scene.member("Old"), reason=LeavingReason.LEFT, evidence="So he said", by=by)
        members.confirm_leaving(member, by=self.cast.mina)
        leave(scene, CaseStatus.PAUSED)
        scene.case = exits.resume(scene.case, reason="They are back", by=by)
        households.record_address(scene.household, lines="1 Mill Lane", started_on=today, by=by)
        households.split(scene.household, people=[old], name="Old’s", reason="A flat", made_on=today, by=by)
        people.add_name(rosa, name="Rosie", kind=NameKind.ALIAS, by=by)
        people.add_identifier(rosa, scheme=IdentifierScheme.POLICE, value="R1", system="Police", by=by)
        for person in (rosa, tom, old):
            make_safe_contact(person, by)
        people.link(tom, same_as=old, evidence="Said to be one man", by=by)
        proposal = make_proposal(scene, answered=True)
        closure.withdraw(proposal, reason="Not yet", by=by)
        for restriction in (Restriction.SEALED, Restriction.NORMAL):
            restrict(scene.fresh(), restriction=restriction, reason="Her brother worked here", by=self.cast.mina)
        scene.fresh()

    def _content(self, category: DataCategory) -> Outcome:
        """One row of each kind of content, of this category, written by the lead."""
        case, by, today, rosa = self.bell.case, self.cast.asha, clock.today(), self.bell.member("Rosa")
        said = {"category": category, "by": by}
        self.record(by, category)
        codesign.record_understanding(case, what_matters="Sleep", **said)
        outcome = codesign.propose(
            case, domain=OutcomeDomain.HEALTH, wording="I sleep", would_be_seen="No light", start=2, goal=8,
            participants=[rosa], **said,
        )  # fmt: skip
        codesign.agree(outcome, member=rosa, version=1, how=Means.IN_PERSON, by=by)
        ratings.rate(outcome, voice=Voice.WORKER, value=5, by=by)
        make_signature(outcome, by)
        plans.print_out(case, form=PlanForm.ONE_PAGE, way=SafeWay.VISIT, by=by)
        review = reviews.plan(case, due_on=today, **said)
        reviews.hold(review, summary="Better", took_part=[rosa], next_on=today + timedelta(days=30), by=by)
        return outcome

    def record(self, by: Actor, category: DataCategory, scene: Scene | None = None) -> None:
        """A contact, a document and an action of theirs; in the Bells' case, if no other is said."""
        case, today = (scene or self.bell).case, clock.today()
        contacts.record(
            case, category=category, happened_at=clock.now(), channel=Channel.VISIT, summary="Talked", by=by
        )
        contacts.record_document(
            case, category=category, title="Letter", kind=DocumentKind.LETTER, dated_on=today, held_where="Here", by=by
        )
        case_warnings.warn(case, text="A dog", category=category, review_on=today + timedelta(days=30), by=by)
        actions.take_on(
            case, title="Ask", due_on=today + timedelta(days=7), category=category, reason=ActionReason.SAFETY,
            owner_worker=by.membership, by=by,
        )  # fmt: skip

    def _member(self, name: str, agency: Agency, role: RoleCode = RoleCode.PRACTITIONER, team: Any = None) -> Actor:
        mail = "".join(letter if letter.isalnum() else "-" for letter in name.lower())
        user = users.register(email=f"{mail}@example.org", name=name, by=self.cast.adi)
        row = memberships.begin(user=user, agency=agency, role=role, team=team, started_on=STARTED_ON, by=self.cast.adi)
        self.people[name] = _loaded(row)
        return self.people[name]

    def _own_people(self) -> None:
        cast, council, north = self.cast, self.cast.team.agency, self.cast.team
        self.people |= {
            "lead worker": cast.asha,
            "colleague of the team": cast.ben,
            "manager of the team": cast.mina,
            "worker of another team": cast.dot,
            "manager of another team": cast.dora,
            "administrator": cast.adi,
            "analyst": cast.ana,
            "information governance lead": cast.gill,
        }
        sam = self._member("supporter from another team", council, RoleCode.SUPPORT_WORKER, cast.dot.team)
        allocations.add_support(self.bell.fresh(), membership=sam.signatory, by=cast.mina)
        past = self._member("supporter whose part has ended", council, RoleCode.SUPPORT_WORKER, cast.dot.team)
        ended = allocations.add_support(self.bell.fresh(), membership=past.signatory, by=cast.mina)
        allocations.end_support(ended, reason="Done", by=cast.mina)
        self._member("analyst who sits in the team", council, RoleCode.ANALYST, north)
        self._member("administrator who sits in the team", council, RoleCode.ADMINISTRATOR, north)
        self._member("governance lead who sits in the team", council, RoleCode.GOVERNANCE_LEAD, north)
        self._member("superuser who is an analyst", council, RoleCode.ANALYST, north)
        self._member("leaver of the team", council, RoleCode.SUPPORT_WORKER, north)
        self._member("deactivated manager with a superuser flag", council, RoleCode.MANAGER, north)
        self.people["participant"] = participant_actor(self.bell.member("Rosa").pk)
        self.people["the service itself"] = system_actor("worker")
        self.bell.fresh()

    def _partners(self) -> None:
        for number, name in enumerate(PARTNERS):
            agency = partners.register_agency(
                code=f"partner-{number}", name=name.capitalize(), kind=AgencyKind.OTHER, by=self.cast.adi
            )
            self._member(name, agency)
        self.base = make_agreement(self.cast, *(self.people[name].agency for name in PARTNERS))  # type: ignore[misc]
        for name in PARTNERS[:-1]:
            first = make_share(self.bell, self.people[name], HOUSING, OFFENCES, agreement=self.base)
            self.record(self.people[name], OFFENCES)
            ratings.rate(self.outcomes[OFFENCES], voice=Voice.PARTNER, value=4, by=self.people[name])
            sharing.stop(first, reason="Housing is enough", by=self.cast.asha)
            HOW_IT_STANDS[name](self, name)
        self._of_partners()

    def second(self, name: str, **said: Any) -> CaseShare:
        """The share on which this partner stands, or does not."""
        said = {"agreement": self.base, **said}
        self.shares[name] = make_share(self.bell, self.people[name], HOUSING, **said)
        return self.shares[name]

    def own_agreement(self, name: str, **terms: Any) -> SharingAgreement:
        """One between the council and this partner alone."""
        agency = self.people[name].agency
        assert agency is not None
        return make_agreement(self.cast, agency, **terms)

    def _of_partners(self) -> None:
        """Others at the agency that the case is shared with, and one of its people acting for somebody else."""
        shared = self.people["partner"].agency
        named = self.people["named practitioner"].agency
        stranger = self.people["never shared with"].agency
        assert shared is not None
        assert named is not None
        assert stranger is not None
        sharing.share(
            self.vale.fresh(), agency=shared, agreement=self.base, categories=[HOUSING], level=ShareLevel.SEE,
            reason="Called there too", participant_told="Yes", by=self.cast.dora,
        )  # fmt: skip
        self._member("colleague of the partner", shared)
        theirs = partners.register_team(agency=shared, name="Theirs", by=self.cast.adi)
        self._member("manager at the partner's", shared, RoleCode.MANAGER, theirs)
        self._member("analyst at the partner's", shared, RoleCode.ANALYST)
        figures = self.people["share for another purpose"].signatory.agency
        self._member("analyst where it is shared for figures", figures, RoleCode.ANALYST)
        self._member("superuser at the agency never shared with", stranger)
        self._member("leaver of the partner's", shared)
        self._member("starter of tomorrow at the partner's", shared)
        self._member("deactivated practitioner of the partner's", shared)
        self._member("colleague of the named practitioner", named)
        elsewhere = memberships.begin(
            user=self.people["partner"].user, agency=stranger, role=RoleCode.PRACTITIONER, team=None,
            started_on=STARTED_ON, by=self.cast.adi,
        )  # fmt: skip
        self.people["partner who acts for another agency of theirs"] = _loaded(elsewhere)
        also = memberships.begin(
            user=self.people["named practitioner"].user, agency=stranger, role=RoleCode.PRACTITIONER, team=None,
            started_on=STARTED_ON, by=self.cast.adi,
        )  # fmt: skip
        self.people["named practitioner who acts for another agency of theirs"] = _loaded(also)
        # The last of them: from now on they, and nobody else's administrator, keep its people.
        self._member("administrator at the partner's", shared, RoleCode.ADMINISTRATOR)
        sharing.decline(self.bell.case, agency=stranger, reason="Her brother works there", by=self.cast.asha)

    def _gone(self) -> None:
        ours, theirs = self.cast.adi, self.people["administrator at the partner's"]
        for name, by in (("leaver of the team", ours), ("leaver of the partner's", theirs)):
            memberships.end(self.people[name].signatory, ended_on=clock.today(), by=by)
        deactivated = {"practitioner of the partner's": theirs, "manager with a superuser flag": ours}
        for name, by in deactivated.items():
            users.deactivate(self.people[f"deactivated {name}"].user, by=by)  # type: ignore[arg-type]
        starter = self.people["starter of tomorrow at the partner's"].signatory.pk
        raw("UPDATE agencies_membership SET started_on = today() + 1 WHERE id = %s", starter)
        raw("UPDATE agencies_user SET is_superuser = true WHERE name LIKE '%%superuser%%'")
        for name in ("superuser who is an analyst", "superuser at the agency never shared with"):
            self.people[name] = _loaded(self.people[name].signatory)


def _loaded(membership: Membership) -> Actor:
    return member_actor(Membership.objects.select_related("user", "agency", "team").get(pk=membership.pk))


def _stopped(house: House, name: str) -> None:
    sharing.stop(house.second(name), reason="Rosa asked us to", by=house.cast.asha)


def _last_day(house: House, name: str) -> None:
    at = clock.now() - timedelta(days=3)
    house.second(name, at=at, last_day=clock.today() - timedelta(days=1))


def _ended(house: House, name: str) -> None:
    agreement = house.own_agreement(name)
    house.second(name, agreement=agreement)
    agreements.end(agreement, reason="They left the partnership", by=house.cast.gill)


def _over(house: House, name: str) -> None:
    agreement = house.own_agreement(name, days=(-30, -1))
    house.second(name, agreement=agreement, at=clock.now() - timedelta(days=3))


def _suspended(house: House, name: str) -> None:
    agreement = house.own_agreement(name)
    house.second(name, agreement=agreement)
    agreements.suspend(agreement, reason="A breach", by=house.cast.gill)


def _lifted(house: House, name: str) -> None:
    _suspended(house, name)
    agreements.lift(house.shares[name].agreement, by=house.cast.gill)


def _not_begun(house: House, name: str) -> None:
    house.second(name, agreement=house.own_agreement(name, days=(1, 100)))


def _not_signed(house: House, name: str) -> None:
    agreement = house.own_agreement(name)
    house.second(name, agreement=agreement)
    raw("ALTER TABLE agencies_sharingagreement DISABLE TRIGGER settle_once")  # nobody else could make it so
    raw("UPDATE agencies_sharingagreement SET signed_at = NULL, signed_by_id = NULL WHERE id = %s", agreement.pk)
    raw("ALTER TABLE agencies_sharingagreement ENABLE TRIGGER settle_once")


def _replaced(house: House, name: str) -> None:
    _ended(house, name)
    house.own_agreement(name, supersedes=house.shares[name].agreement)


def _next_ended(house: House, name: str) -> None:
    first = house.own_agreement(name)
    house.second(name, agreement=first)
    agreements.end(house.own_agreement(name, supersedes=first), reason="A mistake", by=house.cast.gill)


def _figures(house: House, name: str) -> None:
    house.second(name, agreement=house.own_agreement(name, purposes=[Purpose.FIGURES]), purpose=Purpose.FIGURES)


def _to_lead(house: House, name: str) -> None:
    house.second(name, agreement=house.own_agreement(name, direction=Direction.TO_LEAD))


def _from_lead(house: House, name: str) -> None:
    house.second(name, agreement=house.own_agreement(name, direction=Direction.FROM_LEAD), level=ShareLevel.SEE)


def _agency_ended(house: House, name: str) -> None:
    share = house.second(name)
    raw("UPDATE agencies_agency SET ended_on = today() WHERE id = %s", share.agency_id)


HOW_IT_STANDS: dict[str, Callable[[House, str], Any]] = {
    "partner": House.second,
    "partner who may only see": lambda house, name: house.second(name, level=ShareLevel.SEE),
    "share stopped": _stopped,
    "share's last day passed": _last_day,
    "agreement ended": _ended,
    "agreement's last day passed": _over,
    "agreement suspended": _suspended,
    "agreement suspended, and lifted again": _lifted,
    "agreement not begun": _not_begun,
    "agreement not signed by all": _not_signed,
    "agreement ended, its next version in force": _replaced,
    "agreement in force, its next version ended": _next_ended,
    "share for another purpose": _figures,
    "named practitioner": lambda house, name: house.second(name, only_to=[house.people[name]]),
    "data flow to the lead alone": _to_lead,
    "data flow from the lead alone": _from_lead,
    "agency ended": _agency_ended,
}
