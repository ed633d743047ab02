"""Operators hand in mail that came back, and see whom none reaches."""

import pytest
from allauth.account.models import EmailAddress

from strongroom.infra.outbox.bounces import message_id, record_refusal
from strongroom.infra.outbox.models import OutgoingMail
from strongroom.infra.outbox.services import enqueue
from tests.interfaces.cli.conftest import Strongroom
from tests.support import given
from tests.support.bounced import report_about
from tests.support.given import NOON

pytestmark = pytest.mark.django_db


def test_a_mail_that_came_back_marks_whom_it_was_for(strongroom: Strongroom) -> None:
    ada = given.person("ada")
    given.critical_project(ada)
    enqueue(ada.address, subject="News", text="Something happened.", at=NOON)
    report = report_about(message_id(OutgoingMail.objects.latest("pk"))).decode()
    assert strongroom("mail", "bounced", stdin=report).output == "ada@people.example is not reached.\n"
    shown = strongroom("mail", "unreachable").output
    assert shown.startswith("ada since ")
    assert "Mail comes back: smtp; 550 5.1.1 no such mailbox (harborlight)" in shown


def test_any_other_mail_changes_nothing(strongroom: Strongroom) -> None:
    done = strongroom("mail", "bounced", stdin="Subject: hello\n\nI am away.\n")
    assert (done.exit_code, done.output) == (0, "This tells of no message of this index.\n")


def test_everybody_is_reached_as_far_as_it_is_known(strongroom: Strongroom) -> None:
    given.critical_project(given.person("ada"))
    assert "Mail reaches everybody" in strongroom("mail", "unreachable").output


def test_only_those_who_may_publish_critical_projects_are_listed(strongroom: Strongroom) -> None:
    ada, ben = given.person("ada"), given.person("ben")
    given.critical_project(ada)
    given.release(ben, "tidepool")
    EmailAddress.objects.update(verified=False)
    assert strongroom("mail", "unreachable").output == "ada: No address is confirmed. (harborlight)\n"


def test_an_old_mark_of_an_address_that_is_confirmed_no_more_is_not_the_reason(
    strongroom: Strongroom,
) -> None:
    ada = given.person("ada")
    given.critical_project(ada)
    enqueue(ada.address, subject="News", text="Something happened.", at=NOON)
    record_refusal(OutgoingMail.objects.latest("pk"), said="550 gone", by_report=False, now=NOON)
    EmailAddress.objects.update(verified=False)
    assert "No address is confirmed" in strongroom("mail", "unreachable").output
