"""Lines that show a badge elsewhere, to be copied."""

from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse

from strongroom.foundation.names import NormalizedName


@dataclass(frozen=True, slots=True)
class Snippets:
    """A badge, and how to show it with a link to the page behind it."""

    image_url: str
    page_url: str
    alt: str

    @property
    def formats(self) -> list[tuple[str, str]]:
        """Each format by its name."""
        return [
            ("Markdown", f"[![{self.alt}]({self.image_url})]({self.page_url})"),
            (
                "reStructuredText",
                f".. image:: {self.image_url}\n   :target: {self.page_url}\n   :alt: {self.alt}",
            ),
            ("HTML", f'<a href="{self.page_url}"><img src="{self.image_url}" alt="{self.alt}"></a>'),
        ]


def project_snippets(name: NormalizedName) -> Snippets | None:
    """Return the snippets of a project's badge; None on a private index, whose pictures nobody sees elsewhere."""
    return _snippets(
        reverse("project_badge", args=[name]), reverse("project_critical", args=[name]), f"Standing of {name}"
    )


def index_snippets() -> Snippets | None:
    """Return the snippets of the index's badge; None on a private index."""
    return _snippets(reverse("index_badge"), reverse("dashboard"), "Protection of critical projects")


def _snippets(image: str, page: str, alt: str) -> Snippets | None:
    if not settings.STRONGROOM_READ_PUBLIC:
        return None
    return Snippets(f"{settings.STRONGROOM_URL}{image}", f"{settings.STRONGROOM_URL}{page}", alt)
