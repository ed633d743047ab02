"""Let the demonstration's plan happen, day by day, through the services that a running index uses.

Whatever the pages show was written by them: designations by runs of past days, deadlines by the
mandate that was announced then, figures by the days on which they were taken. Only the download
counts are put in as they are. Each day is one transaction.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import pyotp
from django.conf import settings
from django.db import connection

from demo import organization, software_key, vouchers
from demo.build import Built, Distribution, build_sdist, build_wheel, metadata_fields
from demo.cast import SAMPLE_ACCOUNTS
from demo.details import daily_details
from demo.plan import (
    ANNOUNCED,
    DEPENDENTS_ANNOUNCED,
    DEPENDENTS_NOTICE_DAYS,
    ENFORCED,
    FIRST_RUN,
    MINIMUM_DOWNLOADS,
    NOTICE_DAYS,
    OVERTAKES,
    Enrolment,
    Plan,
    Project,
    courses,
    make_plan,
)
from demo.sources import SampleRelease
from demo.traffic import OPENED, daily_counts
from strongroom.accounts.queries import get_person_named
from strongroom.accounts.services import (
    NewPerson,
    Role,
    Sources,
    begin_key_registration,
    begin_totp,
    check_due_domains,
    choose_domains,
    confirm_totp,
    create_person,
    finish_key_registration,
    issue_token,
    prove_by_operator,
)
from strongroom.catalog.models import RoleName
from strongroom.catalog.services import accept_invitation, invite, yank
from strongroom.criticality import services as criticality
from strongroom.criticality.models import PolicyVersion
from strongroom.downloads.models import CountedName, DailyCount
from strongroom.downloads.models.fields import day_number
from strongroom.downloads.queries import chosen_store
from strongroom.downloads.rules.client_classes import CODES
from strongroom.downloads.services.details import add_rows, build_changed_days, chosen_pieces
from strongroom.foundation.actors import Actor, ActorKind
from strongroom.foundation.dns_answers import Answer, Outcome
from strongroom.foundation.errors import Refusal
from strongroom.foundation.names import normalize
from strongroom.foundation.permits import Action
from strongroom.infra.db import write
from strongroom.infra.outbox.services import deliver_due
from strongroom.infra.outbox.transports import transport
from strongroom.infra.storage.local import ContentStore
from strongroom.mandates import services as mandates
from strongroom.mandates.errors import NotAllowed
from strongroom.publishing.services import Upload, publish

DEMO = Actor.system("demo")
TOKENS = {"ada": 0, "ben": 0, "dora": 150}
"""Who holds an API token, and the day it was made."""

_FORM_FIELDS = {"classifier": "classifiers", "project_url": "project_urls"}
_INSERT_COUNT = (
    f"INSERT INTO {DailyCount._meta.db_table} (name_id, day, client_class, downloads) VALUES (%s, %s, %s, %s)"  # noqa: S608, SLF001 - Django's own name of its table
)
_DAILY_RUNS = 14
"""Days on which the designation was run daily; before, weekly, to keep the preparation short."""


_LAPSES = 37
"""Day on which the address of mallory lapses: its domain was looked at on four days, for no other is watched here."""

_REMINDERS = (30, 7, 1)
"""Days before a deadline on which letters are due: mandates are tended then, and with every run."""


@dataclass(slots=True)
class Secrets:
    """What nobody can look up afterwards: set-up keys of authenticator apps and API tokens, by user name."""

    totp: dict[str, str] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)


def populate(now: datetime, *, advance: Callable[[], object]) -> Secrets:
    """Fill an empty index.

    Args:
        now: The day of preparation.
        advance: Called `OPENED` + 1 times, for a progress bar.
    """
    plan = make_plan(criticality.own_dependencies())
    _count_downloads(plan, now)
    _keep_details(plan, now)
    _announce_policy(now)
    index = _Index(plan, now, ContentStore(settings.STRONGROOM_CONTENT_FOLDER))
    for day in range(OPENED, -1, -1):
        with write():
            index.live_through(day)
        advance()
    with transport(settings.STRONGROOM_MAIL, folder=settings.STRONGROOM_MAIL_FOLDER) as send:
        sum(deliver_due(send, now=now))
    return index.secrets


def _announce_policy(now: datetime) -> None:
    """Announce, on the day the index opened, that a rank means nothing below some thousands of downloads.

    The version that every index begins with was written with the tables, just now: it is of that day, too.
    """
    opened = now - timedelta(days=OPENED)
    PolicyVersion.objects.update(announced_at=opened)
    criticality.announce_policy(
        {"minimum_downloads": MINIMUM_DOWNLOADS},
        by=Actor.operator(name="console"),
        reason="Four hundred projects are few: without a minimum a handful of downloads would make one critical.",
        in_force_from=None,
        now=opened,
    )


def _count_downloads(plan: Plan, now: datetime) -> None:
    with write():
        for course in courses(plan.projects, now.date()):
            name = CountedName.objects.create(name=normalize(course.name))
            rows = [
                (name.pk, day_number(day), CODES[client_class], number)
                for day, client_class, number in daily_counts(course, now.date())
            ]
            with connection.cursor() as cursor:
                # Past the ORM, which takes six times as long for these two hundred thousand rows.
                cursor.executemany(_INSERT_COUNT, rows)


def _keep_details(plan: Plan, now: datetime) -> None:
    """Say of the sample projects by what and with what they were downloaded, where details are kept."""
    store = chosen_store()
    if store is None:
        return
    counts = {
        course.name: list(daily_counts(course, now.date())) for course in courses(plan.projects, now.date())
    }
    samples = [
        project for project in plan.projects if any(one.distribution.files for one in project.releases)
    ]
    add_rows(row for project in samples for row in daily_details(project, counts[project.name], now.date()))
    for outcome in build_changed_days(store, chosen_pieces(), now=now, at_once=True):
        if isinstance(outcome, Refusal):
            raise outcome


@dataclass(slots=True)
class _Index:
    """The index while its past happens."""

    plan: Plan
    now: datetime
    contents: ContentStore
    secrets: Secrets = field(default_factory=Secrets)
    actors: dict[str, Actor] = field(default_factory=dict)

    def live_through(self, day: int) -> None:
        """Let happen what is planned for one day."""
        at = self.now - timedelta(days=day)
        for username in (name for name, joined in self.plan.joined.items() if joined == day):
            self.actors[username] = _join(username, at)
        for enrolment in (one for one in self.plan.enrolments if one.day == day):
            self._enroll(enrolment, at)
        for project in self.plan.projects:
            self._publish_releases(project, day, at)
        organization.live_through(day, self.actors, at)
        for username in (name for name, made in TOKENS.items() if made == day):
            self.secrets.tokens[username] = _token(username, at)
        if day <= FIRST_RUN:
            _night(day, at)
            vouchers.live_through(day, self.actors, at)
        if _LAPSES <= day < _LAPSES + 4:
            _look_at_mail_domains("mallory", at)

    def _enroll(self, enrolment: Enrolment, at: datetime) -> None:
        if enrolment.kind == "key":
            _enroll_key(enrolment.username, at)
        else:
            self.secrets.totp[enrolment.username] = _enroll_app(enrolment.username, at)

    def _publish_releases(self, project: Project, day: int, at: datetime) -> None:
        for release in project.releases:
            if release.days_ago != day:
                continue
            for built in _files(release.distribution):
                self._publish(project.people[0], release.distribution, built, at)
            if day == project.since:
                self._invite_others(project, at)
            if release.yanked:
                self._yank(project, release, at)

    def _publish(self, username: str, distribution: Distribution, built: Built, at: datetime) -> None:
        with self.contents.stage() as staged:
            staged.write(built.content)
            upload = Upload(
                fields=_form(distribution, built),
                filename=built.filename,
                content_type="application/octet-stream",
                size_bytes=len(built.content),
                misplaced=(),
                staged=staged,
            )
            try:
                publish(upload, contents=self.contents, by=_by_token(self.actors[username]), now=at)
            except NotAllowed as refusal:
                # API tokens of somebody who is bound and has no second factor are suspended; the owner can still sign in.
                mandates.count_refused_upload(refusal, on=at.date())
                publish(upload, contents=self.contents, by=self.actors[username], now=at)

    def _invite_others(self, project: Project, at: datetime) -> None:
        owner, *others = (self.actors[username] for username in project.people)
        name = normalize(project.name)
        for other in others:
            permit = mandates.permit(owner, Action.MANAGE_PEOPLE, name, now=at)
            invite(permit, username=other.name, role=RoleName.MAINTAINER)
            accept_invitation(mandates.permit(other, Action.ACCEPT_ROLE, name, now=at))

    def _yank(self, project: Project, release: SampleRelease, at: datetime) -> None:
        owner = self.actors[project.people[0]]
        permit = mandates.permit(owner, Action.YANK, normalize(project.name), now=at)
        yank(permit, version=release.distribution.version, reason=release.yanked)


def _files(distribution: Distribution) -> Iterable[Built]:
    """Return a wheel, and where there is code a source distribution, too."""
    yield build_wheel(distribution)
    if distribution.files:
        yield build_sdist(distribution)


def _form(distribution: Distribution, built: Built) -> dict[str, list[str]]:
    """Return the upload form that twine would send."""
    form = {
        "protocol_version": ["1"],
        "filetype": [built.filetype],
        "pyversion": [built.python_version],
        "sha256_digest": [built.sha256],
        "description": [distribution.description],
    }
    for header, value in metadata_fields(distribution):
        name = header.lower().replace("-", "_")
        form.setdefault(_FORM_FIELDS.get(name, name), []).append(value)
    return form


def _look_at_mail_domains(username: str, at: datetime) -> None:
    """Find the domain of somebody's address gone, as the daily watch would."""
    choose_domains([get_person_named(username).user_id], now=at)
    check_due_domains(Sources(_gone), now=at, spare_seconds=1)


