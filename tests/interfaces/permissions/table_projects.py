"""The pages of a project's people, and every change they make. `harborlight` is critical, its mandate in force."""

from collections.abc import Collection, Mapping
from typing import Any

from tests.interfaces.permissions.kinds import Kind
from tests.interfaces.permissions.rows import Answer, Row
from tests.interfaces.permissions.words import (
    HELD_BACK,
    OWNERS,
    PEOPLE_OF_PROJECT,
    PUBLISHERS,
    READS,
    WAYS_OUT,
    no_method,
    only,
    signed_in,
)

K = Kind
WHY = {"reason": "It is time."}
DORA = {"username": "dora", **WHY}
INVITED = frozenset({K.INVITED})


def change(
    slug: str,
    may: Collection[Kind],
    form: Mapping[str, str] = WHY,
    *,
    on: str = "harborlight",
    **said: Any,
) -> Row:
    """One way to change a project, which asks for a proof if nothing else is said.

    Args:
        may: Who sees the form, and makes the change.
        said: What both rules say besides.
    """
    said = {"proof": True, **said}
    return Row(
        at=f"/project/{on}/manage/{slug}/",
        page=only(may, **said, silent=READS),
        deed=only(may, **said),
        form=form,
    )


ROWS = (
    Row(at="/projects/mine/", page=signed_in(silent=READS), deed=no_method()),
    Row(at="/project/harborlight/manage/", page=only(PEOPLE_OF_PROJECT, silent=READS), deed=no_method()),
    Row(at="/project/harborlight/downloads/", page=only(PEOPLE_OF_PROJECT, silent=READS), deed=no_method()),
    Row(
        at="/project/harborlight/downloads/details.json",
        page=only(PEOPLE_OF_PROJECT, silent=READS),
        deed=no_method(),
    ),
    Row(
        at="/project/harborlight/downloads/details.csv",
        page=only(PEOPLE_OF_PROJECT, silent=READS),
        deed=no_method(),
    ),
    Row(at="/project/harborlight/security/", page=only(PEOPLE_OF_PROJECT, silent=READS), deed=no_method()),
    change("yank", PUBLISHERS, {"version": "1.0", **WHY}, proof=False),
    change("unyank", PUBLISHERS, {"version": "0.9", **WHY}, proof=False),
    change("archive", OWNERS | WAYS_OUT),
    change("deprecate", OWNERS),
    change("require-factor", OWNERS, {"strength": "any", "starts_on": "2026-04-01"}),
    change("end-requirement", OWNERS, {"strength": "any"}, on="beacon"),
    change("require-for-ever", OWNERS, {"strength": "any", "confirmation": "beacon"}, on="beacon"),
    change("open-again", OWNERS, on="beacon"),
    change("withdraw", OWNERS, {"confirmation": "harborlight", **WHY}),
    change("invite", OWNERS, {"username": "nina", "role": "maintainer"}),
    change("withdraw-invitation", OWNERS, {"username": "ivan"}),
    change("change-role", OWNERS, {"username": "dora", "role": "owner"}),
    change("remove", OWNERS, DORA),
    # What comes through the organization is given up there.
    change("hand-over", OWNERS | WAYS_OUT, DORA, but={K.ORG_OWNER: Answer.CONFLICT}),
    change(
        "leave",
        PUBLISHERS | WAYS_OUT,
        {},
        but={K.ORG_OWNER: Answer.CONFLICT, K.TEAM: Answer.CONFLICT},
    ),
    change("contest", OWNERS | WAYS_OUT),
    change("take-contest-back", OWNERS | WAYS_OUT, {}, on="beacon"),
    # Whoever has no factor, or may be somebody else, is told so before it is looked whether they are invited.
    change(
        "accept-invitation",
        INVITED,
        {},
        proof=False,
        others=Answer.NOT_FOUND,
        but=dict.fromkeys(HELD_BACK, Answer.FORBIDDEN),
    ),
    change("decline-invitation", INVITED, {}, proof=False, others=Answer.NOT_FOUND),
)
