"""What the mandates ask on a project, in words; and the forms by which its owners ask for more themselves."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, cast

from django import forms

from strongroom.foundation import clock
from strongroom.foundation.days import day_words
from strongroom.foundation.names import NormalizedName
from strongroom.foundation.reasons import REASON_LENGTH
from strongroom.interfaces.web.projects.forms import ChangeForm, ConfirmedForm
from strongroom.mandates.queries import list_requirements, list_terms
from strongroom.mandates.services import (
    LATEST_DAYS,
    Strength,
    earliest_start,
    what_it_asks,
    who_lacks,
    whose_rule,
)

STRENGTHS = (
    (str(Strength.ANY), "Any second factor: an authenticator app, a security key or a passkey"),
    (str(Strength.PHISHING_RESISTANT), "A security key or passkey"),
)


@dataclass(frozen=True, slots=True)
class ShownTerm:
    """One term of a project (`components/terms.html`).

    Args:
        rule: By which rule, as a sentence.
        asks: Of whom it asks what, as a sentence.
        phase: A badge.
        rehearsals: Days (UTC) of rehearsal to come.
        for_ever: Its owners made it, and cannot end it.
    """

    rule: str
    asks: str
    phase: str
    announced_at: datetime
    deadline: datetime
    rehearsals: tuple[date, ...]
    for_ever: bool


def shown_terms(name: NormalizedName, *, now: datetime) -> list[ShownTerm]:
    """Return what is asked of the people of a project, the soonest deadline first."""
    lasting = {one.id for one in list_requirements(name) if one.for_ever}
    return [
        ShownTerm(
            rule=f"{whose_rule(term, name)}.",
            asks=_sentence(what_it_asks(term)),
            phase=str(term.phase(now) or "announced"),
            announced_at=term.announced_at,
            deadline=term.deadline,
            rehearsals=term.brown_outs_from(now),
            for_ever=term.mandate_id in lasting,
        )
        for term in list_terms([name])
    ]


def ways_to_require(name: NormalizedName) -> dict[str, bool]:
    """Return what the owners of a project can do about what they ask for."""
    running = list_requirements(name)
    return {
        "can_require": len(running) < len(STRENGTHS),
        "can_end": any(not one.for_ever for one in running),
        "lasting": any(one.for_ever for one in running),
    }


class RequirementForm(ChangeForm):
    """What is asked for, and from which day on."""

    strength = forms.ChoiceField(
        label="Ask for", choices=STRENGTHS, widget=forms.RadioSelect, initial=Strength.ANY
    )
    starts_on = forms.DateField(
        label="From this day on (UTC)", required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    reason = forms.CharField(
        max_length=REASON_LENGTH,
        required=False,
        help_text="Its people read it, and everybody who reads the history.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        now = clock.now()
        lacking = who_lacks(self.project, Strength.ANY, besides=self.viewer)
        earliest = earliest_start(lacking, now=now).date()
        starts_on = self.fields["starts_on"]
        starts_on.required = bool(lacking)
        starts_on.widget.attrs["min"] = earliest.isoformat()
        starts_on.help_text = (
            f"{', '.join(sorted(lacking))} {'has' if len(lacking) == 1 else 'have'} none yet: the first day you can choose is "
            f"{day_words(earliest)}."
            if lacking
            else f"Leave it empty for at once; up to {LATEST_DAYS} days ahead."
        )


class _RunningForm(ChangeForm):
    """Choose one of what the owners ask for now."""

    strength = forms.ChoiceField(label="What you ask for now", widget=forms.RadioSelect)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        words = dict(STRENGTHS)
        running = [str(one.strength) for one in list_requirements(self.project) if not one.for_ever]
        strength = cast(forms.ChoiceField, self.fields["strength"])
        strength.choices = [(one, words[one]) for one in running]
        strength.initial = next(iter(running), None)


class EndRequirementForm(_RunningForm):
    """Which, and why."""

    reason = forms.CharField(
        max_length=REASON_LENGTH, required=False, help_text="Everybody who reads the history reads it."
    )


class ForEverForm(ConfirmedForm, _RunningForm):
    """Type the name, so that nobody does for ever what they did not mean."""

    field_order = ("strength", "confirmation")


def _sentence(clause: str) -> str:
    return f"{clause[0].upper()}{clause[1:]}."
