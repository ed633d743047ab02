"""Every page, as a stranger, an owner and a protected person see it: readable, on every screen, without a complaint.

The browser's own complaints (content that the policy refused, scripts that broke) are what the fixture
`new_visitor` looks at, after these tests as after every other one.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from strongroom.foundation.download_events import DownloadEvent
from strongroom.foundation.names import normalize
from tests.browser.faults import faults_of
from tests.browser.people import Account
from tests.browser.visitor import FACTORS, LOGIN, TOKENS, Authenticator, Visitor
from tests.support.distributions import Wheel
from tests.support.served import Index

NAME, SUNKEN, SMALL = "lighthouse-keepers-almanac-for-northern-waters", "sunken-pier", "tidewater"
DESCRIPTION = """# What it does

It computes *tides*. See [the manual](https://manual.example/) and `almanac.tides()`.

```python
from almanac import tides; print(tides("a place with quite a long name", on="2026-07-08", in_local_time=True))
```

| Port | High water | Low water | Height above chart datum | Remarks of the harbor master |
| ---- | ---------- | --------- | ------------------------ | ---------------------------- |
| Ness | 04:12      | 10:31     | 3.2 m                    | none                         |

> Not for navigation.

1. Install it
2. Read the almanac
"""
CHANGES = ("yank", "unyank", "archive", "withdraw", "invite", "remove", "hand-over", "leave")

Tour = Iterator[str]
"""Leads somebody from page to page; says at each where they are."""


@dataclass(frozen=True)
class Place:
    """An index with a critical project whose people are bound, and the people."""

    index: Index
    owner: Account
    guest: Account


@pytest.fixture(scope="module")
def place(served: Index, accounts: Iterator[Account], tmp_path_factory: pytest.TempPathFactory) -> Place:
    """Publish, count downloads of the last weeks, designate, announce: as operators do it."""
    owner, guest = next(accounts), next(accounts)
    headers = {
        "Summary": "Tides, lights and distances of northern waters, computed offline and printed as they always were",
        "Description-Content-Type": "text/markdown",
        "License-Expression": "Apache-2.0",
        "Requires-Python": ">=3.11",
        "Project-URL": ["Homepage, https://almanac.example/", "Changes, https://almanac.example/changes"],
    }
    for version in ("1.0", "1.1", "2.0b1"):
        owner.upload(served, Wheel(name=NAME, version=version, headers=headers, description=DESCRIPTION))
    owner.publish(served, SUNKEN)
    owner.publish(served, SMALL)
    log = tmp_path_factory.mktemp("downloads") / "events.log"
    log.write_bytes(b"\n".join(event.to_line() for event in downloads_of(NAME)))
    served.run("downloads", "import", str(log))
    served.run("designate")
    served.run("mandate", "announce", "--reason", "Many others depend on them.")
    return Place(served, owner, guest)


def downloads_of(name: str) -> Iterator[DownloadEvent]:
    """Yield some downloads of each of the last forty days, yesterday's included."""
    now = datetime.now(UTC)
    for days in range(1, 41):
        for installer in ("pip", "uv", "bandersnatch") * (1 + days % 7):
            yield DownloadEvent(
                at=now - timedelta(days=days),
                filename=f"{name.replace('-', '_')}-1.0-py3-none-any.whl",
                project=normalize(name),
                version="1.0",
                installer=installer,
                installer_version="1.0",
                python_version="3.12",
            )


def test_pages_for_everybody(visitor: Visitor, place: Place) -> None:
    assert faults_on(tour_of_a_stranger(visitor, place), visitor) == []


def test_pages_of_an_owner_who_has_no_second_factor_yet(visitor: Visitor, place: Place) -> None:
    assert faults_on(tour_of_an_owner(visitor, place), visitor) == []


def test_pages_of_somebody_protected(visitor: Visitor, place: Place) -> None:
    assert faults_on(tour_of_a_protected_guest(visitor, place), visitor) == []


def faults_on(tour: Tour, visitor: Visitor) -> list[str]:
    """Return what is wrong on the pages of a tour."""
    found = [f"{stop}: {fault}" for stop in tour for fault in faults_of(visitor.page)]
    open("/tmp/faults", "a").write("\n".join(found)+"\n-----------------\n")
    return found


def tour_of_a_stranger(visitor: Visitor, place: Place) -> Tour:
    """Lead through the pages that everybody can see."""
    project = f"/project/{NAME}/"
    yield from opened(visitor, "/", "/search/?q=tide", "/search/?q=nothing-of-the-kind")
    yield from opened(visitor, project, f"{project}files/", f"{project}history/", f"{project}critical/")
    yield from opened(visitor, f"/project/{SMALL}/", f"/project/{SMALL}/critical/", "/project/none/")
    yield from opened(visitor, "/dashboard/", "/help/critical-projects/", "/help/policy/", "/status/")
    yield from opened(visitor, "/account/password/reset/", first_operator_path(place.index))
    yield from opened(visitor, LOGIN, "/account/signup/")
    visitor.fill(User_name="-", Mail_address="somebody@people.example")
    for label in ("Password", "Password, once more"):
        visitor.page.get_by_label(label, exact=True).fill("password")
    visitor.send("Register")
    yield "register, refused"
    nobody = Account(username="nobody", address="", password="not it", token="")
    visitor.give_password(nobody)
    visitor.reads("not correct")
    yield "sign in, refused"
    visitor.open(LOGIN)
    visitor.page.context.clear_cookies()
    visitor.fill(User_name_or_mail_address="nobody", Password="not it")
    visitor.send("Sign in")
    visitor.stands_on("This form has expired")
    yield "a form without its cookie"


def tour_of_an_owner(visitor: Visitor, place: Place) -> Tour:
    """Lead through what an owner does who is asked for a second factor, and through enrolling one."""
    manage = f"/project/{NAME}/manage/"
    visitor.sign_in(place.owner)
    visitor.open(f"{manage}yank/?version=1.1")
    visitor.fill(Reason="It loses what was saved, whenever the tide turns.")
    visitor.send("Yank")
    visitor.reads("1.1 is yanked.")
    visitor.open(f"{manage}invite/")
    visitor.fill(User_name=place.guest.username)
    visitor.send("Invite")
    yield "manage, with messages"
    yield from opened(visitor, *(f"{manage}{change}/" for change in CHANGES))
    visitor.open(f"{manage}withdraw/")
    visitor.fill(Name_of_the_project="another", Reason="none")
    visitor.send("Withdraw")
    yield "withdraw, refused"
    visitor.open(f"/project/{SUNKEN}/manage/withdraw/")
    visitor.fill(Name_of_the_project=SUNKEN, Reason="It has sunk.")
    visitor.send("Withdraw")
    yield "your projects, after a withdrawal"
    yield from opened(visitor, f"/project/{SUNKEN}/", f"/project/{NAME}/", f"/project/{NAME}/files/")
    yield from opened(visitor, "/account/", "/account/email/", "/account/password/change/", FACTORS)
    yield from opened(visitor, f"{FACTORS}key/", TOKENS, f"{TOKENS}create/", "/account/logout/")
    yield from making_a_token(visitor)
    yield from adding_an_app(visitor)


def making_a_token(visitor: Visitor) -> Tour:
    """Lead through the making of a token."""
    visitor.open(f"{TOKENS}create/")
    visitor.fill(Name="laptop of the harbor office, second floor")
    visitor.send("Make the token")
    yield "token, refused"
    visitor.page.get_by_label(NAME, exact=True).check()
    visitor.send("Make the token")
    yield "token made"
    visitor.follow("I have copied it")
    visitor.page.get_by_role("button", name="Revoke").first.click()
    yield "token revoked"


def adding_an_app(visitor: Visitor) -> Tour:
    """Lead through the enrolment of an app."""
    visitor.open(f"{FACTORS}app/")
    yield "app, named"
    visitor.fill(Name="phone")
    visitor.send("Go on")
    yield "app, scanned"
    visitor.fill(Code_from_your_authenticator_app="000000")
    visitor.send("Add the app")
    yield "app, refused"


def tour_of_a_protected_guest(visitor: Visitor, place: Place) -> Tour:
    """Lead through what somebody sees who holds a key and an app."""
    account = place.guest
    Authenticator(visitor.page)
    visitor.sign_in(account)
    visitor.add_app()
    visitor.add_key("blue key")
    visitor.make_recovery_codes()
    yield "recovery codes, made"
    visitor.follow("I have kept them")
    yield "second factors"
    visitor.follow("Remove phone")
    yield "remove a factor"
    yield from opened(visitor, "/account/", "/account/prove/", f"{FACTORS}recovery-codes/")
    yield from opened(visitor, "/projects/mine/", f"/project/{SMALL}/manage/")
    visitor.sign_out()
    visitor.give_password(account)
    visitor.stands_on("Your second factor")
    yield "second factor, asked"
    visitor.fill(Recovery_code="not-one")
    visitor.send("Use a recovery code")
    yield "second factor, refused"


def opened(visitor: Visitor, *paths: str) -> Tour:
    """Lead to pages that have an address."""
    for path in paths:
        visitor.open(path)
        yield path


def first_operator_path(index: Index) -> str:
    """Return the address that the index has printed at its first start."""
    found = re.search(r"/first-operator/\w+/", Path(index.data.parent / "serve.log").read_text())
    assert found is not None
    return found[0]
