"""The company's directory that the settings name, as it is asked."""

from collections.abc import Mapping
from importlib.util import find_spec
from typing import Any

from strongroom.accounts.upstream.directory import Directory
from strongroom.config.env import SettingInvalid

_STARTTLS = "ldap+starttls://"


def directory_of(environment: Mapping[str, Any]) -> Directory | None:
    """Return the directory that people may sign in by, or None if there is none.

    Args:
        environment: As `read_environment` gives it.

    Raises:
        SettingInvalid: it is not said where in it people are, or the library to ask it is missing.
    """
    address = environment["STRONGROOM_LDAP"]
    if not address:
        return None
    if not environment["STRONGROOM_LDAP_PEOPLE"]:
        raise SettingInvalid(
            "STRONGROOM_LDAP_PEOPLE is empty.",
            next_step="Give the distinguished name below which people are, such as ou=people,dc=works,dc=example.",
        )
    if find_spec("ldap") is None:
        raise SettingInvalid(
            "STRONGROOM_LDAP is set, but python-ldap is not installed.",
            next_step="pip install strongroom[ldap]",
        )
    return Directory(
        address.replace(_STARTTLS, "ldap://"),
        environment["STRONGROOM_LDAP_PEOPLE"],
        starttls=address.startswith(_STARTTLS),
        authorities=environment["STRONGROOM_LDAP_AUTHORITIES"],
        condition=environment["STRONGROOM_LDAP_FILTER"],
        reader=(environment["STRONGROOM_LDAP_BIND_DN"], environment["STRONGROOM_LDAP_BIND_PASSWORD"]),
        name_attribute=environment["STRONGROOM_LDAP_USERNAME"],
        mail_attribute=environment["STRONGROOM_LDAP_MAIL"],
        id_attribute=environment["STRONGROOM_LDAP_ID"],
        group=environment["STRONGROOM_LDAP_GROUP"],
    )
