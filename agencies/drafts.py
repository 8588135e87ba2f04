"""Drafts: words that are not saved yet, kept for whoever typed them, and shown to nobody else."""

import secrets
from collections.abc import Mapping, Sequence
from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from agencies import audit, clock
from agencies.actors import Actor, member_actor, set_actor
from agencies.clock import Now
from agencies.exceptions import NOT_FOUND, Missing
from agencies.models import Draft, DraftKey, Membership

Said = Mapping[str, Sequence[str]]
KEY_BYTES = 32
# A browser closes new drafts with a key of today. It opens those of a day ago, and one page may stay open for a working
# day: after three days nothing is left that a key could open.
NEW_KEY_AFTER, KEY_ENDS_AFTER = timedelta(days=1), timedelta(days=3)


def drafts_of(actor: Actor) -> QuerySet[Draft]:
    """Their own, for the agency that they act for now; the newest first."""
    kept_after = Now() - timedelta(days=settings.DRAFT_DAYS)
    own = Draft.objects.filter(user=actor.signatory.user_id, agency=actor.agency, kept_at__gt=kept_after)
    return own.order_by("-kept_at", "pk")


def draft_at(actor: Actor, address: str) -> Draft | None:
    """What they left on this page."""
    return drafts_of(actor).filter(address=address).first()


def draft_for(actor: Actor, key: UUID) -> Draft:
    """One of their own. Raises Missing."""
    found = drafts_of(actor).filter(pk=key).first()
    if found is None:
        raise Missing(NOT_FOUND)
    return found


@transaction.atomic
def keep(address: str, *, said: Said, by: Actor, case_id: UUID | None = None, seen: str = "") -> Draft:
    """Keep what they typed on this page, in the place of what they left there before.

    - leaves a row in the trail, which names neither the case nor a word: a draft is nobody else's business
    """
    at = clock.now()
    draft = Draft(
        user_id=by.signatory.user_id,
        agency=by.agency,
        address=address,
        case_id=case_id,
        said={_stored(name): [_stored(value) for value in values] for name, values in said.items()},
        seen=_stored(seen),
        kept_at=at,
    )
    (kept,) = Draft.objects.bulk_create(
        [draft],
        update_conflicts=True,
        unique_fields=["user", "agency", "address"],
        update_fields=["case_id", "said", "seen", "kept_at"],
    )
    audit.record("draft.kept", kept, by=by, at=at)
    return kept


def _stored(text: str) -> str:
    """What the database can hold of it: NUL comes with what is copied out of some PDFs."""
    return text.replace("\0", "")


@transaction.atomic
def throw_away(draft: Draft, *, by: Actor) -> Draft:
    """They do not want it any more. Raises Missing for one that is not theirs.

    - leaves a row in the trail
    """
    own = draft_for(by, draft.pk)
    own.delete()
    own.pk = draft.pk
    audit.record("draft.thrown_away", own, by=by, at=clock.now())
    return own


def settle(actor: Actor, address: str) -> None:
    """What they typed on this page is saved now, in the transaction of what saves it."""
    drafts_of(actor).filter(address=address).delete()


@transaction.atomic
def keep_for_absent(membership: UUID, *, address: str, said: Said, case_id: UUID | None, seen: str, route: str) -> bool:
    """Keep the words of somebody whose session ended before they could save them; False where nobody acts under that
    membership any more.

    The caller has proved that the page was made for this membership. This transaction acts for it from here on, and
    must show nothing.
    """
    current = Membership.objects.current().select_related("user", "agency", "team").filter(pk=membership).first()
    if current is None:
        return False
    actor = member_actor(current)
    set_actor(actor, route=route)
    keep(address, said=said, by=actor, case_id=case_id, seen=seen)
    return True


def forget_old() -> int:
    """Remove what nobody came back to in time, and keys that open nothing any more; how many drafts that were."""
    removed, _ = Draft.objects.filter(kept_at__lte=Now() - timedelta(days=settings.DRAFT_DAYS)).delete()
    DraftKey.objects.filter(made_at__lte=Now() - KEY_ENDS_AFTER).delete()
    return removed


@transaction.atomic
def device_keys_for(actor: Actor) -> list[DraftKey]:
    """The keys of what they keep on their devices, the newest first: with that one new drafts are closed.

    - makes a new one every day
    """
    user_id = actor.signatory.user_id
    keys = list(DraftKey.objects.filter(user=user_id, made_at__gt=Now() - KEY_ENDS_AFTER).order_by("-made_at", "pk"))
    at = clock.now()
    if not keys or keys[0].made_at <= at - NEW_KEY_AFTER:
        keys.insert(0, DraftKey.objects.create(user_id=user_id, key=secrets.token_bytes(KEY_BYTES), made_at=at))
    return keys
