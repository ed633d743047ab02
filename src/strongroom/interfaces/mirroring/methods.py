"""The methods that mirrors and scripts still call, each with the types of its parameters."""

from collections.abc import Callable
from typing import Any

from strongroom.accounts.errors import PersonNotFound
from strongroom.accounts.queries import get_person_named
from strongroom.catalog.queries import (
    list_people_who_may_publish,
    list_project_names,
    list_releases_classified,
    projects_named,
)
from strongroom.foundation.errors import Refusal
from strongroom.foundation.names import is_valid_name, normalize
from strongroom.infra.journal.queries import project_serials
from strongroom.infra.journal.services import latest_serial
from strongroom.interfaces.mirroring.changelog import Row, changelog_since
from strongroom.readpath.queries import KINDS_OF_NO_PAGE

LARGEST_SERIAL = 2**63 - 1
CLASSIFIERS_AT_MOST = 50


class CallRefused(Refusal):
    """The method does not exist, or not with these parameters."""

    code = "call_refused"


def call(method: str, parameters: tuple[Any, ...]) -> object:
    """Return what the method returns.

    Raises:
        CallRefused: if there is no such method, or the parameters are not of its types.
    """
    if method not in METHODS:
        raise CallRefused(
            f"There is no method {method[:60]!a} here.",
            next_step=f"There are {', '.join(sorted(METHODS))}; for all else ask the JSON and simple APIs.",
        )
    answer, types = METHODS[method]
    # Exactly these types: a boolean is an integer to Python, and not to whoever meant a serial.
    if tuple(type(parameter) for parameter in parameters) != types:
        wanted = ", ".join(kind.__name__ for kind in types) or "nothing"
        raise CallRefused(f"{method} takes {wanted}.")
    return answer(*parameters)


def _changelog_since_serial(serial: int) -> list[Row]:
    return changelog_since(min(serial, LARGEST_SERIAL))


def _list_packages_with_serial() -> dict[str, int]:
    serials = project_serials(without=KINDS_OF_NO_PAGE)
    return {display_name: serials.get(name, 0) for name, display_name in list_project_names()}


def _package_roles(raw_name: str) -> list[tuple[str, str]]:
    if not is_valid_name(raw_name):
        return []
    people = list_people_who_may_publish(names=[normalize(raw_name)])
    return [(one.role.capitalize(), one.username) for one in people]


def _user_packages(username: str) -> list[tuple[str, str]]:
    try:
        user_id = get_person_named(username).user_id
    except PersonNotFound:
        return []
    rights = list_people_who_may_publish(user_ids=[user_id])
    projects = projects_named({one.project for one in rights})
    return [
        (one.role.capitalize(), projects[one.project].display_name)
        for one in rights
        if projects[one.project].withdrawn_at is None
    ]


def _browse(classifiers: list[Any]) -> list[tuple[str, str]]:
    if not 0 < len(classifiers) <= CLASSIFIERS_AT_MOST or not all(
        isinstance(one, str) for one in classifiers
    ):
        raise CallRefused(f"browse takes 1 to {CLASSIFIERS_AT_MOST} classifiers.")
    return list_releases_classified(classifiers)


METHODS: dict[str, tuple[Callable[..., object], tuple[type, ...]]] = {
    "changelog_last_serial": (latest_serial, ()),
    "changelog_since_serial": (_changelog_since_serial, (int,)),
    "list_packages_with_serial": (_list_packages_with_serial, ()),
    "package_roles": (_package_roles, (str,)),
    "user_packages": (_user_packages, (str,)),
    "browse": (_browse, (list,)),
}
