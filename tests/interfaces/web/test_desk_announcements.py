"""Operators draft the announcement of a mandate, read its letters, send it, and see who was not reached."""

import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.test import Client

from strongroom.accounts.queries import Person
from strongroom.accounts.services import Role
from strongroom.foundation import clock
from strongroom.foundation.actors import Actor
from strongroom.foundation.names import normalize
from strongroom.infra.journal.models import JournalEntry
from strongroom.infra.outbox.models import OutgoingMail
from strongroom.interfaces.web.desk.announcement_words import going_out_words
from strongroom.mandates.queries import get_announcement, list_announcements, list_terms
from strongroom.mandates.services import end_mandate, follow_letters, make_letters, send_due_batches
from tests.interfaces.web.conftest import SignIn
from tests.interfaces.web.desk import operator
from tests.support import announced, given
from tests.support.crowd import crowd
from tests.support.given import NOON, SETUP

pytestmark = pytest.mark.django_db

LIST = "/desk/announcements/"
ACTS = ("pause", "resume", "send-again")
DRAFT = {
    "scope": "critical-projects",
    "strength": "any",
    "notice_days": "90",
    "batch_size": "2",
    "reason": "Many depend on them.",
}


@pytest.fixture(autouse=True)
def harborlight(ada: Person, ben: Person) -> None:
    """A critical project of ada, with the unprotected ben, and dora, who has no address."""
    name = given.critical_project(ada)
    given.role(ben, name)
    given.role(given.person("dora", verified=False), name)


def drafted(browser: Client, **changes: str) -> str:
    """Send the form of a draft; return the address of its page."""
    answer = browser.post(f"{LIST}new/draft/", {**DRAFT, **changes})
    assert answer.status_code == 302, answer.content.decode()
    return f"{LIST}{list_announcements()[0].id}/"


def change(browser: Client, path: str, **changes: str) -> int:
    """Change a draft as somebody does who has just read it; return the status."""
    (draft,) = list_announcements()
    return browser.post(f"{path}change/", {**DRAFT, "read": draft.revision, **changes}).status_code


def read(browser: Client, path: str) -> str:
    answer = browser.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


def plain(page: str) -> str:
    """Return the words of a page."""
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def mark_of(page: str) -> str:
    """Return what the form of a page says was read."""
    found = re.search(r'<input type="hidden" name="read" value="([^"]+)"', page)
    assert found is not None
    return found[1]


def send(browser: Client, path: str) -> Any:
    """Open the page on which a draft is sent, and send its form."""
    said = {"read": mark_of(read(browser, f"{path}send/")), "reason": "Read by two."}
    return browser.post(f"{path}send/", said)


def sent(browser: Client) -> str:
    page = drafted(browser)
    assert send(browser, page).status_code == 302
    return page


def letters_to(username: str) -> list[str]:
    rows = OutgoingMail.objects.filter(topic="mandate", recipient=f"{username}@people.example")
    return list(rows.order_by("pk").values_list("text", flat=True))


def test_an_operator_drafts_reads_all_letters_and_sends_them(sign_in: SignIn) -> None:
    browser = operator(sign_in)
    link = re.search(r'href="(/desk/announcements/new/draft/\?[^"]*)"', read(browser, LIST))
    assert link is not None
    assert 'value="90"' in read(browser, link[1].replace("&amp;", "&"))
    path = drafted(browser)
    page = read(browser, path)
    for words in (
        "Hello ada,",
        "nothing for you to do",
        "Hello ben,",
        "Hello dora,",
        "No address is confirmed.",
    ):
        assert words in page
    assert "2 batches, from 2 March 2026 to 3 March 2026" in plain(page)
    assert "3, of whom 1 has nothing to do" in plain(page)
    assert (letters_to("ben"), list_terms()) == ([], [])
    assert send(browser, path).status_code == 302
    send_due_batches(by=SETUP, now=NOON)
    (letter,) = letters_to("ben")
    # Two batches, the second on Tuesday; ninety days, and the rest of that day.
    assert "harborlight: from 2 June 2026 on" in letter
    assert "Deadline 2 June 2026 counted from 3 March 2026" in plain(read(browser, path))


