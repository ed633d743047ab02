"""The page of a project at the desk, and what operators do about projects."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from strongroom.accounts.queries import list_people
from strongroom.accounts.services import Deed
from strongroom.catalog import services as catalog
from strongroom.catalog.errors import ProjectNotFound
from strongroom.catalog.queries import (
    ProjectRecord,
    find_organization_of,
    find_project,
    list_invitations,
    list_people_who_may_publish,
    list_reports_of,
)
from strongroom.criticality.queries import explain, is_named, is_released, list_contests_of
from strongroom.criticality.services import add_by_name, count_again, take_off_the_list
from strongroom.foundation import clock
from strongroom.foundation.actors import Actor
from strongroom.foundation.names import normalize
from strongroom.foundation.permits import Action, Permit
from strongroom.infra.journal.queries import list_entries_of_project
from strongroom.interfaces.web.desk.acts import Act, Order, Room, offers
from strongroom.interfaces.web.desk.entries import shown_entries
from strongroom.interfaces.web.desk.forms import GiveForm
from strongroom.interfaces.web.desk.gifts import GIFTS, pointless_gifts
from strongroom.interfaces.web.desk.guard import at_the_desk
from strongroom.interfaces.web.desk.readers import people_by_mail
from strongroom.interfaces.web.projects.custody import gift_notice
from strongroom.interfaces.web.projects.requirement import shown_terms
from strongroom.interfaces.web.wording import FACTOR_WORDS
from strongroom.mandates.services import give_project
from strongroom.mandates.services import permit as ask


@at_the_desk
@require_safe
def project(request: HttpRequest, by: Actor, name: str) -> HttpResponse:
    """Show a project: how it stands, who can change it, what a mandate asks, what happened to it."""
    known, now = _known(name), clock.now()
    context = {
        "project": known,
        "people": _people(known),
        "invitations": list_invitations(name=known.name),
        "organization": find_organization_of(known.name),
        "explanation": explain(known.name),
        "terms": shown_terms(known.name, now=now),
        "contests": list_contests_of(known.name),
        "gift": gift_notice(known.name, now=now),
        "reports": list_reports_of(known.name),
        "offers": offers(PROJECTS, known.name, user_id=by.user_id, without=_pointless(known)),
        "entries": shown_entries(list_entries_of_project(known.name)),
        "now": now,
    }
    return render(request, "desk/project.html", context)


def _pointless(known: ProjectRecord) -> set[str]:
    """Return the acts that make no sense for a project as it stands."""
    pointless = {
        "quarantine" if known.status == "quarantined" else "lift",
        "designate" if is_named(known.name) else "undesignate",
    }
    if not is_released(known.name):
        pointless.add("count-again")
    return pointless | pointless_gifts(known.name, now=clock.now())


def _known(name: str) -> ProjectRecord:
    """Return a project, withdrawn or not.

    Raises:
        ProjectNotFound: there never was one of that name.
    """
    known = find_project(normalize(name))
    if known is None:
        raise ProjectNotFound(f"There is no project named {name!r} here.", next_step="Search for it.")
    return known


def _people(known: ProjectRecord) -> list[dict[str, object]]:
    rights = list_people_who_may_publish(names=[known.name])
    protection = {one.user_id: one.protection for one in list_people([right.user_id for right in rights])}
    return [{"right": right, "factor": FACTOR_WORDS.get(protection[right.user_id], "")} for right in rights]


def _permit(order: Order) -> Permit:
    return ask(order.by, Action.CHANGE_SETTINGS, normalize(order.subject), now=order.now)


def _everybody(name: str) -> list[str]:
    return [
        *people_by_mail(name),
        "everybody, on the page of the project, and who installs it, by the installer",
    ]


def _in_public(name: str) -> list[str]:
    return [*people_by_mail(name), "everybody, in the public history of the project"]


PROJECTS = Room(
    slug="projects",
    find=lambda name: _known(name).name,
    url=lambda name: reverse("desk_project", args=[name]),
    acts=(
        Act(
            slug="quarantine",
            deed=Deed.QUARANTINE,
            title="Quarantine {subject}",
            about="Its files are not offered to anybody, it is not listed, and it takes no uploads, until somebody has examined "
            "it. Nothing is deleted.",
            submit="Quarantine",
            done="{subject} is quarantined.",
            perform=lambda order: catalog.quarantine(_permit(order), reason=order.reason),
            readers=_everybody,
            kind="danger",
        ),
        Act(
            slug="lift",
            deed=Deed.QUARANTINE,
            title="Lift the quarantine of {subject}",
            about="Its files are offered again, in the status that it had before. Releases that are quarantined by themselves "
            "stay so.",
            submit="Lift the quarantine",
            done="{subject} is no longer quarantined.",
            perform=lambda order: catalog.lift_quarantine(_permit(order), reason=order.reason),
            readers=_in_public,
        ),
        Act(
            slug="give",
            deed=Deed.HAND_OVER,
            title="Give {subject} to a new owner",
            about="Nobody owns it: it is in custody. The new owner needs a second factor, and may do everything that owners may. "
            "Its designation and what a mandate asks stay.",
            submit="Give",
            done="{username} owns {subject} now.",
            perform=lambda order: give_project(
                normalize(order.subject),
                username=order.given["username"],
                reason=order.reason,
                by=order.by,
                now=order.now,
            ),
            readers=lambda name: ["the new owner, by mail", *_in_public(name)],
            form=GiveForm,
            kind="danger",
        ),
        *GIFTS,
        Act(
            slug="designate",
            deed=Deed.DESIGNATE,
            title="Add {subject} to the critical names",
            about="The next designation finds it critical, whatever its rank, and a mandate that is announced then gives its people "
            "their own time to enrol. Deleting or renaming it changes nothing.",
            submit="Add it",
            done="{subject} is on the list: the next designation finds it critical.",
            perform=lambda order: add_by_name(
                normalize(order.subject), by=order.by, reason=order.reason, now=order.now
            ),
            readers=_in_public,
        ),
        Act(
            slug="undesignate",
            deed=Deed.DESIGNATE,
            title="Take {subject} off the critical names",
            about="Its rank decides again, from the next designation on. If it is still among the most downloaded, or was lately, it "
            "stays critical.",
            submit="Take it off",
            done="{subject} is off the list: its rank decides again.",
            perform=lambda order: take_off_the_list(
                normalize(order.subject), by=order.by, reason=order.reason, now=order.now
            ),
            readers=_in_public,
            kind="danger",
        ),
        Act(
            slug="count-again",
            deed=Deed.ANSWER_CONTESTS,
            title="Count the downloads and dependents of {subject} again",
            about="A contest was granted, so that its downloads and dependents do not designate it. From the next run on they "
            "count as those of any project; if it comes in again, a mandate gives its people their own time.",
            submit="Count them",
            done="The downloads and dependents of {subject} count again.",
            perform=lambda order: count_again(
                normalize(order.subject), by=order.by, reason=order.reason, now=order.now
            ),
            readers=_in_public,
        ),
    ),
)
