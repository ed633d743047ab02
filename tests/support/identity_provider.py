"""A company's identity provider on loopback: OpenID Connect with signed ID tokens, whoever asks is signed in there."""

import base64
import hashlib
import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm

CLIENT_ID = "strongroom"
CLIENT_SECRET = "a secret between the two"
KEY_ID = "key-1"


class IdentityProvider:
    """The provider. `claims` are what it says of whoever comes; `questions` is how it was asked, newest last."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.claims: dict[str, Any] = {
            "sub": "employee-7",
            "preferred_username": "ada",
            "email": "ada@works.example",
            "email_verified": True,
        }
        self.questions: list[dict[str, str]] = []
        self.signing_key = _signing_key()
        self._published = json.loads(RSAAlgorithm.to_jwk(self.signing_key.public_key()))
        self._challenges: dict[str, str] = {}

    def configuration(self) -> dict[str, Any]:
        """OpenID Connect Discovery 1.0, 4."""
        return {
            "issuer": self.url,
            "authorization_endpoint": f"{self.url}/authorize",
            "token_endpoint": f"{self.url}/token",
            "userinfo_endpoint": f"{self.url}/userinfo",
            "jwks_uri": f"{self.url}/keys",
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
        }

    def keys(self) -> dict[str, Any]:
        """What signatures are verified by."""
        return {"keys": [{**self._published, "kid": KEY_ID, "alg": "RS256", "use": "sig"}]}

    def authorize(self, question: dict[str, str]) -> str:
        """Return where the browser is sent: back, with a code."""
        self.questions.append(question)
        code = f"code-{len(self.questions)}"
        self._challenges[code] = question["code_challenge"]
        return f"{question['redirect_uri']}?{urlencode({'code': code, 'state': question['state']})}"

    def token(self, form: dict[str, str]) -> dict[str, Any]:
        """Return the tokens for a code, once, to who has begun to ask for it (RFC 7636)."""
        challenge = self._challenges.pop(form["code"])
        shown = hashlib.sha256(form["code_verifier"].encode()).digest()
        assert base64.urlsafe_b64encode(shown).decode().rstrip("=") == challenge
        assert form["client_secret"] == CLIENT_SECRET
        return {"access_token": "for-userinfo", "token_type": "Bearer", "id_token": self._id_token()}

    def _id_token(self) -> str:
        now = int(time.time())
        frame = {"iss": self.url, "aud": CLIENT_ID, "iat": now, "exp": now + 300}
        return jwt.encode({**frame, **self.claims}, self.signing_key, "RS256", headers={"kid": KEY_ID})


@cache
def _signing_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


class _Handler(BaseHTTPRequestHandler):
    server: "_Server"

    def do_GET(self) -> None:
        parts, provider = urlsplit(self.path), self.server.provider
        match parts.path:
            case "/.well-known/openid-configuration":
                self._say(provider.configuration())
            case "/keys":
                self._say(provider.keys())
            case "/userinfo":
                self._say(provider.claims)
            case "/authorize":
                self.send_response(302)
                self.send_header("Location", provider.authorize(_fields(parts.query)))
                self.send_header("Content-Length", "0")
                self.end_headers()
            case _:
                self.send_error(404)

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self._say(self.server.provider.token(_fields(body)))

    def _say(self, said: dict[str, Any]) -> None:
        body = json.dumps(said).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


class _Server(ThreadingHTTPServer):
    provider: IdentityProvider


def _fields(text: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(text).items()}


@contextmanager
def identity_provider() -> Iterator[IdentityProvider]:
    """Lend a provider that runs."""
    server = _Server(("127.0.0.1", 0), _Handler)
    server.provider = IdentityProvider(f"http://127.0.0.1:{server.server_port}")
    Thread(target=server.serve_forever, args=[0.02], daemon=True).start()
    try:
        yield server.provider
    finally:
        server.shutdown()
        server.server_close()
