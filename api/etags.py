"""Which version of a record an actor saw: strong ETags that tell nothing else."""

from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.http import parse_etags
from rest_framework.request import Request

from agencies.actors import Actor
from agencies.exceptions import Invalid, Stale
from agencies.versions import Versioned
from api.exceptions import PreconditionRequired

STALE = "Somebody changed this after you loaded it. Load it again, then repeat what you did."


def etag_for(subject: Versioned, actor: Actor) -> str:
    """The quoted ETag of this version for this actor.

    Keyed and bound to the actor: two actors cannot compare theirs, and nobody counts versions or guesses the next.
    """
    facts = f"{subject._meta.label_lower}:{subject.pk}:{subject.version}:{actor_id(actor)}"
    return f'"{salted_hmac("api.etags", facts, algorithm="sha256").hexdigest()[:32]}"'


def require_match(request: Request, subject: Versioned, actor: Actor) -> None:
    """Insist that If-Match names the version that was loaded now.

    Raises PreconditionRequired where it is absent, Invalid where it names no version, Stale where it names another.
    """
    header = request.headers.get("If-Match")
    if header is None:
        raise PreconditionRequired
    named = parse_etags(header)
    if not named or named == ["*"]:
        raise Invalid.field("If-Match", "Name the version you saw: send its ETag as you got it, with the quotes.")
    current = etag_for(subject, actor)
    if not any(constant_time_compare(etag, current) for etag in named):
        raise Stale(STALE)


def require_etag(named: str, subject: Versioned, actor: Actor) -> None:
    """The same where a body names several rows, each with the ETag of its own; raises Stale."""
    if not constant_time_compare(named, etag_for(subject, actor)):
        raise Stale(STALE)


def actor_id(actor: Actor) -> str:
    """The id under which the actor acts: their membership's, their participation's, or the system's name."""
    return str(actor.membership.pk if actor.membership else actor.participation_id or actor.system)
