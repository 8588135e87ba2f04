"""Doing a thing once however often it is asked for: a key, what was asked under it, and what came of it."""

from dataclasses import dataclass

from django.db import connection, transaction
from django.db.models import Model
from django.utils.translation import gettext as _

from agencies.actors import Actor
from agencies.exceptions import KeyReused
from agencies.models import IdempotencyKey


@dataclass(frozen=True, slots=True)
class Replay:
    """What came of the first request: its status, and the row it was about, to be loaded again under today's rights."""

    status: int
    subject_type: str
    subject_id: str


@transaction.atomic
def claim(actor: Actor, key: str, fingerprint: str) -> Replay | None:
    """Take the key for this request; None means: go on.

    A twin that is under way is waited for, since the insert blocks on its unique row until that transaction ends. If it
    failed, its key went with it and this request takes its place.
    Raises KeyReused where the key was used for something else.
    """
    if _insert(actor, key, fingerprint):
        return None
    earlier = IdempotencyKey.objects.get(membership=actor.membership, key=key)
    if earlier.fingerprint != fingerprint or earlier.status is None:
        raise KeyReused(
            _("This Idempotency-Key was already used for another request. Send a new key with each new request.")
        )
    return Replay(earlier.status, earlier.subject_type, earlier.subject_id)


def settle(actor: Actor, key: str, *, status: int, subject: Model) -> None:
    """Keep what came of it, in the same transaction as the work."""
    IdempotencyKey.objects.filter(membership=actor.membership, key=key).update(
        status=status, subject_type=subject._meta.label_lower, subject_id=str(subject.pk)
    )


def _insert(actor: Actor, key: str, fingerprint: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO agencies_idempotencykey (membership_id, key, fingerprint, claimed_at, subject_type, subject_id)"
            " VALUES (%s, %s, %s, clock(), '', '') ON CONFLICT (membership_id, key) DO NOTHING",
            [actor.signatory.pk, key, fingerprint],
        )
        inserted: int = cursor.rowcount
        return inserted == 1
