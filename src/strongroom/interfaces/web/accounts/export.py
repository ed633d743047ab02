"""Everything that the index holds about whoever is signed in, as one JSON file; docs/reference/account-export.md."""

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from strongroom.accounts.queries import Person, list_addresses
from strongroom.accounts.queries.personal_data import PERSONAL_TABLES as OF_ACCOUNTS
from strongroom.accounts.services.people.exporting import record_export
from strongroom.catalog.queries.personal_data import PERSONAL_TABLES as OF_CATALOG
from strongroom.criticality.queries import PERSONAL_TABLES as OF_CRITICALITY
from strongroom.foundation import clock
from strongroom.foundation.actors import ActorKind
from strongroom.infra.journal.personal_data import ABOUT_SOMEBODY, BY_SOMEBODY
from strongroom.infra.outbox.personal_data import LETTERS, RETURNED
from strongroom.infra.personal_data import PersonalTable, rows_about
from strongroom.interfaces.web.signed_in import person_signed_in, require_proof
from strongroom.mandates.queries import PERSONAL_TABLES as OF_MANDATES

FORMAT = "strongroom-account-export/1"

Section = tuple[str, Iterator[dict[str, Any]]]


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def account_export(request: HttpRequest) -> HttpResponseBase:
    """Say what the file holds, and hand it over."""
    person, proof = person_signed_in(request), require_proof(request)
    if request.method != "POST":
        return render(request, "accounts/export.html")
    now = clock.now()
    record_export(proof, now=now)
    response = StreamingHttpResponse(_pieces(person, now), content_type="application/json")
    response.headers["Content-Disposition"] = f'attachment; filename="{person.username}.json"'
    return response


def sections_about(person: Person) -> Iterator[Section]:
    """Yield the name of each section with its rows."""
    addresses = [one.address for one in list_addresses(person.user_id)]
    actors = [f"{kind}:{person.username}" for kind in ActorKind if kind is not ActorKind.SYSTEM]
    asked: list[tuple[PersonalTable, object]] = [
        *((table, person.user_id) for table in (*OF_ACCOUNTS, *OF_CATALOG, *OF_CRITICALITY, *OF_MANDATES)),
        (ABOUT_SOMEBODY, person.username),
        (BY_SOMEBODY, actors),
        (LETTERS, addresses),
        (RETURNED, addresses),
    ]
    for table, somebody in asked:
        yield table.section, rows_about(table, somebody)


def _pieces(person: Person, now: datetime) -> Iterator[str]:
    """Yield the text of the file, a row at a time: what was written in years need not fit into memory."""
    head = {
        "format": FORMAT,
        "index": settings.STRONGROOM_URL,
        "written_at": now,
        "user_name": person.username,
    }
    yield _json(head)[:-2]
    for section, rows in sections_about(person):
        yield f',\n  "{section}": ['
        for number, row in enumerate(rows):
            yield (
                ("," if number else "")
                + "\n    "
                + json.dumps(row, cls=DjangoJSONEncoder, ensure_ascii=False)
            )
        yield "]"
    yield "\n}\n"


def _json(head: dict[str, Any]) -> str:
    return json.dumps(head, cls=DjangoJSONEncoder, ensure_ascii=False, indent=2)
