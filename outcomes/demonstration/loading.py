"""Whether the demonstration is there, loading it once, and who can sign in to it."""

import sys
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path

from django.conf import settings
from django.db import connection

from agencies import audit, clock, demonstration_secrets, second_factors
from agencies.enums import RoleCode
from agencies.models import AuditEvent, Membership
from outcomes.demonstration.cast import COLLEAGUES, FOUNDER, FOUNDING_AGENCY, PASSWORD, Colleague
from outcomes.demonstration.telling import tell

TOLD = "demonstration.told"


class Loaded(StrEnum):
    """How much of the demonstration is in the database."""

    NOTHING = "nothing"
    PART = "part"
    WHOLE = "whole"
    OTHERS = "others"  # the service has people of its own, who are not the demonstration's


def loaded() -> Loaded:
    """Decided by facts in the database: its founder is the first that is written, and `told` in the trail the last."""
    if not Membership.objects.exists():
        return Loaded.NOTHING
    if AuditEvent.objects.filter(event=TOLD).exists():
        return Loaded.WHOLE
    founder = Membership.objects.filter(user__email=FOUNDER.email, agency__code=FOUNDING_AGENCY)
    return Loaded.PART if founder.exists() else Loaded.OTHERS


def load(say: Callable[[str], None]) -> None:
    """Tell the stories into an empty database."""
    cast = tell(clock.today(), say)
    with connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit = on")  # this commit is waited for, and with it all that came before
    for membership in {each.user_id: each for each in cast.memberships.values()}.values():
        second_factors.give_to_the_invented(membership.user)
    audit.record(TOLD, cast.membership(FOUNDER.key), by=cast[FOUNDER.key], at=clock.now())


def who() -> list[str]:
    """How to sign in, and a line for each role: somebody who has it, and the command for a token that acts as them."""
    everybody = [*COLLEAGUES, FOUNDER]
    return [
        f"Sign in at {settings.SERVICE_ADDRESS}/sign-in/ with the password: {PASSWORD}",
        f"Then a code is asked for: {_python()} manage.py code EMAIL prints it. Or put a key into the app of your phone.",
        "The password is everybody's. Somebody of each role, how a program gets a token to act as them, and their key:",
        *(_line(next(each for each in everybody if each.role == role), everybody) for role in RoleCode),
    ]


def _line(colleague: Colleague, everybody: list[Colleague]) -> str:
    several = sum(each.key == colleague.key and not each.left for each in everybody) > 1
    role = f" --role {colleague.role.value}" if several else ""
    command = f"{_python()} manage.py api_token {colleague.email} --agency {colleague.agency}{role}"
    key = demonstration_secrets.secret_of(colleague.email)
    return f"{colleague.role.label:<28}{colleague.name:<18}{colleague.email:<20}{command}\n{'':<28}{key}"


def _python() -> str:
    running = Path(sys.executable)
    return str(running.relative_to(settings.BASE_DIR)) if running.is_relative_to(settings.BASE_DIR) else str(running)
