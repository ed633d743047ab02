"""The form in which people say what a new API token is for."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.timezone import make_aware

from strongroom.accounts.services import MAX_TOKEN_NAME_LENGTH, last_token_day, token_end_after

SPANS = {"7": "7 days", "30": "30 days", "90": "90 days", "365": "One year"}
"""Days a token may live, and how they are offered."""

ON_A_DATE, NEVER = "date", "never"
ALL_PROJECTS, CHOSEN_PROJECTS = "all", "chosen"
UPLOAD, DOWNLOAD = "upload", "download"


class TokenForm(forms.Form):
    """What a new API token is for. That it only downloads is asked where that takes a token.

    Args:
        projects: What it may be limited to.
        now: From when on it counts.
    """

    ability = forms.ChoiceField(
        label="What it can do",
        choices=[(UPLOAD, "Upload, and download"), (DOWNLOAD, "Only download")],
        initial=UPLOAD,
        widget=forms.RadioSelect,
    )
    name = forms.CharField(
        max_length=MAX_TOKEN_NAME_LENGTH, help_text="By which you will know it: laptop, release workflow."
    )
    expiry = forms.ChoiceField(
        label="Valid for",
        help_text="A token that has expired is no danger to you, wherever it lies. You are told a week before.",
        choices=[
            *SPANS.items(),
            (ON_A_DATE, "Until the end of the day below"),
            (NEVER, "For ever: whoever finds it, even years from now, can act as you until you revoke it"),
        ],
        initial="90",
        widget=forms.RadioSelect,
    )
    until = forms.DateField(
        label="Last day",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text="In UTC. Only if you chose a day above.",
    )
    scope = forms.ChoiceField(label="For which projects", initial=CHOSEN_PROJECTS, widget=forms.RadioSelect)
    projects = forms.MultipleChoiceField(required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(
        self, *args: Any, projects: list[str], now: datetime, asks_ability: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self._now = now
        if not asks_ability:
            del self.fields["ability"]
        everything = (
            "All projects you may publish, and new ones" if projects else "All projects you will publish"
        )
        if asks_ability:
            everything += "; to download, every project of this index"
        self._offer("projects", [(name, name) for name in projects])
        self._offer("scope", [(CHOSEN_PROJECTS, "The projects chosen below"), (ALL_PROJECTS, everything)])
        if not projects:
            # Who has no project yet needs a token for all to upload the first one.
            del self.fields["projects"]
            self._offer("scope", [(ALL_PROJECTS, everything)])
            self.fields["scope"].initial = ALL_PROJECTS
        first, last = self._days()
        self.fields["until"].widget.attrs.update(min=first.isoformat(), max=last.isoformat())

    @property
    def expires_at(self) -> datetime | None:
        """When the token ends, of a form that is valid; None for never."""
        said = self.cleaned_data["expiry"]
        if said == NEVER:
            return None
        if said == ON_A_DATE:
            return make_aware(datetime.combine(self.cleaned_data["until"] + timedelta(days=1), time()))
        return token_end_after(int(said), made_at=self._now)

    def clean_until(self) -> date | None:
        """Return the day; it counts only where the expiry is on a date.

        Raises:
            ValidationError: no day was given, or one on which a token cannot end.
        """
        until: date | None = self.cleaned_data["until"]
        if self.cleaned_data.get("expiry") != ON_A_DATE:
            return None
        first, last = self._days()
        if until is None or not first <= until <= last:
            raise ValidationError(f"Give a day from {first} to {last}.")
        return until

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("scope") == CHOSEN_PROJECTS and not cleaned.get("projects"):
            self.add_error("projects", "Choose at least one project, or make the token for all.")
        return cleaned

    def _days(self) -> tuple[date, date]:
        """Return the first and the last day on which a token may end."""
        return self._now.date(), last_token_day(self._now)

    def _offer(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            field.choices = choices
