"""One index with somebody of every kind in it, made once for all rows of the matrix."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY, get_user_model
from django.db import transaction

from strongroom.accounts import services
from strongroom.accounts.models import ApiToken, Banner, HandsChange, Recovery, SecurityKey, Session, User
from strongroom.accounts.queries import Person, get_person
from strongroom.accounts.services import HandsCause, ProofMethod, RecentProof, RecoveryRequest, Role
from strongroom.accounts.services.mailing import off_signature
from strongroom.accounts.services.recoveries.telling import completion_signature, objection_signature
from strongroom.accounts.services.standing.hands import dispute_signature
from strongroom.accounts.session_store import SessionStore, digest_of
from strongroom.catalog import services as catalog
from strongroom.catalog.models import Invitation, MemberInvitation, Organization, Project, Release, Report
from strongroom.catalog.models import Role as ProjectRole
from strongroom.criticality.models import Contest, NamedProject
from strongroom.criticality.services import add_by_name, announce_policy, contest
from strongroom.foundation.actors import Actor
from strongroom.foundation.names import NormalizedName
from strongroom.foundation.permits import Action
from strongroom.infra.db import write
from strongroom.interfaces.web.signed_in import METHOD_KEY, PROOF_KEY
from strongroom.mandates.models import MandateLetter
from strongroom.mandates.queries import get_announcement
from strongroom.mandates.services import (
    Demand,
    Rule,
    Scope,
    Strength,
    pause_announcement,
    permit,
    propose_gift,
    require_factor,
    send_due_batches,
)
from tests.interfaces.permissions.kinds import OF_SESSIONS, OF_TOKENS, Credential, Kind
from tests.support import announced, given, organized, vouchers
from tests.support.given import NOON, acting

CONSOLE = Actor.operator(name="console")
LONG_AGO = NOON - timedelta(days=200)
ROLES = {
    Kind.ADMIN: Role.ADMIN,
    Kind.SUPPORT: Role.SUPPORT,
    Kind.MODERATOR: Role.MODERATOR,
    Kind.AUDITOR: Role.AUDITOR,
    Kind.KEYLESS: Role.ADMIN,
}
OWNERS_OF_BOTH = (
    Kind.UNVERIFIED,
    Kind.WITHOUT_FACTOR,
    Kind.CHANGED_HANDS,
    Kind.FROZEN,
    Kind.CLOSED,
)
"""They own the project themselves and the organization, and something is wrong with each account."""


def name_of(kind: Kind) -> str:
    """Return the user name."""
    return f"the-{kind.name.lower().replace('_', '-')}"


@dataclass
class World:
    """The people, what they bring, and what stands in the addresses of the tables."""

    people: dict[Kind, Person] = field(default_factory=dict)
    cookies: dict[tuple[Kind, Credential], str] = field(default_factory=dict)
    tokens: dict[tuple[Kind, Credential], str] = field(default_factory=dict)
    known: dict[str, str] = field(default_factory=dict)

    def filled(self, text: str, kind: Kind) -> str:
        """Return an address, or a field of a form, with what is known in place of the braces."""
        return text.format_map({**self.known, "username": name_of(kind)})


@contextmanager
def world_of_its_own() -> Iterator[World]:
    """Make the world, and take it away again."""
    with undone():
        yield build()


@contextmanager
def undone() -> Iterator[None]:
    """Undo afterwards whatever happens."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def build() -> World:
    """Return the world at `NOON`; to be undone by whoever calls."""
    world = World()
    _people(world)
    dora, nina, ivan = (given.protected(given.person(name), by_key=True) for name in ("dora", "nina", "ivan"))
    _projects(world, dora, ivan)
    _desk(world)
    _recoveries(world, dora, nina)
    _vouchers(world)
    given.mandate(at=NOON - timedelta(days=100))
    _requirement(world)
    _gift()
    _credentials(world)
    _turn(world)
    _announcements(world)
    _links(world)
    return world


def _people(world: World) -> None:
    for kind in Kind:
        if kind is Kind.ANONYMOUS:
            continue
        somebody = given.person(name_of(kind))
        if kind is not Kind.WITHOUT_FACTOR:
            somebody = given.protected(somebody, by_key=kind is not Kind.KEYLESS)
        world.people[kind] = somebody
        if kind in ROLES:
            services.grant_role(
                somebody.username, ROLES[kind], by=CONSOLE, reason="They work here.", now=LONG_AGO
            )


