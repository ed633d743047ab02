"""People and what they hold, for the tests of accounts."""

from datetime import UTC, datetime, timedelta

import pyotp
from django.conf import settings

from strongroom.accounts import services
from strongroom.accounts.queries import Person
from strongroom.accounts.services import NewPerson, RecentProof
from strongroom.foundation.actors import Actor
from strongroom.infra.journal.queries import list_entries_about
from strongroom.infra.outbox.models import OutgoingMail
from tests.support.authenticator import Authenticator

NOW = datetime(2026, 7, 8, 12, 0, tzinfo=UTC)
LATER = NOW + timedelta(minutes=2)
OTTO = Actor.operator(name="otto")
PASSWORD = "quiet-lantern-orbits-57"


def somebody(name: str = "ada", *, address: str = "") -> Person:
    """Make a person with a verified address."""
    new = NewPerson(name, address or f"{name}@example.org", PASSWORD, address_verified=True)
    return services.create_person(new, by=OTTO, now=NOW)


def proof_of(person: Person, *, now: datetime = NOW) -> RecentProof:
    """Return a proof that always suffices."""
    return services.prove_by_operator(person.username, by=OTTO, now=now)


def code(secret: str, *, at: datetime) -> str:
    """Return what an authenticator app shows."""
    return pyotp.TOTP(secret.replace(" ", "")).at(at)


def app_of(person: Person, *, name: str = "phone", now: datetime = NOW, keep: str = "") -> str:
    """Enrol an authenticator app; return its secret. The session `keep` goes on."""
    enrolment = services.begin_totp(proof_of(person, now=now), name=name, now=now)
    services.confirm_totp(person.user_id, code=code(enrolment.secret, at=now), now=now, keep=keep)
    return enrolment.secret


def new_key() -> Authenticator:
    """Return a security key that is held against this index's pages."""
    return Authenticator(origin=settings.STRONGROOM_URL)


def key_of(person: Person, key: Authenticator | None = None, *, name: str = "blue key") -> Authenticator:
    """Register a security key."""
    key = key or new_key()
    options, ceremony = services.begin_key_registration(proof_of(person), now=NOW)
    services.finish_key_registration(
        person.user_id, ceremony=ceremony, name=name, response=key.create(options), now=NOW
    )
    return key


def facts_about(person: Person) -> list[str]:
    """Return what the journal says of a person, oldest first."""
    return [entry.kind for entry in list_entries_about(person.username)][::-1]


def mails_to(person: Person) -> list[str]:
    """Return the texts written to a person, oldest first."""
    rows = OutgoingMail.objects.filter(recipient=person.address).order_by("pk")
    return list(rows.values_list("text", flat=True))
