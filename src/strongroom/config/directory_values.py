"""How the text of settings of a company's directory is read; each raises `ValueError` with what to give instead."""

import re
from pathlib import Path
from urllib.parse import urlsplit

_ATTRIBUTE = re.compile(r"[A-Za-z][A-Za-z0-9-]*")


def address(text: str) -> str:
    """Return the address. Passwords go there: without TLS only on this machine."""
    parts = urlsplit(text)
    is_local = parts.hostname in {"localhost", "127.0.0.1", "::1"}
    is_safe = parts.scheme in {"ldaps", "ldap+starttls"} or (parts.scheme == "ldap" and is_local)
    if text and not (parts.hostname and is_safe and text == f"{parts.scheme}://{parts.netloc}"):
        raise ValueError("an address such as ldaps://ldap.example or ldap+starttls://ldap.example")
    return text


def search_filter(text: str) -> str:
    """Return what people fulfill (RFC 4515)."""
    if not (text.startswith("(") and text.endswith(")")):
        raise ValueError("a filter in parentheses, such as (objectClass=person)")
    return text


def attribute(text: str) -> str:
    """Return the name of an attribute: it becomes part of a filter (RFC 4512, 1.4)."""
    if not _ATTRIBUTE.fullmatch(text):
        raise ValueError("the name of an attribute, such as uid")
    return text


def existing_file(text: str) -> str:
    """Return the path; an empty text for none."""
    if text and not Path(text).is_file():
        raise ValueError("the path of a file that is there, or nothing")
    return text
