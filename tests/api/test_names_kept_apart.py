"""Who fled and took another name is nowhere called by it in what those read who work with the rest of the household."""

from datetime import timedelta

import pytest

from agencies import clock
from agencies.enums import DataCategory
from casework import contacts, lifecycle, members, people
from casework.enums import Channel, LeavingReason
from casework.models import Case
from tests.api.routes import reads
from tests.api.world import Door
from tests.conftest import database_role
from tests.factories.casework import make_scene, make_warning
from tests.factories.everything import make_open_rows

pytestmark = pytest.mark.usefixtures("db")

NEW_NAME = "Sam Newman"


@pytest.fixture
def apart(cast):
    """Tom left the Bells' case, of which there is a row of every kind, and goes by another name since."""
    with database_role("seed"):
        scene = make_open_rows(cast)
        tom = scene.member("Tom").person
        contacts.record(
            scene.case, happened_at=clock.now() - timedelta(hours=1), channel=Channel.VISIT, summary="Asked him in",
            category=DataCategory.GENERAL, about=[tom], not_to_disclose_to=[tom], by=cast.asha,
        )  # fmt: skip
        make_warning(scene, about=[tom], not_to_disclose_to=[tom])
        leaving = members.propose_leaving(
            scene.member("Tom"), reason=LeavingReason.SEPARATED, evidence="He told Ben", by=cast.asha
        )
        members.confirm_leaving(leaving, team=cast.dot.team, by=cast.mina)
        own = lifecycle.accept(Case.objects.get(separated_from=scene.case), lead=cast.dot.membership, by=cast.dora)
        people.amend(tom, name=NEW_NAME, by=cast.dora)
    return scene, own


def addresses(scene, case) -> list[str]:
    """Everything about the case and its household that can be read, each at its address."""
    keys = {"cases": case.reference, "households": scene.household.pk}
    return [
        route.at(keys[head]) for route in reads() if (head := route.name.split("/")[0]) in keys and "{" in route.name
    ]


def test_the_new_name_is_nowhere_in_the_case_that_they_left(apart, cast):
    scene, _ = apart
    asha = Door(cast.asha)
    told = {path: asha.get(path) for path in addresses(scene, scene.case)}
    assert {path: answer.status_code for path, answer in told.items() if answer.status_code != 200} == {}
    assert [path for path, answer in told.items() if NEW_NAME in answer.content.decode()] == []
    named = [path for path, answer in told.items() if "Tom Bell" in answer.content.decode()]
    ends = {path.rstrip("/").rsplit("/", 1)[1] for path in named}
    assert {"contacts", "chronology", "members", "warnings"} <= ends
    assert asha.get(f"households/{scene.household.pk}/members/").json()["results"]


def test_who_says_that_they_moved_out_is_not_told_it_either(cast):
    with database_role("seed"):
        scene = make_scene(cast)
        tom = scene.member("Tom")
        living = scene.household.members.get(person=tom.person)
        leaving = members.propose_leaving(tom, reason=LeavingReason.SEPARATED, evidence="He told Ben", by=cast.asha)
        members.confirm_leaving(leaving, team=cast.dot.team, by=cast.mina)
        people.amend(tom.person, name=NEW_NAME, by=cast.dora)
    answer = Door(cast.asha).post(f"household-members/{living.pk}/move-out/", {"ended_on": str(clock.today())})
    assert answer.status_code == 200
    assert answer.json()["person"]["name"] == "Tom Bell"


def test_their_own_worker_calls_them_by_it(apart, cast):
    _, own = apart
    (member,) = Door(cast.dot).get(f"cases/{own.reference}/members/").json()["results"]
    assert member["name"] == NEW_NAME
