"""The people of a project learn by mail what was done to it, and only what was done."""

from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from strongroom.accounts import services as accounts
from strongroom.accounts.queries import Person
from strongroom.accounts.services import MailKind
from strongroom.catalog import services
from strongroom.catalog.models import RoleName
from strongroom.catalog.services import NewFile, publish_file
from strongroom.foundation.actors import Actor
from strongroom.foundation.names import NormalizedName
from strongroom.foundation.permits import Action
from strongroom.infra.outbox.models import OutgoingMail
from strongroom.infra.outbox.transports import transport
from strongroom.mandates.services import permit
from tests.contexts.infra.given import Failed, write_and_fail
from tests.support import given
from tests.support.given import NOON, acting
from tests.support.mail import deliver
from tests.support.served import MailServer, words_of

pytestmark = pytest.mark.django_db

OTTO = Actor.operator(name="otto")


@pytest.fixture
def ada() -> Person:
    return given.protected(given.person("ada"))


@pytest.fixture
def ben() -> Person:
    return given.protected(given.person("ben"))


@pytest.fixture
def cleo() -> Person:
    return given.protected(given.person("cleo"))


@pytest.fixture
def harborlight(ada: Person, ben: Person) -> NormalizedName:
    """A project that ada owns and ben maintains; nobody has been written to."""
    name = given.release(ada, "harborlight")
    given.role(ben, name)
    OutgoingMail.objects.all().delete()
    return name


def told() -> list[tuple[str, str, str]]:
    """Return recipient, kind and subject of all mail, in no order."""
    rows = OutgoingMail.objects.values_list("recipient", "topic", "subject")
    return sorted((to.partition("@")[0], kind, subject.partition("] ")[2]) for to, kind, subject in rows)


def letter_to(person: Person) -> OutgoingMail:
    return OutgoingMail.objects.get(recipient=person.address)


def file_of(version: str, ending: str = ".tar.gz") -> NewFile:
    digest = f"{abs(hash((version, ending))):064x}"[-64:]
    return NewFile(
        display_name="harborlight",
        version=version,
        filename=f"harborlight-{version}{ending}",
        filetype="sdist",
        python_version="source",
        size_bytes=1000,
        digests={"sha256": digest, "blake2_256": digest, "md5": digest[:32]},
        metadata_sha256="",
        requires_python="",
        summary="",
        release_metadata={},
    )


def without(person: Person, *kinds: MailKind) -> None:
    """Switch these kinds off."""
    wanted = set(MailKind) - set(kinds)
    accounts.choose_mail(person.user_id, wanted=wanted, by=acting(person), now=NOON)
    OutgoingMail.objects.all().delete()


def test_a_release_is_told_once_to_everybody_who_may_publish(
    ada: Person, harborlight: NormalizedName
) -> None:
    allowed = permit(acting(ada), Action.UPLOAD, harborlight, now=NOON)
    publish_file(allowed, file_of("2.0"))
    publish_file(allowed, file_of("2.0", ".zip"))
    publish_file(allowed, file_of("2.0", ".zip"))
    assert told() == [
        ("ada", "releases", "harborlight 2.0 was published"),
        ("ben", "releases", "harborlight 2.0 was published"),
    ]
    assert "You get this mail because you are an owner of harborlight." in letter_to(ada).text
    assert "harborlight-2.0.tar.gz" in letter_to(ada).text


def test_whoever_published_is_told_too_unless_they_switched_it_off(
    ada: Person, ben: Person, harborlight: NormalizedName
) -> None:
    without(ada, MailKind.RELEASES)
    publish_file(permit(acting(ben), Action.UPLOAD, harborlight, now=NOON), file_of("2.0"))
    assert [to for to, *_ in told()] == ["ben"]
    assert "By: ben" in letter_to(ben).text


def test_a_release_by_a_token_names_the_token(ada: Person, ben: Person, harborlight: NormalizedName) -> None:
    proof = accounts.prove_by_operator("ada", by=OTTO, now=NOON)
    text = accounts.issue_token(proof, name="harbor office", projects=None, expires_at=None, now=NOON)
    by = accounts.authenticate_token(text, now=NOON)
    OutgoingMail.objects.all().delete()
    publish_file(permit(by, Action.UPLOAD, harborlight, now=NOON), file_of("2.0"))
    assert 'By: ada, with the API token "harbor office"' in letter_to(ben).text


def test_a_release_that_was_rolled_back_is_not_told(ada: Person, harborlight: NormalizedName) -> None:
    allowed = permit(acting(ada), Action.UPLOAD, harborlight, now=NOON)
    with pytest.raises(Failed), transaction.atomic():
        write_and_fail(lambda: publish_file(allowed, file_of("2.0")))
    assert told() == []


def test_fifty_maintainers_cost_no_more_than_one(ada: Person, harborlight: NormalizedName) -> None:
    def statements(version: str) -> int:
        allowed = permit(acting(ada), Action.UPLOAD, harborlight, now=NOON)
        with CaptureQueriesContext(connection) as captured:
            publish_file(allowed, file_of(version))
        return len(captured)

    few = statements("2.0")
    for number in range(48):
        given.role(given.person(f"person-{number}"), harborlight)
    assert statements("3.0") == few
    assert OutgoingMail.objects.filter(subject__contains="harborlight 3.0").count() == 50