def _gone(name: str, _kind: str) -> Answer:
    """Answer like a name server for which nothing but top-level domains exists."""
    return Answer(Outcome.NO_SUCH_NAME if "." in name else Outcome.FOUND)


def _join(username: str, at: datetime) -> Actor:
    account = next((one for one in SAMPLE_ACCOUNTS if one.username == username), None)
    new = NewPerson(
        username=username,
        address=account.address if account else f"{username}@people.example",
        password=account.password if account else None,
        address_verified=True,
        operator_role=Role.ADMIN if account and account.is_operator else None,
    )
    return Actor.person(user_id=create_person(new, by=DEMO, now=at).user_id, name=username)


def _enroll_key(username: str, at: datetime) -> None:
    proof = prove_by_operator(username, by=DEMO, now=at)
    options, ceremony = begin_key_registration(proof, now=at)
    response = software_key.register(options, origin=settings.STRONGROOM_URL)
    finish_key_registration(
        proof.user_id, ceremony=ceremony, name="Key of plastic", response=response, now=at
    )


def _enroll_app(username: str, at: datetime) -> str:
    proof = prove_by_operator(username, by=DEMO, now=at)
    secret = begin_totp(proof, name="Phone", now=at).secret
    code = pyotp.TOTP(secret.replace(" ", "")).at(at)
    confirm_totp(proof.user_id, code=code, now=at)
    return secret


