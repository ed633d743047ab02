"""XML that a stranger may have written: reading it harmlessly, and finding in it what somebody has signed.

Signatures over XML were forged by showing one part to whoever verifies and another to whoever reads. Here nobody reads
but what the verification hands over: the signed bytes, parsed once more (XML Signature Best Practices, 12).
Source of the algorithms: RFC 9231; SHA-1 is in none of them.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from cryptography.x509 import Certificate

from strongroom.accounts.errors import AnswerRefused
from strongroom.accounts.rules.saml import Fault

SIGNATURE = "{http://www.w3.org/2000/09/xmldsig#}Signature"
_REFERENCE = "{http://www.w3.org/2000/09/xmldsig#}SignedInfo/{http://www.w3.org/2000/09/xmldsig#}Reference"
_METHODS = (
    "RSA_SHA256",
    "RSA_SHA384",
    "RSA_SHA512",
    "SHA256_RSA_MGF1",
    "SHA384_RSA_MGF1",
    "SHA512_RSA_MGF1",
    "ECDSA_SHA256",
    "ECDSA_SHA384",
    "ECDSA_SHA512",
)
_DIGESTS = ("SHA256", "SHA384", "SHA512")


def read_document(data: bytes, *, may_have_comments: bool = False) -> Any:
    """Return the root of a document that has nothing in it but elements and text.

    Args:
        may_have_comments: And instructions: of a file of the operators', never of what a stranger brings.

    Raises:
        AnswerRefused: it is no XML, or has a document type (entities are defined there), comments or instructions.
    """
    etree = _etree()
    try:
        root = etree.fromstring(data, parser=_parser())
    except (etree.XMLSyntaxError, ValueError) as error:
        raise AnswerRefused(Fault.UNREADABLE) from error
    information = root.getroottree().docinfo
    if information.internalDTD is not None or information.doctype:
        raise AnswerRefused(Fault.MARKED_UP)
    # Of all nodes, only elements have a name that is a text; those beside the root are its siblings.
    beside = (*root.itersiblings(), *root.itersiblings(preceding=True))
    is_plain = not beside and all(isinstance(node.tag, str) for node in root.iter())
    if not (is_plain or may_have_comments):
        raise AnswerRefused(Fault.MARKED_UP)
    return root


def text_of(element: Any) -> str:
    """Return the text of an element that holds nothing else; empty where there is no such element."""
    if element is None:
        return ""
    if len(element):
        raise AnswerRefused(Fault.UNREADABLE)
    return (element.text or "").strip()


def signed_part(element: Any, certificates: Iterable[Certificate], *, now: datetime) -> Any:
    """Return what was signed of an element that carries a signature: itself, and nothing that anybody could have added.

    Args:
        certificates: One of them must verify it; each counts only as long as it is valid.

    Raises:
        AnswerRefused: nobody of these has signed just this element.
    """
    references = element.findall(f"{SIGNATURE}/{_REFERENCE}")
    if len(references) != 1 or references[0].get("URI") != f"#{element.get('ID')}":
        raise AnswerRefused(Fault.WRONGLY_SIGNED)
    data = _etree().tostring(element, with_tail=False)
    for certificate in certificates:
        signed = _verified(data, certificate, now=now)
        if signed is not None and (signed.tag, signed.get("ID")) == (element.tag, element.get("ID")):
            return signed
    raise AnswerRefused(Fault.WRONGLY_SIGNED)


def _verified(data: bytes, certificate: Certificate, *, now: datetime) -> Any:
    """Return what this certificate's key has signed; None if it has not."""
    from signxml import (  # noqa: PLC0415 - as `_etree`
        DigestAlgorithm,
        SignatureConfiguration,
        SignatureMethod,
        XMLVerifier,
    )

    wanted = SignatureConfiguration(
        location="./",
        signature_methods=frozenset(SignatureMethod[name] for name in _METHODS),
        digest_algorithms=frozenset(DigestAlgorithm[name] for name in _DIGESTS),
        # A KeyValue beside the certificate changes nothing: the key is the certificate's.
        ignore_ambiguous_key_info=True,
        verification_time=now,
    )
    try:
        result = XMLVerifier().verify(
            data, x509_cert=certificate, id_attribute="ID", expect_config=wanted, parser=_parser()
        )
    except Exception:  # noqa: BLE001 - whatever a verifier stumbles over in a stranger's words, they are not verified
        return None
    return result.signed_xml


def _parser() -> Any:
    """Return a parser that fetches nothing, replaces nothing, and gives up on what is out of all proportion."""
    return _etree().XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)


def _etree() -> Any:
    """Return lxml, which is there only where a provider speaks SAML: `strongroom[saml]`."""
    from lxml import etree  # noqa: PLC0415

    return etree
