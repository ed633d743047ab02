"""The process behind `Desk`: does what each line of its standard input orders, and answers with a line."""

import json
import sys
from collections.abc import Callable

import django

django.setup()

from strongroom.accounts.queries import get_person_named  # noqa: E402 - what needs Django follows
from strongroom.accounts.services import (  # noqa: E402
    NewPerson,
    create_person,
    issue_token,
    prove_by_operator,
    revoke_token,
)
from strongroom.catalog import services as catalog  # noqa: E402
from strongroom.foundation import clock  # noqa: E402
from strongroom.foundation.actors import Actor  # noqa: E402
from strongroom.foundation.errors import Refusal  # noqa: E402
from strongroom.foundation.names import normalize  # noqa: E402
from strongroom.foundation.permits import Action, Permit  # noqa: E402
from strongroom.foundation.tokens.macaroons import parse  # noqa: E402
from strongroom.mandates.services import permit  # noqa: E402

CONSOLE = Actor.operator(name="console")


def enrol(person: str) -> str:
    """Make an account; return an API token of it."""
    now = clock.now()
    new = NewPerson(person, f"{person}@people.example", "nine lanterns on a pier", address_verified=True)
    create_person(new, by=CONSOLE, now=now)
    proof = prove_by_operator(person, by=CONSOLE, now=now)
    return issue_token(proof, name="the workshop's", projects=None, expires_at=None, now=now)


def revoke(token: str) -> None:
    revoke_token(CONSOLE, token_id=parse(token).identifier, now=clock.now())


def yank(person: str, project: str, version: str, reason: str) -> None:
    catalog.yank(_permit(Action.YANK, person, project), version=version, reason=reason)


def unyank(person: str, project: str, version: str) -> None:
    catalog.unyank(_permit(Action.YANK, person, project), version=version)


def archive(person: str, project: str, reason: str) -> None:
    catalog.archive(_permit(Action.ARCHIVE, person, project), reason=reason)


def withdraw(person: str, project: str, reason: str) -> None:
    catalog.withdraw(_permit(Action.WITHDRAW, person, project), reason=reason)


def quarantine(project: str, reason: str) -> None:
    catalog.quarantine(_of_operators(project), reason=reason)


def lift(project: str, reason: str) -> None:
    catalog.lift_quarantine(_of_operators(project), reason=reason)


def _of_operators(project: str) -> Permit:
    return permit(CONSOLE, Action.CHANGE_SETTINGS, normalize(project), now=clock.now())


def _permit(action: Action, person: str, project: str) -> Permit:
    known = get_person_named(person)
    by = Actor.person(user_id=known.user_id, name=known.username)
    return permit(by, action, normalize(project), now=clock.now())


ORDERS: dict[str, Callable[..., str | None]] = {
    order.__name__: order for order in (enrol, revoke, yank, unyank, archive, withdraw, quarantine, lift)
}


def main() -> None:
    """Serve orders until standard input ends."""
    for line in sys.stdin:
        details = json.loads(line)
        try:
            reply = {"answer": ORDERS[details.pop("do")](**details)}
        except Refusal as refusal:
            reply = {"refusal": str(refusal)}
        sys.stdout.write(json.dumps(reply) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
