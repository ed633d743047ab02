"""Mailed codes: the newest one, once, for a quarter of an hour, and five tries at it."""

import re
from datetime import timedelta

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


def code_to(person: Person, purpose: CodePurpose = SIGN_IN, *, after: timedelta = timedelta(0)) -> str:
    """Have a code mailed; return it as the person reads it."""
    services.send_code(User.objects.get(pk=person.user_id), purpose, now=NOW + after)
    found = re.search(r"^    (\S+)$", mails_to(person)[-1], re.MULTILINE)
    assert found is not None
    return found[1]


def accepts(person: Person, code: str, *, purpose: CodePurpose = SIGN_IN, after: timedelta) -> bool:
    """Say whether the code is accepted."""
    try:
        services.accept_code(person.user_id, purpose, code=code, now=NOW + after)
    except FactorRefused:
        return False
    return True


def minutes(count: float) -> timedelta:
    return timedelta(minutes=count)


def test_a_code_is_accepted_once() -> None:
    ada = somebody()
    code = code_to(ada)
    assert accepts(ada, code.lower().replace("-", " "), after=minutes(1))
    assert not accepts(ada, code, after=minutes(1))


@pytest.mark.parametrize(("after", "is_in_time"), [(minutes(14.9), True), (minutes(15), False)])
def test_a_code_works_for_a_quarter_of_an_hour(after: timedelta, *, is_in_time: bool) -> None:
    ada = somebody()
    assert accepts(ada, code_to(ada), after=after) == is_in_time


def test_after_five_wrong_tries_the_right_one_is_refused_too() -> None:
    ada = somebody()
    code = code_to(ada)
    assert not any(accepts(ada, "0000-0000", after=minutes(1)) for _ in range(5))
    assert not accepts(ada, code, after=minutes(1))
    assert accepts(ada, code_to(ada, after=minutes(2)), after=minutes(2)), "a new letter begins anew"


def test_a_newer_letter_makes_the_one_before_void() -> None:
    ada = somebody()
    first = code_to(ada)
    second = code_to(ada, after=minutes(1))
    assert not accepts(ada, first, after=minutes(2))
    assert accepts(ada, second, after=minutes(2))


def test_a_code_serves_nobody_else_and_nothing_else() -> None:
    ada, ben = somebody(), somebody("ben")
    code = code_to(ada)
    code_to(ben)
    assert not accepts(ben, code, after=minutes(1))
    assert not accepts(ada, code, purpose=CodePurpose.RECOVERY, after=minutes(1))
    assert accepts(ada, code, after=minutes(1))


def test_a_closed_account_accepts_none() -> None:
    ada = somebody()
    code = code_to(ada)
    services.freeze(ada.user_id, because="it was stolen", by=OTTO, now=LATER)
    assert not accepts(ada, code, after=minutes(3))


def test_letters_are_bounded_and_the_newest_code_still_works() -> None:
    ada = somebody()
    codes = [code_to(ada, after=minutes(number)) for number in range(6)]
    with pytest.raises(TooManyAttempts):
        code_to(ada, after=minutes(7))
    assert accepts(ada, codes[-1], after=minutes(8))
    assert code_to(ada, after=minutes(61)), "an hour later there are more"


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
    code = code_to(ada).replace("-", "")
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {MailedCode._meta.db_table}")
        assert code not in repr(cursor.fetchall())
