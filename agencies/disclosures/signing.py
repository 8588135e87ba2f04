"""How whoever is pushed something knows that it is from here: Standard Webhooks 1.0.0 with a key pair of Ed25519.

Nobody has to keep a secret of ours: whoever receives checks with the public half, which stands on a page.
https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
"""

import base64
from datetime import datetime

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.utils.translation import gettext as _

from agencies.exceptions import Invalid

PURPOSE = b"alongside: signatures of what is pushed"


def public_key() -> str:
    """With which it is checked: `whpk_` and base64. Raises Invalid where the site has no key."""
    return "whpk_" + base64.b64encode(_key().public_key().public_bytes_raw()).decode()


def signed(key: str, at: datetime, content: bytes) -> dict[str, str]:
    """The three headers that go with the content: its key, when it was sent (seconds since 1970), the signature of all three."""
    second = str(int(at.timestamp()))
    signature = _key().sign(f"{key}.{second}.".encode() + content)
    said = "v1a," + base64.b64encode(signature).decode()
    return {"webhook-id": key, "webhook-timestamp": second, "webhook-signature": said}


def _key() -> Ed25519PrivateKey:
    """Made of the site's secret, however long it is (RFC 5869). Another than that of pseudonyms, which no page may have."""
    if not settings.DISCLOSING.push_key:
        raise Invalid.field("push", _("This service has no key to sign with yet. Ask whoever operates it for one."))
    made = HKDF(algorithm=SHA256(), length=32, salt=None, info=PURPOSE).derive(settings.DISCLOSING.push_key.encode())
    return Ed25519PrivateKey.from_private_bytes(made)
