"""A field for several names: the one rule of what stands between names that operators type or paste at the desk."""

from typing import Any

from django import forms

NAMES_APART = "with commas or line ends between them"
"""How a field says it. Not spaces: organizations are called "Harbor Works", and half of that may be somebody else."""


class NamesField(forms.CharField):
    """Several names, of whatever kind; a name with a space in it stays one, which may be none that is known."""

    def __init__(self, *, max_length: int, **kwargs: Any) -> None:
        rows = {"rows": 2, "autocapitalize": "none", "spellcheck": "false"}
        super().__init__(required=False, max_length=max_length, widget=forms.Textarea(attrs=rows), **kwargs)

    def clean(self, value: Any) -> tuple[str, ...]:
        """Return the names as they were written, each once."""
        lines = super().clean(value).replace(",", "\n").splitlines()
        return tuple(dict.fromkeys(name for line in lines if (name := line.strip())))
