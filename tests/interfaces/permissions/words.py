"""The vocabulary of the tables: who may, in a word, and what the others get."""

from collections.abc import Collection
from typing import Any

from tests.interfaces.permissions.kinds import EVERYBODY, OPERATORS, SIGNED_IN, Kind
from tests.interfaces.permissions.rows import Answer, Rule

K = Kind

OWNERS = frozenset({K.OWNER, K.ORG_OWNER})
"""Whoever owns the project, in whatever way, and may act as one."""
PUBLISHERS = OWNERS | {K.MAINTAINER, K.TEAM}
BY_THEMSELVES = frozenset({K.OWNER, K.MAINTAINER})
"""Whose role on the project is their own, and comes through no team and no organization."""
HELD_BACK = frozenset({K.UNVERIFIED, K.WITHOUT_FACTOR, K.CHANGED_HANDS})
"""Owners of project and organization with whose accounts something is wrong."""
WAYS_OUT = frozenset({K.UNVERIFIED, K.WITHOUT_FACTOR})
"""Those of them to whom the ways out stay open: archiving, handing over, leaving."""
PEOPLE_OF_PROJECT = PUBLISHERS | HELD_BACK
HEADS = frozenset({K.ORG_OWNER}) | HELD_BACK
"""Whoever has the place of an owner in the organization."""
MANAGERS = HEADS | {K.ORG_MANAGER}
MEMBERS = MANAGERS | {K.ORG_MEMBER, K.TEAM}
HELPERS = frozenset({K.ADMIN, K.SUPPORT})
MODERATORS = frozenset({K.ADMIN, K.MODERATOR})
ADMINS = frozenset({K.ADMIN})

READS = "It only reads."


def shown_to_all() -> Rule:
    """A page for whoever comes, signed in or not."""
    return Rule(may=EVERYBODY, silent=READS)


def done_by_all(**more: Any) -> Rule:
    """What whoever comes does, signed in or not."""
    return Rule(may=EVERYBODY, **more)


def signed_in(**more: Any) -> Rule:
    """Whoever is signed in, about nobody but themselves."""
    return Rule(may=SIGNED_IN, **more)


def only(may: Collection[Kind], **more: Any) -> Rule:
    """These people and nobody else."""
    return Rule(may=may, **more)


def no_method(signed_out: Answer = Answer.SIGN_IN) -> Rule:
    """The address takes no such requests."""
    return Rule(may=(), others=Answer.NO_METHOD, signed_out=signed_out)


def no_method_for_anybody() -> Rule:
    """The address takes no such requests, and says so to strangers, too."""
    return refused(Answer.NO_METHOD)


def refused(answer: Answer) -> Rule:
    """Nobody gets anything here, and all are told so in the same way."""
    return Rule(may=(), others=answer, signed_out=answer)


def at_desk(may: Collection[Kind], **more: Any) -> Rule:
    """These operators; for people who are none, there is no such address."""
    theirs = dict.fromkeys((OPERATORS | {K.KEYLESS}) - frozenset(may), Answer.FORBIDDEN)
    return Rule(may=may, others=Answer.NOT_FOUND, but=theirs, **more)
