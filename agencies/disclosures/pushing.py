"""The outbox of disclosures: pushed one by one, each asked about anew, signed, and never twice by a machine's guess.

An attempt is on record before the first byte leaves. Where nobody here can know whether it was taken, it says so and waits for
somebody of the recipient's: only they can look.
"""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.translation import gettext as _

from agencies import audit, clock, outward
from agencies.actors import Actor, acting, member_actor
from agencies.clock import Now
from agencies.delivery_states import UNSETTLED, DeliveryState
from agencies.disclosure_states import DisclosureState
from agencies.disclosures import addresses, agreed, asking, sealed, signing, standing
from agencies.enums import SystemActor
from agencies.exceptions import DisclosureSettled, Missing, NotPermitted, ServiceError
from agencies.models import Disclosure, DisclosureDelivery, Membership
from agencies.permissions import Permission, check
from agencies.versions import locked, touch

logger = logging.getLogger(__name__)

S = DeliveryState
SECONDS = 60.0  # for one attempt, whatever comes in between
LEASE = timedelta(minutes=5)  # longer than any attempt
PAUSE, LONGEST_PAUSE = timedelta(minutes=1), timedelta(hours=6)  # the pause doubles
MOST_TRIES = 12  # about a day and a half
MOST_BYTES = 1000  # of an answer, of which the status alone is read
NOT_NOW = frozenset({429, 503})  # by their own word nothing was taken (RFC 6585, 4; RFC 9110, 15.6.4)
TAKEN, SERVER_ERRORS = range(200, 300), range(500, 600)


