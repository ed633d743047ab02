"""What the index itself could be made to do: write to people what a stranger wants, over and over, or freeze their accounts."""

import re

import pytest
from django.test import Client

from strongroom.accounts.models import HandsChange
from strongroom.accounts.queries import Person
from strongroom.infra.outbox.models import OutgoingMail
from tests.attacks.given import MANAGE, critical, named, send
from tests.contexts.accounts.given import somebody
from tests.interfaces.accounts.given import Browser, code_in, newest_letter
from tests.interfaces.accounts.test_changed_hands import link_in, reset
from tests.support import given

ASK = "/account/recovery/"
BAIT = "To keep your account, sign in at https://stronqroom.example/ today."


@pytest.fixture
def ada(db: None) -> Person:
    """The owner of a critical project that ben helps with."""
    ada = somebody()
    given.role(somebody("ben"), critical(ada))
    return ada


def letters_to(person: Person) -> list[str]:
    rows = OutgoingMail.objects.filter(recipient=person.address).order_by("pk")
    return list(rows.values_list("text", flat=True))


def test_a_stranger_has_the_index_write_nothing_of_theirs(ada: Person, visitor: Browser) -> None:
    """A request for somebody's account is told to all who share a project; without a word of whoever asks."""
    visitor.send(ASK, username="ada", lost=BAIT, evidence=BAIT, new_address="")
    asked = [text for text in letters_to(ada) + letters_to(named("ben")) if "/object/" in text]
    assert len(asked) == 2
    assert not [text for text in asked if "stronqroom" in text]
    page = visitor.get(re.findall(rf"{ASK}\S+", asked[0])[-1]).content.decode()
    assert "stronqroom" in page, "who objects reads what was said"


def test_nobody_is_written_to_over_and_over_by_invitations(ada: Person, visitor: Browser) -> None:
    mallory = somebody("mallory")
    given.release(mallory, "bait")
    visitor.sign_in("mallory")
    before = len(letters_to(ada))
    statuses = []
    for _ in range(7):
        statuses.append(
            send(visitor, "/project/bait/manage/invite/", username="ada", role="maintainer").status_code
        )
        send(visitor, "/project/bait/manage/withdraw-invitation/", username="ada")
    assert statuses == [302] * 5 + [429] * 2
    assert len(letters_to(ada)) - before <= 10, "each with the word that it was taken back"


def test_a_stranger_freezes_nobody(ada: Person, visitor: Browser) -> None:
    """The link that freezes goes to the owner alone: not to who works with her, and nobody can make one."""
    reset(visitor)
    links = OutgoingMail.objects.filter(text__contains="/account/not-me/")
    assert {letter.recipient for letter in links} == {ada.address}
    path = link_in(links[0])
    for forged in (path[:-3] + "xx/", re.sub(r"/\d+/", "/99/", path), "/account/not-me/1/ada/"):
        assert Client().post(forged).status_code == 404
    assert named("ada").is_active

    later = Client()
    visitor.watch.move(days=7)
    assert later.post(path).status_code == 404, "nor for ever"
    assert HandsChange.objects.filter(disputed_at=None).count() == 1


def test_a_code_for_one_thing_opens_no_other(ada: Person, visitor: Browser) -> None:
    """A code to confirm a sign-in does not set a password, and one to set a password does not confirm a sign-in."""
    visitor.sign_in(known=False)
    to_sign_in = code_in(newest_letter())
    other = Browser(visitor.watch)
    where = other.send("/account/password/reset/", email=ada.address).headers["Location"]
    to_reset = code_in(newest_letter())
    assert other.send(where, code=to_sign_in).status_code == 200
    visitor.send("/account/login/confirm/", code=to_reset)
    assert visitor.name == ""
    visitor.send("/account/login/confirm/", code=to_sign_in)
    assert visitor.name == "ada"
    assert visitor.get(f"{MANAGE}invite/").status_code == 403
