"""Bringing somebody in: a user, where they are none yet, and their first role in an agency, in one step."""

from datetime import date, datetime

from django.db import transaction

from agencies import clock, memberships, passwords, users
from agencies.actors import Actor
from agencies.enums import RoleCode
from agencies.keepers import check_keeps
from agencies.models import Agency, Membership, Team, User


@transaction.atomic
def invite(
    *,
    email: str,
    name: str,
    agency: Agency,
    role: RoleCode,
    started_on: date,
    by: Actor,
    team: Team | None = None,
    at: datetime | None = None,
) -> Membership:
    """From this day they act for the agency. Who is registered under this address keeps the name that they have.

    - who has no password is sent a link to choose one, if they begin today: a link goes to nobody who does not act yet.
      They ask for another on the sign-in page, as anybody can
    """
    check_keeps(by, agency)
    user = registered(email) or users.register(email=email, name=name, by=by, at=at)
    membership = memberships.begin(user=user, agency=agency, role=role, started_on=started_on, team=team, by=by, at=at)
    if sends_link(user, started_on):
        passwords.ask(user.email)
    return membership


def sends_link(user: User | None, started_on: date) -> bool:
    """Whether being brought in on this day sends them a link for a password."""
    return (user is None or not user.has_usable_password()) and started_on <= clock.today()


def registered(email: str) -> User | None:
    """Who has this address."""
    return User.objects.filter(email=email.strip().lower()).first()
