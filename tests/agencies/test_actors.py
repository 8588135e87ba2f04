"""Who acts: one membership, one participation or one part of the service, for one purpose; and that the database is told."""

import pytest
from django.db import connections, transaction

from agencies.actors import (
    ROLE_PURPOSES,
    SYSTEM_PURPOSES,
    Actor,
    member_actor,
    participant_actor,
    set_actor,
    system_actor,
)
from agencies.enums import Purpose, RoleCode, SystemActor
from agencies.exceptions import NotPermitted
from agencies.models import Membership, User
from tests.database import ask

pytestmark = pytest.mark.usefixtures("db")

SETTINGS = ["membership", "agency", "user", "participation", "system", "purpose"]
SOMEBODY = User().pk


def told() -> dict[str, str]:
    """What the database was told of who acts."""
    return {name: ask(f"SELECT current_setting('app.{name}', true)") or "" for name in SETTINGS}


@pytest.mark.parametrize(
    "parts",
    [
        {},
        {"membership": Membership(), "participation_id": SOMEBODY},
        {"membership": Membership(), "system": SystemActor.BEAT},
        {"participation_id": SOMEBODY, "system": SystemActor.BEAT},
        {"membership": Membership(), "participation_id": SOMEBODY, "system": SystemActor.BEAT},
    ],
)
def test_an_actor_acts_in_exactly_one_way(parts):
    with pytest.raises(ValueError, match="one of them"):
        Actor(purpose=Purpose.SUPPORT, **parts)


def test_somebody_acts_for_their_agency_in_their_team_and_role(cast):
    assert (cast.asha.user.name, cast.asha.agency.code, cast.asha.team, cast.asha.role) == (
        "Asha",
        "council",
        cast.team,
        RoleCode.SUPPORT_WORKER,
    )
    assert cast.asha.signatory == cast.asha.membership


@pytest.mark.parametrize("actor", [participant_actor(SOMEBODY), system_actor("beat")])
def test_who_has_no_membership_has_no_user_agency_team_or_role_and_signs_nothing(actor):
    assert (actor.user, actor.agency, actor.team, actor.role) == (None, None, None, None)
    with pytest.raises(NotPermitted):
        actor.signatory  # noqa: B018


@pytest.mark.parametrize(
    ("role", "purpose"),
    [
        ("support_worker", "support"),
        ("practitioner", "support"),
        ("manager", "support"),
        ("governance_lead", "oversight"),
        ("analyst", "figures"),
        ("administrator", "administration"),
    ],
)
def test_each_role_acts_for_its_purpose(role, purpose):
    assert member_actor(Membership(role=role)).purpose == purpose
    assert set(ROLE_PURPOSES) == set(RoleCode)


def test_another_purpose_can_be_named():
    assert member_actor(Membership(role=RoleCode.MANAGER), Purpose.OVERSIGHT).purpose == Purpose.OVERSIGHT


def test_a_part_of_the_service_that_is_not_listed_cannot_act():
    assert {name.value: purpose.value for name, purpose in SYSTEM_PURPOSES.items()} == {
        "beat": "operation",
        "drafts": "operation",
        "figures": "figures",
        "files": "operation",
        "jobs": "operation",
        "linkage": "linkage",
        "reminders": "operation",
        "seal_mail": "operation",
        "sealer": "operation",
        "sessions": "operation",
        "sign_ins": "operation",
        "watch": "oversight",
        "worker": "operation",
    }
    with pytest.raises(ValueError, match="broom"):
        system_actor("broom")


def test_the_database_is_told_who_acts_until_the_transaction_ends(cast):
    with transaction.atomic():
        set_actor(cast.asha)
        assert told() == {
            "membership": str(cast.asha.membership.pk),
            "agency": str(cast.asha.agency.pk),
            "user": str(cast.asha.user.pk),
            "participation": "",
            "system": "",
            "purpose": "support",
        }
    assert set(told().values()) == {""}


@pytest.mark.parametrize(
    ("actor", "name", "value", "purpose"),
    [
        (participant_actor(SOMEBODY), "participation", str(SOMEBODY), "support"),
        (system_actor("worker"), "system", "worker", "operation"),
    ],
    ids=["a participant", "the worker"],
)
def test_the_next_actor_takes_nothing_over_from_the_one_before(actor, name, value, purpose, cast):
    with transaction.atomic():
        set_actor(cast.asha)
        set_actor(actor)
        assert told() == {**dict.fromkeys(SETTINGS, ""), name: value, "purpose": purpose}


def test_outside_a_transaction_the_database_forgets_at_once(cast):
    assert connections["default"].get_autocommit()
    set_actor(cast.asha)
    assert set(told().values()) == {""}