@pytest.mark.on_postgresql
def test_letters_are_paged_through_and_looked_for_by_user(sign_in: SignIn) -> None:
    browser = operator(sign_in)
    for number in range(12):
        given.role(given.person(f"helper-{number:02}"), normalize("harborlight"))
    path = drafted(browser)
    assert "Page 1 of 2" in plain(read(browser, path))
    found = read(browser, f"{path}?user=HELPER-07")
    assert ("Hello helper-07," in found, "Hello helper-06," in found) == (True, False)
    assert "No letter is like that." in read(browser, f"{path}?user=nobody")
    assert "Hello helper-11," in read(browser, f"{path}?page=2")


def test_a_draft_is_changed_by_a_form_that_knows_what_it_says(sign_in: SignIn) -> None:
    browser = operator(sign_in)
    path = drafted(browser, scope="projects", targets="Harborlight", brown_out_days="14, 7")
    link = re.search(r'href="(/desk/announcements/\d+/change/\?[^"]*)"', read(browser, path))
    assert link is not None
    form = read(browser, link[1].replace("&amp;", "&"))
    for words in ("harborlight", "14, 7", "Many depend on them."):
        assert words in form
    assert change(browser, path, strength="phishing-resistant") == 302
    assert "a security key or passkey is needed" in read(browser, path)


def test_a_stale_draft_shows_the_difference_and_is_refused(sign_in: SignIn, cleo: Person) -> None:
    browser = operator(sign_in)
    path = drafted(browser)
    given.role(cleo, normalize("harborlight"))
    page = plain(read(browser, path))
    assert "This draft has become stale" in page
    assert "Bound now, without a letter cleo" in page
    answer = send(browser, path)
    assert answer.status_code == 409
    assert "Nobody has read what would be sent." in answer.content.decode()
    assert change(browser, path) == 302
    assert "stale" not in read(browser, path)
    assert send(browser, path).status_code == 302


def test_of_two_who_change_a_draft_at_the_same_time_neither_undoes_what_the_other_did(
    sign_in: SignIn,
) -> None:
    otto, mona = operator(sign_in), operator(sign_in, Role.MODERATOR, name="mona")
    path = drafted(otto)
    (draft,) = list_announcements()
    assert change(mona, path, notice_days="120") == 302
    assert change(otto, path, batch_size="5", read=draft.revision) == 409
    answer = otto.post(f"{path}change/", {**DRAFT, "read": draft.revision})
    assert "What somebody else changed would be lost." in answer.content.decode()
    (draft,) = list_announcements()
    assert (draft.notice_days, draft.batch_size) == (120, 2)


def test_whoever_sends_a_draft_reads_what_it_asks_of_whom_by_when_and_in_which_words(sign_in: SignIn) -> None:
    browser = operator(sign_in)
    given.release(given.person("eve"), "lanternfile")
    names = "harborlight, lanternfile"
    path = drafted(
        browser, scope="projects", targets=names, brown_out_days="14, 7", strength="phishing-resistant"
    )
    page = read(browser, f"{path}send/")
    for words in (
        f"Of whom {names}",
        "For a security key or passkey",
        "Notice 90 days, until 2 June 2026",
        "Rehearsals 14 and 7 days before the deadline",
        "Reason, in every letter Many depend on them.",
        "Letters 4 letters, 2 on one working day at most",
    ):
        assert words in plain(page)
    assert f'<a href="{path}#letters">' in page


