"""Make accounts on an index: `python -m tests.browser.settle NAME …` in the index's environment prints them as JSON.

All in one process: each `strongroom user create` would start a Python of its own.
"""

import json
import sys
from typing import Any

import django

django.setup()

from strongroom.accounts.services import NewPerson, create_person, issue_token, prove_by_operator  # noqa: E402 - see above
from strongroom.foundation import clock  # noqa: E402
from strongroom.foundation.actors import Actor  # noqa: E402
from tests.support.known_browsers import cookie_known_for  # noqa: E402

SETUP = Actor.system("test")


def settle(username: str) -> dict[str, Any]:
    """Make an account with a confirmed address, a token that reaches all its projects, and a browser that is known."""
    address, password, now = f"{username}@people.example", f"{username} counts eleven herons", clock.now()
    person = create_person(NewPerson(username, address, password, address_verified=True), by=SETUP, now=now)
    proof = prove_by_operator(username, by=SETUP, now=now)
    token = issue_token(proof, name="laptop", projects=None, expires_at=None, now=now)
    browser = cookie_known_for(person.user_id, now=now)
    return {
        "username": username,
        "address": address,
        "password": password,
        "token": token,
        "browser": browser,
    }


if __name__ == "__main__":
    print(json.dumps([settle(name) for name in sys.argv[1:]]))  # noqa: T201 - its answer
