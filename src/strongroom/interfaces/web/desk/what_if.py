"""What if: other numbers of the policy, and what they would do to projects, people and uploads. Nothing is stored."""

import json
from datetime import datetime
from decimal import Decimal
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from strongroom.accounts.services import Deed
from strongroom.criticality.errors import PolicyNumberUnfit
from strongroom.criticality.queries import Plain, Policy, list_policies, newest_policy, policy_as_plain
from strongroom.foundation import clock
from strongroom.foundation.actors import Actor
from strongroom.interfaces.web.charts import Part, Tone
from strongroom.interfaces.web.client_classes import CLASS_WORDS
from strongroom.interfaces.web.desk.acts import is_covered
from strongroom.interfaces.web.desk.guard import at_the_desk
from strongroom.interfaces.web.desk.policy import announce_url, base_words
from strongroom.interfaces.web.shares_chart import shares_chart
from strongroom.mandates.services import UPLOADS_DAYS, WhatIf, what_if

_PERCENT = ("share", "candidate_share")


class _DecimalField(forms.DecimalField):
    """A number of a policy. An exponent says in ten characters what takes a gigabyte to write out."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_digits=12, decimal_places=6, **kwargs)


class NumbersForm(forms.Form):
    """The numbers of a policy, shares in percent, in the order of their groups."""

    downloads_rule = forms.BooleanField(label="The most downloaded projects are critical", required=False)
    share = _DecimalField(
        label="How many of all projects those are, in percent",
        min_value=0,
        max_value=100,
        help_text="Of the projects with a file, rounded up. All that tie with the last are in.",
    )
    window_days = forms.IntegerField(
        label="Days whose downloads count", min_value=1, help_text="Complete days in UTC, up to yesterday."
    )
    minimum_downloads = forms.IntegerField(
        label="Least counted downloads",
        min_value=1,
        help_text="In those days. A project with fewer is not critical by its downloads.",
    )
    keep_factor = _DecimalField(
        label="How far a critical project may fall and stay",
        min_value=1,
        help_text="With 1.25, where the first 100 projects come in, one that is critical already stays up to rank 125.",
    )
    candidate_share = _DecimalField(
        label="Where candidates begin, in percent of the cut-off",
        min_value=0,
        max_value=100,
        help_text="The cut-off is the downloads of the last project that comes in. Candidates are close below it.",
    )
    counted_classes = forms.MultipleChoiceField(
        label="Whose downloads count",
        choices=list(CLASS_WORDS.items()),
        widget=forms.CheckboxSelectMultiple,
        help_text="Kinds of clients, as their requests name themselves.",
    )
    own_dependencies_rule = forms.BooleanField(
        label="What this index is made of is critical",
        required=False,
        help_text="The projects that it needs to run, directly or through others.",
    )
    named_rule = forms.BooleanField(label="Names that operators added are critical", required=False)
    dependents_rule = forms.BooleanField(
        label="The projects that most others need are critical", required=False
    )
    dependents_top = forms.IntegerField(
        label="How many of the most needed projects",
        min_value=1,
        help_text="All that tie with the last are in.",
    )
    dependents_minimum = forms.IntegerField(
        label="Least projects that need it",
        min_value=1,
        help_text="Directly or through others. A project that fewer need is not critical by this rule.",
    )
    lapse_days = forms.IntegerField(
        label="Days until a project ceases to be critical",
        min_value=1,
        help_text="In a row, on each of which no rule held it.",
    )

    @property
    def columns(self) -> list[list[tuple[str, list[forms.BoundField]]]]:
        """The fields in groups with their titles, two columns of them."""
        return [
            [("By downloads", self._fields("downloads_rule", "counted_classes"))],
            [
                ("By other rules", self._fields("own_dependencies_rule", "dependents_minimum")),
                ("Until it lapses", self._fields("lapse_days", "lapse_days")),
            ],
        ]

    def _fields(self, first: str, last: str) -> list[forms.BoundField]:
        names = list(self.fields)
        return [self[name] for name in names[names.index(first) : names.index(last) + 1]]

    @classmethod
    def showing(cls, policy: Policy) -> "NumbersForm":
        """Return the form with what a policy says."""
        initial: dict[str, Any] = {**policy_as_plain(policy)}
        for name in _PERCENT:
            initial[name] = f"{(Decimal(initial[name]) * 100).normalize():f}"
        return cls(initial=initial)

    @property
    def numbers(self) -> dict[str, Plain]:
        """What a valid form says, as the policy has it in JSON."""
        said = {name: value / 100 if name in _PERCENT else value for name, value in self.cleaned_data.items()}
        return {name: f"{value:f}" if isinstance(value, Decimal) else value for name, value in said.items()}


@at_the_desk
@require_safe
def what_if_page(request: HttpRequest, by: Actor) -> HttpResponse:
    """Show the form with the numbers of the newest version; when it is asked, what others would do."""
    now, base = clock.now(), newest_policy()
    today = now.date()
    form = NumbersForm(request.GET) if "share" in request.GET else NumbersForm.showing(base.policy)
    found = _found(form, now=now)
    may_announce = is_covered(Deed.SET_POLICY, by)
    context = {
        "form": form,
        "base": base,
        "base_words": base_words(base, today=today),
        "is_to_come": base.in_force_from > today,
        "found": found,
        "to_come": [one for one in list_policies() if one.in_force_from > today and not one.is_withdrawn],
        "may_announce": may_announce,
        "uploads_days": UPLOADS_DAYS,
        "charts": [_people_chart(found), _projects_chart(found)] if found else [],
        "announce_url": _announce_url(found) if found and found.changes and may_announce else "",
    }
    return render(request, "desk/what_if.html", context, status=400 if form.errors else 200)


def _found(form: NumbersForm, *, now: datetime) -> WhatIf | None:
    if not form.is_valid():
        return None
    try:
        return what_if(form.numbers, now=now)
    except PolicyNumberUnfit as refusal:
        form.add_error(refusal.field, f"This {refusal.demand}.")
        return None


def _announce_url(found: WhatIf) -> str:
    """Return where exactly what was tried is announced: the numbers that change, and the version they were tried on."""
    told = {"version", *(change.field for change in found.changes)}
    numbers = {name: value for name, value in policy_as_plain(found.policy).items() if name in told}
    return f"{announce_url()}?{urlencode({'numbers': json.dumps(numbers)})}"


def _people_chart(found: WhatIf) -> dict[str, Any]:
    title, first, then = "People who would be bound", found.first, found.then
    parts = [
        Part("Hold a second factor", first.protected, Tone.PROTECTED),
        Part("Hold none yet", first.unprotected, Tone.UNPROTECTED),
    ]
    words = f"{first.people:,} people would be bound, {first.unprotected:,} of them without a second factor."
    if found.leaving:
        words = f"At first {words} Later it is {then.people:,}, {then.unprotected:,} of them without."
    times = [("Now", found.now), ("At first", first), ("After the lapses", then)]
    return shares_chart(title, parts, columns=("People", "Number"), words=words) | {
        "note": words,
        "columns": [{"label": "People"}, *({"label": label, "number": True} for label, _ in times)],
        "rows": [
            _row("Bound", *(one.people for _, one in times)),
            _row("With a second factor", *(one.protected for _, one in times)),
            _row("Without one", *(one.unprotected for _, one in times)),
        ],
    }


def _row(label: str, *figures: int) -> tuple[str, ...]:
    return label, *(f"{figure:,}" for figure in figures)


def _projects_chart(found: WhatIf) -> dict[str, Any]:
    title, coming, going = "Projects that would be critical", len(found.entering), len(found.leaving)
    stays = found.then.projects - coming
    parts = [
        Part("Stay", stays, Tone.CRITICAL),
        Part("Come in", coming, Tone.ANNOUNCED),
        Part("Fall out", going, Tone.FAINT),
    ]
    words = f"{stays:,} projects stay, {coming:,} come in, {going:,} fall out."
    return shares_chart(title, parts, columns=("Projects", "Number"), words=words) | {"note": words}
