"""Tokens: shown once, kept as a hash, and asked anew each time whom they stand for."""

from datetime import timedelta

import pytest
from django.db import IntegrityError

from agencies import clock as service_clock
from agencies import memberships, tokens, users
from agencies.actors import Actor, member_actor
from agencies.enums import Purpose
from agencies.exceptions import TokenRefused
from agencies.models import ApiToken
from tests.database import not_allowed, refused, run

pytestmark = pytest.mark.usefixtures("db")


def test_a_token_stands_for_its_membership_and_purpose(cast):
    plain = tokens.issue(cast.asha.membership)
    actor = tokens.actor_for(plain)
    assert (actor.membership, actor.purpose, actor.team) == (cast.asha.membership, Purpose.SUPPORT, cast.team)
    assert plain.startswith("along_")


def test_two_tokens_of_one_membership_are_two(cast):
    assert tokens.issue(cast.asha.membership) != tokens.issue(cast.asha.membership)
    assert ApiToken.objects.count() == 2


def test_the_plain_text_is_kept_nowhere(cast):
    plain = tokens.issue(cast.asha.membership)
    row = ApiToken.objects.values().get()
    assert len(row["token_hash"]) == 64
    assert plain.removeprefix("along_") not in str(row)


@pytest.mark.parametrize(
    "event",
    ["revoked", "membership ended", "membership not begun", "user deactivated", "agency ended", "expired", "altered"],
)
def test_a_token_that_no_longer_holds_is_refused_in_the_same_words(event, cast, clock, role):
    plain, other = tokens.issue(cast.chidi.membership), cast.chidi
    membership = type(other.membership).objects.filter(pk=other.membership.pk)
    today = service_clock.today()
    assert tokens.actor_for(plain)
    if event == "revoked":
        tokens.revoke(plain, by=other)
    elif event == "membership ended":
        memberships.end(other.membership, ended_on=today, by=cast.adi)
    elif event == "membership not begun":
        with role("owner"):
            membership.update(started_on=today + timedelta(days=1))
    elif event == "user deactivated":
        users.deactivate(other.user, by=cast.adi)
    elif event == "agency ended":
        type(other.agency).objects.filter(pk=other.agency.pk).update(ended_on=today)
    elif event == "expired":
        clock.set(service_clock.now() + timedelta(hours=12))
    else:
        plain += "x"
    with pytest.raises(TokenRefused) as refusal:
        tokens.actor_for(plain)
    assert refusal.value.detail == "This token is not valid, or no longer. Sign in again to get a new one."


@pytest.mark.parametrize("text", ["", "along_", "Bearer x", "along_" + "x" * 300, "x" * 49])
def test_what_is_no_token_is_refused_in_the_same_words(text, cast):
    with pytest.raises(TokenRefused, match="This token is not valid"):
        tokens.actor_for(text)


def test_nobody_revokes_the_token_of_somebody_else_and_twice_is_no_error(cast):
    plain = tokens.issue(cast.asha.membership)
    tokens.revoke(plain, by=cast.ben)
    assert tokens.actor_for(plain)
    tokens.revoke(plain, by=cast.asha)
    first = ApiToken.objects.get()
    tokens.revoke(plain, by=cast.asha)
    assert ApiToken.objects.get().revoked_at == first.revoked_at
    assert first.revoked_by == cast.asha.membership


@pytest.mark.parametrize(("hours", "accepted"), [(1, True), (12, True), (13, False)])
def test_a_token_lives_twelve_hours_at_most(hours, accepted, cast):
    lifetime = timedelta(hours=hours)
    if accepted:
        tokens.issue(cast.asha.membership, lifetime=lifetime)
        assert ApiToken.objects.get().expires_at - ApiToken.objects.get().issued_at == lifetime
    else:
        with pytest.raises(IntegrityError, match="token_at_most_twelve_hours"):
            tokens.issue(cast.asha.membership, lifetime=lifetime)


def test_nobody_lengthens_a_token_by_hand(cast, role):
    tokens.issue(cast.asha.membership)
    for name in ("app", "worker"):
        with role(name), not_allowed():
            run("UPDATE agencies_apitoken SET expires_at = expires_at + interval '1 day'")
    with role("owner"), refused("token_at_most_twelve_hours"):
        run("UPDATE agencies_apitoken SET expires_at = expires_at + interval '1 day'")


def test_a_token_acts_for_the_purpose_that_it_was_issued_for(cast):
    plain = tokens.issue(cast.gill.membership)
    assert tokens.actor_for(plain).purpose == Purpose.OVERSIGHT
    assert isinstance(member_actor(cast.gill.membership), Actor)


def test_whom_a_token_stands_for_is_asked_in_two_queries(cast, django_assert_num_queries):
    plain = tokens.issue(cast.asha.membership)
    with django_assert_num_queries(2):
        actor = tokens.actor_for(plain)
        assert (actor.user.name, actor.agency.code, actor.team.name) == ("Asha", "council", "North")
