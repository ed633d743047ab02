"""What can be called, and what becomes of calls that are none."""

import xmlrpc.client
from typing import Any

import pytest
from django.test import Client
from hypothesis import given as hypothesis_given
from hypothesis import strategies as st

from strongroom.accounts.queries import Person
from strongroom.catalog.models import Project, Release
from strongroom.catalog.services import withdraw
from strongroom.foundation.permits import Action
from strongroom.infra.journal.queries import project_serials
from strongroom.infra.throttle.services import Limit
from strongroom.interfaces.mirroring import views
from strongroom.interfaces.mirroring.calls import CallUnreadable, read_call
from strongroom.interfaces.mirroring.methods import METHODS
from strongroom.mandates.services import permit
from tests.interfaces.mirroring.conftest import Ask
from tests.support import given
from tests.support.given import NOON, acting

pytestmark = pytest.mark.django_db


def fault(client: Client, body: str | bytes) -> xmlrpc.client.Fault:
    """Post a body and return the fault it is answered with."""
    answer = client.post("/pypi", body, content_type="text/xml")
    assert answer.status_code == 200
    with pytest.raises(xmlrpc.client.Fault) as caught:
        xmlrpc.client.loads(answer.content)
    return caught.value


@pytest.mark.on_postgresql
def test_all_projects_with_their_serials(ask: Ask, ada: Person) -> None:
    given.release(ada, "Harbor.Light")
    gone = given.release(ada, "gone")
    withdraw(permit(acting(ada), Action.WITHDRAW, gone, now=NOON), reason="Nobody uses it.")
    given.release(ada, "hidden")
    Project.objects.filter(name="hidden").update(status="quarantined")
    assert ask("list_packages_with_serial") == {"Harbor.Light": project_serials()["harbor-light"]}


def test_who_may_publish_a_project(ask: Ask, ada: Person) -> None:
    name = given.release(ada, "Harbor.Light")
    given.role(given.person("ben"), name)
    assert ask("package_roles", "harbor_light") == [["Owner", "ada"], ["Maintainer", "ben"]]
    assert ask("package_roles", "unknown") == ask("package_roles", "no name!") == []


def test_what_somebody_may_publish(ask: Ask, ada: Person) -> None:
    given.release(ada, "Harbor.Light")
    gone = given.release(ada, "gone")
    withdraw(permit(acting(ada), Action.WITHDRAW, gone, now=NOON), reason="Nobody uses it.")
    assert ask("user_packages", "ada") == [["Owner", "Harbor.Light"]]
    assert ask("user_packages", "nobody") == []


@pytest.mark.on_postgresql
def test_releases_are_found_by_all_of_their_classifiers(ask: Ask, ada: Person) -> None:
    for version, classifiers in {
        "1.0": ["Typing :: Typed"],
        "2.0": ["Typing :: Typed", "Topic :: Home"],
    }.items():
        given.release(ada, "Harbor.Light", version)
        Release.objects.filter(version=version).update(metadata={"classifiers": classifiers})
    given.release(ada, "silent")
    assert ask("browse", ["Typing :: Typed"]) == [["Harbor.Light", "1.0"], ["Harbor.Light", "2.0"]]
    assert ask("browse", ["Topic :: Home", "Typing :: Typed"]) == [["Harbor.Light", "2.0"]]
    assert ask("browse", ["Typing"]) == ask("browse", ["%"]) == []


def test_the_address_works_with_and_without_slash(ask: Ask) -> None:
    assert ask("changelog_last_serial", path="/pypi/") == ask("changelog_last_serial", path="/pypi")


@pytest.mark.parametrize(
    "method", ["search", "list_packages", "release_data", "system.listMethods", "__class__", "✗"]
)
def test_other_methods_are_faults(client: Client, method: str) -> None:
    answer = fault(client, xmlrpc.client.dumps((), methodname=method).encode())
    assert answer.faultCode == -32500
    assert "changelog_since_serial" in answer.faultString


