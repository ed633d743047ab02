"""Each act of the desk: by whom, with which reason, and who is told."""

from datetime import timedelta

import pytest
from django.test import Client

from strongroom.accounts.queries import Person, get_person_named, list_banners, roles_of
from strongroom.accounts.services import Role
from strongroom.catalog.queries import find_project, find_ruling, list_namespaces, list_open_reports
from strongroom.catalog.services import ReportKind, report_project
from strongroom.criticality.queries import explain, is_named
from strongroom.foundation.names import normalize
from strongroom.infra.journal.models import JournalEntry
from strongroom.infra.journal.queries import list_entries_about
from strongroom.infra.outbox.models import OutgoingMail
from strongroom.interfaces.web.desk.acting import ROOMS
from tests.interfaces.web.conftest import SignIn
from tests.interfaces.web.desk import REASON, operator
from tests.support import given
from tests.support.given import NOON, acting

pytestmark = pytest.mark.django_db

ACTS = {
    "/desk/people/ada/freeze/": "admin support moderator",
    "/desk/people/ada/end-sessions/": "admin support moderator",
    "/desk/people/ada/unfreeze/": "admin support",
    "/desk/people/ada/recover/": "admin support",
    "/desk/people/ada/grant-role/": "admin",
    "/desk/people/ada/revoke-role/": "admin",
    "/desk/projects/harborlight/quarantine/": "admin moderator",
    "/desk/projects/harborlight/lift/": "admin moderator",
    "/desk/projects/harborlight/give/": "admin moderator",
    "/desk/projects/harborlight/propose-gift/": "admin moderator",
    "/desk/projects/harborlight/approve-gift/": "admin moderator",
    "/desk/projects/harborlight/stop-gift/": "admin moderator",
    "/desk/recoveries/1/approve/": "admin support",
    "/desk/recoveries/1/turn-down/": "admin support",
    "/desk/projects/harborlight/designate/": "admin",
    "/desk/projects/harborlight/undesignate/": "admin",
    "/desk/names/quietqueue/prohibit/": "admin moderator",
    "/desk/names/quietqueue/permit/": "admin moderator",
    "/desk/names/quietqueue/forget/": "admin moderator",
    "/desk/names/quietqueue/grant-namespace/": "admin moderator",
    "/desk/names/quietqueue/revoke-namespace/": "admin moderator",
    "/desk/reports/1/answer/": "admin moderator",
    "/desk/contests/1/answer/": "admin",
    "/desk/policy/next/announce/": "admin",
    "/desk/policy/2/withdraw/": "admin",
    "/desk/projects/harborlight/count-again/": "admin",
    "/desk/announcements/new/draft/": "admin moderator",
    "/desk/announcements/1/change/": "admin moderator",
    "/desk/announcements/1/discard/": "admin moderator",
    "/desk/announcements/1/send/": "admin",
    "/desk/announcements/1/pause/": "admin",
    "/desk/announcements/1/resume/": "admin",
    "/desk/announcements/1/send-again/": "admin",
    "/desk/banners/new/show/": "admin support",
    "/desk/vouchers/new/create/": "admin support",
    "/desk/vouchers/1/import/": "admin support",
    "/desk/vouchers/1/withdraw/": "admin support",
    "/desk/vouchers/1/end/": "admin support",
    "/desk/banners/1/end/": "admin support",
}
"""Each act, and the roles that cover it."""

GIVEN = {
    "reason": REASON,
    "role": "auditor",
    "owner": "ada",
    "text": "The index rests on Sunday.",
    "audience": "everybody",
    "begins_on": f"{NOON:%Y-%m-%d}",
    "ends_on": f"{NOON + timedelta(days=2):%Y-%m-%d}",
    "outcome": "upheld",
}
"""One form for all: each act takes what it knows."""


@pytest.fixture(autouse=True)
def harborlight(ada: Person, cleo: Person) -> None:
    """A project, a report about it, and nothing decided yet."""
    name = given.release(ada, "harborlight")
    report_project(name, ReportKind.MALWARE, text="It sends keys.", by=acting(cleo), now=NOON)


def serial() -> int:
    return JournalEntry.objects.count()


def do(browser: Client, path: str, **more: str) -> int:
    """Send the form of an act; return the status."""
    status: int = browser.post(path, {**GIVEN, **more}).status_code
    return status


def number_of_the_report() -> int:
    return list_open_reports()[0].id


