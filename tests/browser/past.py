"""What took days before a test begins: `python -m tests.browser.past WHAT NAME`, in the environment of an index."""

import sys
from datetime import timedelta

import django

django.setup()

from allauth.account.models import EmailAddress  # noqa: E402 - see above

from strongroom.accounts import services  # noqa: E402
from strongroom.accounts.models import DirectoryAccount  # noqa: E402
from strongroom.accounts.queries import get_person_named, list_recoveries  # noqa: E402
from strongroom.accounts.services import RecoveryRequest, Sources  # noqa: E402
from strongroom.foundation import clock  # noqa: E402
from strongroom.foundation.actors import Actor  # noqa: E402
from strongroom.foundation.dns_answers import Answer, Outcome  # noqa: E402

LAPSED = "lapsed.example"
OPERATORS = (Actor.operator(name="console"), Actor.operator(name="olga", user_id=None))


def let_an_address_lapse(username: str) -> None:
    """Give somebody a second confirmed address, and find for a day that its domain is gone."""
    person, now = get_person_named(username), clock.now()
    EmailAddress.objects.create(user_id=person.user_id, email=f"{username}@{LAPSED}", verified=True)
    for hours in (36, 28, 20, 8):
        at = now - timedelta(hours=hours)
        services.choose_domains([person.user_id], now=at)
        services.check_due_domains(Sources(_only_others), now=at, spare_seconds=60)


def grant_recovery(username: str) -> None:
    """Let somebody have asked for their account a week ago; two operators approved it, and nobody objected."""
    now = clock.now()
    asked_at = now - timedelta(days=8)
    request = RecoveryRequest("The phone, and the paper.", "I can change the home page of the project.")
    services.ask_for_recovery(username, request, password_given=True, now=asked_at)
    number = next(one.recovery_id for one in list_recoveries(open_only=True) if one.username == username)
    for by in OPERATORS:
        services.approve_recovery(number, reason="It is them.", note="We spoke.", by=by, now=asked_at)
    services.tend_recoveries(by=Actor.system("test"), now=now)


def make_operator(username: str) -> None:
    """Let somebody have been an operator for longer than it takes to approve a recovery."""
    at = clock.now() - timedelta(days=8)
    reason = "They answer the mail."
    services.grant_role(username, services.Role.ADMIN, by=OPERATORS[0], reason=reason, now=at)


def move_to_directory(username: str) -> None:
    """Let somebody's password be that of the company's directory."""
    person, now = get_person_named(username), clock.now()
    DirectoryAccount.objects.create(user_id=person.user_id, entry_id=username, name=username, since=now)


def _only_others(name: str, kind: str) -> Answer:
    """Answer as a name server that knows every domain but one."""
    is_gone = name.endswith(LAPSED)
    return Answer(Outcome.NO_SUCH_NAME) if is_gone else Answer(Outcome.FOUND, ("mx.people.example",))


if __name__ == "__main__":
    {
        "directory": move_to_directory,
        "lapsed-address": let_an_address_lapse,
        "granted-recovery": grant_recovery,
        "operator": make_operator,
    }[sys.argv[1]](sys.argv[2])
