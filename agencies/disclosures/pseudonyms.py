"""Pseudonyms: the same for one person in all that one recipient gets under one agreement, and another everywhere else."""

import hashlib
import hmac
from collections.abc import Callable
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext as _

from agencies.exceptions import Invalid
from agencies.models import Disclosure

LETTERS = 32  # 128 bits: nobody meets another's by chance


def pseudonyms_for(disclosure: Disclosure) -> Callable[[str, UUID], str]:
    """What makes them, of a kind (`person`, `household`) and a key. HMAC-SHA-256 under the site's key (RFC 2104).

    Two recipients cannot join what they got, nor one recipient what came under two agreements, for two purposes,
    or with names and without. Raises Invalid without a key.
    """
    if not settings.DISCLOSING.key:
        raise Invalid.field(
            "key", _("This service has no key for pseudonyms yet. Ask whoever operates it for one, then try again.")
        )
    # A file with names is no key to those without.
    kind_of_file = "names" if disclosure.by_name else "pseudonyms"
    scope = f"{disclosure.recipient_id}/{disclosure.agreement_id}/{disclosure.purpose}/{kind_of_file}"
    own = hmac.digest(settings.DISCLOSING.key.encode(), scope.encode(), hashlib.sha256)

    def pseudonym(kind: str, key: UUID) -> str:
        return hmac.new(own, f"{kind}/{key}".encode(), hashlib.sha256).hexdigest()[:LETTERS]

    return pseudonym
