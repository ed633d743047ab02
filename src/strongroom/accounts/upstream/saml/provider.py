"""A company's identity provider that speaks SAML: read from its metadata, and asked by way of the browser.

Its metadata is a file that the operators have put there. Nothing is fetched: whoever answered for the provider at that
moment could name a certificate of their own.
Sources: SAML 2.0 Metadata, 2.4.3; SAML 2.0 Bindings, 3.4.4.1 (signed questions).
"""

import zlib
from base64 import b64decode, b64encode
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import urlencode, urlsplit

from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, load_pem_private_key
from cryptography.x509 import Certificate, load_der_x509_certificate, load_pem_x509_certificate

from strongroom.accounts.errors import AnswerRefused
from strongroom.accounts.rules.saml import Expected
from strongroom.accounts.rules.saml_texts import Question, metadata
from strongroom.accounts.upstream.saml.documents import read_document, text_of

_METADATA = "{urn:oasis:names:tc:SAML:2.0:metadata}"
_REDIRECT = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect"
_CERTIFICATE = ".//{http://www.w3.org/2000/09/xmldsig#}X509Certificate"
_RSA_SHA256 = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"

ISSUER_LENGTH = 200
"""Characters of an entity id; the column of the accounts elsewhere is as wide."""


@dataclass(frozen=True, slots=True)
class Ours:
    """How the index is known to the provider.

    Args:
        entity_id, back_to: Its entity id, and where answers are sent.
        key, certificate: By which questions are signed and verified; None where they are not signed.
    """

    entity_id: str
    back_to: str
    key: rsa.RSAPrivateKey | None = field(default=None, repr=False)
    certificate: Certificate | None = None


@dataclass(frozen=True, slots=True)
class SamlProvider:
    """An identity provider.

    Args:
        issuer: Its entity id.
        sign_in_url: Where a browser takes questions.
        certificates: Of the keys that may sign its answers: two, while it changes from one to the next.
        id_attribute: Of what people are known by; empty for the persistent NameID.
        name_attribute, mail_attribute: Of the user name and the mail address that somebody new begins with.
    """

    issuer: str
    sign_in_url: str
    certificates: tuple[Certificate, ...]
    ours: Ours
    id_attribute: str = ""
    name_attribute: str = ""
    mail_attribute: str = ""

    @property
    def expected(self) -> Expected:
        """What its answers have to say."""
        return Expected(self.issuer, self.ours.entity_id, self.ours.back_to)

    def question_url(self, question_id: str, *, asks_again: bool, now: datetime) -> str:
        """Return where the browser is sent with a question."""
        question = Question(
            question_id,
            by=self.ours.entity_id,
            back_to=self.ours.back_to,
            to=self.sign_in_url,
            asks_again=asks_again,
            asks_for_name=not self.id_attribute,
        )
        packed = _deflated(question.text(now=now))
        fields = [("SAMLRequest", b64encode(packed).decode())]
        if self.ours.key is not None:
            fields.append(("SigAlg", _RSA_SHA256))
            signature = self.ours.key.sign(urlencode(fields).encode(), padding.PKCS1v15(), SHA256())
            fields.append(("Signature", b64encode(signature).decode()))
        sign = "&" if urlsplit(self.sign_in_url).query else "?"
        return f"{self.sign_in_url}{sign}{urlencode(fields)}"

    def our_metadata(self) -> str:
        """Return what its operators register of the index."""
        certificate = self.ours.certificate
        return metadata(
            entity_id=self.ours.entity_id,
            back_to=self.ours.back_to,
            certificate=b64encode(certificate.public_bytes(Encoding.DER)).decode() if certificate else "",
            asks_for_name=not self.id_attribute,
        )


def read_metadata(data: bytes) -> tuple[str, str, tuple[Certificate, ...]]:
    """Return entity id, address for questions and certificates of the provider that a file describes.

    Raises:
        ValueError: it describes none, with what is wrong.
    """
    try:
        return _described(read_document(data, may_have_comments=True))
    except AnswerRefused as error:
        raise ValueError("it is no XML, or has a document type in it") from error


def _described(root: Any) -> tuple[str, str, tuple[Certificate, ...]]:
    described = root.findall(f"{_METADATA}IDPSSODescriptor")
    if root.tag != f"{_METADATA}EntityDescriptor" or len(described) != 1:
        raise ValueError("it is not the EntityDescriptor of one identity provider")
    issuer = root.get("entityID", "")
    if not 0 < len(issuer) <= ISSUER_LENGTH:
        raise ValueError(f"its entityID has no, or more than {ISSUER_LENGTH}, characters")
    return issuer, _sign_in_url(described[0]), _certificates(described[0])


def read_key(data: bytes) -> tuple[rsa.RSAPrivateKey, Certificate]:
    """Return the key and the certificate that a PEM file holds.

    Raises:
        ValueError: it does not hold both, of RSA, for each other.
    """
    try:
        key, certificate = load_pem_private_key(data, password=None), load_pem_x509_certificate(data)
    except (TypeError, ValueError) as error:
        raise ValueError("it is not a private key without a password, and a certificate, in PEM") from error
    if not isinstance(key, rsa.RSAPrivateKey):
        raise ValueError("its key is not of RSA")  # noqa: TRY004 - the file's fault
    if key.public_key() != certificate.public_key():
        raise ValueError("its certificate is that of another key")
    return key, certificate


def _sign_in_url(described: Any) -> str:
    urls: list[str] = [
        service.get("Location", "")
        for service in described.iterfind(f"{_METADATA}SingleSignOnService")
        if service.get("Binding") == _REDIRECT
    ]
    parts = urlsplit(urls[0]) if urls else urlsplit("")
    is_local = parts.hostname in {"localhost", "127.0.0.1"}
    if not (parts.hostname and (parts.scheme == "https" or (parts.scheme == "http" and is_local))):
        raise ValueError("it has no SingleSignOnService for HTTP-Redirect at an https address")
    return urls[0]


def _certificates(described: Any) -> tuple[Certificate, ...]:
    try:
        found = tuple(
            load_der_x509_certificate(b64decode("".join(text_of(certificate).split())))
            for key in described.iterfind(f"{_METADATA}KeyDescriptor")
            if key.get("use", "signing") == "signing"
            for certificate in key.iterfind(_CERTIFICATE)
        )
    except ValueError as error:
        raise ValueError("one of its certificates cannot be read") from error
    if not found:
        raise ValueError("it has no certificate for signatures")
    return found


def _deflated(text: str) -> bytes:
    """Return the text in the format of RFC 1951, without a frame."""
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return packer.compress(text.encode()) + packer.flush()
