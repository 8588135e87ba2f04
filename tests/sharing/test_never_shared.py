"""What no share opens: a word in a row of each is in nothing that a partner is answered, whatever is shared with them."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import transaction
from django.test import override_settings

from agencies import clock
from agencies.enums import DataCategory
from casework import allocations, engagement, exits, households, lifecycle, members, people, sharing
from casework.enums import LeavingReason, Means, NameKind
from casework.identifiers import IdentifierScheme
from casework.models import Case, EngagementAgreement
from outcomes import closure
from outcomes.enums import ClosureGround
from tests.api.routes import reads
from tests.api.world import Door
from tests.conftest import QUICK_HASHER, database_role, flush
from tests.factories.agencies import make_cast
from tests.factories.casework import MIA, ROSA, TOM, Scene, make_household, make_person
from tests.factories.sharing import make_agreement, make_partner, make_share

pytestmark = pytest.mark.xdist_group("never shared")

WORDS = {
    name: f"Qx{name}Xq"
    for name in (
        "referral", "address", "alias", "number", "link", "split", "handover", "told", "engaged", "withdrawn", "stage",
        "exit", "exitended", "closurewording", "closureanswer", "closureended", "leaving", "leftname", "othershare",
        "othershareend", "declined",
    )
}  # fmt: skip
TIME_TO_THINK = "wants time to think"
ROWS = {
    "addresses/{}/end/": lambda walls: walls.scene.household.addresses.get(),
    "identifiers/{}/verify/": lambda walls: walls.scene.people[0].identifiers.get(),
    "identifiers/{}/withdraw/": lambda walls: walls.scene.people[0].identifiers.get(),
    "links/{}/undo/": lambda walls: walls.link,
    "household-changes/{}/undo/": lambda walls: walls.scene.household.changes_from.get(),
    "household-members/{}/move-out/": lambda walls: walls.scene.household.members.order_by("pk")[0],
    "allocations/{}/end-support/": lambda walls: walls.scene.case.allocations.order_by("pk")[0],
    "engagements/{}/withdraw/": lambda walls: EngagementAgreement.objects.filter(member__case=walls.scene.case)[0],
    "shares/{}/stop/": lambda walls: walls.other_share,
    "closure-proposals/{}/withdraw/": lambda walls: walls.proposal,
    "closure-proposals/{}/agree/": lambda walls: walls.proposal,
}


class Walls:
    """A case with a word in every row that no share opens, and all categories of it shared with the police."""

    def __init__(self) -> None:
        with database_role("seed"), override_settings(PASSWORD_HASHERS=QUICK_HASHER):
            self.cast = make_cast()
            self.scene = self._case()
            self._rows()
            self._shares()
            self.closing()
            self.chidi, self.asha = Door(self.cast.chidi), Door(self.cast.asha)

    def _case(self) -> Scene:
        cast = self.cast
        household, settled = make_household(cast.asha, ROSA, TOM, MIA, (WORDS["leftname"], None))
        case = lifecycle.refer(
            household=household, team=cast.team, reason=WORDS["referral"], people=settled, by=cast.asha
        )
        case = lifecycle.accept(case, lead=cast.ben.signatory, by=cast.mina)
        allocations.hand_over(
            Case.objects.get(pk=case.pk), to=cast.asha.signatory, reason="So", handover_note=WORDS["handover"],
            participants_told=WORDS["told"],
            by=cast.mina,
        )  # fmt: skip
        scene = Scene(cast, case, household, settled)
        scene.fresh()
        for name in ("Rosa", "Tom"):
            engagement.agree(scene.member(name), how=Means.IN_PERSON, words=WORDS["engaged"], by=cast.asha)
        for stage in ("getting_to_know", "agreeing_outcomes", "working"):
            scene.case = lifecycle.move_to_stage(scene.case, stage=stage, reason=WORDS["stage"], by=cast.asha)  # type: ignore[arg-type]
        return scene

    def _rows(self) -> None:
        scene, by, today = self.scene, self.cast.asha, clock.today()
        rosa, _, _, left = scene.people
        households.record_address(scene.household, lines=WORDS["address"], started_on=today, by=by)
        people.add_name(rosa, name=WORDS["alias"], kind=NameKind.ALIAS, by=by)
        people.add_identifier(rosa, scheme=IdentifierScheme.POLICE, value=WORDS["number"], system="Police", by=by)
        self.link = people.link(rosa, same_as=make_person(by, "R. Bell"), evidence=WORDS["link"], by=by)
        members.confirm_leaving(
            members.propose_leaving(scene.member("Qx"), reason=LeavingReason.LEFT, evidence="So", by=by),
            by=self.cast.mina,
        )
        households.split(
            scene.household, people=[left], name=WORDS["split"], reason=WORDS["split"], made_on=today, by=by
        )
        members.propose_leaving(scene.member("Mia"), reason=LeavingReason.LEFT, evidence=WORDS["leaving"], by=by)
        paused = exits.pause(
            scene.fresh(), evidence=WORDS["exit"], people_told=WORDS["exit"], check_on=today + timedelta(days=9), by=by
        )
        scene.case = exits.resume(paused, reason=WORDS["exitended"], by=by)
        engagement.withdraw(
            scene.member("Tom").engagements.get(), how=Means.PHONE, witness=WORDS["withdrawn"], words=WORDS["withdrawn"],
            by=by,
        )  # fmt: skip

    def _shares(self) -> None:
        gita = make_partner(self.cast, "Gita", "practice")
        terms = {"reason": WORDS["othershare"], "participant_told": WORDS["othershare"]}
        agreement = make_agreement(self.cast, self.cast.chidi.agency, gita.agency, categories=list(DataCategory))
        said: dict[str, Any] = {
            "agency": gita.agency, "agreement": agreement, "categories": [DataCategory.HEALTH], "level": "see",
            "by": self.cast.asha, **terms,
        }  # fmt: skip
        sharing.stop(sharing.share(self.scene.case, **said), reason=WORDS["othershareend"], by=self.cast.asha)
        self.other_share = sharing.share(self.scene.case, **said)
        sharing.decline(self.scene.case, agency=gita.agency, reason=WORDS["declined"], by=self.cast.asha)  # type: ignore[arg-type]
        make_share(self.scene, self.cast.chidi, *DataCategory, agreement=agreement)

    def closing(self) -> None:
        """Everybody was asked once and it was taken back; they are asked again, and one of them wants time."""
        by = self.cast.asha
        asked: dict[str, Any] = {"ground": ClosureGround.RESOLVED, "wording": WORDS["closurewording"], "by": by}
        first = closure.propose(self.scene.fresh(), **asked)
        closure.withdraw(first, reason=WORDS["closureended"], by=by)
        self.proposal = closure.propose(self.scene.fresh(), **asked)
        closure.want_time(
            self.proposal, member=self.scene.member("Rosa"), how=Means.IN_PERSON, witness="Ben",
            words=WORDS["closureanswer"], by=by,
        )  # fmt: skip
        self.scene.fresh()

    def answers(self, door: Door) -> dict[str, str]:
        """What every address that answers GET says to them about this case, headers included."""
        keys = {
            "cases": self.scene.case.reference, "households": self.scene.household.pk, "people": self.scene.people[0].pk,
            "members": self.scene.member("Rosa").pk, "closure-proposals": self.proposal.pk,
            "addresses": self.scene.household.addresses.get().pk, "agreements": self.other_share.agreement_id,
            "memberships": self.cast.asha.signatory.pk,
        }  # fmt: skip
        said = {}
        for route in reads():
            head = route.name.partition("/")[0]
            if not route.has_key or head in keys:
                response = door.get(route.at(keys.get(head, "")))
                said[route.name] = response.content.decode() + str(dict(response.headers))
        return said


@pytest.fixture(scope="module")
def standing_walls(django_db_setup: None, django_db_blocker: Any) -> Iterator[Walls]:
    """Made once for the module."""
    with django_db_blocker.unblock():
        try:
            yield Walls()
        finally:
            flush()


@pytest.fixture
def walls(standing_walls: Walls, settings: Any) -> Iterator[Walls]:
    """As they were before each test."""
    settings.API_RATE_PER_MINUTE = settings.API_ANONYMOUS_RATE_PER_MINUTE = 1_000_000
    with transaction.atomic():
        yield standing_walls
        transaction.set_rollback(True)


def test_what_no_share_opens_is_told_to_who_works_on_the_case_and_never_to_a_partner(walls):
    to_asha, to_chidi = walls.answers(walls.asha), walls.answers(walls.chidi)
    told = {name for name, word in WORDS.items() if any(word in answer for answer in to_asha.values())}
    assert told == set(WORDS) - {"leftname"} | ({"leftname"} & told), "else the words prove nothing"
    leaks = {
        (name, address)
        for name, word in {**WORDS, "closureanswer by name": TIME_TO_THINK}.items()
        for address, answer in to_chidi.items()
        if word in answer
    }
    assert leaks == set()


@pytest.mark.parametrize("path", ROWS)
def test_no_verb_of_theirs_tells_that_such_a_row_is_there(path, walls):
    key, nothing = ROWS[path](walls).pk, uuid4()
    there, not_there = (walls.chidi.post(path.format(each), {}, match='"1"') for each in (key, nothing))
    assert (there.status_code, there.content) == (not_there.status_code, not_there.content)
    assert there.status_code == 404


def test_whether_the_case_can_be_closed_is_for_those_who_work_on_it(walls):
    """The sentences say who wants time and who has not answered, which is what the proposals say."""
    at = f"cases/{walls.scene.case.reference}/"
    assert TIME_TO_THINK in walls.asha.get(f"{at}closure-blockers/").content.decode()
    assert walls.chidi.get(f"{at}closure-proposals/").json()["results"] == []
    answer = walls.chidi.get(f"{at}closure-blockers/").content.decode()
    assert "Rosa" not in answer
    assert "Tom" not in answer
