"""What a withdrawal could be used for (atomicwrites, left-pad): to shed a designation, to take a name, to replace files."""

import pytest

from strongroom.accounts.queries import Person
from strongroom.catalog.models import Role
from strongroom.criticality.queries import is_critical
from tests.attacks.given import HARBORLIGHT, MANAGE, critical, send, token_of, upload
from tests.contexts.accounts.given import app_of, somebody
from tests.interfaces.accounts.given import Browser
from tests.support import given

WITHDRAW = {"confirmation": HARBORLIGHT, "reason": "I want it to be as it was."}


def withdrawn(owner: Person, browser: Browser, secret: str) -> None:
    """Withdraw the project by its page."""
    browser.watch.move(minutes=2)
    browser.sign_in(owner.username)
    browser.give_code(secret)
    assert send(browser, f"{MANAGE}withdraw/", **WITHDRAW).status_code == 302


@pytest.fixture
def ada(db: None) -> Person:
    return somebody()


@pytest.fixture
def secret(ada: Person) -> str:
    """The secret of ada's app; her project has become critical."""
    secret = app_of(ada)
    critical(ada)
    return secret


def test_deleting_and_uploading_again_sheds_no_designation(
    ada: Person, secret: str, visitor: Browser
) -> None:
    withdrawn(ada, visitor, secret)
    assert upload(token_of(ada), "1.4.1").status_code == 200, "she begins anew, under the same name"
    given.designation()
    assert is_critical(HARBORLIGHT)
    page = visitor.get(f"/project/{HARBORLIGHT}/critical/").content.decode()
    assert "5,000" in page, "the downloads from before count"

    ben = somebody("ben")
    given.role(ben, HARBORLIGHT)
    refused = upload(token_of(ben), "1.4.2")
    assert (refused.status_code, "ben has not enrolled" in refused.reason_phrase) == (403, True)


def test_a_withdrawn_name_is_given_to_no_stranger(ada: Person, secret: str, visitor: Browser) -> None:
    """What left-pad's followers did within minutes: publish something else under the name that everybody installs."""
    mallory = somebody("mallory")
    app_of(mallory, name="app")
    withdrawn(ada, visitor, secret)
    for spelling in ("harborlight", "Harborlight", "harb0rlight", "harbor-light"):
        assert upload(token_of(mallory), "99.0", name=spelling).status_code in {400, 403}, spelling
    assert set(Role.objects.values_list("user__username", flat=True)) == {"ada"}
    assert upload(token_of(mallory), "1.0", name="quietqueue").status_code == 200, "a name of her own"


def test_a_withdrawn_version_comes_back_with_no_other_content(
    ada: Person, secret: str, visitor: Browser
) -> None:
    withdrawn(ada, visitor, secret)
    again = upload(token_of(ada), "1.0", code=b"import evil\n")
    assert again.status_code == 400
    assert upload(token_of(ada), "1.0.1").status_code == 200
