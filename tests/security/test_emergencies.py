"""Emergency access: one person, one case, four hours, to be read; nobody is left out of knowing, and a conflict beats it."""

import pytest
from django.db import transaction

from agencies import permissions
from agencies.actors import set_actor
from agencies.exceptions import NotPermitted
from agencies.permissions import Permission, visible
from agencies.reach import reach_of
from casework import emergencies
from casework.emergency_words import EmergencyCategory
from casework.models import Case, Contact, EmergencyAccess, Household, Person
from tests.factories.agencies import Cast
from tests.factories.casework import Scene, make_contact, make_scene
from tests.security.test_wall import behind_the_wall

pytestmark = pytest.mark.usefixtures("db")
REASON = "She rang and said that he is at the door with a knife."


@pytest.fixture
def scene(cast: Cast, role) -> Scene:
    with role("seed"):
        found = make_scene(cast)
        make_contact(found)
    return found


def opened(scene: Scene, by, **said) -> EmergencyAccess:
    """They ask by reference, unless they say otherwise."""
    asked = said or {"reference": scene.case.reference}
    with transaction.atomic():
        set_actor(by)
        return emergencies.open_access(category=EmergencyCategory.DANGER_TO_LIFE, reason=REASON, by=by, **asked)


def reached(actor) -> dict[type, tuple[set, set]]:
    """What both walls let through of each."""
    return {
        model: (
            set(visible(actor, Permission.VIEW_CASE, model.objects.all()).values_list("pk", flat=True)),
            behind_the_wall(actor, model),
        )
        for model in (Case, Household, Person, Contact)
    }


def test_who_may_open_a_case(cast, scene):
    for who, does in {
        "chidi": None,
        "dot": None,
        "dora": None,
        "gill": NotPermitted,
        "ana": NotPermitted,
        "adi": NotPermitted,
    }.items():
        before = reached(cast[who])
        assert before[Case][0] == set()
        if does:
            with pytest.raises(does):
                opened(scene, cast[who])
            continue
        row = opened(scene, cast[who])
        after = reached(cast[who])
        assert after[Case] == ({scene.case.pk}, {scene.case.pk})
        assert after[Person][0] == {person.pk for person in scene.people} == after[Person][1]
        assert after[Household] == ({scene.household.pk}, {scene.household.pk})
        assert len(after[Contact][0]) == 1
        assert reach_of(cast[who], Case, [scene.case.pk]).own == {scene.case.pk}
        why = permissions.explain(cast[who], scene.case)
        assert (why.is_own_work, why.shares, why.emergency) == (False, [], row)
        emergencies.close_access(row, by=cast[who])
        assert reached(cast[who]) == before, "what is ended opens nothing"
