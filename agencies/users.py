"""People who sign in: registering, signing out everywhere, deactivating, bringing back."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from agencies import audit, clock, keepers, open_sessions
from agencies.actors import Actor
from agencies.enums import RoleCode
from agencies.exceptions import Invalid, NotPermitted
from agencies.models import ApiToken, Membership, User
from agencies.permissions import Permission, check


@transaction.atomic
def register(*, email: str, name: str, by: Actor, at: datetime | None = None) -> User:
    """A new user, who can do nothing until a membership says so."""
    check(by, Permission.MANAGE_ACCESS)
    try:
        validate_email(email)
    except ValidationError as error:
        raise Invalid.field("email", _("Enter a whole e-mail address, such as name@example.org.")) from error
    if User.objects.filter(email=email.strip().lower()).exists():
        raise Invalid.field(
            "email", _("Somebody with this e-mail address is registered: give them a membership instead.")
        )
    user = User.objects.create_user(email, name)
    audit.record("user.registered", user, by=by, at=clock.moment(at))
    return user


def known_as(email: str) -> User | None:
    """Who signs in with this address. For commands of the machine: no door tells it."""
    return User.objects.filter(email=email.strip().lower()).first()


@transaction.atomic
def sign_out(user: User, *, by: Actor, at: datetime | None = None) -> User:
    """Sign them out everywhere: a device was lost, or somebody else knows the password. They can sign in again.

    - every session ends, and every token
    """
    check(by, Permission.MANAGE_ACCESS)
    theirs = keepers.agencies_of(user)
    if theirs and not any(keepers.keeps(by, agency) for agency in theirs):
        raise NotPermitted(
            _("%(user)s acts for agencies that have administrators of their own: ask one of them.") % {"user": user}
        )
    user, at = User.objects.select_for_update().get(pk=user.pk), clock.moment(at)
    tokens = ApiToken.objects.in_force().select_for_update(of=("self",)).filter(membership__user=user).order_by("pk")
    ended = ApiToken.objects.filter(pk__in=[token.pk for token in tokens]).update(
        revoked_at=at, revoked_by=by.signatory
    )
    sessions = open_sessions.end_all(user.pk)
    audit.record("user.signed_out", user, by=by, at=at, sessions=sessions, tokens=ended)
    return user


@transaction.atomic
def deactivate(user: User, *, by: Actor, at: datetime | None = None) -> User:
    """Signed out everywhere on the next request. Cases they lead stay theirs on paper until each is handed over.

    Refused where an agency would lose its last administrator, or where they also act for an agency that others keep.
    """
    return _set_active(user, active=False, by=by, at=at)


@transaction.atomic
def reactivate(user: User, *, by: Actor, at: datetime | None = None) -> User:
    """Back, under whichever memberships still hold."""
    return _set_active(user, active=True, by=by, at=at)


def _set_active(user: User, *, active: bool, by: Actor, at: datetime | None) -> User:
    keepers.check_keeps(by, *keepers.agencies_of(user))
    if not active:
        _require_other_administrators(user)
    user = User.objects.select_for_update().get(pk=user.pk)
    user.is_active = active
    user.save(update_fields=["is_active"])
    audit.record("user.reactivated" if active else "user.deactivated", user, by=by, at=clock.moment(at))
    return user


def _require_other_administrators(user: User) -> None:
    """In every agency that they keep, in the order of keys: two who deactivate each other wait for each other."""
    kept = Membership.objects.filter(user=user, role=RoleCode.ADMINISTRATOR, ended_on__isnull=True)
    for membership in kept.select_related("agency").order_by("agency_id"):
        keepers.require_another(membership.agency, on=clock.today(), without=Q(user=user))
