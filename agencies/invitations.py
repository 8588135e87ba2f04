"""Bringing somebody in: a user, where they are none yet, and their first role in an agency, in one step."""

from datetime import date, datetime

from django.db import transaction

from agencies import memberships, users
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

    A new user has no password. They choose one by way of the sign-in page, which sends its link to this address.
    """
    check_keeps(by, agency)
    user = registered(email) or users.register(email=email, name=name, by=by, at=at)
    return memberships.begin(user=user, agency=agency, role=role, started_on=started_on, team=team, by=by, at=at)


def registered(email: str) -> User | None:
    """Who has this address."""
    return User.objects.filter(email=email.strip().lower()).first()
