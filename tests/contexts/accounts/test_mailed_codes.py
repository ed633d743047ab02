"""Mailed codes: for the request that asked, once, for ten minutes, and five tries at it."""

import re
from datetime import timedelta
from typing import NamedTuple

import pytest
from django.db import connection

from strongroom.accounts import services
from strongroom.accounts.errors import AddressMissing, FactorRefused
from strongroom.accounts.models import MailedCode, User
from strongroom.accounts.queries import Person
from strongroom.accounts.services import CodePurpose, NewPerson
from strongroom.infra.journal.origins import Origin, made_from
from strongroom.infra.outbox.models import OutgoingMail
from strongroom.infra.throttle.services import TooManyAttempts
from tests.contexts.accounts.given import LATER, NOW, OTTO, PASSWORD, mails_to, somebody

pytestmark = pytest.mark.django_db

SIGN_IN = CodePurpose.SIGN_IN


class Asked(NamedTuple):
    """A code as the person reads it, and the ticket of the session that asked for it."""

    code: str
    ticket: str


def code_to(person: Person, purpose: CodePurpose = SIGN_IN, *, after: timedelta = timedelta(0)) -> Asked:
    """Have a code mailed."""
    ticket = services.send_code(User.objects.get(pk=person.user_id), purpose, now=NOW + after)
    found = re.search(r"^    (\S+)$", mails_to(person)[-1], re.MULTILINE)
    assert found is not None
    return Asked(found[1], ticket)


def accepts(person: Person, asked: Asked, *, purpose: CodePurpose = SIGN_IN, after: timedelta) -> bool:
    """Say whether the code is accepted."""
    try:
        services.accept_code(person.user_id, purpose, ticket=asked.ticket, code=asked.code, now=NOW + after)
    except FactorRefused:
        return False
    return True


def minutes(count: float) -> timedelta:
    return timedelta(minutes=count)


def test_a_code_is_accepted_once() -> None:
    ada = somebody()
    asked = code_to(ada)
    assert accepts(ada, asked._replace(code=asked.code.lower().replace("-", " ")), after=minutes(1))
    assert not accepts(ada, asked, after=minutes(1))


@pytest.mark.parametrize(("after", "is_in_time"), [(minutes(9.9), True), (minutes(10), False)])
def test_a_code_works_for_ten_minutes(after: timedelta, *, is_in_time: bool) -> None:
    ada = somebody()
    assert accepts(ada, code_to(ada), after=after) == is_in_time


def test_after_five_wrong_tries_the_right_one_is_refused_too() -> None:
    ada = somebody()
    asked = code_to(ada)
    wrong = asked._replace(code="0000-0000")
    assert not any(accepts(ada, wrong, after=minutes(1)) for _ in range(5))
    assert not accepts(ada, asked, after=minutes(1))
    assert accepts(ada, code_to(ada, after=minutes(2)), after=minutes(2)), "a new letter begins anew"


def test_a_code_is_of_no_use_to_another_request_than_the_one_that_asked_for_it() -> None:
    ada = somebody()
    owner, thief = code_to(ada), code_to(ada)
    assert not accepts(ada, Asked(owner.code, thief.ticket), after=minutes(1)), "talked out of the owner"
    assert not accepts(ada, Asked(owner.code, ""), after=minutes(1))
    assert accepts(ada, owner, after=minutes(1))


def test_who_asks_for_another_code_and_guesses_at_it_leaves_the_owner_theirs() -> None:
    ada = somebody()
    owner = code_to(ada)
    thief = code_to(ada, after=minutes(1))._replace(code="0000-0000")
    assert not any(accepts(ada, thief, after=minutes(2)) for _ in range(6))
    assert accepts(ada, owner, after=minutes(3))


def test_a_code_serves_nobody_else_and_nothing_else() -> None:
    ada, ben = somebody(), somebody("ben")
    asked = code_to(ada)
    code_to(ben)
    assert not accepts(ben, asked, after=minutes(1))
    assert not accepts(ada, asked, purpose=CodePurpose.ENROLMENT, after=minutes(1))
    assert accepts(ada, asked, after=minutes(1))


def test_a_closed_account_accepts_none() -> None:
    ada = somebody()
    asked = code_to(ada)
    services.freeze(ada.user_id, because="it was stolen", by=OTTO, now=LATER)
    assert not accepts(ada, asked, after=minutes(3))


def test_letters_are_bounded_and_those_that_were_sent_still_work() -> None:
    ada = somebody()
    asked = [code_to(ada) for _ in range(20)]
    with pytest.raises(TooManyAttempts):
        code_to(ada, after=minutes(7))
    assert accepts(ada, asked[0], after=minutes(8))
    assert accepts(ada, asked[-1], after=minutes(8))
    assert code_to(ada, after=minutes(61)), "an hour later there are more"
    assert MailedCode.objects.count() == 1, "rows of codes that are too old go with the next letter"


def test_nobody_is_written_to_at_an_address_that_nobody_confirmed() -> None:
    new = NewPerson("eve", "eve@example.org", PASSWORD)
    eve = services.create_person(new, by=OTTO, now=NOW)
    with pytest.raises(AddressMissing):
        services.send_code(User.objects.get(pk=eve.user_id), SIGN_IN, now=NOW)
    assert not OutgoingMail.objects.exists()


def test_the_letter_says_who_asks() -> None:
    ada = somebody()
    with made_from(Origin("203.0.113.0/24", "Firefox on Linux")):
        code_to(ada)
    assert "Asked for with: Firefox on Linux, 203.0.113.0/24" in mails_to(ada)[-1]


def test_the_database_keeps_no_code() -> None:
    ada = somebody()
    code = code_to(ada).code.replace("-", "")
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {MailedCode._meta.db_table}")
        assert code not in repr(cursor.fetchall())