def test_care_is_told_with_its_reason_and_can_be_switched_off(
    ada: Person, ben: Person, harborlight: NormalizedName
) -> None:
    without(ben, MailKind.CARE)
    services.yank(permit(acting(ada), Action.YANK, harborlight, now=NOON), version="1.0", reason="It leaks.")
    assert told() == [("ada", "care", "harborlight 1.0 was yanked")]
    assert "Reason: It leaks." in letter_to(ada).text


def test_what_an_operator_does_is_always_told(ben: Person, harborlight: NormalizedName) -> None:
    without(ben, *MailKind)
    services.yank(permit(OTTO, Action.YANK, harborlight, now=NOON), version="1.0", reason="It is malware.")
    assert told() == [
        ("ada", "operators", "harborlight 1.0 was yanked"),
        ("ben", "operators", "harborlight 1.0 was yanked"),
    ]
    assert "By: operator otto" in letter_to(ben).text


def test_an_invitation_is_told_to_the_invitee_and_to_the_people_there(
    ada: Person, ben: Person, cleo: Person, harborlight: NormalizedName
) -> None:
    without(ben, MailKind.PEOPLE)
    allowed = permit(acting(ada), Action.MANAGE_PEOPLE, harborlight, now=NOON)
    services.invite(allowed, username="cleo", role=RoleName.MAINTAINER)
    assert told() == [
        ("ada", "people", "cleo was invited to harborlight as maintainer"),
        ("cleo", "rights", "You are invited to harborlight as maintainer"),
    ]


@pytest.mark.usefixtures("cleo")
def test_who_becomes_an_owner_is_always_told_to_everybody(
    ada: Person, ben: Person, harborlight: NormalizedName
) -> None:
    without(ben, *MailKind)
    allowed = permit(acting(ada), Action.MANAGE_PEOPLE, harborlight, now=NOON)
    services.invite(allowed, username="cleo", role=RoleName.OWNER)
    assert ("ben", "owners", "cleo was invited to harborlight as owner") in told()


def test_who_is_removed_is_told_so(ada: Person, ben: Person, harborlight: NormalizedName) -> None:
    without(ben, *MailKind)
    allowed = permit(acting(ada), Action.MANAGE_PEOPLE, harborlight, now=NOON)
    services.remove_person(allowed, username="ben", reason="The work is done.")
    assert told() == [
        ("ada", "people", "ben is no longer maintainer of harborlight"),
        ("ben", "rights", "You are no longer maintainer of harborlight"),
    ]
    assert "Reason: The work is done." in letter_to(ben).text


def test_who_ceases_to_be_an_owner_is_always_told_of(
    ada: Person, ben: Person, cleo: Person, harborlight: NormalizedName
) -> None:
    given.role(cleo, harborlight, "owner")
    without(ben, *MailKind)
    allowed = permit(acting(ada), Action.MANAGE_PEOPLE, harborlight, now=NOON)
    services.make_maintainer(allowed, username="cleo")
    assert ("ben", "owners", "cleo is now maintainer of harborlight") in told()


def test_who_hands_over_is_told_that_it_was_done(
    ada: Person, ben: Person, cleo: Person, harborlight: NormalizedName
) -> None:
    given.role(cleo, harborlight)
    taking = permit(acting(ben), Action.ACCEPT_ROLE, harborlight, now=NOON)
    services.hand_over(permit(acting(ada), Action.HAND_OVER, harborlight, now=NOON), taking=taking)
    assert told() == [
        ("ada", "rights", "ben took over harborlight as owner"),
        ("ben", "rights", "You took over harborlight as owner"),
        ("cleo", "owners", "ben took over harborlight as owner"),
    ]


def test_who_leaves_is_missed(ben: Person, harborlight: NormalizedName) -> None:
    services.leave(permit(acting(ben), Action.LEAVE, harborlight, now=NOON))
    assert ("ada", "people", "ben left harborlight as maintainer") in told()


@pytest.mark.parametrize("secure", [True, False])
def test_a_release_arrives_at_a_mail_server_as_one_message_with_its_headers(
    ada: Person, harborlight: NormalizedName, settings: Any, secure: bool
) -> None:
    settings.STRONGROOM_URL = "https://index.example" if secure else "http://localhost:8000"
    host = "index.example" if secure else "localhost"
    allowed = permit(acting(ada), Action.UPLOAD, harborlight, now=NOON)
    publish_file(allowed, file_of("2.0"))
    publish_file(allowed, file_of("2.0", ".zip"))
    with MailServer() as server:
        with transport(server.address, folder=settings.STRONGROOM_MAIL_FOLDER) as send:
            assert deliver(send, now=NOON)
            assert not deliver(send, now=NOON)
        (message,) = server.to(ada.address)
    assert message["Subject"] == "[Strongroom] harborlight 2.0 was published"
    assert message["To"] == ada.address
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["List-Id"] == f"<releases.{host}>"
    assert message["References"] == message["In-Reply-To"] == f"<project/harborlight@{host}>"
    assert message["Message-ID"].endswith(f"@{host}>")
    off = f"<{settings.STRONGROOM_URL}/account/mail/off/{ada.user_id}/releases/"
    assert message["List-Unsubscribe"].strip().startswith(off)
    assert message["List-Unsubscribe-Post"] == ("List-Unsubscribe=One-Click" if secure else None)
    assert message.get_content_type() == "text/plain"
    assert "harborlight-2.0.tar.gz" in words_of(message)
    assert "/mail/off/" not in words_of(message)
