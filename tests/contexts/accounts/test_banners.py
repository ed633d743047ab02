"""What operators tell everybody begins and ends when they said, and stands in the journal."""

from dataclasses import replace
from datetime import timedelta

import pytest

from strongroom.accounts.errors import BannerNotFound, BannerUnfit, DeedNotCovered
from strongroom.accounts.queries import list_banners
from strongroom.accounts.services import Audience, NewBanner, end_banner, show_banner
from strongroom.foundation.actors import Actor
from strongroom.foundation.reasons import ReasonUnfit
from strongroom.infra.journal.models import JournalEntry
from tests.contexts.accounts.given import NOW, OTTO

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
BANNER = NewBanner("The index rests on Sunday.", Audience.EVERYBODY, NOW + DAY, NOW + 3 * DAY)


def test_a_banner_ends_by_itself() -> None:
    show_banner(BANNER, by=OTTO, reason="The disks are changed.", now=NOW)
    assert [one.text for one in list_banners(now=NOW + 3 * DAY - timedelta(seconds=1))] == [BANNER.text]
    assert list_banners(now=NOW + 3 * DAY) == []


def test_a_banner_is_ended_once() -> None:
    show_banner(BANNER, by=OTTO, reason="The disks are changed.", now=NOW)
    (shown,) = list_banners(now=NOW)
    end_banner(shown.id, by=OTTO, reason="They hold.", now=NOW)
    assert list_banners(now=NOW) == []
    with pytest.raises(BannerNotFound):
        end_banner(shown.id, by=OTTO, reason="They hold.", now=NOW)
    kinds = JournalEntry.objects.order_by("serial").values_list("kind", "reason")
    assert list(kinds) == [("banner.shown", "The disks are changed."), ("banner.ended", "They hold.")]


def test_a_form_that_is_sent_twice_shows_one_banner() -> None:
    show_banner(BANNER, by=OTTO, reason="The disks are changed.", now=NOW)
    with pytest.raises(BannerUnfit, match="there already"):
        show_banner(replace(BANNER, begins_at=NOW), by=OTTO, reason="The disks are changed.", now=NOW)
    assert len(list_banners(now=NOW)) == 1
    show_banner(replace(BANNER, text="And on Monday."), by=OTTO, reason="So do people.", now=NOW)


def test_nobody_but_operators_speaks_to_everybody() -> None:
    ada = Actor.person(user_id=1, name="ada")
    with pytest.raises(DeedNotCovered):
        show_banner(BANNER, by=ada, reason="Why not?", now=NOW)
    with pytest.raises(DeedNotCovered):
        end_banner(1, by=ada, reason="Why not?", now=NOW)


@pytest.mark.parametrize("reason", [" ", "x" * 501])
def test_without_a_reason_that_fits_nothing_is_shown_and_nothing_ends(reason: str) -> None:
    with pytest.raises(ReasonUnfit):
        show_banner(BANNER, by=OTTO, reason=reason, now=NOW)
    show_banner(BANNER, by=OTTO, reason="The disks are changed.", now=NOW)
    (shown,) = list_banners(now=NOW)
    with pytest.raises(ReasonUnfit):
        end_banner(shown.id, by=OTTO, reason=reason, now=NOW)
    assert list_banners(now=NOW) == [shown]
