"""What a form keeps for whoever fills it in: its words by name, a mark for the device, a pass for whoever is signed out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.core import signing
from django.forms.utils import ErrorDict
from django.http import HttpRequest, QueryDict
from django.utils.crypto import salted_hmac

from agencies import clock, drafts
from agencies.actors import Actor
from agencies.looks import looks_of
from agencies.models import Draft

# What travels in a form beside what was asked.
ONCE, SEEN, PASS, KEEP, LEAVE = "once", "seen", "draft_pass", "keep_draft", "leave_mine"
NOT_SAID = {"csrfmiddlewaretoken", ONCE, SEEN, PASS, KEEP, LEAVE}
SALT = "web.drafts"
# A page that was left open for longer is no longer believed to be theirs.
PASS_LASTS = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Drafting:
    """What a page with drafts has beside its form. `found`: what they left here. `is_fresh`: nothing was sent yet, so
    that what the device kept may be put into the form.
    """

    mark: str
    pass_: str
    found: Draft | None = None
    is_fresh: bool = True

    @property
    def kept_ms(self) -> int:
        """When the draft that is in the form was kept, as browsers count; 0 where none is."""
        return int(self.found.kept_at.timestamp() * 1000) if self.found else 0

    @property
    def ends_at(self) -> datetime | None:
        """When it is forgotten."""
        return self.found.kept_at + timedelta(days=settings.DRAFT_DAYS) if self.found else None


def mark_of(actor: Actor, address: str) -> str:
    """The name of a draft on somebody's device: this form, this subject, this person, this agency; it tells none of them."""
    facts = f"{actor.signatory.user_id}:{actor.signatory.agency_id}:{address}"
    return salted_hmac(SALT, facts, algorithm="sha256").hexdigest()[:32]


def pass_for(actor: Actor, address: str, case_id: UUID | None, at: datetime) -> str:
    """What proves, once they are signed out, that a page was made for them. It lets words in, and none out."""
    facts = [str(actor.signatory.pk), address, str(case_id or ""), at.isoformat()]
    return signing.dumps(facts, salt=SALT, compress=True)


def said_in(sent: QueryDict) -> dict[str, list[str]]:
    """What was typed and chosen."""
    return {name: [str(value) for value in values] for name, values in sent.lists() if name not in NOT_SAID}


def sent_again(said: Mapping[str, Sequence[str]]) -> QueryDict:
    """The same as a form takes it."""
    sent = QueryDict(mutable=True)
    for name, values in said.items():
        sent.setlist(name, list(values))
    return sent


def not_judged_yet(form: forms.BaseForm) -> forms.BaseForm:
    """The form with the words in it, and no error: whoever comes back to half a form has done nothing wrong."""
    form._errors = ErrorDict()  # type: ignore[attr-defined]  # Django has no public way to say so
    return form


def keep_for_absent(request: HttpRequest) -> bool:
    """Keep what was sent for whom its page was made, though nobody is signed in, or somebody else is.

    Only they find it there once they have signed in. False where the page was not made for drafts, or too long ago.
    """
    try:
        membership, address, case, at = signing.loads(request.POST.get(PASS, ""), salt=SALT)
    except (signing.BadSignature, ValueError):
        return False
    if address != request.path or clock.now() - datetime.fromisoformat(at) > PASS_LASTS:
        return False
    return drafts.keep_for_absent(
        UUID(membership),
        address=address,
        said=said_in(request.POST),
        case_id=UUID(case) if case else None,
        seen=request.POST.get(SEEN, "")[:64],
        route=looks_of(request).route,
    )


def case_of(subject: Any) -> UUID | None:
    """The case that a row is, or is of."""
    label = getattr(getattr(subject, "_meta", None), "label", "")
    found: UUID | None = subject.pk if label == "casework.Case" else getattr(subject, "case_id", None)
    return found
