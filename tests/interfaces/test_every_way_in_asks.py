"""Whatever changes a project asks the one question: found by walking every way in, not by listing those we remember.

A person who may publish a critical project, without a second factor and after the deadline, posts to every address of
the site and runs every command that takes a project. Nothing may change but what a mandate leaves open.
"""

import inspect
from collections.abc import Iterator
from datetime import timedelta
from typing import Any, NamedTuple

import pytest
from click.testing import CliRunner
from django.db import transaction
from django.http import SimpleCookie
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from strongroom.accounts.models import User
from strongroom.catalog import services as catalog
from strongroom.catalog.models import Invitation, Role
from strongroom.catalog.queries import find_organization_of, list_people_who_may_publish
from strongroom.foundation import clock
from strongroom.foundation.names import NormalizedName
from strongroom.foundation.organization_permits import OrganizationPermit
from strongroom.foundation.permits import Permit
from strongroom.infra.journal.queries import list_entries_of_project
from strongroom.interfaces.cli.group import cli
from strongroom.interfaces.web.organizations.changes import CHANGES as OF_ORGANIZATIONS
from strongroom.interfaces.web.projects.changes import CHANGES
from strongroom.mandates.rules.organizations import WAYS_OUT
from strongroom.mandates.rules.permit import ALWAYS_OPEN
from tests.support import given, organized

READERS = {"is_published", "check_may_begin", "find_release_start", "weigh_name"}
"""Services of the catalog that change nothing."""

OF_ANYBODY = {"report_project"}
"""Services of the catalog that change no project, and tell operators something about one."""

OF_OPERATORS = {
    "answer_report",
    "grant_namespace",
    "grant_namespace_to_organization",
    "leave_name_to_the_rules",
    "permit_name",
    "prohibit_name",
    "revoke_namespace",
}
"""Services of the catalog that change no project. Whoever calls them has to be an operator."""

PERMITS = {Permit, OrganizationPermit}

PLAUSIBLE = {
    "version": "1.0",
    "reason": "Because.",
    "username": "ada",
    "role": "maintainer",
    "confirmation": "harborlight",
    "name": "harborlight",
    "project": "harborlight",
    "team": "core",
    "display_name": "Harborlight",
    "projects": "harborlight",
    "scope": "projects",
    "expires": "30",
}
"""One form for all: each view takes what it knows."""


def test_every_service_that_changes_a_project_takes_a_permit() -> None:
    commands = {
        name: getattr(catalog, name) for name in catalog.__all__ if inspect.isfunction(getattr(catalog, name))
    }
    without = [
        name
        for name, command in commands.items()
        if name not in READERS | OF_ANYBODY | OF_OPERATORS
        and next(iter(inspect.signature(command).parameters.values())).annotation not in PERMITS
    ]
    assert without == []


def addresses(patterns: list[URLPattern | URLResolver] | None = None, prefix: str = "/") -> Iterator[str]:
    """Every address of the site, with plausible values in place of its parameters."""
    for one in patterns if patterns is not None else get_resolver().url_patterns:
        route = prefix + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from addresses(one.url_patterns, route)
        elif "<slug:slug>" in route:
            slugs = OF_ORGANIZATIONS if route.startswith("/organizations/") else CHANGES
            yield from (filled(route).replace("<slug:slug>", slug) for slug in slugs)
        else:
            yield filled(route)


def filled(route: str) -> str:
    return (
        route.replace("<str:name>", "harborlight")
        .replace("<str:version>", "1.0")
        .replace("^", "")
        .replace("$", "")
    )


class Made(NamedTuple):
    """What is made once: the project, what can be told of it then, and the cookies of ben's browser."""

    project: NormalizedName
    state: tuple[object, ...]
    signed_in: str


@pytest.fixture(scope="module")
def made(django_db_setup: None, django_db_blocker: Any) -> Iterator[Made]:
    """Make the project once, in a transaction around all tests of the module, each of which undoes what it did."""
    with django_db_blocker.unblock(), transaction.atomic():
        project, browser = _project(), Client()
        browser.force_login(
            User.objects.get(username="ben"), backend="allauth.account.auth_backends.AuthenticationBackend"
        )
        yield Made(project, state(project), browser.cookies.output(header=""))
        transaction.set_rollback(True)


@pytest.fixture
def project(made: Made, db: None) -> NormalizedName:
    """The project, as it was made."""
    return made.project


@pytest.fixture
def ben(made: Made, db: None) -> Client:
    """The browser of ben, signed in."""
    browser = Client()
    browser.cookies = SimpleCookie(made.signed_in)
    return browser


def _project() -> NormalizedName:
    """A critical project, published by ben without a second factor; ada's role there is an open invitation of ben's.

    It is in an organization of ben's that is named like it, where ada is a member, with a team that owns it.
    """
    ada, ben = given.protected(given.person("ada")), given.person("ben")
    present = clock.now()
    name = given.release(ben, "harborlight", at=present - timedelta(days=200))
    given.downloads(name, 5000, on=(present - timedelta(days=1)).date())
    given.designation(on=present.date())
    given.mandate(at=present - timedelta(days=100))
    organized.organization(ben, name)
    organized.moved_in(name, to=name)
    organized.member(ada, of=name)
    organized.team(ben, of=name, harborlight="owner")
    Invitation.objects.create(
        project=Role.objects.get(user_id=ben.user_id).project,
        user_id=ada.user_id,
        role="maintainer",
        invited_at=present,
        invited_by="person:ben",
    )
    return name


def state(name: NormalizedName) -> tuple[object, ...]:
    """Who may change the project, in whatever way, and what was done to it."""
    entries = list_entries_of_project(name)
    roles = Role.objects.filter(project__name=name).order_by("pk").values_list("user__username", "name")
    people = list_people_who_may_publish(names=[name])
    return entries[0].serial, list(roles), people, Invitation.objects.count(), find_organization_of(name)


def is_left_open(address: str) -> bool:
    """The address does what every mandate leaves open."""
    slug = address.rstrip("/").rpartition("/")[2]
    if address.startswith("/organizations/"):
        return slug in OF_ORGANIZATIONS and OF_ORGANIZATIONS[slug].action in WAYS_OUT
    return slug in CHANGES and CHANGES[slug].action in ALWAYS_OPEN


@pytest.mark.django_db
@pytest.mark.parametrize("address", sorted(one for one in set(addresses()) if not is_left_open(one)))
def test_no_address_changes_a_critical_project_for_somebody_unprotected(
    made: Made, ben: Client, address: str
) -> None:
    ben.post(address, PLAUSIBLE)
    assert state(made.project) == made.state
    assert not User.objects.get(username="ben").api_tokens.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "slug", sorted(slug for slug, change in CHANGES.items() if change.action not in ALWAYS_OPEN)
)
def test_each_refused_change_says_why(ben: Client, project: NormalizedName, slug: str) -> None:
    answer = ben.post(f"/project/{project}/manage/{slug}/", PLAUSIBLE)
    assert answer.status_code == 403
    assert "critical project" in answer.content.decode()
    assert "/account/second-factor/" in answer.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "scope", [[], ["--project", "harborlight"]], ids=["for everything", "for one project"]
)
def test_the_command_line_makes_no_token_for_somebody_unprotected(
    project: NormalizedName, scope: list[str]
) -> None:
    result = CliRunner().invoke(cli, ["token", "create", "ben", *scope])
    assert (result.exit_code, result.stdout) == (1, "")
    assert f"{project} is a critical project" in result.stderr
    assert not User.objects.get(username="ben").api_tokens.exists()
