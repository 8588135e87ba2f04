"""How allauth keeps the secrets of the second factor: sealed."""

import secrets
from typing import Any

from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings

from agencies.sealing import opened, seal


class Adapter(DefaultMFAAdapter):
    """Named in the settings."""

    def encrypt(self, text: str) -> str:
        """Before it goes to the database."""
        return seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        """Where it was sealed with a key that is no longer ours, something that nobody knows: nothing would be anybody's."""
        return opened(encrypted_text) or secrets.token_hex(40)

    def get_public_key_credential_user_entity(self, user: Any) -> dict[str, Any]:
        """As the device shows it to them: which of their accounts it is."""
        return {"id": user.pk.bytes, "name": user.email, "display_name": user.name}

    def _get_site_name(self) -> str:
        return settings.SITE.name
