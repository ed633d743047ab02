"""The pages of an organization's people, and every change they make. `harbor` has `harborlight`, which is critical."""

from collections.abc import Collection, Mapping
from typing import Any

from tests.interfaces.permissions.kinds import SIGNED_IN, Kind
from tests.interfaces.permissions.rows import Answer, Row
from tests.interfaces.permissions.words import (
    HEADS,
    MANAGERS,
    MEMBERS,
    OWNERS,
    READS,
    no_method,
    only,
    signed_in,
)

K = Kind
DORA = {"username": "dora"}
INVITED = frozenset({K.INVITED})


def change(
    slug: str,
    may: Collection[Kind],
    form: Mapping[str, str],
    *,
    of: str = "harbor",
    in_vain: Mapping[Kind, Answer] | None = None,
    **said: Any,
) -> Row:
    """One way to change an organization, which asks for a proof if nothing else is said.

    Args:
        may: Who sees the form, and makes the change.
        in_vain: Who sees the form, and is refused when they send it: because of the projects that it would touch.
        said: What both rules say besides.
    """
    said = {"proof": True, "but": {}, **said}
    deed = {**said, "but": {**said["but"], **(in_vain or {})}}
    return Row(
        at=f"/organizations/{of}/manage/{slug}/",
        page=only(may, **said, silent=READS),
        deed=only(may, **deed),
        form=form,
    )


CONFIRMED_HEADS = HEADS - {K.UNVERIFIED}
CONFIRMED_MANAGERS = MANAGERS - {K.UNVERIFIED}
UNFIT = dict.fromkeys((K.WITHOUT_FACTOR, K.CHANGED_HANDS), Answer.FORBIDDEN)
"""They see the form, for they may do this in the organization; they may not do it to its critical projects."""
MEMBER = {"username": "the-org-member"}
NOR_MANAGERS = {**UNFIT, K.ORG_MANAGER: Answer.FORBIDDEN}
"""Nor may managers, who own none of its projects."""
ON_HARBORLIGHT = {"project": "harborlight", "role": "maintainer"}

ROWS = (
    Row(at="/organizations/mine/", page=signed_in(silent=READS), deed=no_method()),
    Row(
        at="/organizations/new/",
        page=signed_in(proof=True, silent=READS),
        deed=only(SIGNED_IN - {K.UNVERIFIED}, proof=True),
        form={"name": "lighthouses"},
    ),
    Row(at="/organizations/harbor/manage/", page=only(MEMBERS | {K.OWNER}, silent=READS), deed=no_method()),
    change("details", CONFIRMED_HEADS, {"display_name": "The Harbor"}),
    change("invite", CONFIRMED_MANAGERS, {"username": "nina", "role": "member"}),
    # Whoever accepts it owns every project of the organization.
    change("invite", CONFIRMED_MANAGERS, {"username": "nina", "role": "owner"}, in_vain=NOR_MANAGERS),
    change("withdraw-invitation", CONFIRMED_MANAGERS, {"username": "ivan"}),
    change("change-place", CONFIRMED_HEADS, {**MEMBER, "role": "manager"}),
    # To make somebody an owner gives them every project of the organization.
    change("change-place", CONFIRMED_HEADS, {**DORA, "role": "owner"}, in_vain=UNFIT),
    change("remove", CONFIRMED_MANAGERS, MEMBER),
    # Dora has a right on a project through her team, which only its owners take.
    change("remove", CONFIRMED_MANAGERS, DORA, in_vain=NOR_MANAGERS),
    change("leave", MEMBERS, {}, in_vain={K.CHANGED_HANDS: Answer.FORBIDDEN}),
    change(
        "accept-invitation",
        INVITED,
        {},
        proof=False,
        others=Answer.NOT_FOUND,
        but={K.UNVERIFIED: Answer.FORBIDDEN},
    ),
    change("decline-invitation", INVITED, {}, proof=False, others=Answer.NOT_FOUND),
    change("create-team", CONFIRMED_MANAGERS, {"team": "night-watch"}, proof=False),
    change("delete-team", CONFIRMED_MANAGERS, {"team": "spare"}),
    change("delete-team", CONFIRMED_MANAGERS, {"team": "core"}, in_vain=NOR_MANAGERS),
    change("add-to-team", CONFIRMED_MANAGERS, {**MEMBER, "team": "spare"}),
    change("add-to-team", CONFIRMED_MANAGERS, {**MEMBER, "team": "core"}, in_vain=NOR_MANAGERS),
    change("remove-from-team", CONFIRMED_MANAGERS, {**DORA, "team": "spare"}),
    change("remove-from-team", CONFIRMED_MANAGERS, {**DORA, "team": "core"}, in_vain=NOR_MANAGERS),
    change(
        "leave-team",
        MEMBERS,
        {"team": "core"},
        in_vain={
            **dict.fromkeys(MEMBERS - {K.TEAM}, Answer.NOT_FOUND),
            K.CHANGED_HANDS: Answer.FORBIDDEN,
        },
    ),
    change("give-team-role", OWNERS | set(UNFIT), {"team": "spare", **ON_HARBORLIGHT}, in_vain=UNFIT),
    change("take-team-role", OWNERS | set(UNFIT), {"team": "core", **ON_HARBORLIGHT}, in_vain=UNFIT),
    change("move-project-in", frozenset({K.ORG_OWNER}), {"project": "lantern"}, of="pier"),
    # Every owner of an organization owns its projects, and not all who own `harbor` may take one on.
    change(
        "move-project-in",
        CONFIRMED_HEADS,
        {"project": "lantern"},
        in_vain=dict.fromkeys(CONFIRMED_HEADS, Answer.CONFLICT),
    ),
    change(
        "move-project-out",
        CONFIRMED_HEADS,
        {"project": "harborlight", "username": "the-owner"},
        in_vain=UNFIT,
    ),
)