@dataclass(frozen=True, slots=True)
class Push:
    """One attempt that has begun: where to, and all that is sent."""

    disclosure: UUID
    claim: UUID
    tries: int
    url: str
    content: bytes
    sent_at: datetime


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of an attempt; `status` where their server answered."""

    state: DeliveryState
    trouble: str = ""
    status: int | None = None


def leave(row: Disclosure) -> None:
    """In the step that releases it: it is to be pushed, if whoever asked wanted that."""
    if row.push_to_id is not None:
        DisclosureDelivery.objects.create(disclosure=row)


def push_next() -> bool:
    """Push the first that waits and may go; whether there was one. Outside any transaction: what was begun is on record before
    it is sent. What may go no more is withdrawn on the way.
    """
    _tell_of_the_lost()
    with acting(SystemActor.JOBS):
        due = Disclosure.objects.filter(delivery__state=S.WAITING, delivery__try_after__lte=Now())
        keys = list(due.order_by("delivery__try_after", "pk").values_list("pk", flat=True))
    for key in keys:
        try:
            push = _begun(key)
        except Exception:  # whatever it is, the others are not to wait for it
            logger.exception("a disclosure could not be pushed")
            continue
        if push is not None:
            _write_down(push, _sent(push))
            return True
    return False


@transaction.atomic
def push_again(disclosure: Disclosure, *, by: Actor) -> Disclosure:
    """Push once more what was not taken, or of which nobody here knows. The agency that asked says so: it alone can look.

    Raises NotPermitted, and DisclosureSettled where it is not in doubt, or is over.
    """
    check(by, Permission.DISCLOSE)
    asking.disclosure_for(by, disclosure.pk)
    row = locked(disclosure)
    if row.recipient_id != by.signatory.agency_id:
        raise NotPermitted(
            _("The agency that asked looks whether it came: %(agency)s.") % {"agency": row.recipient.name}
        )
    if not may_be_pushed_again(row):
        raise DisclosureSettled(_("There is nothing to push again. Look at it again."))
    DisclosureDelivery.objects.filter(pk=row.pk).update(
        state=S.WAITING, tries=0, try_after=Now(), status=None, trouble=""
    )
    touch(row)
    audit.record("disclosure.pushed_again", row, by=by, at=clock.now())
    return asking.disclosure_for(by, row.pk)


def delivery_of(row: Disclosure) -> DisclosureDelivery | None:
    """How far its pushing is; None where it is fetched, or not yet released."""
    found: DisclosureDelivery | None = getattr(row, "delivery", None)
    return found


def may_be_pushed_again(row: Disclosure) -> bool:
    """Whether somebody has to say that, and it can still be given out."""
    delivery = delivery_of(row)
    return delivery is not None and delivery.state in UNSETTLED and row.state == DisclosureState.RELEASED


def _begun(key: UUID) -> Push | None:
    """On record as being sent; None where it may not be any more, or another process has it."""
    with acting(SystemActor.JOBS) as service:
        # By its disclosure, as everybody locks it who changes either.
        rows = Disclosure.objects.select_for_update(of=("self",), skip_locked=True).select_related(*asking.BESIDE)
        row = rows.filter(pk=key).first()
        delivery = DisclosureDelivery.objects.filter(pk=key, state=S.WAITING, try_after__lte=Now()).first()
        if row is None or delivery is None:
            return None
        try:
            url, content = _still_ours_to_send(row)
        except ServiceError as refusal:
            _note(row, Outcome(S.WITHDRAWN, str(refusal.detail)), service=service)
            return None
        push = Push(row.pk, uuid4(), delivery.tries + 1, url, content, clock.now())
        _write(
            row, state=S.SENDING, claim=push.claim, lease_until=Now() + LEASE, sent_at=push.sent_at, tries=push.tries,
            status=None, trouble="",
        )  # fmt: skip
        audit.record("disclosure.pushed", row, by=service, at=push.sent_at, tries=push.tries, sha256=row.sha256)
        return push


def _still_ours_to_send(row: Disclosure) -> tuple[str, bytes]:
    """Where to, and the file, where all that is asked when somebody fetches it is still so, of whoever asked for it."""
    agreed.still_allowed(row, DisclosureState.RELEASED)
    if not Membership.objects.current().filter(pk=row.asked_by_id).exists():
        raise NotPermitted(_("Whoever asked acts for the agency no more. It can be fetched by somebody else."))
    asker = member_actor(row.asked_by)
    check(asker, Permission.DISCLOSE)
    if row.push_to is None or row.push_to.ended_at is not None:
        raise DisclosureSettled(_("The address was ended. It can be fetched."))
    addresses.insist_on(row.push_to.url)
    standing.insist(row, collector=asker)
    if row.file_key is None:
        raise Missing(_("There is no file."))
    return row.push_to.url, sealed.opened(row.file_key, row.sha256)


def _sent(push: Push) -> Outcome:
    """Send it. Whatever goes wrong once a byte may have left is not known, and no reason to send it again."""
    try:
        headers = {
            "Content-Type": "application/octet-stream",
            **signing.signed(str(push.disclosure), push.sent_at, push.content),
        }
        place = outward.place_of(push.url)
        answer = outward.call(place, headers, push.content, seconds=SECONDS, most_bytes=MOST_BYTES)
    except outward.NotReached as error:
        logger.warning("a disclosure was not pushed: %s", error)
        return _later(push, _("Their server was not reached."))
    except Exception:  # whatever it is: it may be on its way
        logger.exception("it is not known whether a disclosure was pushed")
        return Outcome(S.UNKNOWN, _("It was sent, and no answer came. Whether it arrived, only they can see."))
    return _of_answer(push, answer.status)


def _of_answer(push: Push, status: int) -> Outcome:
    if status in TAKEN:
        return Outcome(S.DELIVERED, status=status)
    if status in NOT_NOW:
        return _later(push, _("Their server said: not now."), status)
    if status in SERVER_ERRORS:
        return Outcome(S.UNKNOWN, _("Their server broke down over it. Whether it arrived, only they can see."), status)
    return Outcome(
        S.FAILED, _("Their server did not take it. They have to mend that, and then ask for it again."), status
    )


def _later(push: Push, trouble: str, status: int | None = None) -> Outcome:
    return Outcome(S.WAITING if push.tries < MOST_TRIES else S.FAILED, trouble, status)


def _write_down(push: Push, outcome: Outcome) -> None:
    """Unless it took so long that it was given up, and whoever asked was told to look."""
    with acting(SystemActor.JOBS) as service:
        row = Disclosure.objects.select_for_update(of=("self",)).get(pk=push.disclosure)
        if DisclosureDelivery.objects.filter(pk=row.pk, claim=push.claim).exists():
            pause = min(PAUSE * 2 ** (push.tries - 1), LONGEST_PAUSE)
            _note(row, outcome, service=service, try_after=Now() + pause)


def _tell_of_the_lost() -> None:
    """Whoever sent them is gone, and nobody knows how far it came."""
    with acting(SystemActor.JOBS) as service:
        rows = Disclosure.objects.select_for_update(of=("self",), skip_locked=True)
        for row in rows.filter(delivery__state=S.SENDING, delivery__lease_until__lt=Now()).order_by("pk"):
            if DisclosureDelivery.objects.filter(pk=row.pk, state=S.SENDING, lease_until__lt=Now()).exists():
                lost = _("The service broke down while it was sent. Whether it arrived, only they can see.")
                _note(row, Outcome(S.UNKNOWN, lost), service=service)


def _note(row: Disclosure, outcome: Outcome, *, service: Actor, **more: Any) -> None:
    _write(
        row, state=outcome.state, claim=None, lease_until=None, trouble=outcome.trouble, status=outcome.status, **more
    )
    audit.record(
        "disclosure.push_ended", row, by=service, at=clock.now(), outcome=outcome.state.value, status=outcome.status
    )


def _write(row: Disclosure, **values: Any) -> None:
    DisclosureDelivery.objects.filter(pk=row.pk).update(**values)
    touch(row)
