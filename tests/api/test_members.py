"""The people of a case over the API: joining, their yes to support, and leaving by two."""

import pytest

from casework.models import Case
from tests.api.calls import OF_CASES

pytestmark = pytest.mark.xdist_group("families")


@pytest.mark.parametrize(
    ("name", "shows"),
    [
        ("POST cases/{reference}/members/", {"name": "Ada Moss", "engagements": [], "left_at": None}),
        ("POST members/{id}/propose-leaving/", {"name": "Tom Bell", "leaving_reason": "left", "left_at": None}),
        ("POST members/{id}/keep/", {"name": "Mia Bell", "leaving_reason": "", "leaving_proposed_at": None}),
        ("POST members/{id}/confirm-leaving/", {"name": "Mia Bell", "leaving_reason": "left"}),
        ("POST members/{id}/engage/", {"how": "in_person", "words": "All right", "withdrawn_at": None}),
        ("POST engagements/{id}/withdraw/", {"withdrawn_how": "in_person", "withdrawn_words": "All right"}),
    ],
)
def test_the_answer_shows_what_was_done(name, shows, world):
    answer = OF_CASES[name](world).send(world).json()
    assert {field: answer[field] for field in shows} == shows


@pytest.mark.parametrize(
    ("name", "sent", "fields"),
    [
        ("POST members/{id}/propose-leaving/", {"reason": "tired_of_them"}, ["reason"]),
        ("POST members/{id}/propose-leaving/", {"evidence": ""}, ["evidence"]),
        ("POST members/{id}/engage/", {"how": "by_heart"}, ["how"]),
        ("POST engagements/{id}/withdraw/", {"witness": ""}, ["witness"]),
    ],
)
def test_what_cannot_be_is_refused_by_name(name, sent, fields, world):
    call = OF_CASES[name](world)
    assert call.refused(world, body={**call.body, **sent}) == (400, "invalid", fields)


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("POST cases/{reference}/members/", "already_member"),
        ("POST members/{id}/keep/", "not_undone"),
        ("POST members/{id}/confirm-leaving/", "transition_refused"),
        ("POST members/{id}/engage/", "transition_refused"),
        ("POST engagements/{id}/withdraw/", "transition_refused"),
    ],
)
def test_what_was_done_is_not_done_twice(name, code, world):
    call = OF_CASES[name](world)
    assert call.send(world).status_code == call.status
    assert call.refused(world) == (409, code, [])


def test_who_proposed_does_not_confirm(world):
    call = OF_CASES["POST members/{id}/confirm-leaving/"](world)
    response = world["asha"].act(call.path)
    assert (response.status_code, response.json()["code"]) == (403, "second_person_needed")


def test_nobody_leaves_unless_somebody_proposed_it(world):
    rosa = world.open.member("Rosa").pk
    response = world["ben"].act(f"members/{rosa}/confirm-leaving/")
    assert (response.status_code, response.json()["code"]) == (409, "transition_refused")


@pytest.mark.parametrize(("path", "body"), [("members", "person"), ("engage", "yes")])
def test_a_case_that_is_over_takes_nobody_in(path, body, world):
    scene = world.closed
    ada = str(world.empty_household[1][0].pk)
    if path == "members":
        response = world["asha"].act(f"cases/{scene.case.reference}/members/", {"person": ada})
    else:
        response = world["asha"].post(f"members/{scene.member('Mia').pk}/engage/", {"how": "phone"})
    assert (response.status_code, response.json()["code"]) == (409, "case_is_not_open")


def test_who_leaves_for_a_case_of_their_own_has_one(world):
    tom = world.open.member("Tom")
    world["asha"].act(f"members/{tom.pk}/propose-leaving/", {"reason": "separated", "evidence": "He hit her"})
    team = str(world.cast.dora.team.pk)
    assert world["ben"].act(f"members/{tom.pk}/confirm-leaving/", {"team": team}).status_code == 200
    own = Case.objects.get(kind="separated")
    assert (own.team, own.separated_from, own.members.get().person) == (world.cast.dora.team, tom.case, tom.person)
    assert world["asha"].get(f"cases/{own.reference}/").status_code == 404
    assert world["dora"].get(f"cases/{own.reference}/").status_code == 200


@pytest.mark.parametrize("name", [name for name in OF_CASES if name.startswith(("POST members", "POST engagements"))])
@pytest.mark.parametrize("who", ["dot", "chidi", "gill"])
def test_strangers_find_nothing(who, name, world):
    call = OF_CASES[name](world)
    assert world[who].post(call.path, call.body).status_code == 404
