"""An account that may be in other hands changes nothing of a critical project, by whatever way it tries.

Found by walking every way in, as `test_every_way_in_asks` does, by somebody with every right, a security key and a fresh
proof, where no mandate was ever announced. Not even the ways out are open that a mandate leaves open.
"""

import base64
from datetime import timedelta

import pytest
from click.testing import CliRunner
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import SimpleCookie
from django.test import Client

from strongroom.accounts.models import User
from strongroom.accounts.queries import get_person
from strongroom.accounts.services import (
    HandsCause,
    ProofMethod,
    RecentProof,
    issue_token,
    prove_by_operator,
    record_hands_change,
)
from strongroom.catalog.models import Invitation, Release, Role
from strongroom.catalog.queries import get_project
from strongroom.foundation import clock
from strongroom.foundation.actors import Actor
from strongroom.foundation.names import NormalizedName
from strongroom.infra.db import write
from strongroom.interfaces.cli.group import cli
from strongroom.interfaces.web.projects.changes import CHANGES
from strongroom.interfaces.web.signed_in import METHOD_KEY, PROOF_KEY
from strongroom.mandates.rules.permit import OPEN_TO_CHANGED_HANDS
from tests.interfaces.permissions.world import undone
from tests.interfaces.test_every_way_in_asks import PLAUSIBLE, addresses, state
from tests.support import given, organized
from tests.support.distributions import Wheel
from tests.support.given import acting

pytestmark = pytest.mark.django_db

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture
def project() -> NormalizedName:
    """A critical project of ben's, in an organization of ben's, with a team that owns it and an open invitation.

    Ben's password was reset an hour ago. Ada owns it, too.
    """
    ada, ben = (given.protected(given.person(name), by_key=True) for name in ("ada", "ben"))
    present = clock.now()
    name = given.release(ben, "harborlight", at=present - timedelta(days=200))
    given.role(ada, name, "owner")
    given.downloads(name, 5000, on=(present - timedelta(days=1)).date())
    given.designation(on=present.date())
    organized.organization(ben, name)
    organized.moved_in(name, to=name)
    organized.member(ada, "owner", of=name)
    organized.team(ben, of=name, harborlight="owner")
    Invitation.objects.create(
        project=Role.objects.filter(user_id=ben.user_id).get().project,
        user_id=given.person("cleo").user_id,
        role="maintainer",
        invited_at=present,
        invited_by="person:ben",
    )
    with write():
        record_hands_change(
            User.objects.get(username="ben"),
            HandsCause.PASSWORD_RESET,
            by=acting(ben),
            now=present - timedelta(hours=1),
        )
    return name


def ben() -> Client:
    """Return the browser of ben, signed in, who has just shown the security key."""
    client, user = Client(), User.objects.get(username="ben")
    client.force_login(user, backend=BACKEND)
    session = client.session
    proof = RecentProof(acting(get_person(user.pk)), user.pk, ProofMethod.KEY, clock.now())
    session[PROOF_KEY], session[METHOD_KEY] = proof.mark(), proof.method.value
    session.save()
    return client


def is_left_open(address: str) -> bool:
    slug = address.rstrip("/").rpartition("/")[2]
    of_project = address.startswith("/project/")
    return of_project and slug in CHANGES and CHANGES[slug].action in OPEN_TO_CHANGED_HANDS


def test_no_address_changes_it(project: NormalizedName) -> None:
    before, browser = state(project), ben()
    signed_in, changing = browser.cookies.output(header=""), []
    for address in sorted(one for one in set(addresses()) if not is_left_open(one)):
        # Undone each time, for some addresses end the session they are posted in.
        with undone():
            browser.cookies = SimpleCookie(signed_in)
            browser.post(address, PLAUSIBLE)
            if state(project) != before:
                changing.append(address)
    assert changing == []


def test_each_refused_change_says_until_when_why_and_who_else_can(project: NormalizedName) -> None:
    Invitation.objects.update(user_id=User.objects.get(username="ben").pk)
    browser = ben()
    for slug, change in CHANGES.items():
        if change.action in OPEN_TO_CHANGED_HANDS:
            continue
        answer = browser.post(f"/project/{project}/manage/{slug}/", PLAUSIBLE)
        page = answer.content.decode()
        assert answer.status_code == 403, slug
        assert "cannot change it until" in page, slug
        assert "its password was reset" in page, slug
        assert "other owners and maintainers of harborlight can do this" in page, slug


def test_afterwards_the_same_form_does_it(project: NormalizedName) -> None:
    later = clock.now() + timedelta(hours=72)
    clock.install(lambda: later)
    assert ben().post(f"/project/{project}/manage/archive/", PLAUSIBLE).status_code == 302
    assert get_project(project).status == "archived"


@pytest.mark.parametrize("made", ["before", "since"])
def test_no_upload_changes_it_whenever_the_token_was_made(
    client: Client, project: NormalizedName, made: str
) -> None:
    at = clock.now() - (timedelta(days=9) if made == "before" else timedelta())
    proof = prove_by_operator("ben", by=Actor.operator(name="otto"), now=at)
    token = issue_token(proof, name="ci", projects=None, expires_at=None, now=at)
    wheel = Wheel(name=project, version="2.0")
    form = {
        ":action": "file_upload",
        **dict(wheel.form),
        "content": SimpleUploadedFile(wheel.filename, wheel.content, "application/octet-stream"),
    }
    credentials = base64.b64encode(f"__token__:{token}".encode()).decode()
    answer = client.post("/legacy/", form, headers={"authorization": f"Basic {credentials}"})
    assert answer.status_code == 403
    assert (
        f"{project} is a critical project, and the account ben cannot change it until" in answer.reason_phrase
    )
    assert not Release.objects.filter(version="2.0").exists()


@pytest.mark.parametrize(
    "scope", [[], ["--project", "harborlight"]], ids=["for everything", "for one project"]
)
def test_the_command_line_makes_no_token(project: NormalizedName, scope: list[str]) -> None:
    result = CliRunner().invoke(cli, ["token", "create", "ben", *scope])
    assert (result.exit_code, result.stdout) == (1, "")
    assert "cannot change it until" in result.stderr
