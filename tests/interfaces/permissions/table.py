"""Every row about an address of the site, and which address of the site it is about."""

from collections.abc import Iterator
from typing import NamedTuple

from django.urls import URLPattern, URLResolver, get_resolver, resolve

from strongroom.interfaces.web.desk.acting import ROOMS as OF_OPERATORS
from strongroom.interfaces.web.organizations.changes import CHANGES as OF_ORGANIZATIONS
from strongroom.interfaces.web.projects.changes import CHANGES as OF_PROJECTS
from tests.interfaces.permissions import (
    table_account,
    table_desk,
    table_organizations,
    table_projects,
    table_public,
)
from tests.interfaces.permissions.rows import Row, Rule

PARTS = {
    "Open to all": table_public.ROWS,
    "One's own account, and its ceremonies": table_account.ROWS,
    "Projects": table_projects.ROWS,
    "Organizations": table_organizations.ROWS,
    "The desk": table_desk.ROWS,
}
ROWS: tuple[Row, ...] = tuple(row for part in PARTS.values() for row in part)


class Case(NamedTuple):
    """One row, and one of the two methods."""

    row: Row
    method: str

    @property
    def rule(self) -> Rule:
        """Who gets what."""
        return self.row.page if self.method == "GET" else self.row.deed

    @property
    def is_form(self) -> bool:
        """It only shows the form of what the row does."""
        return self.method == "GET" and bool(self.row.deed.may)


def cases_of(row: Row) -> tuple[Case, Case]:
    """Return both methods of a row."""
    return Case(row, "GET"), Case(row, "POST")


def title_of(row: Row) -> str:
    """Return what tests of a row are called: its address, and what is posted where the address has several rows."""
    is_one_of_several = sum(one.at == row.at for one in ROWS) > 1
    return f"{row.at} {' '.join(row.form.values())}" if is_one_of_several else row.at


def addresses_of_the_site(
    patterns: list[URLPattern | URLResolver] | None = None, prefix: str = ""
) -> Iterator[str]:
    """Yield the pattern of each address; where one stands for a table of changes or acts, one for each of these."""
    for one in patterns if patterns is not None else get_resolver().url_patterns:
        route = prefix + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from addresses_of_the_site(one.url_patterns, route)
        else:
            yield from (f"{route} {slug}".strip() for slug in _slugs(one.name or ""))


def address_of(row: Row) -> str:
    """Return the pattern of the address that a row is about, as `addresses_of_the_site` yields it."""
    match = resolve(row.at.replace("{", "").replace("}", "") if "{" not in row.at else _with_numbers(row.at))
    kept = [match.kwargs[name] for name in ("room", "slug") if name in match.kwargs]
    return " ".join([match.route, *(kept if match.url_name in _OF_SEVERAL else [])])


def _with_numbers(at: str) -> str:
    """Return an address with a number in place of each brace; a number is text, too."""
    pieces = at.replace("}", "{").split("{")
    return "".join(piece if position % 2 == 0 else "1" for position, piece in enumerate(pieces))


_FOR_ALL = {
    "desk_act_for_all": "banners show",
    "desk_voucher_new": "vouchers create",
    "desk_announcement_new": "announcements draft",
}
"""Acts about nothing that is there yet, by the name of their address."""
_OF_SEVERAL = {"project_change", "organization_change", "desk_act", *_FOR_ALL}


def _slugs(name: str) -> list[str]:
    acts = [f"{room.slug} {act.slug}" for room in OF_OPERATORS.values() for act in room.acts]
    return {
        "project_change": list(OF_PROJECTS),
        "organization_change": list(OF_ORGANIZATIONS),
        "desk_act": [one for one in acts if one not in _FOR_ALL.values()],
        **{name: [one] for name, one in _FOR_ALL.items()},
    }.get(name, [""])
