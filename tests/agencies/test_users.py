"""People who sign in: registered by an administrator, deactivated and brought back."""

import pytest
from django.db import IntegrityError

from agencies import selectors, users
from agencies.exceptions import Invalid, Missing, NotPermitted
from agencies.models import Membership, User

pytestmark = pytest.mark.usefixtures("db")


def test_a_new_user_has_a_name_and_no_power_and_no_password(cast):
    user = users.register(email="Ivo@Example.org", name="Ivo", by=cast.adi)
    assert (user.email, str(user), user.is_active, user.is_superuser) == ("ivo@example.org", "Ivo", True, False)
    assert not user.has_usable_password()
    assert not user.memberships.exists()


@pytest.mark.parametrize("email", ["", "ivo", "ivo@", "ivo@example", "Ivo <ivo@example.org>"])
def test_what_is_no_address_is_refused(email, cast):
    with pytest.raises(Invalid) as refusal:
        users.register(email=email, name="Ivo", by=cast.adi)
    assert set(refusal.value.fields) == {"email"}


@pytest.mark.parametrize("email", ["asha@example.org", "ASHA@example.ORG"])
def test_one_address_is_one_person(email, cast):
    with pytest.raises(Invalid) as refusal:
        users.register(email=email, name="Another Asha", by=cast.adi)
    assert set(refusal.value.fields) == {"email"}


def test_the_database_keeps_addresses_in_lower_case(cast):
    with pytest.raises(IntegrityError, match="user_email_is_lower_case"):
        User.objects.filter(pk=cast.asha.user.pk).update(email="Asha@example.org")


def test_who_is_deactivated_holds_no_membership_until_they_are_brought_back(cast):
    row = Membership.objects.current().filter(user=cast.ben.user)
    assert not users.deactivate(cast.ben.user, by=cast.adi).is_active
    assert not row.exists()
    assert users.reactivate(cast.ben.user, by=cast.adi).is_active
    assert row.exists()


@pytest.mark.parametrize("name", ["asha", "mina", "gill", "ana", "chidi"])
def test_only_an_administrator_keeps_users(name, cast):
    calls = [
        lambda: users.register(email="ivo@example.org", name="Ivo", by=cast[name]),
        lambda: users.deactivate(cast.ben.user, by=cast[name]),
        lambda: users.reactivate(cast.ben.user, by=cast[name]),
        lambda: selectors.users_for(cast[name]),
        lambda: selectors.user_for(cast[name], cast.ben.user.pk),
    ]
    for call in calls:
        with pytest.raises(NotPermitted):
            call()
    assert User.objects.get(pk=cast.ben.user.pk).is_active


def test_an_administrator_finds_every_user(cast):
    assert selectors.users_for(cast.adi).count() == User.objects.count()
    assert selectors.user_for(cast.adi, cast.ben.user.pk) == cast.ben.user
    with pytest.raises(Missing):
        selectors.user_for(cast.adi, User().pk)
