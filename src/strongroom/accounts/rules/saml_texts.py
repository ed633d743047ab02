"""What the index says in SAML: the question to an identity provider, and what its operators register of us.

Sources: SAML 2.0 Core, 3.4.1 (AuthnRequest); SAML 2.0 Metadata, 2.4.4 (SPSSODescriptor).
"""

from dataclasses import dataclass
from datetime import datetime
from xml.sax.saxutils import escape, quoteattr

from strongroom.accounts.rules.saml import PERSISTENT

POST = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST"
_PROTOCOL = "urn:oasis:names:tc:SAML:2.0:protocol"
_ASSERTION = "urn:oasis:names:tc:SAML:2.0:assertion"
_METADATA = "urn:oasis:names:tc:SAML:2.0:metadata"
_SIGNATURES = "http://www.w3.org/2000/09/xmldsig#"


@dataclass(frozen=True, slots=True)
class Question:
    """A question who somebody is.

    Args:
        question_id: What its answer has to name. An XML ID: it begins with a letter or an underscore.
        by, back_to: Entity id of the index, and where the answer is to be sent.
        to: The address of the provider.
        asks_again: The provider is to ask for a proof although somebody is signed in there.
        asks_for_name: For a persistent NameID; not where an attribute takes its place.
    """

    question_id: str
    by: str
    back_to: str
    to: str
    asks_again: bool
    asks_for_name: bool

    def text(self, *, now: datetime) -> str:
        """Return it as XML."""
        policy = (
            f'<samlp:NameIDPolicy Format="{PERSISTENT}" AllowCreate="true"/>' if self.asks_for_name else ""
        )
        again = ' ForceAuthn="true"' if self.asks_again else ""
        return (
            f'<samlp:AuthnRequest xmlns:samlp="{_PROTOCOL}" xmlns:saml="{_ASSERTION}"'
            f' ID={quoteattr(self.question_id)} Version="2.0" IssueInstant="{now:%Y-%m-%dT%H:%M:%SZ}"'
            f' Destination={quoteattr(self.to)} ProtocolBinding="{POST}"'
            f" AssertionConsumerServiceURL={quoteattr(self.back_to)}{again}>"
            f"<saml:Issuer>{escape(self.by)}</saml:Issuer>{policy}</samlp:AuthnRequest>"
        )


def metadata(*, entity_id: str, back_to: str, certificate: str, asks_for_name: bool) -> str:
    """Return what the provider's operators register of the index, as XML.

    Args:
        certificate: By which our questions are verified, as base64 of its DER; empty where they are not signed.
    """
    key = (
        f'<md:KeyDescriptor use="signing"><ds:KeyInfo xmlns:ds="{_SIGNATURES}"><ds:X509Data><ds:X509Certificate>'
        f"{certificate}</ds:X509Certificate></ds:X509Data></ds:KeyInfo></md:KeyDescriptor>"
        if certificate
        else ""
    )
    name = f"<md:NameIDFormat>{PERSISTENT}</md:NameIDFormat>" if asks_for_name else ""
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<md:EntityDescriptor xmlns:md="{_METADATA}" entityID={quoteattr(entity_id)}>'
        f'<md:SPSSODescriptor protocolSupportEnumeration="{_PROTOCOL}" WantAssertionsSigned="true"'
        f' AuthnRequestsSigned="{str(bool(certificate)).lower()}">{key}{name}'
        f'<md:AssertionConsumerService Binding="{POST}" Location={quoteattr(back_to)} index="0" isDefault="true"/>'
        "</md:SPSSODescriptor></md:EntityDescriptor>\n"
    )
