"""A device that makes and uses a passkey as a browser would, without one."""

import hashlib
import json
from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from fido2 import cbor
from fido2.cose import ES256
from fido2.utils import websafe_encode

HERE = "https://localhost"
SEEN, KNOWN, HAS_KEY = 1, 4, 64


@dataclass
class Device:
    """Somebody's phone or key."""

    id: bytes = b"a passkey of a test"
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))

    def make(self, options: dict[str, Any], origin: str = HERE) -> str:
        """What the browser sends of a new one."""
        cose = cbor.encode(dict(ES256.from_cryptography_key(self.key.public_key())))
        kept = bytes(16) + len(self.id).to_bytes(2, "big") + self.id + cose
        data = self._data(options["rp"]["id"], SEEN | KNOWN | HAS_KEY) + kept
        attestation = cbor.encode({"fmt": "none", "attStmt": {}, "authData": data})
        said = self._said("webauthn.create", options["challenge"], origin)
        return self._sent(clientDataJSON=said, attestationObject=attestation)

    def use(self, options: dict[str, Any], origin: str = HERE) -> str:
        """What the browser sends to sign in."""
        data, said = self._data(options["rpId"], SEEN | KNOWN), self._said("webauthn.get", options["challenge"], origin)
        signature = self.key.sign(data + hashlib.sha256(said).digest(), ec.ECDSA(SHA256()))
        return self._sent(clientDataJSON=said, authenticatorData=data, signature=signature)

    @staticmethod
    def _data(host: str, flags: int) -> bytes:
        return hashlib.sha256(host.encode()).digest() + bytes([flags]) + bytes(4)

    @staticmethod
    def _said(what: str, challenge: str, origin: str) -> bytes:
        return json.dumps({"type": what, "challenge": challenge, "origin": origin}).encode()

    def _sent(self, **response: bytes) -> str:
        name = websafe_encode(self.id)
        told = {key: websafe_encode(value) for key, value in response.items()}
        return json.dumps(
            {"id": name, "rawId": name, "type": "public-key", "clientExtensionResults": {}, "response": told}
        )
