"""Households and cases at any point of their life."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from agencies import clock
from agencies.actors import Actor
from agencies.enums import DataCategory
from casework import (
    case_warnings,
    confidential_addresses,
    contacts,
    engagement,
    exits,
    households,
    lifecycle,
    members,
    people,
    safe_contacts,
)
from casework.births import BirthPrecision
from casework.enums import CaseStatus as S
from casework.enums import Channel, DeclineReason, HouseholdRole, LeavingReason, Means, SafeWay
from casework.models import Case, CaseMember, CaseWarning, ConfidentialAddress, Contact, Household, Person, SafeContact
from tests.factories.agencies import Cast

ROSA, TOM, MIA = ("Rosa Bell", date(1988, 4, 2)), ("Tom Bell", date(1985, 9, 30)), ("Mia Bell", date(2017, 6, 1))
STAGES = [S.GETTING_TO_KNOW, S.AGREEING_OUTCOMES, S.WORKING]


@dataclass
class Scene:
    """A case with its people, and whoever works on it."""

    cast: Cast
    case: Case
    household: Household
    people: list[Person] = field(default_factory=list)

    @property
    def members(self) -> list[CaseMember]:
        """Those who are part of the case now, by name."""
        return list(self.case.members.filter(left_at__isnull=True).select_related("person").order_by("person__name"))

    def member(self, name: str) -> CaseMember:
        """One of them."""
        return next(member for member in self.members if member.person.name.startswith(name))

    def fresh(self) -> Case:
        """The case as it is now."""
        self.case = Case.objects.get(pk=self.case.pk)
        return self.case


def make_person(by: Actor, name: str, born_on: date | None = None) -> Person:
    """A person with a whole birth date, or none."""
    precision = BirthPrecision.DAY if born_on else BirthPrecision.UNKNOWN
    return people.register(name=name, born_on=born_on, birth_precision=precision, by=by)


def make_household(
    by: Actor, *whom: tuple[str, date | None], name: str = "The Bell household"
) -> tuple[Household, list[Person]]:
    """A household and who lives there, since two years ago."""
    household = households.register(name=name, by=by)
    since = clock.today() - timedelta(days=730)
    settled = []
    for person_name, born_on in whom:
        person = make_person(by, person_name, born_on)
        grown = born_on is None or born_on.year < since.year - 16
        role = HouseholdRole.ADULT if grown else HouseholdRole.CHILD
        households.move_in(household, person=person, role=role, started_on=since, by=by)
        settled.append(person)
    return household, settled


def make_scene(
    cast: Cast,
    status: S = S.WORKING,
    *whom: tuple[str, date | None],
    engaged: bool = True,
    name: str = "The Bell household",
) -> Scene:
    """A case that Asha leads, as far as `status`; Rosa and Tom said yes to being supported, Mia is a child."""
    household, settled = make_household(cast.asha, *(whom or (ROSA, TOM, MIA)), name=name)
    case = lifecycle.refer(
        household=household, team=cast.team, reason="Rent arrears, and little sleep", people=settled, by=cast.asha
    )
    scene = Scene(cast, case, household, settled)
    if status == S.DECLINED:
        scene.case = lifecycle.decline(
            case, decline_reason=DeclineReason.NOT_WANTED, explanation="They said no", by=cast.mina
        )
    elif status != S.REFERRED:
        assert cast.asha.membership is not None
        scene.case = lifecycle.accept(case, lead=cast.asha.membership, by=cast.mina)
        if engaged:
            for member in scene.members:
                if member.person.born_on is None or member.person.born_on.year < clock.today().year - 16:
                    engagement.agree(member, how=Means.IN_PERSON, by=cast.asha)
        _advance(scene, status)
    return scene


def _advance(scene: Scene, status: S) -> None:
    target = STAGES.index(status) + 1 if status in STAGES else 0 if status == S.ACCEPTED else len(STAGES)
    for stage in STAGES[:target]:
        scene.case = lifecycle.move_to_stage(scene.case, stage=stage, by=scene.cast.asha)
    if status not in {S.ACCEPTED, *STAGES}:
        leave(scene, status)


def leave(scene: Scene, status: S) -> Case:
    """Take the scene's case into an exit."""
    by, check_on = scene.cast.asha, clock.today() + timedelta(days=14)
    told = {"people_told": "Rosa, by phone", "evidence": "She said so"}
    receiving = {"receiving_service": "Children’s social care", "check_on": check_on}
    ways: dict[S, Callable[[], Case]] = {
        S.PAUSED: lambda: exits.pause(scene.case, check_on=check_on, by=by, **told),
        S.STEPPED_UP: lambda: exits.step_up(scene.case, by=by, **told, **receiving),
        S.LOST_CONTACT: lambda: exits.lose_contact(
            scene.case, attempts=make_attempts(scene), check_on=check_on, by=by, **told
        ),
        S.TRANSFERRED: lambda: exits.transfer(scene.case, by=by, **told, **receiving),
        S.TRANSFER_CONFIRMED: lambda: exits.confirm_transfer(leave(scene, S.TRANSFERRED), words="We have them", by=by),
        S.MOVED_AWAY: lambda: exits.move_away(scene.case, by=by, **told),
        S.DIED: lambda: exits.record_death(bury(scene), by=by, **told),
        S.CONTINUED: lambda: exits.continue_in(
            scene.case,
            other=make_scene(scene.cast, S.WORKING, ("Uma Ray", date(1970, 1, 2)), name="The Ray household").case,
            reason="One home now",
            people_told="Both",
            by=scene.cast.mina,
        ),
    }
    scene.case = ways[status]()
    return scene.case


