"""The page of an account at the desk, and what operators do about accounts."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from strongroom.accounts.queries import (
    Dossier,
    count_recovery_codes,
    dossier_of,
    get_person_named,
    list_factors,
    list_operators,
    list_tokens,
)
from strongroom.accounts.services import Deed, Role, grant_role, revoke_role
from strongroom.accounts.services.standing.freezing import freeze, sign_out, unfreeze
from strongroom.catalog.queries import list_people_who_may_publish
from strongroom.foundation import clock
from strongroom.foundation.actors import Actor
from strongroom.infra.journal.queries import list_entries_about
from strongroom.interfaces.web.desk.acts import Act, Room, is_covered, offers
from strongroom.interfaces.web.desk.entries import shown_entries
from strongroom.interfaces.web.desk.forms import FreezeForm, RoleForm
from strongroom.interfaces.web.desk.guard import at_the_desk
from strongroom.interfaces.web.desk.recoveries import OPENING
from strongroom.interfaces.web.wording import list_words


@at_the_desk
@require_safe
def person(request: HttpRequest, by: Actor, username: str) -> HttpResponse:
    """Show an account: how it stands, what protects it, what it can change, what happened to it."""
    now = clock.now()
    dossier = dossier_of(username, now=now)
    who = dossier.person
    reads_journal = is_covered(Deed.READ_JOURNAL, by)
    context = {
        "dossier": dossier,
        "roles": sorted(dossier.roles),
        "factors": list_factors(who.user_id),
        "codes_left": count_recovery_codes(who.user_id),
        "tokens": sum(token.is_usable(now) for token in list_tokens(who.user_id)),
        "rights": list_people_who_may_publish(user_ids=[who.user_id]),
        "offers": offers(PEOPLE, who.username, user_id=by.user_id, without=_pointless(dossier)),
        "entries": shown_entries(list_entries_about(who.username)) if reads_journal else None,
        "now": now,
    }
    return render(request, "desk/person.html", context)


def _pointless(dossier: Dossier) -> set[str]:
    """Return the acts that make no sense for an account as it stands."""
    standing = dossier.standing
    pointless = {"unfreeze"} if standing.frozen_at is None else {"end-sessions", "grant-role"}
    if standing.frozen_at is not None and not standing.waits_for_directory:
        pointless.add("freeze")
    if not dossier.roles:
        pointless.add("revoke-role")
    return pointless


def _user_id(username: str) -> int:
    return get_person_named(username).user_id


def _the_person(username: str) -> list[str]:
    return [f"{username}, by mail at every confirmed address", "operators, in the journal of the account"]


def _every_operator(username: str) -> list[str]:
    names = [one.username for one in list_operators() if one.username != username]
    others = list_words(names, at_most=6)
    return [f"{username}, by mail", *([f"every operator, by mail: {others}"] if others else [])]


PEOPLE = Room(
    slug="people",
    find=lambda username: get_person_named(username).username,
    url=lambda username: reverse("desk_person", args=[username]),
    acts=(
        Act(
            slug="freeze",
            deed=Deed.FREEZE,
            title="Freeze {subject}",
            about="Nobody can sign in to the account, its sessions end, and its API tokens stop. Nothing is deleted, and it "
            "can be opened again.",
            submit="Freeze",
            done="{subject} is frozen.",
            perform=lambda order: freeze(
                _user_id(order.subject), because=order.reason, by=order.by, now=order.now
            ),
            readers=_the_person,
            form=FreezeForm,
            kind="danger",
        ),
        Act(
            slug="unfreeze",
            deed=Deed.UNFREEZE,
            title="Open {subject} again",
            about="Its owner can sign in as before; for three days it changes no critical project. Whoever got hold of the account "
            "can sign in, too: be sure why it was frozen. Releases that were quarantined stay so.",
            submit="Open it again",
            done="{subject} is open again.",
            perform=lambda order: unfreeze(
                _user_id(order.subject), reason=order.reason, by=order.by, now=order.now
            ),
            readers=_the_person,
        ),
        Act(
            slug="end-sessions",
            deed=Deed.FREEZE,
            title="End the sessions of {subject}",
            about="Whoever is signed in to the account is signed out, and its browsers are forgotten. Signing in stays open, and API "
            "tokens go on: if somebody else may be in the account, freeze it.",
            submit="End all sessions",
            done="All sessions of {subject} have ended.",
            perform=lambda order: sign_out(
                _user_id(order.subject), reason=order.reason, by=order.by, now=order.now
            ),
            readers=_the_person,
        ),
        OPENING,
        Act(
            slug="grant-role",
            deed=Deed.GRANT_ROLES,
            title="Make {subject} an operator",
            about="What each role covers stands on the page of the operators. The desk opens to them with a security key.",
            submit="Grant the role",
            done="{subject} has the role {role} now.",
            perform=lambda order: grant_role(
                order.subject, Role(order.given["role"]), by=order.by, reason=order.reason, now=order.now
            ),
            readers=_every_operator,
            form=RoleForm,
        ),
        Act(
            slug="revoke-role",
            deed=Deed.GRANT_ROLES,
            title="Take a role from {subject}",
            about="It holds at once. With the last role, the desk is closed to them.",
            submit="Take the role",
            done="{subject} no longer has the role {role}.",
            perform=lambda order: revoke_role(
                order.subject, Role(order.given["role"]), by=order.by, reason=order.reason, now=order.now
            ),
            readers=_every_operator,
            form=RoleForm,
            kind="danger",
        ),
    ),
)
