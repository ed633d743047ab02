"""Sessions and trusted browsers: kept so that a copy of the database is worth nothing, ended by what changes an account."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.contrib.auth import SESSION_KEY
from django.db import connection

from strongroom.accounts import services
from strongroom.accounts.errors import SessionNotFound
from strongroom.accounts.models import Session, TrustedBrowser, User
from strongroom.accounts.queries import (
    FactorKind,
    Person,
    Protection,
    list_factors,
    list_sessions,
    list_trusted_browsers,
)
from strongroom.accounts.rules.sessions import TRUSTED_FOR, Sighting
from strongroom.accounts.session_store import SIGHTING_KEY, SessionStore, digest_of
from strongroom.foundation import clock
from tests.contexts.accounts.given import (
    LATER,
    NOW,
    OTTO,
    app_of,
    code,
    facts_about,
    new_key,
    proof_of,
    somebody,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _it_is_noon() -> None:
    clock.install(lambda: NOW)


def session_of(person: Person, *, browser_id: int | None = None) -> SessionStore:
    """Return a session in which the person is signed in."""
    session = SessionStore()
    session[SESSION_KEY] = str(person.user_id)
    seen = Sighting(NOW, NOW, "Firefox on Linux", "203.0.113.0/24", "password", browser_id)
    session[SIGHTING_KEY] = seen.mark()
    session.save()
    return session


def key_of(session: SessionStore) -> str:
    """Return the key that the browser has in its cookie."""
    assert session.session_key is not None
    return session.session_key


def is_signed_in(session: SessionStore) -> bool:
    """Say whether the next request with this session's cookie is anybody's."""
    return SESSION_KEY in SessionStore(session.session_key)


def browser_of(person: Person) -> tuple[int, str]:
    """Return a trusted browser and its secret."""
    return services.trust_browser(person.user_id, now=NOW)


def is_known(person: Person, secret: str, *, after: timedelta = timedelta(0)) -> bool:
    """Say whether the person's sign-in from the browser with this secret needs no confirmation."""
    known = services.recognize_browser(person.user_id, browser_secrets=[secret], now=NOW + after)
    return known is not None


def change_password(person: Person, keep: str) -> None:
    user = User.objects.get(pk=person.user_id)
    services.set_password(user, password="ferries-leave-at-dawn-8", by=OTTO, now=LATER, keep=keep)


def add_app(person: Person, keep: str) -> None:
    enrolment = services.begin_totp(proof_of(person), name="phone", now=NOW)
    services.confirm_totp(person.user_id, code=code(enrolment.secret, at=NOW), now=NOW, keep=keep)


def add_key(person: Person, keep: str) -> None:
    options, ceremony = services.begin_key_registration(proof_of(person), now=NOW)
    answer = new_key().create(options)
    services.finish_key_registration(
        person.user_id, ceremony=ceremony, name="blue", response=answer, now=NOW, keep=keep
    )


def remove_app(person: Person, keep: str) -> None:
    (app,) = list_factors(person.user_id)
    services.remove_factor(
        proof_of(person),
        kind=FactorKind.TOTP,
        factor_id=app.id,
        must_keep=Protection.NONE,
        now=NOW,
        keep=keep,
    )


def use_recovery_code(person: Person, keep: str) -> None:
    codes = services.issue_recovery_codes(proof_of(person), now=NOW)
    services.accept_recovery_code(person.user_id, code=codes[0], now=NOW, keep=keep)


@pytest.mark.parametrize("change", [change_password, add_app, add_key, remove_app, use_recovery_code])
def test_what_changes_who_can_sign_in_ends_everything_but_the_session_that_does_it(
    change: Callable[[Person, str], None],
) -> None:
    ada, ben = somebody(), somebody("ben")
    if change in {remove_app, use_recovery_code}:
        app_of(ada)
    here_id, here_secret = browser_of(ada)
    _, elsewhere_secret = browser_of(ada)
    here, elsewhere, of_ben = session_of(ada, browser_id=here_id), session_of(ada), session_of(ben)

    change(ada, key_of(here))

    assert [is_signed_in(one) for one in (here, elsewhere, of_ben)] == [True, False, True]
    assert (is_known(ada, here_secret), is_known(ada, elsewhere_secret)) == (True, False)


def test_what_is_not_told_which_session_goes_on_ends_them_all() -> None:
    ada = somebody()
    browser_id, secret = browser_of(ada)
    session = session_of(ada, browser_id=browser_id)
    change_password(ada, "")
    assert not is_signed_in(session)
    assert not is_known(ada, secret)


