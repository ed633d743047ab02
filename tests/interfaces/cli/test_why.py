"""An operator asks which index answers for a name."""

import re

import pytest
from pytest_django import Settings

from strongroom.catalog import services as catalog
from strongroom.catalog.models import Project
from strongroom.foundation import clock
from strongroom.foundation.names import normalize
from strongroom.foundation.permits import Action
from strongroom.mandates.services import permit
from strongroom.readpath.upstream import ReservedNames
from strongroom.readpath.upstream.client import UpstreamClient
from strongroom.readpath.upstream.errors import UpstreamUnreachable
from strongroom.readpath.upstream.mirror import Limits, Mirror
from tests.interfaces.cli.conftest import Strongroom
from tests.support import given
from tests.support.given import NOON
from tests.support.upstream_index import PATIENT, UpstreamIndex, wheel

pytestmark = pytest.mark.django_db

UPSTREAM = "https://index.example/simple/"


@pytest.fixture(autouse=True)
def _at_noon(settings: Settings) -> None:
    clock.install(lambda: NOON)
    settings.STRONGROOM_UPSTREAM = UPSTREAM
    settings.STRONGROOM_RESERVED = ReservedNames.parse(["acme-*"])


def asked(strongroom: Strongroom, name: str) -> str:
    result = strongroom("why", name)
    assert result.exit_code == 0, result.output
    return " ".join(result.stdout.split())


def test_a_name_of_this_index_is_answered_here(strongroom: Strongroom) -> None:
    given.release(given.person("ada"), "Harborlight")
    answer = asked(strongroom, "HarborLight")
    assert "harborlight is a name of this index, so only this index answers for it." in answer
    assert "first published on 2026-03-02 and is active now." in answer


@pytest.mark.parametrize("state", ["withdrawn", "quarantined"])
def test_it_stays_so_whatever_becomes_of_the_project(strongroom: Strongroom, state: str) -> None:
    ada = given.protected(given.person("ada"))
    name = given.release(ada, "harborlight")
    if state == "withdrawn":
        allowed = permit(given.acting(ada), Action.WITHDRAW, name, now=NOON)
        catalog.withdraw(allowed, reason="Never used.")
    else:
        Project.objects.filter(name=name).update(status=state, status_reason="malware")
    answer = asked(strongroom, "harborlight")
    assert "only this index answers for it" in answer
    assert state in answer


def test_a_reserved_name_says_by_which_entry(strongroom: Strongroom) -> None:
    assert "acme-billing is reserved for this index (acme-*)" in asked(strongroom, "Acme_Billing")


def test_a_free_name_comes_from_the_upstream(strongroom: Strongroom) -> None:
    answer = asked(strongroom, "kite")
    assert "so it comes from the upstream index" in answer
    assert UPSTREAM in answer
    assert "It was not asked for this name yet" in answer


def test_without_an_upstream_nobody_is_asked(strongroom: Strongroom, settings: Settings) -> None:
    settings.STRONGROOM_UPSTREAM = ""
    assert asked(strongroom, "kite") == "kite is not a name of this index, and no other index is asked."


def test_what_is_known_of_the_upstream_is_told(strongroom: Strongroom, settings: Settings) -> None:
    with UpstreamIndex() as upstream:
        upstream.offer("kite", wheel())
        client = UpstreamClient(upstream.root, user_agent="strongroom/test", patience=PATIENT)
        mirror = Mirror(settings.STRONGROOM_UPSTREAM_FOLDER, client=client, limits=Limits(1 << 20))
        mirror.pages.refresh(normalize("kite"))
        mirror.pages.refresh(normalize("nothing"))
        upstream.status = 500
        with pytest.raises(UpstreamUnreachable):
            mirror.pages.refresh(normalize("other"))
        mirror.close()
    known = asked(strongroom, "kite")
    assert "It has such a project; it was asked on 2026-03-02 12:00:00 UTC." in known
    assert "first request after 2026-03-02 12:10:00 UTC" in known
    assert "It has no such project;" in asked(strongroom, "nothing")
    assert re.search("It could not be asked; .* after 2026-03-02 12:00:10 UTC", asked(strongroom, "other"))


def test_what_is_no_name_is_refused(strongroom: Strongroom) -> None:
    result = strongroom("why", "no name")
    assert result.exit_code == 1
    assert "is not a valid project name" in result.stderr