def _projects(world: World, dora: Person, ivan: Person) -> None:
    """Make `harborlight` and `beacon`, which is archived, for the people; others in states that operators see to."""
    people = world.people
    owner, head = people[Kind.OWNER], people[Kind.ORG_OWNER]
    organized.organization(head, "harbor")
    organized.organization(head, "pier")
    for kind in OWNERS_OF_BOTH:
        organized.member(people[kind], "owner")
    organized.member(people[Kind.ORG_MANAGER], "manager")
    for member in (people[Kind.ORG_MEMBER], people[Kind.TEAM], dora):
        organized.member(member)
    organized.team(people[Kind.TEAM], dora, name="core")
    organized.team(dora, name="spare")
    for name in ("harborlight", "beacon"):
        _project(world, name, dora)
        _invited(name, people[Kind.INVITED], ivan)
    Release.objects.filter(project__name="harborlight", version="0.9").update(
        yanked_at=NOON, yanked_reason="Broken."
    )
    Project.objects.filter(name="beacon").update(status="archived")
    # The organization's owners own a project elsewhere, which can be moved in.
    given.release(head, "lantern", at=LONG_AGO)
    for kind in OWNERS_OF_BOTH:
        given.role(people[kind], NormalizedName("lantern"), "owner")
    given.release(owner, "fogbell", at=LONG_AGO)
    Project.objects.filter(name="fogbell").update(status="quarantined")
    given.release(owner, "driftwood", at=LONG_AGO)
    ProjectRole.objects.filter(project__name="driftwood").delete()
    for name in ("anchorage", "lighthouse"):
        given.downloads(given.release(owner, name, at=LONG_AGO), 5000)
        ProjectRole.objects.filter(project__name=name).delete()
    given.designation()


def _project(world: World, name: str, dora: Person) -> None:
    people = world.people
    project = given.release(people[Kind.OWNER], name, at=LONG_AGO)
    for version in ("0.8", "0.9"):
        given.release(people[Kind.OWNER], name, version, at=LONG_AGO)
    given.downloads(project, 5000)
    for kind in OWNERS_OF_BOTH:
        given.role(people[kind], project, "owner")
    for somebody in (people[Kind.MAINTAINER], dora):
        given.role(somebody, project, "maintainer")
    organized.moved_in(project)
    core = Organization.objects.get(name="harbor").teams.get(name="core")
    core.roles.create(project=Project.objects.get(name=name), name="maintainer", since=LONG_AGO)


def _invited(name: str, *people: Person) -> None:
    """Have these people invited to the project, and to the organization."""
    harbor, project = Organization.objects.get(name="harbor"), Project.objects.get(name=name)
    owner, head = (User.objects.get(username=name_of(kind)) for kind in (Kind.OWNER, Kind.ORG_OWNER))
    for somebody in people:
        Invitation.objects.create(
            project=project,
            user_id=somebody.user_id,
            role="maintainer",
            invited_at=NOON,
            invited_by=f"person:{owner}",
            inviter=owner,
        )
        MemberInvitation.objects.get_or_create(
            organization=harbor,
            user_id=somebody.user_id,
            defaults={"role": "member", "invited_at": NOON, "inviter": head},
        )


def _desk(world: World) -> None:
    """Leave something to do at each place of the desk."""
    admin = Actor.operator(name="the-admin", user_id=world.people[Kind.ADMIN].user_id)
    said: dict[str, Any] = {"by": admin, "reason": "It was asked for.", "now": NOON}
    harborlight = NormalizedName("harborlight")
    reporter = acting(world.people[Kind.STRANGER])
    catalog.report_project(
        harborlight, catalog.ReportKind.MALWARE, text="It sends keys.", by=reporter, now=NOON
    )
    catalog.prohibit_name(NormalizedName("moonshine"), **said)
    catalog.grant_namespace(NormalizedName("buoy"), username="the-stranger", **said)
    add_by_name(NormalizedName("beacon"), **said)
    contest(
        permit(acting(world.people[Kind.OWNER]), Action.CONTEST, NormalizedName("beacon"), now=NOON),
        reason="Only our own machines fetch it.",
    )
    NamedProject.objects.create(name="lantern", effect="released", reason="It was asked for.", by="", at=NOON)
    asked = permit(CONSOLE, Action.CHANGE_SETTINGS, harborlight, now=NOON)
    catalog.quarantine_release(asked, version="0.8", reason="It was asked for.")
    banner = services.NewBanner(
        "We rest on Sunday.", services.Audience.EVERYBODY, NOON, NOON + timedelta(days=3)
    )
    services.show_banner(banner, **said)
    announce_policy({"lapse_days": 200}, in_force_from=(NOON + timedelta(days=30)).date(), **said)
    given.person("frozen-already")
    frozen = get_user_model().objects.get(username="frozen-already")
    services.freeze(frozen.pk, because="somebody asked for it", by=admin, now=NOON)
    given.operator("otto")


