"""A company's identity provider on loopback that speaks SAML 2.0, and can be bent to say anything.

It signs with lxml's canonical form and cryptography's keys: what verifies its signatures in the index has no part in making
them. lxml stands in an environment of its own (scripts/provide-clients).
"""

import hashlib
import re
import sys
import zlib
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import cache
from html import escape, unescape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.hashes import SHA1, SHA256, HashAlgorithm
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

_ENVIRONMENT = Path(__file__).resolve().parents[2] / ".venv-clients" / "saml"

DS = "http://www.w3.org/2000/09/xmldsig#"
PERSISTENT = "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent"
TRANSIENT = "urn:oasis:names:tc:SAML:2.0:nameid-format:transient"
PASSWORD_CONTEXT = "urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport"
FACTOR_CONTEXT = "https://refeds.org/profile/mfa"

_ASSERTION = """\
<saml:Assertion xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" xmlns:xs="http://www.w3.org/2001/XMLSchema"
 xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" ID="{assertion_id}" Version="2.0" IssueInstant="{now}">\
<saml:Issuer>{issuer}</saml:Issuer><saml:Subject><saml:NameID Format="{format}"{qualifiers}>{name}</saml:NameID>\
<saml:SubjectConfirmation Method="{method}">\
<saml:SubjectConfirmationData{asked} Recipient="{recipient}" NotOnOrAfter="{until}"/></saml:SubjectConfirmation>\
</saml:Subject><saml:Conditions NotBefore="{since}" NotOnOrAfter="{until}"><saml:AudienceRestriction>\
<saml:Audience>{audience}</saml:Audience></saml:AudienceRestriction>{condition}</saml:Conditions>\
<saml:AuthnStatement AuthnInstant="{proved}" SessionIndex="_1"><saml:AuthnContext><saml:AuthnContextClassRef>{context}\
</saml:AuthnContextClassRef></saml:AuthnContext></saml:AuthnStatement><saml:AttributeStatement>\
<saml:Attribute Name="urn:oid:0.9.2342.19200300.100.1.1">\
<saml:AttributeValue xsi:type="xs:string">{username}</saml:AttributeValue></saml:Attribute>\
<saml:Attribute Name="urn:oid:0.9.2342.19200300.100.1.3">\
<saml:AttributeValue xsi:type="xs:string">{mail}</saml:AttributeValue></saml:Attribute>\
<saml:Attribute Name="employee"><saml:AttributeValue>{employee}</saml:AttributeValue></saml:Attribute>\
</saml:AttributeStatement></saml:Assertion>"""

_ANSWER = """\
<samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" ID="{answer_id}" Version="2.0" IssueInstant="{now}" \
Destination="{destination}"{asked}><saml:Issuer xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion">{issuer}</saml:Issuer>\
<samlp:Status><samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:{status}"/></samlp:Status>{assertion}\
</samlp:Response>"""

_SIGNATURE = """\
<ds:Signature xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:SignedInfo>\
<ds:CanonicalizationMethod Algorithm="http://www.w3.org/2001/10/xml-exc-c14n#"/><ds:SignatureMethod Algorithm="{method}"/>\
<ds:Reference URI="#{of}"><ds:Transforms><ds:Transform Algorithm="{envelope}"/>\
<ds:Transform Algorithm="http://www.w3.org/2001/10/xml-exc-c14n#"/></ds:Transforms>\
<ds:DigestMethod Algorithm="{digest_method}"/><ds:DigestValue>{digest}</ds:DigestValue></ds:Reference></ds:SignedInfo>\
<ds:SignatureValue></ds:SignatureValue></ds:Signature>"""

_METADATA = """\
<?xml version="1.0"?><!-- Harbor Works -->
<md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" entityID="{issuer}">
<md:IDPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">{keys}
<md:SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST" Location="{url}/by-post"/>
<md:SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect" Location="{url}/sign-in?org=works"/>
</md:IDPSSODescriptor></md:EntityDescriptor>
"""

_KEY = """<md:KeyDescriptor use="signing"><ds:KeyInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:X509Data>
<ds:X509Certificate>{certificate}</ds:X509Certificate></ds:X509Data></ds:KeyInfo></md:KeyDescriptor>"""

_PAGE = """<!doctype html><title>Harbor Works</title><form method="post" action="{action}">
<input type="hidden" name="SAMLResponse" value="{answer}"><button>Go on</button></form>"""


