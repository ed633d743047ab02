"""A mandate is drafted, read, changed, and sent in batches on working days; everybody is told once."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Any

import pytest
from django.db import connection, transaction

from strongroom.catalog.models import Role as ProjectRole
from strongroom.foundation.days import day_words
from strongroom.foundation.names import normalize
from strongroom.foundation.reasons import ReasonUnfit
from strongroom.infra.journal.models import JournalEntry
from strongroom.infra.journal.services import latest_serial
from strongroom.infra.outbox.models import OutgoingMail
from strongroom.mandates.errors import AnnouncementNotFound, AnnouncementUnfit, DraftStale, MandateRunning
from strongroom.mandates.models import Mandate, MandateLetter
from strongroom.mandates.queries import (
    LetterState,
    Stage,
    demand_of,
    difference_of,
    get_announcement,
    get_mandate,
    letters_of,
    list_announcements,
    list_terms,
    list_unreached,
    reach_of,
)
from strongroom.mandates.rules.drafts import Difference
from strongroom.mandates.services import (
    Demand,
    Scope,
    Strength,
    announce,
    change_draft,
    discard_draft,
    end_mandate,
    pause_announcement,
    resume_announcement,
    send_again,
    send_announcement,
    send_due_batches,
    tend,
)
from tests.support import given
from tests.support.announced import DEMAND, OTTO, REASON, drafted, mailed, send, sent, team, work
from tests.support.crashing import Crash, crash_before
from tests.support.given import NOON, SETUP

pytestmark = pytest.mark.django_db

FRIDAY_EVENING = datetime(2026, 3, 6, 17, tzinfo=UTC)
MONDAY, TUESDAY = NOON + timedelta(days=7), NOON + timedelta(days=8)


def difference(number: int) -> Difference:
    """Return what changed since a draft was made."""
    return difference_of(get_announcement(number))


def facts(kind: str) -> list[JournalEntry]:
    return list(JournalEntry.objects.filter(kind=kind))


def test_a_draft_holds_every_letter_and_binds_nobody() -> None:
    ada, _ = team("ada", "ben")
    given.protected(ada)
    number = drafted()
    hers, his = letters_of(number, now=NOON)[0:9]
    assert (hers.username, hers.satisfied, "nothing to do" in hers.subject) == ("ada", True, True)
    assert (his.username, his.satisfied, his.state) == ("ben", False, LetterState.WAITING)
    # Two letters, one batch, today: the notice is counted from today.
    for words in ("Hello ben", "harborlight: from 1 June 2026 on", REASON, f"/account/letters/{his.id}/"):
        assert words in his.text
    assert (mailed(), list_terms(), Mandate.objects.count()) == ([], [], 0)
    assert get_announcement(number).stage is Stage.DRAFT


def test_the_deadline_is_counted_from_the_day_of_the_last_batch() -> None:
    team("ada", "ben", "cleo", "dora", "emil")
    number = sent(batch_size=2, at=FRIDAY_EVENING)
    record = get_announcement(number)
    # Monday, Tuesday, Wednesday.
    assert record.ends_on == date(2026, 3, 11)
    (term,) = list_terms()
    assert term.deadline == datetime(2026, 6, 10, tzinfo=UTC)
    assert all("from 10 June 2026 on" in letter.text for letter in letters_of(number, now=NOON)[0:9])
    assert get_mandate(record.mandate_id or 0).reason == REASON


def test_letters_go_out_in_batches_on_working_days_within_the_hours() -> None:
    team("ada", "ben", "cleo", "dora", "emil")
    number = sent(batch_size=2, at=FRIDAY_EVENING)
    saturday, early = FRIDAY_EVENING + timedelta(hours=20), MONDAY.replace(hour=7, minute=59)
    wednesday = TUESDAY + timedelta(days=1)
    moments = [FRIDAY_EVENING, saturday, early, MONDAY, MONDAY + timedelta(hours=1), TUESDAY, wednesday]
    went = work([*moments, wednesday + timedelta(days=1)])
    assert went == [[], [], [], ["ada", "ben"], [], ["cleo", "dora"], ["emil"], []]
    assert get_announcement(number).stage is Stage.OUT
    tend(by=SETUP, now=wednesday + timedelta(days=1))
    assert len(mailed()) == 5


def test_a_crash_anywhere_in_a_batch_sends_none_of_it_and_the_next_turn_all_of_it() -> None:
    team("ada", "ben", "cleo")
    number = sent(batch_size=2)
    statement = 0
    while True:
        try:
            with transaction.atomic(), connection.execute_wrapper(crash_before(statement)):
                send_due_batches(by=SETUP, now=NOON)
            break
        except Crash:
            assert (mailed(), reach_of(number).waiting) == ([], 3)
        statement += 1
    # Mail, letters, obligations, the announcement, the journal.
    assert statement >= 5
    assert mailed() == ["ada", "ben"]
    assert work([NOON + timedelta(minutes=1)]) == [[]]


def test_who_has_enrolled_since_is_told_that_there_is_nothing_to_do() -> None:
    _, ben = team("ada", "ben")
    number = sent()
    given.protected(ben)
    send_due_batches(by=SETUP, now=NOON)
    letter = letters_of(number, now=NOON, username="be")[0:1][0]
    assert letter.satisfied
    mail = OutgoingMail.objects.get(recipient=ben.address)
    assert "nothing to do" in mail.subject
    assert mail.text == letter.text


def test_who_has_left_since_is_not_written_to() -> None:
    _, ben = team("ada", "ben")
    sent()
    ProjectRole.objects.filter(user_id=ben.user_id).delete()
    assert work([NOON]) == [["ada"]]
    assert MandateLetter.objects.count() == 1


def test_who_joins_while_letters_go_out_is_told_at_once_and_once() -> None:
    team("ada", "ben", "cleo")
    sent(batch_size=1)
    given.role(given.person("dora"), normalize("harborlight"))
    tend(by=SETUP, now=NOON)
    assert mailed() == ["dora"]
    assert work([NOON, NOON + timedelta(days=1), NOON + timedelta(days=2)]) == [["ada"], ["ben"], ["cleo"]]
    tend(by=SETUP, now=NOON + timedelta(days=2))
    assert sorted(mailed()) == ["ada", "ben", "cleo", "dora"]


def test_a_draft_says_what_has_changed_and_is_not_sent_before_it_is_made_anew() -> None:
    _, ben, cleo = team("ada", "ben", "cleo")
    number = drafted()
    assert difference(number) == Difference()
    given.role(given.person("dora"), normalize("harborlight"))
    ProjectRole.objects.filter(user_id=cleo.user_id).delete()
    given.protected(ben)
    assert difference(number) == Difference(joined=("dora",), left=("cleo",), settled=("ben",))
    with pytest.raises(DraftStale):
        send(number)
    assert Mandate.objects.count() == 0
    change_draft(number, demand_of(get_announcement(number)), batch_size=2, by=OTTO, now=NOON)
    assert difference(number) == Difference()
    assert [one.username for one in letters_of(number, now=NOON)[0:9]] == ["ada", "ben", "dora"]
    send(number)
    assert work([NOON, NOON + timedelta(days=1)]) == [["ada", "ben"], ["dora"]]


@pytest.mark.parametrize(
    "changed",
    [
        {"reason": "Visit another page."},
        {"scope": Scope.EVERY_PUBLISHER},
        {"strength": Strength.PHISHING_RESISTANT},
        {"notice_days": 91},
        {"brown_out_days": (7,)},
    ],
    ids=lambda changed: next(iter(changed)),
)
def test_what_was_changed_since_it_was_read_is_not_sent(changed: dict[str, Any]) -> None:
    team("ada")
    number = drafted()
    read = get_announcement(number).revision
    change_draft(number, replace(DEMAND, **changed), batch_size=2, by=OTTO, now=NOON)
    with pytest.raises(DraftStale, match="since you have read it"):
        send_announcement(number, read=read, reason="Read.", by=OTTO, now=NOON)
    assert not Mandate.objects.exists()
    change_draft(number, DEMAND, batch_size=2, by=OTTO, now=NOON)
    send_announcement(number, read=read, reason="Read.", by=OTTO, now=NOON)


def test_letters_made_anew_and_other_batches_are_to_be_read_anew() -> None:
    team("ada")
    number = drafted(batch_size=2)
    for size, at in ((3, NOON), (2, NOON + timedelta(minutes=1))):
        read = get_announcement(number).revision
        change_draft(number, DEMAND, batch_size=size, by=OTTO, now=at)
        with pytest.raises(DraftStale):
            send_announcement(number, read=read, reason="Read.", by=OTTO, now=at)


def test_somebody_who_has_enrolled_makes_no_draft_stale() -> None:
    ada, _ = team("ada", "ben")
    number = drafted()
    given.protected(ada)
    assert difference(number).settled == ("ada",)
    send(number)


def test_a_draft_can_ask_for_something_else() -> None:
    ada, _ = team("ada", "ben")
    given.protected(ada)
    number = drafted()
    stronger = Demand(
        reason="Twice is safer.",
        notice_days=120,
        scope=Scope.PROJECTS,
        targets=(normalize("harborlight"),),
        strength=Strength.PHISHING_RESISTANT,
        brown_out_days=(14, 7),
    )
    change_draft(number, stronger, batch_size=1, by=OTTO, now=NOON)
    assert demand_of(get_announcement(number)) == stronger
    hers = letters_of(number, now=NOON)[0:1][0]
    assert hers.subject == "1 project of yours: a security key or passkey is needed"
    for words in (
        "Twice is safer.",
        "an authenticator app is not enough",
        "18 June 2026, 25 June 2026 (UTC)",
    ):
        assert words in hers.text


def test_the_letter_about_every_publisher_names_no_projects() -> None:
    team("ada", "ben")
    number = drafted(demand=Demand(reason=REASON, notice_days=90, scope=Scope.EVERY_PUBLISHER))
    letter = letters_of(number, now=NOON)[0:1][0]
    assert letter.subject == "Everything you publish: a second factor is needed"
    assert "whatever you publish: from 1 June 2026 on" in letter.text
    send(number)
    assert work([NOON]) == [["ada", "ben"]]
    tend(by=SETUP, now=NOON + timedelta(days=1))
    assert len(mailed()) == 2


def test_a_discarded_draft_is_gone_and_the_journal_remembers_it() -> None:
    team("ada", "ben")
    number = drafted()
    discard_draft(number, reason="We ask for it another time.", by=OTTO, now=NOON)
    with pytest.raises(AnnouncementNotFound):
        get_announcement(number)
    assert (list_announcements(), MandateLetter.objects.count()) == ([], 0)
    assert facts("mandate.draft_discarded")[0].reason == "We ask for it another time."


def test_what_was_sent_is_neither_changed_nor_discarded_nor_sent_again() -> None:
    team("ada", "ben")
    number = sent()
    acts: list[Callable[[], object]] = [
        lambda: discard_draft(number, reason="No.", by=OTTO, now=NOON),
        lambda: change_draft(number, DEMAND, batch_size=2, by=OTTO, now=NOON),
        lambda: send(number),
    ]
    for act in acts:
        with pytest.raises(AnnouncementUnfit):
            act()


@pytest.mark.parametrize("reason", [" ", "x" * 501])
@pytest.mark.parametrize(
    "act",
    [
        discard_draft,
        partial(send_announcement, read=""),
        pause_announcement,
        resume_announcement,
        send_again,
    ],
)
def test_nothing_is_done_with_one_without_a_reason_that_fits(act: Callable[..., object], reason: str) -> None:
    number = drafted()
    before = latest_serial()
    with pytest.raises(ReasonUnfit):
        act(number, reason=reason, by=OTTO, now=NOON)
    assert (latest_serial(), get_announcement(number).stage) == (before, Stage.DRAFT)


def test_what_runs_already_is_not_drafted() -> None:
    team("ada")
    announce(DEMAND, by=OTTO, now=NOON)
    with pytest.raises(MandateRunning, match="already announced, on critical projects"):
        drafted()


def test_a_draft_of_what_runs_already_is_not_sent() -> None:
    team("ada")
    number = drafted()
    announce(DEMAND, by=OTTO, now=NOON)
    with pytest.raises(MandateRunning):
        send(number)
    assert get_announcement(number).stage is Stage.DRAFT


@pytest.mark.parametrize("size", [0, -1, 10_001])
def test_a_batch_has_some_letters_but_not_any_number(size: int) -> None:
    with pytest.raises(AnnouncementUnfit):
        drafted(batch_size=size)


def test_a_pause_holds_letters_back_and_puts_the_deadline_off() -> None:
    team("ada", "ben", "cleo")
    number = sent(batch_size=2)
    assert work([NOON]) == [["ada", "ben"]]
    (before,) = list_terms()
    pause_announcement(number, reason="The page of keys is down.", by=OTTO, now=NOON)
    assert get_announcement(number).stage is Stage.PAUSED
    with pytest.raises(AnnouncementUnfit):
        pause_announcement(number, reason="Again.", by=OTTO, now=NOON)
    assert work([NOON + timedelta(days=days) for days in (1, 2)]) == [[], []]
    (after,) = list_terms()
    assert after.deadline == before.deadline + timedelta(days=1)
    resume_announcement(number, reason="It is back.", by=OTTO, now=NOON + timedelta(days=2, hours=1))
    assert work([NOON + timedelta(days=3)]) == [["cleo"]]
    (last,) = list_terms()
    assert f"from {day_words(last.deadline)} on" in letters_of(number, now=NOON, username="cleo")[0:1][0].text
    assert last.deadline == datetime(2026, 6, 4, tzinfo=UTC)
    with pytest.raises(AnnouncementUnfit):
        resume_announcement(number, reason="Again.", by=OTTO, now=NOON)


def test_letters_of_a_mandate_that_has_ended_stay_unsent() -> None:
    team("ada", "ben", "cleo")
    number = sent(batch_size=1)
    work([NOON])
    end_mandate(get_announcement(number).mandate_id or 0, by=OTTO, reason="It was a mistake.", now=NOON)
    assert work([NOON + timedelta(days=1)]) == [[]]
    assert reach_of(number).people == 1


def test_whom_no_mail_reaches_is_listed_with_the_projects() -> None:
    team("ada")
    given.role(given.person("dora", verified=False), normalize("harborlight"))
    ((who,), number) = list_unreached(drafted(), most=9)
    assert (who.username, who.why, who.projects) == ("dora", "No address is confirmed.", ("harborlight",))
    assert number == 1


def test_an_index_without_people_to_tell_announces_at_once() -> None:
    number = sent()
    assert (get_announcement(number).stage, get_announcement(number).ends_on) == (Stage.OUT, NOON.date())


def test_closed_accounts_get_no_letter() -> None:
    _, ben = team("ada", "ben")
    given.closed(ben)
    assert [one.username for one in letters_of(drafted(), now=NOON)[0:9]] == ["ada"]
