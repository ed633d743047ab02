"""What is asked about a voucher campaign, and about a delivery of codes."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms

from strongroom.foundation import clock
from strongroom.foundation.errors import Refusal
from strongroom.interfaces.web.desk.forms import ReasonForm
from strongroom.interfaces.web.desk.names_field import NAMES_APART, NamesField
from strongroom.mandates.queries import regions_of
from strongroom.mandates.services import (
    ACCOUNT_DAYS,
    CAMPAIGN_NAME_LENGTH,
    CAMPAIGN_TEXT_LENGTH,
    CAMPAIGN_URL_LENGTH,
    LARGEST_FILE_BYTES,
    LONGEST_ACCOUNT_DAYS,
    NewCampaign,
    Rule,
)

_DAY = forms.DateInput(attrs={"type": "date"})


class RegionsField(forms.CharField):
    """Regions by their codes; none for all."""

    def clean(self, value: Any) -> tuple[str, ...]:
        """Return the codes, or say which is none."""
        try:
            return regions_of(super().clean(value))
        except Refusal as refusal:
            raise forms.ValidationError(refusal.message) from refusal


class CampaignForm(ReasonForm):
    """A campaign: what is given away, where, when and to whom."""

    name = forms.CharField(
        max_length=CAMPAIGN_NAME_LENGTH, help_text="What people read in the list, and in their mail."
    )
    vendor = forms.CharField(max_length=CAMPAIGN_NAME_LENGTH)
    about = forms.CharField(
        label="About the key",
        max_length=CAMPAIGN_TEXT_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Plain text: which key, which plug, whether shipping is paid.",
    )
    redeeming = forms.CharField(
        label="How to redeem",
        max_length=CAMPAIGN_TEXT_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Plain text: where it is entered at the vendor's.",
    )
    redeem_url = forms.URLField(
        label="The vendor's page", max_length=CAMPAIGN_URL_LENGTH, assume_scheme="https"
    )
    regions = RegionsField(
        required=False, help_text="Two letters each (ISO 3166-1), such as AT DE JP; all if empty."
    )
    opens_on = forms.DateField(label="First day", widget=_DAY, help_text="In UTC, as all days here.")
    closes_on = forms.DateField(label="Last day", widget=_DAY)
    redeem_until = forms.DateField(
        label="Last day to redeem",
        widget=_DAY,
        help_text="The last day of the campaign, or a later one. A delivery may say otherwise.",
    )
    bound = forms.BooleanField(label="For people whom a mandate binds", required=False, initial=True)
    critical_before = forms.DateField(
        label="For people who may publish a critical project, and could before",
        required=False,
        initial=clock.today,
        widget=_DAY,
        help_text="So that nobody is made a maintainer for the key.",
    )
    any_project = forms.BooleanField(label="For people who may publish any project", required=False)
    named = NamesField(label="For these people", max_length=20_000, help_text=f"User names, {NAMES_APART}.")
    enrolled_too = forms.BooleanField(
        label="Also for those who have enrolled a security key or passkey already",
        required=False,
        initial=True,
    )
    account_days = forms.IntegerField(
        label="Days that an account has to be old",
        min_value=0,
        max_value=LONGEST_ACCOUNT_DAYS,
        initial=ACCOUNT_DAYS,
    )
    once_ever = forms.BooleanField(label="Not for those who have one of another campaign", required=False)
    field_order = (
        "name",
        "vendor",
        "about",
        "redeeming",
        "redeem_url",
        "regions",
        "opens_on",
        "closes_on",
        "redeem_until",
        "bound",
        "critical_before",
        "any_project",
        "named",
        "enrolled_too",
        "account_days",
        "once_ever",
        "reason",
    )


class DeliveryForm(ReasonForm):
    """Codes, as a file or pasted. Neither is kept where a proof is asked for in between."""

    file = forms.FileField(
        required=False, help_text="Text with a code on each line, or CSV with a column named code."
    )
    codes = forms.CharField(
        label="Or the codes themselves",
        required=False,
        max_length=LARGEST_FILE_BYTES,
        widget=forms.Textarea(attrs={"rows": 4, "autocomplete": "off", "spellcheck": "false"}),
    )
    regions = RegionsField(
        label="Only for these regions", required=False, help_text="All of the campaign's if empty."
    )
    redeem_until = forms.DateField(
        label="Last day to redeem", required=False, widget=_DAY, help_text="The campaign's if empty."
    )
    field_order = ("file", "codes", "regions", "redeem_until", "reason")

    def clean_file(self) -> Any:
        """Take no more than is read."""
        file = self.cleaned_data["file"]
        if file is not None and (file.size or 0) > LARGEST_FILE_BYTES:
            raise forms.ValidationError(f"Of {LARGEST_FILE_BYTES // 1024**2} MiB at most.")
        return file

    def clean(self) -> dict[str, Any]:
        """Take one of both."""
        given = super().clean() or self.cleaned_data
        if bool(given.get("file")) == bool(given.get("codes")) and not self.errors:
            raise forms.ValidationError("Give a file, or the codes themselves.")
        return given


def campaign_of(given: Mapping[str, Any]) -> NewCampaign:
    """Return what a valid form says."""
    before: date | None = given["critical_before"]
    return NewCampaign(
        name=given["name"],
        vendor=given["vendor"],
        about=given["about"],
        redeeming=given["redeeming"],
        redeem_url=given["redeem_url"],
        regions=given["regions"],
        opens_on=given["opens_on"],
        closes_on=given["closes_on"],
        codes_expire_on=given["redeem_until"],
        rule=Rule(
            bound=given["bound"],
            critical_before=before,
            any_project=given["any_project"],
            named=frozenset(given["named"]),
            enrolled_too=given["enrolled_too"],
            account_days=given["account_days"],
            once_ever=given["once_ever"],
        ),
    )


def content_of(given: Mapping[str, Any]) -> bytes:
    """Return the codes of a valid form, as they came."""
    content: bytes = given["file"].read() if given["file"] else given["codes"].encode()
    return content