@pytest.mark.parametrize(
    "changes",
    [{"reason": "Visit evil.example."}, {"scope": "every-publisher"}, {"strength": "phishing-resistant"}],
    ids=lambda changes: next(iter(changes)),
)
def test_what_a_moderator_changes_while_the_page_is_open_is_not_sent(
    sign_in: SignIn, changes: dict[str, str]
) -> None:
    admin, moderator = operator(sign_in), operator(sign_in, Role.MODERATOR, name="mona")
    path = drafted(moderator)
    said = {"read": mark_of(read(admin, f"{path}send/")), "reason": "As reviewed."}
    assert change(moderator, path, **changes) == 302
    for _ in range(2):
        answer = admin.post(f"{path}send/", said)
        assert answer.status_code == 409
        page = answer.content.decode()
        assert "since you have read it" in page
        assert f'<a href="{path}send/">Open this page anew' in page
    assert list_announcements()[0].sent_at is None
    assert send(admin, path).status_code == 302


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("notice_days", "89", "too short"),
        ("brown_out_days", "soon", "Days before the deadline, separated by commas, such as 14, 7."),
        ("brown_out_days", "89", "does not fit"),
        ("targets", "harborlight", "names none of them"),
        ("targets", "-", "is not"),
        ("scope", "own", "Select a valid choice"),
        ("scope", "projects", "names at least one"),
        ("batch_size", "0", "greater than or equal to 1"),
        ("reason", "", "required"),
    ],
)
def test_what_no_mandate_can_ask_is_said_in_the_form(
    sign_in: SignIn, field: str, value: str, words: str
) -> None:
    answer = operator(sign_in).post(f"{LIST}new/draft/", {**DRAFT, field: value})
    assert 400 <= answer.status_code < 500
    assert words in answer.content.decode()
    assert list_announcements() == []


def test_all_that_is_wrong_with_a_draft_is_said_at_once(sign_in: SignIn) -> None:
    wrong = {"notice_days": "30", "brown_out_days": "14, 200", "targets": "harborlight"}
    answer = operator(sign_in).post(f"{LIST}new/draft/", {**DRAFT, **wrong})
    assert answer.status_code == 400
    page = plain(answer.content.decode())
    for words in (
        "A notice of 30 days is too short.",
        "A rehearsal 200 days before the deadline does not fit.",
        "With a notice of 90 days, choose 1 to 60 days before the deadline.",
        "A mandate on critical projects names none of them.",
    ):
        assert words in page


@pytest.mark.parametrize("between", [", ", ",", "\r\n", " ,\n\n"])
def test_names_are_apart_by_commas_or_line_ends(sign_in: SignIn, ada: Person, between: str) -> None:
    given.release(ada, "lantern")
    drafted(operator(sign_in), scope="projects", targets=between.join(["Harborlight", "lantern", "LANTERN"]))
    assert list_announcements()[0].named == ("harborlight", "lantern")


@pytest.mark.parametrize(
    ("scope", "targets", "words"),
    [
        ("organization", "Harbor Works", "There is no organization named &#x27;Harbor Works&#x27; here."),
        ("organization", "harbor-works", "as in the address of its page: /organizations/&lt;name&gt;/."),
        ("projects", "harborlight lantern", "&#x27;harborlight lantern&#x27; is not a valid project name."),
        ("projects", "lantern, harborlight, kite", "There is no project kite or lantern."),
    ],
)
def test_a_name_with_a_space_is_one_name_and_what_is_none_is_said(
    sign_in: SignIn, scope: str, targets: str, words: str
) -> None:
    answer = operator(sign_in).post(f"{LIST}new/draft/", {**DRAFT, "scope": scope, "targets": targets})
    assert 400 <= answer.status_code < 500
    assert words in answer.content.decode()
    assert list_announcements() == []


def test_a_draft_on_several_projects_comes_back_in_the_form_as_it_is_read(
    sign_in: SignIn, ada: Person
) -> None:
    given.release(ada, "lantern")
    browser = operator(sign_in)
    path = drafted(browser, scope="projects", targets="lantern, harborlight")
    link = re.search(r'href="(/desk/announcements/\d+/change/\?[^"]*)"', read(browser, path))
    assert link is not None
    assert "harborlight, lantern</textarea>" in read(browser, link[1].replace("&amp;", "&"))


@pytest.mark.on_postgresql
def test_what_came_back_is_listed_and_sent_again_when_there_is_another_address(sign_in: SignIn) -> None:
    browser = operator(sign_in)
    path = sent(browser)
    for now in (NOON, NOON + timedelta(days=1)):
        send_due_batches(by=SETUP, now=now)
    mails = OutgoingMail.objects.filter(topic="mandate")
    mails.filter(recipient="ada@people.example").update(sent_at=NOON)
    mails.filter(recipient="ben@people.example").update(given_up_at=NOON, last_error="550 no such mailbox")
    follow_letters(now=NOON + timedelta(days=1))
    page = plain(read(browser, path))
    for words in ("Delivered: 1", "Came back: 1", "No address: 1", "550 no such mailbox"):
        assert words in page
    # Nobody has refused to take mail at ben's address for good, so it is worth a try; dora confirms hers.
    EmailAddress.objects.filter(user__username="dora").update(verified=True)
    assert "what they say still holds: ben , dora" in plain(read(browser, path))
    assert browser.post(f"{path}send-again/", {"reason": "They have an address now."}).status_code == 302
    assert (len(letters_to("ada")), len(letters_to("ben")), len(letters_to("dora"))) == (1, 2, 1)
    again = browser.post(f"{path}send-again/", {"reason": "Once more."})
    assert again.status_code == 409
    assert "There is nobody to send to again." in again.content.decode()


