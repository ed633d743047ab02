"""What if: other numbers of the policy, and what they would do to projects, people and uploads. Nothing is stored."""

import json
from decimal import Decimal
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from strongroom.accounts.queries import deeds_of
from strongroom.accounts.services import Deed
from strongroom.criticality.errors import PolicyUnfit
from strongroom.criticality.queries import Plain, Policy, list_policies, policy_as_plain, policy_on
from strongroom.downloads.queries import CLIENT_CLASSES
from strongroom.foundation import clock
from strongroom.foundation.actors import Actor
from strongroom.interfaces.web.charts import Caption, Part, Tone, proportion_bar
from strongroom.interfaces.web.desk.guard import at_the_desk
from strongroom.interfaces.web.desk.policy import announce_url
from strongroom.mandates.services import UPLOADS_DAYS, WhatIf, what_if

_OF_DOWNLOADS = 7
"""The first fields of the form: what belongs to the rule of downloads."""

_PERCENT = ("share", "candidate_share")


class _DecimalField(forms.DecimalField):
    """A number of a policy. An exponent says in ten characters what takes a gigabyte to write out."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_digits=12, decimal_places=6, **kwargs)


class NumbersForm(forms.Form):
    """The numbers of a policy, shares in percent."""

    downloads_rule = forms.BooleanField(label="Most downloaded projects", required=False)
    share = _DecimalField(label="Share of the projects, in percent", min_value=0, max_value=100)
    window_days = forms.IntegerField(label="Window, in days", min_value=1)
    minimum_downloads = forms.IntegerField(label="Least counted downloads", min_value=1)
    keep_factor = _DecimalField(label="Stays in within so many cohorts", min_value=1)
    candidate_share = _DecimalField(label="Candidates, above percent of the cut-off", min_value=0)
    counted_classes = forms.MultipleChoiceField(
        label="Downloads that count, by",
        choices=[(one, one) for one in sorted(CLIENT_CLASSES)],
        widget=forms.CheckboxSelectMultiple,
    )
    own_dependencies_rule = forms.BooleanField(label="What this index is made of", required=False)
    named_rule = forms.BooleanField(label="Names that operators added", required=False)
    dependents_rule = forms.BooleanField(label="Projects that most others need", required=False)
    dependents_top = forms.IntegerField(label="How many of those", min_value=1)
    dependents_minimum = forms.IntegerField(label="Least dependents", min_value=1)
    lapse_days = forms.IntegerField(label="Lapses after days outside every rule", min_value=1)

    @property
    def groups(self) -> list[tuple[str, list[forms.BoundField]]]:
        """The fields, those of downloads and the others."""
        fields = list(self)
        return [
            ("By downloads", fields[:_OF_DOWNLOADS]),
            ("By other rules, and the end", fields[_OF_DOWNLOADS:]),
        ]

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
    """Show the form with the numbers in force; when it is asked, what others would do."""
    today = clock.today()
    in_force = policy_on(today)
    form = NumbersForm(request.GET) if "share" in request.GET else NumbersForm.showing(in_force)
    found = _found(form)
    may_announce = by.user_id is not None and Deed.SET_POLICY in deeds_of(by.user_id)
    context = {
        "form": form,
        "version": in_force.version,
        "found": found,
        "to_come": [one for one in list_policies() if one.in_force_from > today and not one.is_withdrawn],
        "may_announce": may_announce,
        "uploads_days": UPLOADS_DAYS,
        "charts": [_people_chart(found), _projects_chart(found)] if found else [],
        "announce_url": _announce_url(found) if found and found.changes and may_announce else "",
    }
    return render(request, "desk/what_if.html", context, status=400 if form.errors else 200)


def _found(form: NumbersForm) -> WhatIf | None:
    if not form.is_valid():
        return None
    try:
        return what_if(form.numbers, now=clock.now())
    except PolicyUnfit as refusal:
        form.add_error(None, refusal.message)
        return None


def _announce_url(found: WhatIf) -> str:
    return f"{announce_url()}?{urlencode({'numbers': json.dumps(policy_as_plain(found.policy))})}"


def _people_chart(found: WhatIf) -> dict[str, Any]:
    title, now, then = "People who would be bound", found.now, found.then
    parts = [
        Part("Hold a second factor", then.protected, Tone.PROTECTED),
        Part("Hold none yet", then.unprotected, Tone.UNPROTECTED),
    ]
    words = f"{then.people:,} people would be bound, {then.unprotected:,} of them without a second factor."
    chart = _chart(title, words, parts)
    chart["columns"] = [
        {"label": "People"},
        {"label": "Would be", "number": True},
        {"label": "Are now", "number": True},
    ]
    chart["rows"] = [
        ("Bound", f"{then.people:,}", f"{now.people:,}"),
        ("With a second factor", f"{then.protected:,}", f"{now.protected:,}"),
        ("Without one", f"{then.unprotected:,}", f"{now.unprotected:,}"),
    ]
    return chart


def _projects_chart(found: WhatIf) -> dict[str, Any]:
    title, coming, going = "Projects that would be critical", len(found.entering), len(found.leaving)
    stays = found.critical_then - coming
    parts = [
        Part("Stay", stays, Tone.CRITICAL),
        Part("Come in", coming, Tone.ANNOUNCED),
        Part("Fall out", going, Tone.FAINT),
    ]
    words = f"{stays:,} projects stay, {coming:,} come in, {going:,} fall out."
    chart = _chart(title, words, parts)
    chart["columns"] = [{"label": "Projects"}, {"label": "Number", "number": True}]
    chart["rows"] = [(part.label, f"{part.value:,}") for part in parts]
    return chart


def _chart(title: str, words: str, parts: list[Part]) -> dict[str, Any]:
    return {
        "svg": proportion_bar(parts, caption=Caption(title, words)),
        "title": title,
        "note": words,
        "legend": [{"tone": str(part.tone), "label": f"{part.label}: {part.value:,}"} for part in parts],
    }
