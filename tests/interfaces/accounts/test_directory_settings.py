"""How a company's directory is named to an installation."""

import pytest

from strongroom.config.directory import directory_of
from strongroom.config.env import SettingInvalid, read_environment
from tests.support.slapd import let_python_ldap_be_found

PEOPLE = "ou=people,dc=works,dc=example"


@pytest.mark.parametrize(
    "address",
    [
        "",
        "ldaps://ldap.works.example",
        "ldaps://ldap.works.example:1636",
        "ldap+starttls://ldap.works.example",
        "ldap://127.0.0.1:3890",
        "ldap://[::1]",
    ],
)
def test_passwords_go_there_by_tls_or_stay_on_this_machine(address: str) -> None:
    assert read_environment({"STRONGROOM_LDAP": address})["STRONGROOM_LDAP"] == address


@pytest.mark.parametrize(
    "address",
    [
        "ldap://ldap.works.example",
        "ldap://127.0.0.1.works.example",
        "ldaps://",
        "ldaps://ldap.works.example/ou=people",
        "https://ldap.works.example",
        "ldap.works.example",
    ],
)
def test_anything_else_is_refused(address: str) -> None:
    with pytest.raises(SettingInvalid, match="STRONGROOM_LDAP"):
        read_environment({"STRONGROOM_LDAP": address})


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("STRONGROOM_LDAP_FILTER", "objectClass=person"),
        ("STRONGROOM_LDAP_USERNAME", "uid)(cn"),
        ("STRONGROOM_LDAP_AUTHORITIES", "/nowhere/authorities.pem"),
    ],
)
def test_what_would_find_the_wrong_people_or_nobody_is_refused(name: str, text: str) -> None:
    with pytest.raises(SettingInvalid, match=name):
        read_environment({name: text})


def test_there_is_none_by_default() -> None:
    assert directory_of(read_environment({})) is None


def test_it_takes_where_people_are() -> None:
    with pytest.raises(SettingInvalid, match="STRONGROOM_LDAP_PEOPLE"):
        directory_of(read_environment({"STRONGROOM_LDAP": "ldaps://ldap.works.example"}))


def test_it_is_asked_as_the_settings_say() -> None:
    let_python_ldap_be_found()
    said = {
        "STRONGROOM_LDAP": "ldap+starttls://ldap.works.example",
        "STRONGROOM_LDAP_PEOPLE": PEOPLE,
        "STRONGROOM_LDAP_USERNAME": "sAMAccountName",
        "STRONGROOM_LDAP_ID": "objectGUID",
        "STRONGROOM_LDAP_BIND_PASSWORD": "secret between the two",
    }
    directory = directory_of(read_environment(said))
    assert directory is not None
    assert (directory.address, directory.starttls) == ("ldap://ldap.works.example", True)
    assert directory.filter_for("ada") == "(&(sAMAccountName=ada)(objectClass=person))"
    assert "secret between" not in repr(directory)
