"""A security key in software, which answers the index's question as a key of plastic would.

It forgets its private key at once: it can be registered, and never signs in. Source: WebAuthn
Level 3, 6.1 (authenticator data), 6.5.1 (attested credential data), 8.7 (attestation "none").
"""

import base64
import hashlib
import json
import secrets

import cbor2
from cryptography.hazmat.primitives.asymmetric import ec

_USER_PRESENT, _USER_VERIFIED, _HAS_CREDENTIAL = 0x01, 0x04, 0x40
_AAGUID = bytes(16)


def register(options: str, *, origin: str) -> str:
    """Return the credential, as JSON, that answers `navigator.credentials.create()` with these options."""
    asked = json.loads(options)
    client_data = {"type": "webauthn.create", "challenge": asked["challenge"], "origin": origin}
    credential_id = secrets.token_bytes(32)
    attestation = {
        "fmt": "none",
        "attStmt": {},
        "authData": _authenticator_data(asked["rp"]["id"], credential_id),
    }
    return json.dumps(
        {
            "id": _base64url(credential_id),
            "rawId": _base64url(credential_id),
            "type": "public-key",
            "response": {
                "clientDataJSON": _base64url(json.dumps(client_data).encode()),
                "attestationObject": _base64url(cbor2.dumps(attestation)),
                "transports": ["usb"],
            },
            "clientExtensionResults": {},
        }
    )


def _authenticator_data(rp_id: str, credential_id: bytes) -> bytes:
    flags = _USER_PRESENT | _USER_VERIFIED | _HAS_CREDENTIAL
    head = hashlib.sha256(rp_id.encode()).digest() + bytes([flags]) + (1).to_bytes(4, "big")
    return head + _AAGUID + len(credential_id).to_bytes(2, "big") + credential_id + _public_key()


def _public_key() -> bytes:
    """Return a new key in COSE form: ES256 on P-256."""
    point = ec.generate_private_key(ec.SECP256R1()).public_key().public_numbers()
    return cbor2.dumps({1: 2, 3: -7, -1: 1, -2: point.x.to_bytes(32, "big"), -3: point.y.to_bytes(32, "big")})


def _base64url(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()