def _recoveries(world: World, dora: Person, nina: Person) -> None:
    """Have one asked for that waits for approvals, and one that can be completed."""
    request = RecoveryRequest("My phone.", "My passport says so.")
    services.ask_for_recovery(dora.username, request, password_given=True, now=NOON)
    services.ask_for_recovery(nina.username, request, password_given=True, now=NOON - timedelta(days=9))
    ready = Recovery.objects.get(user_id=nina.user_id)
    for by in (CONSOLE, Actor.operator(name="olga", user_id=None)):
        services.approve_recovery(
            ready.pk, reason="It is her.", note="We spoke.", by=by, now=NOON - timedelta(days=8)
        )
    world.known["ready_recovery"] = str(ready.pk)
    world.known["recovery"] = str(Recovery.objects.get(user_id=dora.user_id).pk)


def _requirement(world: World) -> None:
    """Let the owner of `beacon` ask for a second factor there, in a month."""
    asking = permit(
        acting(world.people[Kind.OWNER]), Action.CHANGE_SETTINGS, NormalizedName("beacon"), now=NOON
    )
    require_factor(asking, strength=Strength.ANY, starts_on=NOON.date() + timedelta(days=30))


def _gift() -> None:
    """Have one operator propose whose `lighthouse` shall be."""
    olga = Actor.operator(name="olga")
    propose_gift(NormalizedName("lighthouse"), username="ivan", reason="It was asked for.", by=olga, now=NOON)


def _announcements(world: World) -> None:
    """Leave a draft, an announcement of which a letter came back and others wait, and one that is paused."""
    by_owners = MandateLetter.objects.filter(user_id=world.people[Kind.OWNER].user_id)
    world.known["letter"] = str(by_owners.values_list("pk", flat=True)[0])
    harbor = Demand("It was asked for.", 90, Scope.ORGANIZATION, (NormalizedName("harbor"),))
    for known, strength in (("going_out", Strength.ANY), ("paused", Strength.PHISHING_RESISTANT)):
        # All but the last letter go out: among them the one to somebody who has not enrolled, and to whom it can go again.
        number = announced.sent(demand=replace(harbor, strength=strength), batch_size=7)
        world.known[known] = str(number)
    send_due_batches(by=CONSOLE, now=NOON)
    mailed = MandateLetter.objects.filter(announcement_id=world.known["going_out"], outbox_id__isnull=False)
    mailed.update(returned_at=NOON)
    pause_announcement(int(world.known["paused"]), reason="It was asked for.", by=CONSOLE, now=NOON)
    every = Demand("It was asked for.", 90, Scope.EVERY_PUBLISHER)
    draft = announced.drafted(demand=every)
    world.known |= {"draft": str(draft), "draft_read": get_announcement(draft).revision}


def _vouchers(world: World) -> None:
    """Run a campaign of which the owner has a code, and one that nobody has asked yet."""
    rule = Rule(named=frozenset(one.username for one in world.people.values()), account_days=0)
    for name, known in (("Keys of winter", "campaign"), ("Keys of summer", "open_campaign")):
        number = vouchers.campaign(name=name, rule=rule)
        vouchers.codes(number, *(f"{known.upper()}-{code}" for code in range(3)))
        world.known[known] = str(number)
    vouchers.claim(int(world.known["campaign"]), world.people[Kind.OWNER])


def _credentials(world: World) -> None:
    for kind, somebody in world.people.items():
        for credential in OF_SESSIONS:
            world.cookies[kind, credential] = _session(somebody, kind, credential)
        # What is wrong with a token is asked of one person.
        for credential in OF_TOKENS if kind is Kind.OWNER else (Credential.TOKEN,):
            world.tokens[kind, credential] = _token(somebody, credential)


