"""The people of the matrix: one for each relation that somebody can have to the Bells' case, whoever they are."""

import re
from collections.abc import Callable
from typing import Any

from django.test import Client

from agencies import agreements, identity_providers
from agencies.actors import Actor
from agencies.enums import DataCategory, Purpose, RoleCode
from casework import allocations, conflicts, emergencies, sharing
from casework.closeness import Closeness
from casework.emergency_words import EmergencyCategory
from casework.enums import CaseStatus, ShareLevel
from casework.models import CaseShare, Conflict
from casework.restriction_levels import Restriction
from casework.restrictions import restrict
from tests.api.world import World
from tests.cleaning import cleaner
from tests.conftest import database_role
from tests.factories.agencies import make_member
from tests.factories.casework import Scene, make_scene
from tests.factories.papers import a_folder, make_file
from tests.factories.sharing import make_agreement, make_housing_contact, make_partner, make_share, the_practice

HOUSING, HEALTH, OFFENCES = DataCategory.HOUSING, DataCategory.HEALTH, DataCategory.OFFENCES
# Of the case's own team, and kept from it by the conflict register.
CLOSE = {"conflicted worker", "conflicted manager"}
# Who sees another household's case, and the words in it, beside those of the team.
ELSEWHERE = {"partner elsewhere"}
# A share that stood, in which each wrote a line of their own, and what became of it.
BEFORE = ["only sees", "ended", "run out", "suspended", "not begun", "other purpose"]


class WithoutBanner(Client):
    """Reads a page without the line on top of it that names the case that is open in an emergency: every page has it."""

    def request(self, **request: Any) -> Any:
        """As it is drawn, but for that."""
        answer = super().request(**request)
        answer.content = re.sub(rb'<div class="alarm".*?</form>', b"", answer.content, flags=re.DOTALL)
        return answer


