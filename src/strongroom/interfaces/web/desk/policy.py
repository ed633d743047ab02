"""The policy at the desk: announcing a version, withdrawing one that is not in force yet."""

import json
from collections.abc import Mapping
from typing import Any

from django import forms
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from strongroom.accounts.services import Deed
from strongroom.criticality.errors import PolicyUnfit
from strongroom.criticality.queries import Change, Plain, get_policy, newest_policy, policy_changes
from strongroom.criticality.services import announce_policy, changed_policy, withdraw_policy
from strongroom.interfaces.web.desk.acts import Act, Order, Room, act_url
from strongroom.interfaces.web.desk.forms import ReasonForm

NEXT = "next"
"""The subject of the act that announces: a version that has no number yet."""


def _changes(text: str) -> tuple[Change, ...]:
    """Return what numbers, as JSON, say otherwise than the newest version.

    Raises:
        PolicyUnfit: they are none.
    """
    newest = newest_policy().policy
    return policy_changes(newest, changed_policy(_numbers(text), of=newest))


def _numbers(text: str) -> Mapping[str, Plain]:
    try:
        numbers = json.loads(text)
    except (ValueError, RecursionError):
        numbers = None
    if not isinstance(numbers, dict):
        raise PolicyUnfit("These are no numbers of a policy.", next_step="Choose them on the page What if.")
    return {name: value for name, value in numbers.items() if name != "version"}


class ChangesInput(forms.Widget):
    """Shows what numbers change, and sends the numbers."""

    use_fieldset = True

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:  # noqa: ARG002
        """Return a list of the changes, and the numbers in a hidden field."""
        try:
            changes = _changes(str(value or ""))
        except PolicyUnfit:
            changes = ()
        lines = format_html_join("", "<li>{}</li>", ((str(change),) for change in changes))
        shown = format_html("<ul>{}</ul>", lines) if changes else SafeString("<p>Nothing.</p>")
        return format_html('{}<input type="hidden" name="{}" value="{}">', shown, name, value or "")


class AnnouncePolicyForm(ReasonForm):
    """Which numbers, from which day on."""

    numbers = forms.CharField(label="What it changes", widget=ChangesInput, max_length=2000)
    in_force_from = forms.DateField(
        label="First day on which it is in force",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text="In UTC, at least 14 days ahead. Where no run was made over any project it can be left empty: "
        "then it holds from the beginning.",
    )
    field_order = ("numbers", "in_force_from", "reason")

    def clean_numbers(self) -> Mapping[str, Plain]:
        """Return the numbers.

        Raises:
            ValidationError: they are none, or change nothing.
        """
        text: str = self.cleaned_data["numbers"]
        try:
            _changes(text)
        except PolicyUnfit as refusal:
            raise forms.ValidationError(refusal.message) from refusal
        return _numbers(text)


def announce_url() -> str:
    """Return where the next version is announced."""
    return act_url(POLICY, "announce", NEXT)


def _find(subject: str) -> str:
    """Return the subject: the next version, or the number of one that is there.

    Raises:
        PolicyNotFound: there is none of this number.
    """
    if subject == NEXT:
        return subject
    return str(get_policy(int(subject) if subject.isdecimal() else 0).number)


def _announce(order: Order) -> None:
    announce_policy(
        order.given["numbers"],
        by=order.by,
        reason=order.reason,
        in_force_from=order.given["in_force_from"],
        now=order.now,
    )


def _withdraw(order: Order) -> None:
    number = int(order.subject) if order.subject != NEXT else 0
    withdraw_policy(number, by=order.by, reason=order.reason, now=order.now)


def _everybody(_subject: str) -> list[str]:
    return ["everybody, in the public ledger of policies", "operators, in the journal"]


POLICY = Room(
    slug="policy",
    find=_find,
    url=lambda _subject: reverse("help_policy"),
    acts=(
        Act(
            slug="announce",
            deed=Deed.SET_POLICY,
            title="Announce the {subject} version of the policy",
            about="From its first day on runs are made by it. Nothing happens before, and it can be withdrawn until then. "
            "Projects that come in have their own notice; those that fall out lapse only after the days that the policy says.",
            submit="Announce",
            done="The next version of the policy is announced.",
            perform=_announce,
            readers=_everybody,
            form=AnnouncePolicyForm,
        ),
        Act(
            slug="withdraw",
            deed=Deed.SET_POLICY,
            title="Withdraw version {subject} of the policy",
            about="It will not come into force. It stays in the ledger, as withdrawn, with your reason.",
            submit="Withdraw",
            done="Version {subject} of the policy is withdrawn.",
            perform=_withdraw,
            readers=_everybody,
            kind="danger",
        ),
    ),
)
