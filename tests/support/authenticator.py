"""A software authenticator: a P-256 key that answers WebAuthn questions, with a lever for each lie.

It speaks the JSON that browsers hand to the page (`PublicKeyCredential.toJSON()`).
Source: WebAuthn Level 3, 6.1 (authenticator data), 6.5 (attestation), 5.8.1 (client data).
"""

import hashlib
import json
import os
from dataclasses import dataclass, field
from typing import Any

import cbor2
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url

USER_PRESENT, USER_VERIFIED = 0x01, 0x04
BACKUP_ELIGIBLE, ATTESTED = 0x08, 0x40


@dataclass
class Authenticator:
    """A key in somebody's hand.

    Args:
        origin: Where the browser says it is.
        count: The signature counter; None for a synchronized passkey, which has none.
        verifies: It checks a PIN or a finger before it signs.
        framed: The browser says that the question came from inside another site's page.
    """

    origin: str
    count: int | None = 0
    verifies: bool = True
    framed: bool = False
    rp_id: str | None = None
    aaguid: bytes = bytes(16)
    credential_id: bytes = field(default_factory=lambda: os.urandom(32))
    handle: bytes = b""
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))

    def create(self, options: str) -> str:
        """Answer the options of a registration."""
        asked = json.loads(options)
        self.handle = base64url_to_bytes(asked["user"]["id"])
        credential = len(self.credential_id).to_bytes(2, "big") + self.credential_id + self._public_key()
        data = self._data(self.rp_id or asked["rp"]["id"], ATTESTED) + self.aaguid
        attestation = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data + credential})
        response = {
            "clientDataJSON": bytes_to_base64url(self._client_data("webauthn.create", asked)),
            "attestationObject": bytes_to_base64url(attestation),
            "transports": ["usb"],
        }
        return self._credential(response, {"credProps": {"rk": True}})

    def get(self, options: str, *, handle: bytes | None = None) -> str:
        """Answer the options of an assertion."""
        asked = json.loads(options)
        if self.count is not None:
            self.count += 1
        data = self._data(self.rp_id or asked["rpId"], 0)
        said = self._client_data("webauthn.get", asked)
        signature = self.key.sign(data + hashlib.sha256(said).digest(), ec.ECDSA(SHA256()))
        response = {
            "clientDataJSON": bytes_to_base64url(said),
            "authenticatorData": bytes_to_base64url(data),
            "signature": bytes_to_base64url(signature),
            "userHandle": bytes_to_base64url(self.handle if handle is None else handle),
        }
        return self._credential(response, {})

    def _credential(self, response: dict[str, Any], extensions: dict[str, Any]) -> str:
        name = bytes_to_base64url(self.credential_id)
        return json.dumps(
            {
                "id": name,
                "rawId": name,
                "type": "public-key",
                "response": response,
                "clientExtensionResults": extensions,
            }
        )

    def _client_data(self, kind: str, asked: dict[str, Any]) -> bytes:
        said = {
            "type": kind,
            "challenge": asked["challenge"],
            "origin": self.origin,
            "crossOrigin": self.framed,
        }
        return json.dumps(said).encode()

    def _data(self, rp_id: str, flags: int) -> bytes:
        flags |= USER_PRESENT | (USER_VERIFIED if self.verifies else 0)
        flags |= BACKUP_ELIGIBLE if self.count is None else 0
        return hashlib.sha256(rp_id.encode()).digest() + bytes([flags]) + (self.count or 0).to_bytes(4, "big")

    def _public_key(self) -> bytes:
        """Return the key in COSE form: EC2, ES256, P-256."""
        numbers = self.key.public_key().public_numbers()
        x, y = numbers.x.to_bytes(32, "big"), numbers.y.to_bytes(32, "big")
        return cbor2.dumps({1: 2, 3: -7, -1: 1, -2: x, -3: y})