def test_an_announcement_is_paused_and_goes_on(sign_in: SignIn) -> None:
    browser = operator(sign_in)
    path = sent(browser)
    assert browser.post(f"{path}pause/", {"reason": "We look at a mistake."}).status_code == 302
    assert "No letter goes out." in read(browser, path)
    assert send_due_batches(by=SETUP, now=NOON) == 0
    assert browser.post(f"{path}resume/", {"reason": "There was none."}).status_code == 302
    assert send_due_batches(by=SETUP, now=NOON) == 2
    reasons = JournalEntry.objects.filter(kind__startswith="mandate.announcement_").order_by("serial")
    assert [one.reason for one in reasons] == ["We look at a mistake.", "There was none."]


def test_who_has_enrolled_is_left_out_and_the_page_says_so(sign_in: SignIn, ben: Person) -> None:
    browser = operator(sign_in)
    path = sent(browser)
    for now in (NOON, NOON + timedelta(days=1)):
        send_due_batches(by=SETUP, now=now)
    OutgoingMail.objects.filter(recipient="ben@people.example").update(
        given_up_at=NOON, last_error="550 gone"
    )
    follow_letters(now=NOON + timedelta(days=1))
    EmailAddress.objects.filter(user__username="dora").update(verified=True)
    given.protected(ben)
    left_out = "1 letter, because the reader holds what it asks for by now"
    assert f"Others are not sent again: {left_out}" in plain(read(browser, path))
    form = plain(read(browser, f"{path}send-again/"))
    for words in (
        "Sent again 1 letter, to dora",
        "Left out 1 letter: the reader holds what it asks for by now",
    ):
        assert words in form
    answer = browser.post(f"{path}send-again/", {"reason": "Hers works now."}, follow=True)
    assert "1 letter of announcement 1 sent again." in plain(answer.content.decode())
    assert (len(letters_to("ben")), len(letters_to("dora"))) == (1, 1)
    page = read(browser, path)
    assert ("They are not sent again:" in page, f"{path}send-again/" in page) == (True, False)


def test_of_a_mandate_that_has_ended_the_page_says_so_and_offers_nothing(sign_in: SignIn) -> None:
    browser = operator(sign_in)
    path = sent(browser)
    send_due_batches(by=SETUP, now=NOON)
    number = list_announcements()[0].mandate_id or 0
    end_mandate(number, by=Actor.operator(name="otto"), reason="Too soon.", now=NOON)
    read(browser, path)  # it said once that it is sent
    seen = []
    for now in (NOON, NOON + timedelta(minutes=1)):
        page = read(browser, path)
        for words in (
            "Critical projects: ended",
            "The mandate has ended",
            "by otto, operator",
            "Reason of the end Too soon.",
            "People written to 2",
            "Not sent 1 letter",
            "Not sent: 1",
            "Deadline none, since it has ended",
        ):
            assert words in plain(page)
        for words in (
            "going out",
            "June 2026",
            "Hello dora",
            "Letters go out",
            *(f"{path}{act}/" for act in ACTS),
        ):
            assert words not in page.partition("Every letter")[0]
        assert "Ended 2 March 2026 , 1 letter not sent" in plain(read(browser, LIST))
        seen.append(plain(page))
        send_due_batches(by=SETUP, now=now)
    assert seen[0] == seen[1]
    (dropped,) = JournalEntry.objects.filter(kind="mandate.letters_dropped")
    assert (dropped.data["letters"], dropped.reason) == (1, "Too soon.")
    for act in ACTS:
        assert browser.post(f"{path}{act}/", {"reason": "Once more."}).status_code == 409