def bury(scene: Scene) -> Case:
    """Everybody of the scene's case has died today."""
    for member in scene.members:
        people.amend(member.person, died_on=clock.today(), by=scene.cast.asha)
    return scene.case


def make_safe_contact(person: Person, by: Actor, **said: Any) -> SafeContact:
    """How somebody can be reached safely: in every way, unless something else is said."""
    told = {"ways": list(SafeWay), "who_said": "Herself", "review_on": clock.today() + timedelta(days=90)}
    return safe_contacts.record(Person.objects.get(pk=person.pk), by=by, **{**told, **said})


def make_confidential(scene: Scene, name: str = "Rosa", by: Actor | None = None, **said: Any) -> ConfidentialAddress:
    """Where one of them is, which nobody must know."""
    told = {"lines": "9 Alder Court", "town": "Leek", "postcode": "ST13 5AA", "note": "Ring from the corner"}
    return confidential_addresses.record(scene.member(name), by=by or scene.cast.asha, **{**told, **said})


def separate(scene: Scene, name: str) -> Case:
    """A case of their own for one of them, because of abuse; Mina, who confirmed it, sees it as the team's manager."""
    said = {"reason": LeavingReason.SEPARATED, "evidence": "Told Asha alone"}
    member = members.propose_leaving(scene.member(name), by=scene.cast.asha, **said)
    members.confirm_leaving(member, by=scene.cast.mina)
    return scene.case.separated_cases.get()


def make_attempts(scene: Scene) -> list[Contact]:
    """A call and a visit that reached nobody."""
    return [make_contact(scene, channel=channel, was_reached=False) for channel in (Channel.PHONE, Channel.VISIT)]


def make_contact(
    scene: Scene, *, channel: Channel = Channel.VISIT, was_reached: bool = True, summary: str = "Talked about the rent"
) -> Contact:
    """A contact an hour ago."""
    return contacts.record(
        scene.case,
        category=DataCategory.GENERAL,
        happened_at=clock.now() - timedelta(hours=1),
        channel=channel,
        was_reached=was_reached,
        summary=summary,
        by=scene.cast.asha,
    )


def make_warning(
    scene: Scene,
    by: Actor | None = None,
    *,
    text: str = "Dog in the house. Ring first.",
    category: DataCategory = DataCategory.GENERAL,
    days: int = 30,
    **said: Any,
) -> CaseWarning:
    """A warning of Asha's, which is looked at again in so many days."""
    review_on = clock.today() + timedelta(days=days)
    return case_warnings.warn(
        scene.case, text=text, category=category, review_on=review_on, by=by or scene.cast.asha, **said
    )
