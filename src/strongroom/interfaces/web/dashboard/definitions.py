"""What each figure of the dashboard is: its name, its parts, and what exactly is counted.

Everything that shows a figure (page, chart, table, JSON, CSV) goes by these; `docs/reference/dashboard.md` explains them.
"""

from collections.abc import Callable
from dataclasses import dataclass

from strongroom.accounts.queries import domains_are_watched
from strongroom.interfaces.web.charts import Tone
from strongroom.mandates.queries import Figures


@dataclass(frozen=True, slots=True)
class Part:
    """One number of a figure.

    Args:
        name: Its key in JSON and its column in CSV; never renamed.
        tone: How it is drawn; None for what stands in the table and the data alone.
        read: Returns the number of a day; None where it was not kept on that day.
    """

    name: str
    label: str
    tone: Tone | None
    read: Callable[[Figures], int | None]


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure with its history.

    Args:
        about: What is counted, in one or two sentences.
        here: Returns a further sentence on what is so on this index, by its settings; empty where there is none.
        happens: It is counted in the course of a day, and days add up; else it is as it was at the end of the day.
        is_whole: Its drawn parts add up to something, and are stacked.
    """

    slug: str
    title: str
    about: str
    parts: tuple[Part, ...]
    happens: bool = False
    is_whole: bool = False
    here: Callable[[], str] = str

    def said(self) -> str:
        """Return all that is said about it."""
        return f"{self.about} {self.here()}".rstrip()


def _watch_here() -> str:
    if domains_are_watched():
        return (
            "Watched are the domains of people who may publish a project that is critical or under a mandate, and of "
            "operators."
        )
    return "The watch is off on this index: no domain is looked at, and what has lapsed before still counts."


def _not_taken(day: Figures) -> int | None:
    """Return that there was none: this index takes nothing of the kind, and the figure says so."""
    return None if day.uploads.files is None else 0


CRITICAL = Figure(
    "critical-projects",
    "Critical projects",
    "Names whose designation is in force.",
    (Part("critical_projects", "Critical projects", Tone.CRITICAL, lambda day: day.critical_projects),),
)
PEOPLE = Figure(
    "people-bound",
    "People who maintain critical projects",
    "Each person once, by the strongest second factor they hold, however many projects or roles they have.",
    (
        Part(
            "bound_with_phishing_resistant",
            "Security key or passkey",
            Tone.CRITICAL,
            lambda day: day.bound_with_phishing_resistant,
        ),
        Part(
            "bound_with_totp_only",
            "Authenticator app only",
            Tone.PROTECTED,
            lambda day: day.bound_with_totp_only,
        ),
        Part(
            "bound_with_provider_only",
            "Identity provider only",
            Tone.ANNOUNCED,
            lambda day: day.bound_with_provider_only,
        ),
        Part("bound_without", "None yet", Tone.UNPROTECTED, lambda day: day.bound_unprotected),
        Part("people_bound", "All", None, lambda day: day.people_bound),
    ),
    is_whole=True,
)
VOLUNTARY = Figure(
    "voluntary",
    "Second factors without being asked",
    "People who hold a second factor and maintain no critical project.",
    (
        Part("voluntary", "Second factors without being asked", Tone.PROTECTED, lambda day: day.voluntary),
        Part("people", "Accounts", None, lambda day: day.people),
    ),
)
UPLOADS = Figure(
    "uploads-refused",
    "Uploads refused",
    "Uploads with a valid API token that were refused because a second factor was missing, days of rehearsal included, "
    "or because another right was. Each attempt counts.",
    (
        Part(
            "uploads_refused_for_factor",
            "No second factor",
            Tone.UNPROTECTED,
            lambda day: day.uploads.refused_for_factor,
        ),
        Part(
            "uploads_refused_for_rights",
            "Another right",
            Tone.FAINT,
            lambda day: day.uploads.refused_for_rights,
        ),
        Part("uploads_accepted", "Accepted", None, lambda day: day.uploads.files),
    ),
    happens=True,
)
PROOFS = Figure(
    "files-by-proof",
    "Files published, by proof",
    "With what a file was published, and how the account was protected at that moment. No trusted publishers and no "
    "attestations yet: this index takes neither.",
    (
        Part("files_by_trusted_publisher", "Trusted publisher", None, _not_taken),
        Part(
            "files_by_token_with_key",
            "API token, security key",
            Tone.CRITICAL,
            lambda day: day.uploads.files_by_token_with_key,
        ),
        Part(
            "files_by_token_with_factor",
            "API token, other factor",
            Tone.PROTECTED,
            lambda day: day.uploads.files_by_token_with_factor,
        ),
        Part(
            "files_by_token_alone",
            "API token, no factor",
            Tone.UNPROTECTED,
            lambda day: day.uploads.files_by_token_alone,
        ),
        Part("files_by_sign_in", "Signed in", Tone.ANNOUNCED, lambda day: day.uploads.files_by_sign_in),
        Part("files_unknown", "Not known", Tone.FAINT, lambda day: day.uploads.files_unknown),
        Part("files", "All", None, lambda day: day.uploads.files),
        Part("files_attested", "Of these attested", None, _not_taken),
    ),
    happens=True,
    is_whole=True,
)
VOUCHERS = Figure(
    "vouchers",
    "Free security keys",
    "Codes for free security keys that somebody has, of those that operators have brought.",
    (
        Part("vouchers_claimed", "Codes claimed", Tone.CRITICAL, lambda day: day.vouchers_claimed),
        Part("vouchers_imported", "Codes brought", Tone.FAINT, lambda day: day.vouchers_imported),
    ),
)
DOMAINS = Figure(
    "domain-watch",
    "Lapsed mail domains",
    "A lapsed mail domain takes no mail or belongs to somebody else: its addresses reset no password.",
    (
        Part("domains_lapsed", "Domains lapsed", Tone.UNPROTECTED, lambda day: day.domains_lapsed),
        Part(
            "accounts_with_lapsed_domain",
            "Accounts concerned",
            Tone.ANNOUNCED,
            lambda day: day.accounts_with_lapsed_domain,
        ),
        Part("domains_watched", "Domains watched", Tone.PLAIN, lambda day: day.domains_watched),
    ),
    here=_watch_here,
)

FIGURES = {
    figure.slug: figure for figure in (CRITICAL, PEOPLE, VOLUNTARY, UPLOADS, PROOFS, VOUCHERS, DOMAINS)
}
"""All of them, by the part of the address that names them."""