@pytest.mark.parametrize(
    ("method", "parameters"),
    [
        ("changelog_last_serial", (1,)),
        ("changelog_since_serial", ()),
        ("changelog_since_serial", ("1",)),
        ("changelog_since_serial", (True,)),
        ("changelog_since_serial", (1.5,)),
        ("changelog_since_serial", (None,)),
        ("package_roles", (["harborlight"],)),
        ("package_roles", ({"name": "harborlight"},)),
        ("browse", ("Typing :: Typed",)),
        ("browse", ([],)),
        ("browse", ([1],)),
        ("browse", (["Typing :: Typed"] * 51,)),
    ],
)
def test_wrong_parameters_are_faults(client: Client, method: str, parameters: tuple[Any, ...]) -> None:
    body = xmlrpc.client.dumps(parameters, methodname=method, allow_none=True)
    assert fault(client, body).faultCode == -32500


def test_a_serial_beyond_all_numbers_is_in_the_future(client: Client) -> None:
    body = "<methodCall><methodName>changelog_since_serial</methodName><params><param><value>"
    body += f"<int>{10**40}</int></value></param></params></methodCall>"
    ((rows,), _) = xmlrpc.client.loads(client.post("/pypi", body, content_type="text/xml").content)
    assert rows == []


BOMB = """<?xml version="1.0"?>
<!DOCTYPE methodCall [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>
<methodCall><methodName>package_roles</methodName><params><param><value>&b;</value></param></params></methodCall>"""
THEFT = """<!DOCTYPE methodCall [<!ENTITY file SYSTEM "file:///etc/hostname">]>
<methodCall><methodName>package_roles</methodName><params><param><value>&file;</value></param></params></methodCall>"""


@pytest.mark.parametrize(
    "body", ["", "no xml", "<methodCall>", "<methodCall/>", "<a/>", b"\xff\xfe\xff", BOMB, THEFT]
)
def test_what_is_no_call_is_a_fault(client: Client, body: str | bytes) -> None:
    assert fault(client, body).faultCode == -32700


def test_a_document_type_is_refused_as_such() -> None:
    for body in (BOMB, THEFT, "<!DOCTYPE methodCall><methodCall><methodName>x</methodName></methodCall>"):
        with pytest.raises(CallUnreadable, match="document type"):
            read_call(body.encode())


def test_a_long_call_is_not_read(client: Client) -> None:
    assert "65536 bytes" in fault(client, b" " * (views.BODY_LIMIT_BYTES + 1)).faultString


def test_reading_the_address_is_not_allowed(client: Client) -> None:
    for path in ("/pypi", "/pypi/"):
        assert client.get(path).status_code == 405


def test_nobody_asks_without_end(client: Client, ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views, "PER_ADDRESS", Limit(2, views.PER_ADDRESS.per))
    ask("changelog_last_serial")
    ask("changelog_last_serial")
    body = xmlrpc.client.dumps((), methodname="changelog_last_serial")
    assert "Too many" in fault(client, body).faultString


TAGS = ["params", "param", "value", "int", "string", "array", "data", "struct", "member", "name", "double"]
TAGS += ["boolean", "base64", "dateTime.iso8601", "nil", "methodName", "fault", "bigdecimal"]
pieces = st.sampled_from([f"<{tag}>" for tag in TAGS] + [f"</{tag}>" for tag in TAGS] + ["1", "x", "&lt;"])
trees = st.recursive(
    st.text("1x.", max_size=4),
    lambda inner: st.builds(
        lambda tag, parts: f"<{tag}>{''.join(parts)}</{tag}>",
        st.sampled_from(TAGS),
        st.lists(inner, max_size=3),
    ),
    max_leaves=10,
)


@hypothesis_given(trees | st.lists(pieces).map("".join))
def test_whatever_is_sent_is_read_or_refused(inside: str) -> None:
    try:
        method, parameters = read_call(f"<methodCall>{inside}</methodCall>".encode())
    except CallUnreadable:
        return
    assert isinstance(method, str)
    assert isinstance(parameters, tuple)


def test_the_methods_are_those_that_pypi_still_answers() -> None:
    assert set(METHODS) == {
        "changelog_last_serial",
        "changelog_since_serial",
        "list_packages_with_serial",
        "package_roles",
        "user_packages",
        "browse",
    }