class MatrixWorld(World):
    """The world of the tests of the API, with somebody in every relation to its open case."""

    def __init__(self) -> None:
        """Make them, and what each wrote."""
        super().__init__()
        scene, cast = self.open, self.cast
        self.people: dict[str, Actor] = {
            "lead worker": cast.asha,
            "colleague": cast.ben,
            "manager": cast.mina,
            "other team": cast.dot,
            "other manager": cast.dora,
            "partner": the_practice(cast),
            "unrelated": cast.chidi,
            "administrator": cast.adi,
            "governance lead": cast.gill,
            "analyst": cast.ana,
            "conflicted manager": cast.max,
        }
        self.at(CaseStatus.PAUSED)  # for the list of exits
        self.extract, self.failed_job, self.question, self.link_answer  # noqa: B018 - made by being asked for; for the lists of jobs and of answers
        self.nomination  # noqa: B018 - the same
        with database_role("seed"):
            self.of_health = make_housing_contact(scene, cast.asha, category=HEALTH, summary="She sleeps badly")
            self.of_housing = make_housing_contact(scene, cast.asha)
            self.offered = scene.case.pulls.get(kind="offered")
            with a_folder():
                self.with_file = make_file(scene)
            for name in ("team mate", "conflicted worker"):
                self.people[name] = make_member(
                    cast.adi, name.replace(" ", "-"), cast.team.agency, RoleCode.SUPPORT_WORKER, cast.team
                )
            self.conflict = self._kept_away(scene)
            self.provider = identity_providers.record(
                cast.team.agency,
                issuer="https://login.example.org",
                client_id="alongside",
                second_factors=[],
                by=cast.adi,
            )
            self.link = identity_providers.link(self.provider, subject="asha-there", user=cast.asha.signatory.user)
            for name in (*BEFORE, "referrer"):
                self.people[name] = make_partner(cast, name.capitalize().replace(" ", "-"), name.replace(" ", "-"))
            for name in BEFORE:
                self._shared_before(scene, name)
            self._in_an_emergency(scene)
            self._nearly(scene)
        referrer = self.people["referrer"].signatory.pk
        cleaner().execute("UPDATE casework_case SET referred_by_id = %s WHERE id = %s", [referrer, scene.case.pk])
        for table, keys in {
            "casework_household": [scene.household.pk],
            "casework_person": [person.pk for person in scene.people],
        }.items():
            cleaner().execute(
                f"UPDATE {table} SET registered_by_id = %s WHERE id = ANY (%s)".encode(), [referrer, keys]
            )
        scene.fresh()

    def keep(self, restriction: str) -> None:
        """The Bells' case, so closely."""
        by = self.people["manager"]
        restrict(self.open.fresh(), restriction=Restriction(restriction), reason="Her brother works here", by=by)

    def _kept_away(self, scene: Scene) -> Conflict:
        """One by a person, one by a home; gives what the worker declared, which their manager and Gill keep."""
        worker = self.people["conflicted worker"]
        allocations.add_support(scene.fresh(), membership=worker.signatory, by=self.cast.mina)
        declared = conflicts.declare(closeness=Closeness.FAMILY, words="My cousin Rosa Bell", by=worker)
        conflicts.link(declared, person=scene.people[0], by=self.cast.gill)
        next_door = conflicts.declare(
            closeness=Closeness.NEIGHBOUR, words="The Bells, next door", by=self.people["conflicted manager"]
        )
        conflicts.link(next_door, person=scene.people[0], whole_household=True, by=self.cast.gill)
        return declared

    def _in_an_emergency(self, scene: Scene) -> None:
        """One that was ended, whose address is asked for; one that lasts, for who has no share; and one whose hours are over."""
        self.over = scene.case.emergencies.get()
        self.people["break-glass"] = make_partner(self.cast, "Break-glass", "break-glass")
        rows = [
            emergencies.open_access(
                category=EmergencyCategory.DANGER_TO_LIFE,
                reason="Her sister rang: he is at the door and shouts.",
                reference=scene.case.reference,
                by=self.people[name],
            )
            for name in ("break-glass", "ended")
        ]
        self._over("casework_emergencyaccess", "opened_at", rows[1])

    def _nearly(self, scene: Scene) -> None:
        """Who would see it, but for one thing."""
        cast, practice = self.cast, the_practice(self.cast).agency
        self.people["former worker"] = former = make_member(
            cast.adi, "former-worker", cast.team.agency, RoleCode.SUPPORT_WORKER, cast.dot.team
        )
        allocated = allocations.add_support(scene.fresh(), membership=former.signatory, by=cast.mina)
        allocations.end_support(allocated, reason="It is done", by=cast.mina)
        self.people["partner elsewhere"] = elsewhere = make_partner(cast, "Elsewhere", "elsewhere")
        make_share(make_scene(cast, name="The Moss household"), elsewhere)
        named = make_partner(cast, "Named", "named-only")
        make_share(scene, named, only_to=[named])
        self.people["not named"] = make_member(cast.adi, "not-named", named.agency, RoleCode.PRACTITIONER)
        self.people["conflicted partner"] = close = make_member(
            cast.adi, "conflicted-partner", practice, RoleCode.PRACTITIONER
        )
        declared = conflicts.declare(closeness=Closeness.FORMER_PARTNER, words="Rosa Bell, once", by=close)
        lead = make_member(cast.adi, "practice-lead", practice, RoleCode.GOVERNANCE_LEAD)
        conflicts.link(declared, person=scene.people[0], by=lead)

    @staticmethod
    def _over(table: str, since: str, row: Any) -> None:
        """It began, and ended by its own time a moment later."""
        cleaner().execute(
            f"UPDATE {table} SET ends_at = {since} + interval '1 microsecond' WHERE id = %s".encode(), [row.pk]
        )

    def _shared_before(self, scene: Scene, name: str) -> None:
        partner = self.people[name]
        first = make_share(scene, partner, HOUSING, OFFENCES)
        make_housing_contact(scene, partner, category=OFFENCES, summary=f"Said {name}")
        sharing.stop(first, reason="As it should be now", by=self.cast.asha)
        NOW[name](self, scene, partner)

    def _second(self, scene: Scene, partner: Actor, *, purpose: Purpose | None = None, **terms: Any) -> CaseShare:
        said: dict[str, Any] = {"purpose": purpose, "level": ShareLevel.CONTRIBUTE} if purpose else {}
        if purpose:
            terms["purposes"] = [purpose]
        agreement = make_agreement(self.cast, partner.agency, **terms)  # type: ignore[arg-type]  # partners have one
        return make_share(scene, partner, HOUSING, agreement=agreement, **said)


def _ended(world: MatrixWorld, scene: Scene, partner: Actor) -> None:
    sharing.stop(world._second(scene, partner), reason="Rosa asked us to", by=world.cast.asha)


def _run_out(world: MatrixWorld, scene: Scene, partner: Actor) -> None:
    world._over("casework_caseshare", "shared_at", world._second(scene, partner))


def _suspended(world: MatrixWorld, scene: Scene, partner: Actor) -> None:
    agreements.suspend(world._second(scene, partner).agreement, reason="A breach", by=world.cast.gill)


NOW: dict[str, Callable[[MatrixWorld, Scene, Actor], Any]] = {
    "only sees": lambda world, scene, partner: make_share(scene, partner, HOUSING, level=ShareLevel.SEE),
    "ended": _ended,
    "run out": _run_out,
    "suspended": _suspended,
    "not begun": lambda world, scene, partner: world._second(scene, partner, days=(1, 100)),
    "other purpose": lambda world, scene, partner: world._second(scene, partner, purpose=Purpose.FIGURES),
}
