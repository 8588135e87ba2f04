"""Signs of life from the parts of the service that act by themselves."""

from datetime import datetime

from django.db import connection

from agencies.actors import Actor
from agencies.enums import SystemActor
from agencies.models import Heartbeat
from agencies.permissions import Permission, check


def record(name: str) -> None:
    """This part is alive now; raises ValueError for a name that is not listed."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO agencies_heartbeat (name, seen_at) VALUES (%s, clock())"
            " ON CONFLICT (name) DO UPDATE SET seen_at = clock()",
            [SystemActor(name).value],
        )


def last_seen() -> dict[str, datetime]:
    """When each part was last seen; one that never was is not in it."""
    return dict(Heartbeat.objects.values_list("name", "seen_at"))


def last_seen_for(actor: Actor) -> dict[str, datetime]:
    """The same, for administrators."""
    check(actor, Permission.MANAGE_ACCESS)
    return last_seen()
