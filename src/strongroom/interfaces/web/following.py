"""Where to go on after a step that comes in between: to a page of this host, and no other."""

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme


def page_that_follows(request: HttpRequest, *, otherwise: str) -> str:
    """Return the address in `next`, if it is one of ours."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    is_ours = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if is_ours else otherwise
