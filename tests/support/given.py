"""What a test finds in place: people, projects, downloads, designations. Made by the services themselves."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from strongroom.accounts.models import SecurityKey, TotpApp, User
from strongroom.accounts.queries import Person, get_person
from strongroom.accounts.services import NewPerson, Role, create_person
from strongroom.catalog.models import Role as ProjectRole
from strongroom.catalog.services import NewFile, publish_file
from strongroom.criticality.rules.designation import Outcome
from strongroom.criticality.services import run
from strongroom.downloads.services import Counts, add_counts
from strongroom.foundation.actors import Actor
from strongroom.foundation.names import NormalizedName, normalize
from strongroom.foundation.permits import Action
from strongroom.infra.db import write
from strongroom.mandates.services import Demand, announce, permit

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
"""The present of most tests: a Monday."""

SETUP = Actor.system("test")


def person(username: str, *, verified: bool = True) -> Person:
    """Return a new account without a second factor."""
    address = f"{username}@people.example"
    new = NewPerson(username, address, f"the long phrase of {username} 7!", address_verified=verified)
    return create_person(new, by=SETUP, now=NOON)


def operator(username: str = "otto", role: Role = Role.ADMIN) -> Person:
    """Return an account with a role as operator, for a month, and a security key."""
    new = NewPerson(username, f"{username}@people.example", address_verified=True, operator_role=role)
    return protected(create_person(new, by=SETUP, now=NOON - timedelta(days=30)), by_key=True)


def protected(somebody: Person, *, by_key: bool = False) -> Person:
    """Give the person a second factor, as a row: how one is enrolled is not what the test is about."""
    if by_key:
        SecurityKey.objects.create(
            user_id=somebody.user_id,
            name="key",
            credential_id=somebody.username.encode(),
            public_key=b"",
            sign_count=0,
            aaguid="",
            is_passkey=False,
            is_backup_eligible=False,
            created_at=NOON,
        )
    else:
        TotpApp.objects.create(
            user_id=somebody.user_id, name="app", sealed_secret=b"", created_at=NOON, confirmed_at=NOON
        )
    return get_person(somebody.user_id)


def closed(*people: Person) -> None:
    """Close these accounts, as rows."""
    ids = [one.user_id for one in people]
    User.objects.filter(pk__in=ids).update(is_active=False, closed_at=NOON)


def operating(somebody: Person) -> Actor:
    """Return somebody as an operator at the desk."""
    return Actor.operator(name=somebody.username, user_id=somebody.user_id)


def acting(somebody: Person) -> Actor:
    """Return the person as an actor in a browser."""
    return Actor.person(user_id=somebody.user_id, name=somebody.username)


def release(owner: Person, name: str, version: str = "1.0", *, at: datetime = NOON) -> NormalizedName:
    """Publish a wheel of that version as this person; the first one makes the project."""
    normalized = normalize(name)
    filename = f"{normalized.replace('-', '_')}-{version}-py3-none-any.whl"
    digest = f"{abs(hash((normalized, version))):064x}"[-64:]
    publish_file(
        permit(acting(owner), Action.UPLOAD, normalized, now=at),
        NewFile(
            display_name=name,
            version=version,
            filename=filename,
            filetype="bdist_wheel",
            python_version="py3",
            size_bytes=1000,
            digests={"sha256": digest, "blake2_256": digest, "md5": digest[:32]},
            metadata_sha256="",
            requires_python="",
            summary=f"What {name} does",
            description_html="",
            release_metadata={},
        ),
    )
    return normalized


def role(somebody: Person, name: NormalizedName, role_name: str = "maintainer") -> None:
    """Give the person a role, without an invitation."""
    owner = ProjectRole.objects.filter(project__name=name).first()
    assert owner is not None
    ProjectRole.objects.create(project=owner.project, user_id=somebody.user_id, name=role_name, since=NOON)


def downloads(
    name: NormalizedName, count: int, *, on: date | None = None, client_class: str = "installer"
) -> None:
    """Count downloads of one day; of yesterday if no day is given."""
    day = on or NOON.date() - timedelta(days=1)
    with write():
        add_counts(Counts({(day, name, client_class): count}))


def designation(*, on: date | None = None) -> Outcome:
    """Run the designation of a day; of today if none is given."""
    day = on or NOON.date()
    return run(by=SETUP, on=day, now=datetime.combine(day, time(1), tzinfo=UTC))


def critical_project(owner: Person, name: str = "harborlight") -> NormalizedName:
    """Return a project that is critical since today, alone in the index."""
    normalized = release(owner, name)
    downloads(normalized, 5000)
    designation()
    return normalized


def mandate(*, at: datetime = NOON, **asked: Any) -> None:
    """Announce a mandate with a notice of 90 days, on critical projects; `asked` says what is otherwise (`Demand`)."""
    demand = Demand(**{"reason": "Many depend on them.", "notice_days": 90, **asked})
    announce(demand, by=Actor.operator(name="otto"), now=at)
