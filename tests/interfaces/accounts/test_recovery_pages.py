"""Asking operators for an account on the pages: half signed in or by name, objecting, and taking it back."""

import re
from datetime import timedelta

import pytest

from strongroom.accounts import services
from strongroom.accounts.queries import Person, Protection, get_person, list_recoveries
from strongroom.accounts.services import Stage
from strongroom.foundation.actors import Actor
from strongroom.infra.outbox.models import OutgoingMail
from tests.contexts.accounts.given import PASSWORD, app_of, key_of, somebody
from tests.interfaces.accounts.given import SECOND_STEP, Browser, text_of
from tests.support.given import release, role

ASK = "/account/recovery/"
SAID = {"lost": "My phone, and the paper.", "evidence": "I can change the home page.", "new_address": ""}
OPERATORS = [Actor.operator(name="console"), Actor.operator(name="olga", user_id=None)]
NIGHTLY = Actor.system("nightly")
NEW_PASSWORD = "a harbor seal reads 44 maps"


@pytest.fixture
def ada(db: None) -> Person:
    ada = somebody("ada")
    app_of(ada)
    return ada


def link(address: str, word: str) -> str:
    texts = OutgoingMail.objects.filter(recipient=address).order_by("-pk").values_list("text", flat=True)
    found = next(one for text in texts if (one := re.search(rf"/account/recovery/\d+/{word}/\S+", text)))
    return found[0]


def approved(visitor: Browser) -> int:
    number = list_recoveries()[0].recovery_id
    for by in OPERATORS:
        services.approve_recovery(number, reason="It is her.", note="We spoke.", by=by, now=visitor.watch())
    return number


def test_who_gave_the_password_asks_without_saying_who_they_are(ada: Person, visitor: Browser) -> None:
    visitor.sign_in()
    assert ASK in text_of(visitor.get(SECOND_STEP))
    page = text_of(visitor.get(ASK))
    assert "the right password of <strong>ada</strong>" in page
    assert 'name="username"' not in page
    assert "on its way" in text_of(visitor.send(ASK, **SAID))
    (record,) = list_recoveries()
    assert (record.username, record.password_given, record.asked_by) == ("ada", True, "system:stranger")
    again = visitor.send(ASK, **SAID)
    assert again.status_code == 400
    assert "open already" in text_of(again)


def test_unknown_names_and_known_ones_are_answered_alike(ada: Person, visitor: Browser) -> None:
    answers = {name: text_of(visitor.send(ASK, username=name, **SAID)) for name in ("ada", "nobody", "ada")}
    token = re.compile(r'value="\w{64}"')
    assert len({token.sub("", answer) for answer in answers.values()}) == 1
    (record,) = list_recoveries()
    assert (record.username, record.password_given, record.asked_by) == ("ada", False, "system:stranger")


def test_words_are_needed_and_askers_are_throttled(ada: Person, visitor: Browser) -> None:
    assert visitor.send(ASK, username="ada", lost="", evidence="").status_code == 400
    assert list_recoveries() == []
    statuses = [visitor.send(ASK, username=f"nobody{n}", **SAID).status_code for n in range(6)]
    assert statuses == [200] * 5 + [429]


def test_an_objection_by_the_link_takes_a_sentence_and_no_sign_in(ada: Person, visitor: Browser) -> None:
    ben = somebody("ben")
    role(ben, release(ada, "harborlight"))
    visitor.send(ASK, username="ada", **SAID)
    number = approved(visitor)
    path = link(ben.address, "object")
    page = text_of(visitor.get(path))
    assert list_recoveries()[0].stage(visitor.watch()) is Stage.WAITING, "opening it does nothing"
    for words in ("My phone, and the paper.", "We spoke.", "It is her."):
        assert words in page
    assert SAID["evidence"] not in page
    assert visitor.send(path, because="").status_code == 400
    assert "has ended" in text_of(visitor.send(path, because="She is on holiday."))
    assert services.list_recoveries_concerning(ben.user_id) == []
    assert list_recoveries()[0].recovery_id == number
    assert "nothing left to object to" in text_of(visitor.get(path))
    assert visitor.get(path[:-3] + "xx/").status_code == 404


def test_who_shares_a_project_sees_and_objects_signed_in(ada: Person, visitor: Browser) -> None:
    somebody("cleo")
    role(somebody("ben"), release(ada, "harborlight"))
    services.ask_for_recovery(
        "ada", services.RecoveryRequest("All.", "Believe me."), password_given=False, now=visitor.watch()
    )
    number = list_recoveries()[0].recovery_id
    visitor.sign_in("cleo")
    assert visitor.get(f"{ASK}{number}/object/").status_code == 404
    visitor.send("/account/logout/")
    visitor.sign_in("ben")
    assert f"{ASK}{number}/object/" in text_of(visitor.get(ASK))
    visitor.send(f"{ASK}{number}/object/", because="She sits beside me.")
    assert list_recoveries()[0].stage(visitor.watch()) is Stage.REFUSED


def test_the_link_sets_a_password_and_leads_to_a_second_factor(ada: Person, visitor: Browser) -> None:
    visitor.send(ASK, username="ada", **SAID)
    approved(visitor)
    visitor.watch.move(days=7)
    services.tend_recoveries(by=NIGHTLY, now=visitor.watch())
    path = link(ada.address, "complete")
    assert get_person(ada.user_id).is_protected
    assert visitor.get(path).status_code == 200
    assert "differ" in text_of(visitor.send(path, password=NEW_PASSWORD, again="another"))
    assert "refused" in text_of(visitor.send(path, password="password1234", again="password1234"))
    assert get_person(ada.user_id).is_protected, "opening it does nothing, and a weak password neither"
    answer = visitor.send(path, password=NEW_PASSWORD, again=NEW_PASSWORD)
    assert answer.headers["Location"] == "/account/second-factor/"
    assert visitor.name == "ada"
    assert get_person(ada.user_id).protection is Protection.NONE
    assert visitor.get(path).status_code == 409


def test_the_link_is_worth_nothing_before_the_week_is_over(ada: Person, visitor: Browser) -> None:
    visitor.send(ASK, username="ada", **SAID)
    approved(visitor)
    visitor.watch.move(days=7)
    services.tend_recoveries(by=NIGHTLY, now=visitor.watch())
    path = link(ada.address, "complete")
    visitor.watch.now -= timedelta(seconds=1)
    assert visitor.get(path).status_code == 409


def test_the_owner_who_signs_in_meanwhile_ends_it(visitor: Browser) -> None:
    """The attacker knows the password and has convinced two operators; the owner comes back from holiday."""
    ada = somebody("ada")
    secret = app_of(ada)
    key_of(ada)
    visitor.sign_in()
    visitor.send(ASK, **SAID)
    approved(visitor)
    owner = Browser(visitor.watch)
    visitor.watch.move(days=6)
    owner.sign_in(password=PASSWORD)
    assert list_recoveries()[0].stage(visitor.watch()) is Stage.WAITING
    owner.give_code(secret)
    assert owner.name == "ada"
    assert list_recoveries()[0].stage(visitor.watch()) is Stage.WITHDRAWN
    last = OutgoingMail.objects.filter(recipient=ada.address, subject__contains="has ended").last()
    assert last is not None