def acts() -> dict[str, list[str]]:
    """Return each act, at the report that there is, and the roles that cover it."""
    report = f"/reports/{number_of_the_report()}/"
    return {path.replace("/reports/1/", report): roles.split() for path, roles in ACTS.items()}


def letters_to(name: str) -> list[str]:
    rows = OutgoingMail.objects.filter(recipient=get_person_named(name).address).order_by("pk")
    return list(rows.values_list("text", flat=True))


def test_every_act_is_in_the_table() -> None:
    listed = {(path.split("/")[2], path.split("/")[4]) for path in ACTS}
    assert listed == {(room.slug, act.slug) for room in ROOMS.values() for act in room.acts}


@pytest.mark.parametrize("role", Role)
def test_a_role_that_does_not_cover_an_act_changes_nothing(sign_in: SignIn, role: Role) -> None:
    browser = operator(sign_in, role)
    before = serial()
    for path, covering in acts().items():
        if role in covering:
            # What there is nothing of answers 404, after the role was asked.
            assert browser.get(path).status_code in {200, 404}, path
            continue
        for answer in (browser.get(path), browser.post(path, GIVEN)):
            assert answer.status_code == 403, path
            assert "That takes the role" in answer.content.decode()
    assert serial() == before


def test_nothing_is_done_without_a_reason(sign_in: SignIn) -> None:
    browser = operator(sign_in)
    before = serial()
    for path in acts():
        for reason in ("", "   ", "x" * 501):
            assert browser.post(path, {**GIVEN, "reason": reason}).status_code in {400, 404}, path
    assert serial() == before


def test_an_account_is_frozen_and_opened_again(sign_in: SignIn) -> None:
    browser = operator(sign_in)
    page = browser.get("/desk/people/ada/freeze/").content.decode()
    assert "ada, by mail at every confirmed address" in page
    assert do(browser, "/desk/people/ada/freeze/", reason="its tokens are in a public repository") == 302
    assert not get_person_named("ada").is_active
    assert "its tokens are in a public repository" in letters_to("ada")[-1]
    assert do(browser, "/desk/people/ada/freeze/") == 409
    assert do(browser, "/desk/people/ada/unfreeze/", reason="They are revoked.") == 302
    assert get_person_named("ada").is_active
    opened = next(one for one in list_entries_about("ada") if one.kind == "account.unfrozen")
    assert (opened.by, opened.reason) == ("operator:otto", "They are revoked.")


def test_everybody_who_is_in_an_account_is_signed_out_and_its_owner_reads_why(
    ada: Person, sign_in: SignIn
) -> None:
    hers, browser = sign_in(ada), operator(sign_in, Role.SUPPORT)
    assert hers.get("/account/").status_code == 200
    assert (
        do(browser, "/desk/people/ada/end-sessions/", reason="You left a computer of the library signed in.")
        == 302
    )
    assert hers.get("/account/").status_code == 302
    assert "You left a computer of the library signed in." in letters_to("ada")[-1]
    ended = next(one for one in list_entries_about("ada") if one.kind == "account.sessions_ended")
    assert ended.by == "operator:otto"
    assert get_person_named("ada").is_active
    assert browser.get("/desk/").status_code == 200, "nobody else is signed out"


def test_a_role_is_granted_and_revoked_and_not_to_oneself(ada: Person, sign_in: SignIn) -> None:
    browser = operator(sign_in)
    assert do(browser, "/desk/people/ada/grant-role/") == 302
    assert roles_of(ada.user_id) == {Role.AUDITOR}
    assert "ada has the role auditor now" in letters_to("otto")[-1]
    assert do(browser, "/desk/people/ada/revoke-role/") == 302
    assert not roles_of(ada.user_id)
    assert do(browser, "/desk/people/otto/grant-role/", role="support") == 409
    assert do(browser, "/desk/people/otto/revoke-role/", role="admin") == 409
    assert roles_of(get_person_named("otto").user_id) == {Role.ADMIN}


def test_a_project_is_quarantined_and_its_people_read_why(sign_in: SignIn) -> None:
    browser = operator(sign_in, Role.MODERATOR)
    assert "ada, by mail" in browser.get("/desk/projects/harborlight/quarantine/").content.decode()
    assert do(browser, "/desk/projects/harborlight/quarantine/") == 302
    project = find_project(normalize("harborlight"))
    assert project is not None
    assert (project.status, project.status_reason) == ("quarantined", REASON)
    assert REASON in letters_to("ada")[-1]
    assert do(browser, "/desk/projects/harborlight/quarantine/") == 409
    assert do(browser, "/desk/projects/harborlight/lift/", reason="It is clean.") == 302
    assert "It is clean." in letters_to("ada")[-1]