def _session(somebody: Person, kind: Kind, credential: Credential) -> str:
    """Sign somebody in as far as the credential says; return the cookie."""
    user = get_user_model().objects.get(pk=somebody.user_id)
    session = SessionStore()
    session[SESSION_KEY], session[BACKEND_SESSION_KEY] = str(user.pk), settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    method = ProofMethod.PASSWORD if credential is Credential.WEAK else _strongest(kind)
    session[METHOD_KEY] = method.value
    at = NOON - services.VALID_FOR if credential is Credential.OLD else NOON
    if credential is not Credential.SESSION:
        session[PROOF_KEY] = RecentProof(acting(somebody), somebody.user_id, method, at).mark()
    session.create()
    return session.session_key or ""


def _strongest(kind: Kind) -> ProofMethod:
    if kind is Kind.WITHOUT_FACTOR:
        return ProofMethod.PASSWORD
    return ProofMethod.TOTP if kind is Kind.KEYLESS else ProofMethod.KEY


def _token(somebody: Person, credential: Credential) -> str:
    proof = services.prove_by_operator(somebody.username, by=CONSOLE, now=NOON)
    elsewhere = credential is Credential.TOKEN_ELSEWHERE
    text = services.issue_token(
        proof,
        name=credential.name,
        projects=[NormalizedName("lantern")] if elsewhere else None,
        expires_at=NOON if credential is Credential.TOKEN_EXPIRED else None,
        now=NOON,
        read_only=credential is Credential.TOKEN_READ_ONLY,
    )
    if credential is Credential.TOKEN_REVOKED:
        [made] = ApiToken.objects.filter(user_id=somebody.user_id, name=credential.name)
        services.revoke_token(acting(somebody), token_id=made.pk, now=NOON)
    return text


def _turn(world: World) -> None:
    """Let happen to accounts what makes them of their kind; their sessions outlive it here, which they never do."""
    EmailAddress.objects.filter(user_id=world.people[Kind.UNVERIFIED].user_id).update(verified=False)
    User.objects.filter(pk=world.people[Kind.FROZEN].user_id).update(
        is_active=False, frozen_at=NOON, frozen_because="somebody asked for it"
    )
    given.closed(world.people[Kind.CLOSED])
    with write():
        services.record_hands_change(
            User.objects.get(pk=world.people[Kind.CHANGED_HANDS].user_id),
            HandsCause.PASSWORD_RESET,
            by=acting(world.people[Kind.CHANGED_HANDS]),
            now=NOON - timedelta(hours=1),
        )
    world.people = {kind: get_person(one.user_id) for kind, one in world.people.items()}


def _links(world: World) -> None:
    """Say what stands in addresses: numbers of rows of the owner's, and signatures."""
    owner = world.people[Kind.OWNER]
    change = HandsChange.objects.get()
    ready = Recovery.objects.get(pk=world.known["ready_recovery"])
    spare = SecurityKey.objects.create(
        user_id=owner.user_id,
        name="spare",
        credential_id=b"spare",
        public_key=b"",
        sign_count=0,
        aaguid="",
        is_passkey=False,
        is_backup_eligible=False,
        created_at=NOON,
    )
    browser, _secret = services.trust_browser(owner.user_id, now=NOON)
    cookie = world.cookies[Kind.OWNER, Credential.OLD]
    world.known |= {
        "owner_id": str(owner.user_id),
        "owner_token": ApiToken.objects.get(user_id=owner.user_id, name="TOKEN").pk,
        "owner_session": Session.objects.get(pk=digest_of(cookie)).pk,
        "owner_browser": str(getattr(browser, "pk", browser)),
        "owner_key": str(spare.pk),
        "off_signature": off_signature(owner.user_id, services.MailKind.RELEASES),
        "change": str(change.pk),
        "change_signature": dispute_signature(change),
        "objection_signature": objection_signature(int(world.known["recovery"]), reader_id=owner.user_id),
        "completion_signature": completion_signature(ready),
        "leaked_token": world.tokens[Kind.OWNER, Credential.TOKEN],
        "report": str(Report.objects.get().pk),
        "contest": str(Contest.objects.get().pk),
        "banner": str(Banner.objects.get().pk),
    }
