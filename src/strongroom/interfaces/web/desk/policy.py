"""The policy at the desk: announcing a version, withdrawing one that is not in force yet."""

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from strongroom.accounts.services import Deed
from strongroom.criticality.errors import PolicyUnfit
from strongroom.criticality.queries import (
    Change,
    Plain,
    Policy,
    PolicyRecord,
    get_policy,
    newest_policy,
    policy_changes,
)
from strongroom.criticality.services import (
    LATEST_DAYS,
    NOTICE_DAYS,
    announce_policy,
    changed_policy,
    withdraw_policy,
)
from strongroom.foundation import clock
from strongroom.interfaces.web.desk.acts import Act, Order, Room, act_url, number_of
from strongroom.interfaces.web.desk.forms import ReasonForm
from strongroom.interfaces.web.templatetags.strongroom import day

NEXT = "next"
"""The subject of the act that announces: a version that has no number yet."""


def base_words(base: PolicyRecord, *, today: date) -> SafeString:
    """Return which version numbers are compared with, and since or from when it is in force."""
    if base.in_force_from <= today:
        return format_html("version {}, which is in force", base.number)
    return format_html("version {}, which is announced for {}", base.number, day(base.in_force_from))


def _changes(text: str, *, of: Policy) -> tuple[Change, ...]:
    """Return what numbers, as JSON, say otherwise than a policy.

    Raises:
        PolicyUnfit: they are none, or were tried on another version.
    """
    return policy_changes(of, changed_policy(_numbers(text), of=of))


def _numbers(text: str) -> Mapping[str, Plain]:
    try:
        numbers = json.loads(text)
    except (ValueError, RecursionError):
        numbers = None
    if not isinstance(numbers, dict):
        raise PolicyUnfit("These are no numbers of a policy.", next_step="Choose them on the page What if.")
    return numbers


class ChangesInput(forms.Widget):
    """Shows what numbers change of the newest version, and sends the numbers."""

    use_fieldset = True

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:  # noqa: ARG002
        """Return a list of the changes, and the numbers in a hidden field."""
        shown = _shown(str(value or ""), base=newest_policy())
        return format_html('{}<input type="hidden" name="{}" value="{}">', shown, name, value or "")


def _shown(text: str, *, base: PolicyRecord) -> SafeString:
    try:
        changes = _changes(text, of=base.policy)
    except PolicyUnfit as refusal:
        return format_html("<p>{}</p>", refusal.message)
    lines = format_html_join("", "<li>{}</li>", ((str(change),) for change in changes))
    listed = format_html("<ul>{}</ul>", lines) if changes else SafeString("<p>Nothing.</p>")
    return format_html("<p>Compared with {}:</p>{}", base_words(base, today=clock.today()), listed)


class AnnouncePolicyForm(ReasonForm):
    """Which numbers, from which day on."""

    numbers = forms.CharField(label="What it changes", widget=ChangesInput, max_length=2000)
    in_force_from = forms.DateField(
        label="First day on which it is in force",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=f"In UTC, {NOTICE_DAYS} to {LATEST_DAYS:,} days ahead. Where no run was made over any project it can be left empty: "
        "then it holds from the beginning.",
    )
    field_order = ("numbers", "in_force_from", "reason")

    def clean_numbers(self) -> Mapping[str, Plain]:
        """Return the numbers.

        Raises:
            ValidationError: they are none, or were tried on another version.
        """
        text: str = self.cleaned_data["numbers"]
        try:
            _changes(text, of=newest_policy().policy)
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
    return str(get_policy(number_of(subject)).number)


def _announce(order: Order) -> None:
    announce_policy(
        order.given["numbers"],
        by=order.by,
        reason=order.reason,
        in_force_from=order.given["in_force_from"],
        now=order.now,
    )


def _withdraw(order: Order) -> None:
    withdraw_policy(number_of(order.subject), by=order.by, reason=order.reason, now=order.now)


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
