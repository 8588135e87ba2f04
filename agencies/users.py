"""People who sign in: registering, deactivating, bringing back."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext as _

from agencies import audit, clock
from agencies.actors import Actor
from agencies.exceptions import Invalid
from agencies.models import User
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


@transaction.atomic
def deactivate(user: User, *, by: Actor, at: datetime | None = None) -> User:
    """Signed out everywhere on the next request. Cases they lead stay theirs on paper until each is handed over."""
    return _set_active(user, active=False, by=by, at=at)


@transaction.atomic
def reactivate(user: User, *, by: Actor, at: datetime | None = None) -> User:
    """Back, under whichever memberships still hold."""
    return _set_active(user, active=True, by=by, at=at)


def _set_active(user: User, *, active: bool, by: Actor, at: datetime | None) -> User:
    check(by, Permission.MANAGE_ACCESS)
    user = User.objects.select_for_update().get(pk=user.pk)
    user.is_active = active
    user.save(update_fields=["is_active"])
    audit.record("user.reactivated" if active else "user.deactivated", user, by=by, at=clock.moment(at))
    return user
