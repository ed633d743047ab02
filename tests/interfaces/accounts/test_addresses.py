"""Several addresses of one account: every confirmed one is told of every change."""

import pytest
from allauth.account.models import EmailAddress
from django.core.cache import cache

from strongroom.accounts.models import User
from strongroom.accounts.queries import Person, list_addresses
from strongroom.infra.outbox.models import Bounce, OutgoingMail
from tests.contexts.accounts.given import NOW, facts_about, somebody
from tests.interfaces.accounts.given import Browser, code_in, newest_letter, text_of

ADDRESSES, RESET = "/account/email/", "/account/password/reset/"
OLD, NEW, THIRD = "ada@example.org", "ada@new.example", "ada@third.example"


@pytest.fixture
def ada(visitor: Browser) -> Person:
    """Somebody who is signed in."""
    ada = somebody()
    visitor.sign_in()
    return ada


def add(visitor: Browser, address: str) -> None:
    """Add an address and give the code that is mailed there."""
    where = visitor.send(ADDRESSES, email=address, action_add="1").headers["Location"]
    assert newest_letter().recipient == address
    visitor.send(where, code=code_in(newest_letter()))


def told_since(serial: int) -> set[str]:
    """Return the addresses that were written to after a letter."""
    return set(OutgoingMail.objects.filter(pk__gt=serial).values_list("recipient", flat=True))


def test_an_address_counts_from_its_confirmation_on_and_every_confirmed_one_is_told(
    visitor: Browser, ada: Person
) -> None:
    where = visitor.send(ADDRESSES, email=NEW, action_add="1").headers["Location"]
    assert len(list_addresses(ada.user_id)) == 1
    before = newest_letter()
    visitor.send(where, code=code_in(before))
    assert told_since(before.pk) == {OLD, NEW}
    assert f"The address {NEW} is confirmed now" in newest_letter().text


def test_old_and_new_address_are_told_when_the_primary_one_is_changed(visitor: Browser, ada: Person) -> None:
    add(visitor, NEW)
    before = newest_letter().pk
    visitor.send(ADDRESSES, email=NEW, action_primary="1")
    assert told_since(before) == {OLD, NEW}
    assert User.objects.get().email == NEW
    assert "account.primary_address_changed" in facts_about(ada)


def test_the_removed_address_is_told_too(visitor: Browser, ada: Person) -> None:
    add(visitor, NEW)
    add(visitor, THIRD)
    before = newest_letter().pk
    visitor.send(ADDRESSES, email=NEW, action_remove="1")
    assert told_since(before) == {OLD, NEW, THIRD}
    assert facts_about(ada)[-1] == "account.address_removed"


@pytest.mark.django_db(transaction=True)
def test_what_is_rolled_back_is_told_to_nobody(
    visitor: Browser, ada: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(visitor, NEW)
    before = newest_letter().pk

    def full_disk(*_: object, **__: object) -> None:
        raise OSError("no space left")

    monkeypatch.setattr("allauth.account.adapter.DefaultAccountAdapter.add_message", full_disk)
    with pytest.raises(OSError, match="no space left"):
        visitor.send(ADDRESSES, email=NEW, action_remove="1")
    assert told_since(before) == set()
    assert len(list_addresses(ada.user_id)) == 2


def test_an_address_that_is_not_confirmed_resets_nothing_and_looks_unknown(
    visitor: Browser, ada: Person
) -> None:
    EmailAddress.objects.create(user_id=ada.user_id, email=NEW, verified=False)
    stranger = Browser(visitor.watch)
    answer = stranger.send(RESET, email=NEW)
    assert answer.headers["Location"] == stranger.send(RESET, email="nobody@example.org").headers["Location"]
    texts = OutgoingMail.objects.filter(recipient__in=[NEW, "nobody@example.org"]).values_list(
        "text", flat=True
    )
    assert len(set(texts)) == 1
    assert "No account there has this" in texts[0]


def test_any_confirmed_address_resets_the_password(visitor: Browser, ada: Person) -> None:
    add(visitor, NEW)
    Browser(visitor.watch).send(RESET, email=NEW)
    assert "enter this code" in newest_letter().text


def test_the_confirmed_address_of_somebody_else_cannot_be_claimed(visitor: Browser, ada: Person) -> None:
    somebody("ben", address=NEW)
    where = visitor.send(ADDRESSES, email=NEW, action_add="1").headers["Location"]
    # Even whoever reads that mailbox, too.
    visitor.send(where, code=code_in(newest_letter()))
    assert [one.address for one in list_addresses(ada.user_id) if one.is_verified] == [OLD]
    assert EmailAddress.objects.get(email=NEW, verified=True).user.username == "ben"


def test_only_so_many_codes_go_to_further_addresses_on_one_day(visitor: Browser, ada: Person) -> None:
    for number in range(10):
        cache.clear()
        visitor.send(ADDRESSES, email=f"ada@{number}.example", action_add="1")
    cache.clear()
    answer = visitor.send(ADDRESSES, email="ada@eleven.example", action_add="1")
    assert answer.status_code == 429
    assert not OutgoingMail.objects.filter(recipient="ada@eleven.example").exists()
    visitor.watch.move(days=1)
    cache.clear()
    visitor.sign_in()
    visitor.send(ADDRESSES, email="ada@eleven.example", action_add="1")
    assert newest_letter().recipient == "ada@eleven.example"


def test_an_account_has_ten_addresses_at_most(visitor: Browser, ada: Person) -> None:
    for number in range(9):
        EmailAddress.objects.create(user_id=ada.user_id, email=f"ada@{number}.example", verified=True)
    assert "Add an address" not in text_of(visitor.get(ADDRESSES))
    visitor.post(ADDRESSES, {"email": NEW, "action_add": "1"})
    assert not OutgoingMail.objects.filter(recipient=NEW).exists()


def test_whose_mail_comes_back_is_told_on_every_page(visitor: Browser, ada: Person) -> None:
    Bounce.objects.create(recipient=OLD, since=NOW, last_at=NOW, said="550 no such mailbox", by_report=True)
    assert f"Mail to your address {OLD} comes back" in text_of(visitor.get("/help/policy/"))
    assert "550 no such mailbox" in text_of(visitor.get(ADDRESSES))