@pytest.mark.parametrize(
    ("sent_at", "words"),
    [
        (NOON, "Its letters begin to go out in the next minutes."),
        (NOON.replace(hour=6), "Its letters begin to go out on 2 March 2026, at 08:00 UTC."),
        (NOON.replace(hour=17), "Its letters begin to go out on 3 March 2026, at 08:00 UTC."),
        (NOON + timedelta(days=5), "Its letters begin to go out on 9 March 2026, at 08:00 UTC."),
    ],
    ids=["within the hours", "before them", "after them", "on a Saturday"],
)
def test_when_letters_begin_to_go_out_is_said_as_it_is(sent_at: datetime, words: str) -> None:
    record = get_announcement(announced.sent(at=sent_at))
    assert going_out_words(record, sent_at) == words


def test_whoever_sends_letters_or_goes_on_is_told_when_they_go_out(sign_in: SignIn) -> None:
    browser = operator(sign_in)
    path = drafted(browser)
    said = {"read": mark_of(read(browser, f"{path}send/")), "reason": "Read by two."}
    words = "Its letters begin to go out in the next minutes."
    assert words in browser.post(f"{path}send/", said, follow=True).content.decode()
    browser.post(f"{path}pause/", {"reason": "We look at a mistake."})
    resumed = browser.post(f"{path}resume/", {"reason": "There was none."}, follow=True)
    assert words in resumed.content.decode()


def test_a_discarded_draft_leads_back_to_the_list(sign_in: SignIn) -> None:
    browser = operator(sign_in)
    path = drafted(browser)
    answer = browser.post(f"{path}discard/", {"reason": "Another time."})
    assert answer["Location"] == LIST
    assert browser.get(path).status_code == 404


def test_moderators_draft_and_only_admins_send(sign_in: SignIn) -> None:
    moderator = operator(sign_in, Role.MODERATOR)
    path = drafted(moderator)
    assert f"{path}send/" not in read(moderator, path)
    assert moderator.post(f"{path}send/", {"read": "It.", "reason": "Read."}).status_code == 403
    assert letters_to("ben") == []


def test_auditors_read_and_are_offered_nothing(sign_in: SignIn) -> None:
    path = drafted(operator(sign_in))
    auditor = operator(sign_in, Role.AUDITOR, name="olga")
    page = read(auditor, path)
    assert "Hello ben," in page
    assert f"{path}change/" not in page
    assert "new/draft" not in read(auditor, LIST)


def test_the_day_on_which_a_draft_would_be_sent_counts(sign_in: SignIn) -> None:
    browser = operator(sign_in)
    path = drafted(browser)
    clock.install(lambda: NOON + timedelta(minutes=5, days=4, hours=6))
    page = plain(read(operator(sign_in, name="olga"), path))
    assert "from 9 March 2026 to 10 March 2026" in page
    # Two batches, the second on Tuesday the 10th; ninety days, and the rest of that day. The letters say the same.
    assert "Deadline then 9 June 2026" in page
    assert "harborlight: from 9 June 2026 on" in page


def test_the_page_says_how_far_the_letters_are_made_and_offers_to_send_them_when_all_are(
    sign_in: SignIn,
) -> None:
    browser = operator(sign_in)
    crowd(500, project="lighthouse")
    path = drafted(browser, scope="every-publisher")
    page = read(browser, path)
    assert "Letters are being made: 99 %, 500 letters so far." in plain(page)
    assert '<progress id="making" max="100" value="99">' in page
    assert f"{path}send/" not in page
    assert send(browser, path).status_code == 409
    for _ in make_letters(now=NOON):
        pass
    page = read(browser, path)
    assert ("being made" in page, f"{path}send/" in page) == (False, True)


def test_who_came_since_is_shown_in_a_draft_on_every_publisher_and_makes_it_stale_no_more(
    sign_in: SignIn, cleo: Person
) -> None:
    browser = operator(sign_in)
    path = drafted(browser, scope="every-publisher")
    given.role(cleo, normalize("harborlight"))
    page = plain(read(browser, path))
    assert "All letters say the same, so theirs are made or dropped when it is sent. New: cleo" in page
    assert "stale" not in page
    assert send(browser, path).status_code == 302
    assert "4, of whom 1 has nothing to do" in plain(read(browser, path))
