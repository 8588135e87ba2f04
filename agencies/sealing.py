"""Texts that the database keeps and cannot read: sealed with a key that is made of SECRET_KEY, which it never sees."""

import base64

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.utils.encoding import force_bytes

PURPOSE = b"alongside: secrets of the second factor"


def seal(text: str) -> str:
    """Sealed with today's key."""
    return _keys().encrypt(text.encode()).decode()


def opened(sealed: str) -> str:
    """What was sealed, with today's key or one of SECRET_KEY_FALLBACKS; empty where it was another."""
    try:
        return _keys().decrypt(sealed.encode()).decode()
    except InvalidToken:
        return ""


def _keys() -> MultiFernet:
    return MultiFernet([_key(secret) for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)])


def _key(secret: str | bytes) -> Fernet:
    made = HKDF(algorithm=SHA256(), length=32, salt=None, info=PURPOSE).derive(force_bytes(secret))
    return Fernet(base64.urlsafe_b64encode(made))
