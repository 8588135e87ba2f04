"""What the service refuses, in the field's words: every refusal has a code, says what to do next, and names the fields."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

# Hidden and absent are told in these words and no others, so that neither can be told from the other.
NOT_FOUND = gettext_lazy("Not found: check the address, or ask whoever holds it.")


class Refusal(StrEnum):
    """The kinds of refusal; each door translates a kind once, and only there."""

    INVALID = "invalid"  # what was sent is wrong
    MISSING = "missing"  # it is not there, or not for you: both answer alike
    FORBIDDEN = "forbidden"  # you can see it, and may not do this
    CONFLICT = "conflict"  # the record is in a state that does not allow it
    STALE = "stale"  # the record moved on since you looked
    TOO_OFTEN = "too_often"  # wait, then go on


class ServiceError(Exception):
    """The base of every refusal that a room raises.

    `detail` says what to do next, to a worker; `fields` maps a field's name to what is wrong with it.
    """

    code: ClassVar[str] = "refused"
    kind: ClassVar[Refusal] = Refusal.CONFLICT

    def __init__(self, detail: str | Promise, fields: Mapping[str, list[str]] | None = None) -> None:
        super().__init__(str(detail))
        self.detail = str(detail)  # in the language of whoever asked, now: an answer is written after that is forgotten
        self.fields = dict(fields or {})


class Invalid(ServiceError):
    """Something that was said is not possible; the fields say what."""

    code = "invalid"
    kind = Refusal.INVALID

    @classmethod
    def field(cls, name: str, message: str) -> "Invalid":
        """One field, one sentence."""
        return cls(message, {name: [message]})


class Missing(ServiceError):
    """Not there, or not visible to this actor; the two are never told apart."""

    code = "not_found"
    kind = Refusal.MISSING


class NotPermitted(ServiceError):
    """Visible to the actor, whose role or relation to it does not allow this."""

    code = "not_permitted"
    kind = Refusal.FORBIDDEN


class SecondPersonNeeded(ServiceError):
    """Two people must stand behind this, and they must be two."""

    code = "second_person_needed"
    kind = Refusal.FORBIDDEN


class Stale(ServiceError):
    """Somebody changed the record after this actor loaded it."""

    code = "stale"
    kind = Refusal.STALE


class TooOften(ServiceError):
    """This was done more often in a minute than work asks for."""

    code = "throttled"
    kind = Refusal.TOO_OFTEN


class BackdatingRefused(ServiceError):
    """Only the demonstration may say when something happened to the record; everybody else gets the server's clock."""

    code = "backdating_refused"
    kind = Refusal.INVALID


class MembershipStillLeads(ServiceError):
    """A membership cannot end while it leads cases: each needs a handover first."""

    code = "membership_still_leads"


class LastAdministrator(ServiceError):
    """An agency always has somebody who keeps its people and teams in order."""

    code = "last_administrator"


class AgencyStillWorks(ServiceError):
    """An agency or a team cannot end while households wait for it or are worked with."""

    code = "agency_still_works"


class TokenRefused(ServiceError):
    """The token is unknown, expired, revoked, or its membership no longer holds.

    `known`: the actor whose token it was, where it was somebody's. For the trail alone; no door tells it.
    """

    code = "token_refused"
    kind = Refusal.FORBIDDEN
    known: Any = None


class PasswordLinkRefused(ServiceError):
    """The link for a new password was used, is too old, or is nobody's: the three are never told apart."""

    code = "password_link_refused"
    kind = Refusal.FORBIDDEN


class ProviderRefused(ServiceError):
    """A sign-in through an agency's own provider that came to nothing; `why` is a word that the sign-in page explains."""

    code = "provider_refused"
    kind = Refusal.FORBIDDEN

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class LinkedAlready(ServiceError):
    """Somebody is linked to another account of the provider, or that account to somebody else. Nothing is replaced."""

    code = "linked_already"


class FreshSignInNeeded(ServiceError):
    """This is grave, and whoever asks has not shown within the last minutes that it is them."""

    code = "fresh_sign_in_needed"
    kind = Refusal.FORBIDDEN


class KeyReused(ServiceError):
    """An Idempotency-Key was sent again with another body."""

    code = "idempotency_key_reused"
    kind = Refusal.INVALID


class AgreementSettled(ServiceError):
    """The agreement stands where this step cannot be taken: signed already, ended, or not suspended."""

    code = "agreement_settled"


class AgreementNotInForce(ServiceError):
    """Nothing is shared under an agreement that is not signed by all, or suspended, or over; nor beyond what it says."""

    code = "agreement_not_in_force"


class DisclosureSettled(ServiceError):
    """The disclosure stands otherwise by now: it was stopped, or fetched, or what is in it may pass no more."""

    code = "disclosure_settled"


class PassesNoMore(DisclosureSettled):
    """Of what its file holds, something may pass no more: a share ended, or somebody took back their yes."""


class ExtractSettled(ServiceError):
    """The extract was taken in: what it says counts, and another extract says otherwise."""

    code = "extract_settled"


class JobUnderWay(ServiceError):
    """The job waits, runs or is done: it cannot be asked for again now."""

    code = "job_under_way"


class AlreadyLookedInto(ServiceError):
    """Somebody has written down what came of an unusual look."""

    code = "already_looked_into"


class TrailUnavailable(Exception):
    """The trail cannot be written, so nothing is shown and nothing is kept. No refusal: it is our fault, and passes."""


class RootsUnavailable(Exception):
    """The second place of the seals cannot be read or written, so nothing more is sealed. It passes; reading goes on."""


class SealsContradicted(Exception):
    """The trail is not what was sealed of it, so nothing more is sealed on top. Somebody has to look: verify_audit."""