def test_a_session_of_somebody_else_keeps_nothing_alive() -> None:
    ada, mallory = somebody(), somebody("mallory")
    hers, theirs = session_of(ada), session_of(mallory)
    services.end_sessions(ada.user_id, keep=key_of(theirs))
    assert (is_signed_in(hers), is_signed_in(theirs)) == (False, True)


def test_a_frozen_account_has_neither_sessions_nor_browsers() -> None:
    ada = somebody()
    browser_id, secret = browser_of(ada)
    session = session_of(ada, browser_id=browser_id)
    services.freeze(ada.user_id, because="its key was stolen", by=OTTO, now=LATER)
    assert not is_signed_in(session)
    assert not is_known(ada, secret)


def test_a_copy_of_the_database_is_nobodys_session() -> None:
    ada = somebody()
    _, secret = browser_of(ada)
    session = session_of(ada)
    with connection.cursor() as cursor:
        for model in (Session, TrustedBrowser):
            cursor.execute(f"SELECT * FROM {model._meta.db_table}")
            rows = repr(cursor.fetchall())
            assert key_of(session) not in rows
            assert secret not in rows
    stolen = Session.objects.get()
    assert SESSION_KEY not in SessionStore(stolen.session_key), "the digest is no key"
    assert not is_known(ada, TrustedBrowser.objects.get().digest.hex())


def test_one_session_is_ended_by_its_owner_and_by_nobody_else() -> None:
    ada, mallory = somebody(), somebody("mallory")
    session, other = session_of(ada), session_of(ada)
    with pytest.raises(SessionNotFound):
        services.end_session(mallory.user_id, session_id=digest_of(key_of(session)), now=LATER)
    services.end_session(ada.user_id, session_id=digest_of(key_of(session)), now=LATER)
    assert (is_signed_in(session), is_signed_in(other)) == (False, True)
    assert facts_about(ada)[-1] == "account.session_ended"


def test_a_browser_is_trusted_for_thirty_days_however_often_it_is_used() -> None:
    ada = somebody()
    _, secret = browser_of(ada)
    assert is_known(ada, secret, after=TRUSTED_FOR - timedelta(seconds=1))
    assert not is_known(ada, secret, after=TRUSTED_FOR)


def test_a_browser_is_known_for_whom_it_was_confirmed_and_for_nobody_else() -> None:
    ada, ben = somebody(), somebody("ben")
    _, hers = browser_of(ada)
    _, his = browser_of(ben)
    assert not is_known(ben, hers)
    assert services.recognize_browser(ben.user_id, browser_secrets=[hers, his], now=NOW) is not None


def test_a_browser_is_forgotten_by_its_owner_and_by_nobody_else() -> None:
    ada, mallory = somebody(), somebody("mallory")
    browser_id, secret = browser_of(ada)
    with pytest.raises(SessionNotFound):
        services.forget_browser(mallory.user_id, browser_id=browser_id, now=LATER)
    assert is_known(ada, secret)
    services.forget_browser(ada.user_id, browser_id=browser_id, now=LATER)
    assert not is_known(ada, secret)


def test_the_lists_name_the_present_ones_first() -> None:
    ada = somebody()
    (here_id, _), _ = browser_of(ada), browser_of(ada)
    session_of(ada)
    here = key_of(session_of(ada, browser_id=here_id))
    sessions = list_sessions(ada.user_id, present=here, now=NOW)
    browsers = list_trusted_browsers(ada.user_id, present=here, now=NOW)
    assert [one.is_present for one in sessions] == [one.is_present for one in browsers] == [True, False]
    assert (sessions[0].client, sessions[0].place) == ("Firefox on Linux", "203.0.113.0/24")


def test_a_session_goes_on_when_its_browser_is_forgotten() -> None:
    ada = somebody()
    browser_id, _ = browser_of(ada)
    session = session_of(ada, browser_id=browser_id)
    services.forget_browser(ada.user_id, browser_id=browser_id, now=NOW)
    session.save()
    assert is_signed_in(session)


def test_sessions_that_have_ended_are_cleared_and_no_others() -> None:
    ada = somebody()
    session = session_of(ada)
    clock.install(lambda: NOW + timedelta(minutes=59))
    SessionStore.clear_expired()
    assert is_signed_in(session)
    clock.install(lambda: NOW + timedelta(minutes=61))
    assert not is_signed_in(session), "nothing was heard of it for an hour"
    SessionStore.clear_expired()
    assert not Session.objects.exists()


def test_a_new_key_takes_the_session_along() -> None:
    ada = somebody()
    session = session_of(ada)
    before = SessionStore(session.session_key)
    session.cycle_key()
    session.save()
    assert not is_signed_in(before)
    assert is_signed_in(session)
    assert Session.objects.get().client == "Firefox on Linux"
