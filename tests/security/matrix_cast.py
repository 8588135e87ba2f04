"""The people of the matrix: one for each relation that somebody can have to the Bells' case, whoever they are."""

from collections.abc import Callable
from typing import Any

from agencies import agreements
from agencies.actors import Actor
from agencies.enums import DataCategory, Purpose
from casework import sharing
from casework.enums import CaseStatus, ShareLevel
from casework.models import CaseShare
from tests.api.world import World
from tests.cleaning import cleaner
from tests.conftest import database_role
from tests.factories.casework import Scene
from tests.factories.papers import a_folder, make_file
from tests.factories.sharing import make_agreement, make_housing_contact, make_partner, make_share, the_practice

HOUSING, HEALTH, OFFENCES = DataCategory.HOUSING, DataCategory.HEALTH, DataCategory.OFFENCES
# A share that stood, in which each wrote a line of their own, and what became of it.
BEFORE = ["only sees", "ended", "suspended", "not begun", "other purpose"]


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
        }
        self.at(CaseStatus.PAUSED)  # for the list of exits
        with database_role("seed"):
            self.of_health = make_housing_contact(scene, cast.asha, category=HEALTH, summary="She sleeps badly")
            self.of_housing = make_housing_contact(scene, cast.asha)
            self.offered = scene.case.pulls.get(kind="offered")
            with a_folder():
                self.with_file = make_file(scene)
            for name in (*BEFORE, "referrer"):
                self.people[name] = make_partner(cast, name.capitalize().replace(" ", "-"), name.replace(" ", "-"))
            for name in BEFORE:
                self._shared_before(scene, name)
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


def _suspended(world: MatrixWorld, scene: Scene, partner: Actor) -> None:
    agreements.suspend(world._second(scene, partner).agreement, reason="A breach", by=world.cast.gill)


NOW: dict[str, Callable[[MatrixWorld, Scene, Actor], Any]] = {
    "only sees": lambda world, scene, partner: make_share(scene, partner, HOUSING, level=ShareLevel.SEE),
    "ended": _ended,
    "suspended": _suspended,
    "not begun": lambda world, scene, partner: world._second(scene, partner, days=(1, 100)),
    "other purpose": lambda world, scene, partner: world._second(scene, partner, purpose=Purpose.FIGURES),
}