def test_a_project_is_named_critical_and_its_people_read_why(sign_in: SignIn) -> None:
    browser, name = operator(sign_in), normalize("harborlight")
    assert (
        do(browser, "/desk/projects/harborlight/designate/", reason="Every other one is built with it.")
        == 302
    )
    assert "Every other one is built with it." in letters_to("ada")[-1]
    given.designation()
    assert explain(name).rules == ("named",)
    assert do(browser, "/desk/projects/harborlight/designate/") == 409
    assert do(browser, "/desk/projects/harborlight/undesignate/", reason="No longer.") == 302
    assert "No longer." in letters_to("ada")[-1]
    assert not is_named(name)
    assert do(browser, "/desk/projects/harborlight/undesignate/") == 409


@pytest.mark.on_postgresql
def test_names_are_ruled_on(sign_in: SignIn) -> None:
    browser, name = operator(sign_in), normalize("quietqueue")
    assert do(browser, "/desk/names/quietqueue/prohibit/") == 302
    ruling = find_ruling(name)
    assert ruling is not None
    assert (ruling.effect, ruling.by, ruling.reason) == ("prohibited", "operator:otto", REASON)
    assert do(browser, "/desk/names/quietqueue/permit/", holder="ada") == 302
    assert do(browser, "/desk/names/quietqueue/permit/", holder="nobody") == 404
    ruling = find_ruling(name)
    assert ruling is not None
    assert (ruling.effect, ruling.username) == ("permitted", "ada")
    assert do(browser, "/desk/names/quietqueue/forget/") == 302
    assert find_ruling(name) is None


def test_a_namespace_is_granted_and_its_owner_told(sign_in: SignIn) -> None:
    browser = operator(sign_in)
    assert do(browser, "/desk/names/quietqueue/grant-namespace/") == 302
    assert [one.name for one in list_namespaces()] == ["quietqueue"]
    assert REASON in letters_to("ada")[-1]
    assert do(browser, "/desk/names/quietqueue/revoke-namespace/") == 302
    assert list_namespaces() == []


def test_a_report_is_answered(sign_in: SignIn) -> None:
    browser, number = operator(sign_in), number_of_the_report()
    page = browser.get(f"/desk/reports/{number}/").content.decode()
    assert "It sends keys." in page
    assert do(browser, f"/desk/reports/{number}/answer/") == 302
    assert REASON in letters_to("cleo")[-1]
    assert REASON in letters_to("ada")[-1]
    assert do(browser, f"/desk/reports/{number}/answer/") == 400


def test_everybody_reads_a_banner_until_it_ends(client: Client, sign_in: SignIn) -> None:
    browser = operator(sign_in)
    assert do(browser, "/desk/banners/new/show/") == 302
    assert GIVEN["text"] in client.get("/help/policy/").content.decode()
    (shown,) = list_banners(now=NOON)
    assert do(browser, f"/desk/banners/{shown.id}/end/") == 302
    assert GIVEN["text"] not in client.get("/help/policy/").content.decode()
    assert do(browser, f"/desk/banners/{shown.id}/end/") == 404


def test_a_banner_for_people_bound_is_seen_by_them_alone(
    client: Client, ada: Person, ben: Person, sign_in: SignIn
) -> None:
    given.role(ben, given.critical_project(ada, "lanternfile"))
    given.mandate()
    assert do(operator(sign_in), "/desk/banners/new/show/", audience="bound") == 302
    seen = {
        who: GIVEN["text"] in browser.get("/help/policy/").content.decode()
        for who, browser in (("stranger", client), ("ada", sign_in(ada)), ("ben", sign_in(ben)))
    }
    assert seen == {"stranger": False, "ada": False, "ben": True}


def test_a_banner_that_begins_later_is_not_seen_yet(client: Client, sign_in: SignIn) -> None:
    tomorrow = f"{NOON + timedelta(days=1):%Y-%m-%d}"
    assert do(operator(sign_in), "/desk/banners/new/show/", begins_on=tomorrow) == 302
    assert GIVEN["text"] not in client.get("/help/policy/").content.decode()


@pytest.mark.parametrize(
    "path", ["/desk/people/ada/burn/", "/desk/nothing/ada/freeze/", "/desk/banners/new/burn/"]
)
def test_what_is_no_act_is_not_there(sign_in: SignIn, path: str) -> None:
    assert operator(sign_in).get(path).status_code == 404
