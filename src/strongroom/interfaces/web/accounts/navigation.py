"""The pages of an account and their order: what stands beside each of them."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse


@dataclass(frozen=True, slots=True)
class NavigationItem:
    """A link of the navigation. `is_here` if the page that is shown is this one, or a step of it."""

    words: str
    url: str
    is_here: bool
    is_page: bool


@dataclass(frozen=True, slots=True)
class _Page:
    """A page of an account.

    Args:
        steps: Names of the addresses of what is done from there.
    """

    words: str
    name: str
    steps: frozenset[str] = frozenset()


_PAGES = (
    _Page("Overview", "account", frozenset({"recovery_ask"})),
    _Page("What is asked of you", "obligations"),
    _Page("Security events", "account_security"),
    _Page("Password", "account_change_password", frozenset({"account_set_password"})),
    _Page(
        "Second factors",
        "second_factor",
        frozenset(
            {
                "second_factor_totp_add",
                "second_factor_key_add",
                "second_factor_code",
                "second_factor_remove",
                "recovery_codes",
                "recovery_codes_confirm",
            }
        ),
    ),
    _Page("Free security keys", "free_keys", frozenset({"free_key", "free_key_show"})),
    _Page("Sessions and browsers", "session_list"),
    _Page("Mail addresses", "account_email"),
    _Page("Mail you get", "mail_choice"),
    _Page("Letters to you", "mandate_letters", frozenset({"mandate_letter"})),
    _Page("API tokens", "token_list", frozenset({"token_create"})),
    _Page("Your data", "account_export"),
    _Page("Close the account", "account_close"),
)


def account_navigation(request: HttpRequest) -> list[NavigationItem]:
    """Return the navigation for a page of an account; nothing for every other page, and for whoever is not signed in."""
    # A request that was refused early has neither: the middleware that knows was not reached.
    user, match = getattr(request, "user", None), request.resolver_match
    here = match.url_name if match else None
    if user is None or not user.is_authenticated or not any(_is_at(page, here) for page in _PAGES):
        return []
    return [
        NavigationItem(page.words, reverse(page.name), is_here=_is_at(page, here), is_page=page.name == here)
        for page in _PAGES
    ]


def _is_at(page: _Page, here: str | None) -> bool:
    return here == page.name or here in page.steps