class SamlProvider:
    """The provider.

    `says` replaces parts of what it says; `signs` are the elements that it signs, `bend` changes the finished text.
    `questions` is how it was asked, newest last.
    """

    def __init__(self, url: str) -> None:
        self.url = url
        self.issuer = f"{url}/metadata"
        self.key = new_key()
        self.digest: HashAlgorithm = SHA256()
        self.now: Callable[[], datetime] = lambda: datetime.now(UTC)
        self.signs = ["assertion"]
        self.says: dict[str, str] = {}
        self.bend: Callable[[str], str] = lambda text: text
        self.questions: list[Any] = []
        self.queries: list[str] = []

    def metadata(self, *keys: rsa.RSAPrivateKey) -> bytes:
        """Return what operators are given: with the certificates of these keys, of its own if none is named."""
        named = "".join(
            _KEY.format(certificate=_base64_of(certificate_of(key))) for key in keys or (self.key,)
        )
        return _METADATA.format(issuer=self.issuer, url=self.url, keys=named).encode()

    def answer_to(self, query: str) -> tuple[str, str]:
        """Return where the browser posts the answer to a question, and the answer."""
        question = _etree().fromstring(
            zlib.decompress(b64decode(_field(query, "SAMLRequest")), -zlib.MAX_WBITS)
        )
        self.questions.append(question)
        self.queries.append(query)
        back_to = question.get("AssertionConsumerServiceURL")
        return back_to, b64encode(self._answer(question, back_to).encode()).decode()

    def _answer(self, question: Any, back_to: str) -> str:
        parts = {**self._parts(question, back_to), **self.says}
        assertion = _ASSERTION.format(**parts)
        if "assertion" in self.signs:
            assertion = self.signed(assertion)
        text = _ANSWER.format(**{**parts, "assertion": assertion, **self.says})
        return self.bend(self.signed(text) if "answer" in self.signs else text)

    def _parts(self, question: Any, back_to: str) -> dict[str, str]:
        now = self.now()
        return {
            "answer_id": f"_answer-{len(self.questions)}",
            "assertion_id": f"_assertion-{len(self.questions)}",
            "issuer": self.issuer,
            "audience": question.findtext("{urn:oasis:names:tc:SAML:2.0:assertion}Issuer"),
            "recipient": back_to,
            "destination": back_to,
            "asked": f' InResponseTo="{question.get("ID")}"',
            "name": "somebody-7",
            "format": PERSISTENT,
            "qualifiers": "",
            "method": "urn:oasis:names:tc:SAML:2.0:cm:bearer",
            "condition": "",
            "now": instant(now),
            "since": instant(now - timedelta(minutes=1)),
            "until": instant(now + timedelta(minutes=5)),
            "proved": instant(now),
            "context": PASSWORD_CONTEXT,
            "username": "ada",
            "mail": "ada@works.example",
            "employee": "0007",
            "status": "Success",
        }

    def signed(self, text: str) -> str:
        """Return the element with an enveloped signature after its issuer (XML Signature, 4; SAML 2.0 Core, 5)."""
        etree = _etree()
        root = etree.fromstring(text)
        name = self.digest.name
        rsa_method = (
            f"{DS}rsa-sha1" if name == "sha1" else f"http://www.w3.org/2001/04/xmldsig-more#rsa-{name}"
        )
        signature = etree.fromstring(
            _SIGNATURE.format(
                of=root.get("ID"),
                envelope=f"{DS}enveloped-signature",
                method=rsa_method,
                digest_method=f"{DS}sha1" if name == "sha1" else f"http://www.w3.org/2001/04/xmlenc#{name}",
                digest=b64encode(hashlib.new(name, _canonical(root)).digest()).decode(),
            )
        )
        value = self.key.sign(_canonical(signature[0]), padding.PKCS1v15(), self.digest)
        signature[1].text = b64encode(value).decode()
        root.insert(1, signature)
        return str(etree.tostring(root, encoding="unicode"))


def instant(at: datetime) -> str:
    """Return a time as SAML writes it, with the seven digits that some providers give."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.0000000Z")


@cache
def new_key(number: int = 0) -> rsa.RSAPrivateKey:
    """Return a key; to make one takes a while."""
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def certificate_of(
    key: rsa.RSAPrivateKey, *, until: datetime = datetime(2040, 1, 1, tzinfo=UTC)
) -> x509.Certificate:
    """Return a certificate that the key has signed itself."""
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Harbor Works")])
    builder = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(datetime(2020, 1, 1, tzinfo=UTC))
        .not_valid_after(until)
    )
    return builder.sign(key, SHA256())


def form_in(page: str) -> tuple[str, str]:
    """Return where the form of the provider's page goes, and the answer in it."""
    found = re.search(r'action="([^"]*)".*?value="([^"]*)"', page, re.DOTALL)
    assert found is not None, page
    return unescape(found[1]), unescape(found[2])


def let_signxml_be_found() -> None:
    """Put the environment of signxml behind all others."""
    folder = folder_of_signxml()
    if folder not in sys.path:
        sys.path.append(folder)


def folder_of_signxml() -> str:
    """Return where signxml stands."""
    found = list(_ENVIRONMENT.glob("lib/python*/site-packages"))
    if not found:
        raise FileNotFoundError(f"{_ENVIRONMENT} is not there; scripts/provide-clients makes it")
    return str(found[0])


def _canonical(element: Any) -> bytes:
    etree = _etree()
    alone = etree.fromstring(etree.tostring(element, with_tail=False))
    return bytes(etree.tostring(alone, method="c14n", exclusive=True, with_comments=False))


def _base64_of(certificate: x509.Certificate) -> str:
    return b64encode(certificate.public_bytes(Encoding.DER)).decode()


def _field(query: str, name: str) -> str:
    return parse_qs(query)[name][0]


def _etree() -> Any:
    from lxml import etree  # noqa: PLC0415 - of an environment of its own

    return etree


class _Handler(BaseHTTPRequestHandler):
    server: "_Server"

    def do_GET(self) -> None:
        if not self.path.startswith("/sign-in?"):
            # Browsers ask for an icon.
            self.send_response(204)
            self.end_headers()
            return
        action, answer = self.server.provider.answer_to(urlsplit(self.path).query)
        body = _PAGE.format(action=escape(action), answer=answer).encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


class _Server(ThreadingHTTPServer):
    provider: SamlProvider


@contextmanager
def saml_provider() -> Iterator[SamlProvider]:
    """Lend a provider that runs."""
    let_signxml_be_found()
    server = _Server(("127.0.0.1", 0), _Handler)
    server.provider = SamlProvider(f"http://127.0.0.1:{server.server_port}")
    Thread(target=server.serve_forever, args=[0.02], daemon=True).start()
    try:
        yield server.provider
    finally:
        server.shutdown()
        server.server_close()


SHA_1 = SHA1()
