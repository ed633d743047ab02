"""Names and namespaces at the desk: what the rules say of a name, what was decided, and deciding it."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from strongroom.accounts.services import Deed
from strongroom.catalog import services as catalog
from strongroom.catalog.queries import (
    find_ruling,
    get_organization_named,
    list_flags,
    list_namespaces,
    list_rulings,
)
from strongroom.foundation.actors import Actor
from strongroom.foundation.names import MAX_NAME_LENGTH, NormalizedName, is_valid_name, normalize
from strongroom.interfaces.web.desk.acts import Act, Order, Room, offers
from strongroom.interfaces.web.desk.forms import NamespaceForm, PermitNameForm
from strongroom.interfaces.web.desk.guard import at_the_desk


class NameForm(forms.Form):
    """Which name is looked at."""

    q = forms.CharField(
        label="Name",
        max_length=MAX_NAME_LENGTH,
        widget=forms.TextInput(attrs={"autocapitalize": "none", "spellcheck": "false"}),
    )

    def clean_q(self) -> NormalizedName:
        """Return the name in its one spelling.

        Raises:
            ValidationError: it can be no name.
        """
        text: str = self.cleaned_data["q"].strip()
        if not is_valid_name(text):
            raise forms.ValidationError("No project can have this name.")
        return normalize(text)


@at_the_desk
@require_safe
def names(request: HttpRequest, by: Actor) -> HttpResponse:
    """Show what is said of the name that is asked for, and everything that was decided about names."""
    form = NameForm(request.GET or None)
    name: NormalizedName | None = form.cleaned_data["q"] if form.is_valid() else None
    context = {
        "form": form,
        "name": name,
        "verdicts": catalog.weigh_name(name, user_id=None) if name else [],
        "offers": offers(NAMES, name, user_id=by.user_id, without=_pointless(name)) if name else [],
        "flags": list_flags(),
        "rulings": list_rulings(),
        "namespaces": list_namespaces(),
    }
    return render(request, "desk/names.html", context)


def _pointless(name: NormalizedName) -> set[str]:
    """Return the acts that make no sense about a name now."""
    is_granted = any(grant.name == name for grant in list_namespaces())
    pointless = {"grant-namespace"} if is_granted else {"revoke-namespace"}
    if find_ruling(name) is None:
        pointless.add("forget")
    return pointless


def _grant(order: Order) -> None:
    """Grant a namespace to a person or an organization."""
    prefix, owner, words = normalize(order.subject), order.given["owner"].strip(), order.reason
    if order.given["is_organization"]:
        catalog.grant_namespace_to_organization(
            prefix, organization=get_organization_named(owner).name, by=order.by, reason=words, now=order.now
        )
    else:
        catalog.grant_namespace(prefix, username=owner, by=order.by, reason=words, now=order.now)


def _permit(order: Order) -> None:
    catalog.permit_name(
        normalize(order.subject),
        username=order.given["holder"].strip() or None,
        by=order.by,
        reason=order.reason,
        now=order.now,
    )


def _whoever_asks(name: str) -> list[str]:
    return [f"whoever asks for the name {name}", "operators, in the journal and in the list of decisions"]


def _operators(_name: str) -> list[str]:
    return ["operators, in the journal and in the list of decisions"]


def _owner(_name: str) -> list[str]:
    return [
        "its owner, by mail; of an organization, each of its owners",
        "operators, in the journal",
    ]


NAMES = Room(
    slug="names",
    find=normalize,
    url=lambda name: f"{reverse('desk_names')}?{urlencode({'q': name})}",
    acts=(
        Act(
            slug="prohibit",
            deed=Deed.RULE_ON_NAMES,
            title="Prohibit the name {subject}",
            about="No new project can have it. A project that has it goes on.",
            submit="Prohibit",
            done="No new project may be named {subject}.",
            perform=lambda order: catalog.prohibit_name(
                normalize(order.subject), by=order.by, reason=order.reason, now=order.now
            ),
            readers=_whoever_asks,
            kind="danger",
        ),
        Act(
            slug="permit",
            deed=Deed.RULE_ON_NAMES,
            title="Permit the name {subject}",
            about="A new project can have it although a rule is against it. A name that is taken stays taken, and a namespace "
            "its owner's.",
            submit="Permit",
            done="A new project may be named {subject}.",
            perform=_permit,
            readers=_operators,
            form=PermitNameForm,
        ),
        Act(
            slug="forget",
            deed=Deed.RULE_ON_NAMES,
            title="Leave the name {subject} to the rules",
            about="What was decided about it no longer counts.",
            submit="Leave it to the rules",
            done="The rules decide about {subject} again.",
            perform=lambda order: catalog.leave_name_to_the_rules(
                normalize(order.subject), by=order.by, reason=order.reason, now=order.now
            ),
            readers=_operators,
        ),
        Act(
            slug="grant-namespace",
            deed=Deed.GRANT_NAMESPACES,
            title="Grant the namespace {subject}",
            about="Only its owner begins projects with this name, or one that begins with it and a hyphen. Projects that are "
            "there go on.",
            submit="Grant",
            done="The namespace {subject} is granted to {owner}.",
            perform=_grant,
            readers=_owner,
            form=NamespaceForm,
        ),
        Act(
            slug="revoke-namespace",
            deed=Deed.GRANT_NAMESPACES,
            title="Revoke the namespace {subject}",
            about="The names in it are open to everybody again. Its projects stay whose they are.",
            submit="Revoke",
            done="The namespace {subject} is no longer granted.",
            perform=lambda order: catalog.revoke_namespace(
                normalize(order.subject), by=order.by, reason=order.reason, now=order.now
            ),
            readers=_owner,
            kind="danger",
        ),
    ),
)