def _by_token(person: Actor) -> Actor:
    """Return the person as who uploads with an API token that is not limited."""
    return replace(person, kind=ActorKind.TOKEN)


def _token(username: str, at: datetime) -> str:
    proof = prove_by_operator(username, by=DEMO, now=at)
    return issue_token(proof, name="Laptop", projects=None, expires_at=None, now=at)


def _night(day: int, at: datetime) -> None:
    """Do what the index does by itself every night; on one day, announce the mandate."""
    runs = day < _DAILY_RUNS or (day - OVERTAKES) % 7 == 0
    if runs:
        criticality.run(by=DEMO, on=at.date(), now=at)
    if day == ANNOUNCED:
        operator = Actor.operator(name="otto", user_id=get_person_named("otto").user_id)
        reason = "Many others depend on these projects. A stolen password must not be enough to change one of them."
        mandates.announce(mandates.Demand(reason, NOTICE_DAYS), by=operator, now=at)
    elif runs or day - ENFORCED in {*_REMINDERS, 0}:
        mandates.tend(by=DEMO, now=at)
    if day == DEPENDENTS_ANNOUNCED:
        criticality.announce_policy(
            {"dependents_rule": True, "dependents_top": 2, "dependents_minimum": 2},
            by=Actor.operator(name="otto"),
            reason="A library that many others need is as worth protecting as one that many people install.",
            in_force_from=at.date() + timedelta(days=DEPENDENTS_NOTICE_DAYS),
            now=at,
        )
    if day <= ANNOUNCED:
        mandates.record_figures(on=at.date())
