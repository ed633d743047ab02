"""The settings of sign-in through others: an identity provider, and a directory. Part of the table of `env`."""

from urllib.parse import urlsplit

from strongroom.config.directory_values import address, attribute, existing_file, search_filter
from strongroom.config.variable import Variable, words


def _issuer(text: str) -> str:
    """Return the issuer as its ID tokens spell it (OpenID Connect Core 1.0, 2)."""
    parts = urlsplit(text)
    is_local = parts.hostname in {"localhost", "127.0.0.1"}
    if text and not (parts.hostname and (parts.scheme == "https" or (parts.scheme == "http" and is_local))):
        raise ValueError("an https address, such as https://login.example")
    if parts.query or parts.fragment:
        raise ValueError("an address without a query, such as https://login.example")
    return text


SIGN_IN = (
    Variable(
        "STRONGROOM_OIDC_ISSUER",
        "Issuer of the OpenID Connect provider through which people may sign in; empty for none.",
        "",
        _issuer,
    ),
    Variable("STRONGROOM_OIDC_NAME", "What people call the provider.", "your company", str),
    Variable("STRONGROOM_OIDC_CLIENT", "The index's client id at the provider.", "", str),
    Variable("STRONGROOM_OIDC_CLIENT_SECRET", "The index's secret at the provider.", "", str),
    Variable(
        "STRONGROOM_OIDC_SECOND_FACTOR",
        "Values of `amr` and `acr` by which a sign-in at the provider counts as one with a second factor, comma-separated.",
        "",
        words,
    ),
    Variable(
        "STRONGROOM_SAML",
        "File with the metadata of the SAML identity provider through which people may sign in; empty for none.",
        "",
        existing_file,
    ),
    Variable("STRONGROOM_SAML_NAME", "What people call the provider.", "your company", str),
    Variable(
        "STRONGROOM_SAML_ID", "Attribute by which people are known; empty for the persistent NameID.", "", str
    ),
    Variable(
        "STRONGROOM_SAML_USERNAME",
        "Attribute of the user name that somebody new begins with.",
        "urn:oid:0.9.2342.19200300.100.1.1",
        str,
    ),
    Variable(
        "STRONGROOM_SAML_MAIL",
        "Attribute of the mail address that somebody new begins with.",
        "urn:oid:0.9.2342.19200300.100.1.3",
        str,
    ),
    Variable(
        "STRONGROOM_SAML_KEY",
        "File with the key, and its certificate, that questions to the provider are signed with; empty for unsigned ones.",
        "",
        existing_file,
    ),
    Variable(
        "STRONGROOM_SAML_SECOND_FACTOR",
        "Values of `AuthnContextClassRef` by which a sign-in at the provider counts as one with a second factor, comma-separated.",
        "",
        words,
    ),
    Variable(
        "STRONGROOM_LDAP", "Directory whose passwords people sign in with; empty for none.", "", address
    ),
    Variable("STRONGROOM_LDAP_NAME", "What people call the directory.", "your company's directory", str),
    Variable("STRONGROOM_LDAP_PEOPLE", "Distinguished name below which people are.", "", str),
    Variable("STRONGROOM_LDAP_FILTER", "Filter that people fulfill.", "(objectClass=person)", search_filter),
    Variable(
        "STRONGROOM_LDAP_GROUP", "Distinguished name of the group that is let in; empty for all.", "", str
    ),
    Variable("STRONGROOM_LDAP_BIND_DN", "Who looks for people in the directory; empty for nobody.", "", str),
    Variable("STRONGROOM_LDAP_BIND_PASSWORD", "The password for that.", "", str),
    Variable("STRONGROOM_LDAP_USERNAME", "Attribute of the user name.", "uid", attribute),
    Variable("STRONGROOM_LDAP_MAIL", "Attribute of the mail address.", "mail", attribute),
    Variable(
        "STRONGROOM_LDAP_ID", "Attribute that an entry shares with no other, ever.", "entryUUID", attribute
    ),
    Variable(
        "STRONGROOM_LDAP_AUTHORITIES", "File of certificates; empty for the machine's.", "", existing_file
    ),
)
