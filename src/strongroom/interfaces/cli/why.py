"""`strongroom why`: which index answers for a name, by which rule, and what is known of it."""

from collections.abc import Iterator
from datetime import UTC, datetime

import click
from django.conf import settings

from strongroom.catalog.queries import ProjectRecord, find_project
from strongroom.foundation.names import NormalizedName, normalize
from strongroom.readpath.queries import reserved_names
from strongroom.readpath.upstream import Source, route
from strongroom.readpath.upstream.ledger import KnownName, Outcome
from strongroom.readpath.upstream.mirror import known

_OUTCOME_WORDS = {
    Outcome.FOUND: "It has such a project",
    Outcome.MISSING: "It has no such project",
    Outcome.FAILED: "It could not be asked",
}


@click.command()
@click.argument("name")
def why(name: str) -> None:
    """Which rule answers for the name of a project."""
    normalized = normalize(name)
    project = find_project(normalized)
    routed = route(
        normalized,
        owned=project is not None,
        reserved=reserved_names(),
        upstream=bool(settings.STRONGROOM_UPSTREAM),
    )
    click.echo(routed.reason)
    if project is not None:
        click.echo(_state_of(project))
    elif routed.source is Source.UPSTREAM:
        for line in _known_of(normalized):
            click.echo(line)


def _state_of(project: ProjectRecord) -> str:
    since = f"It was first published on {_day(project.created_at)}"
    if project.withdrawn_at is not None:
        return f"{since} and withdrawn on {_day(project.withdrawn_at)}; the name stays taken."
    reason = f" ({project.status_reason})" if project.status_reason else ""
    return f"{since} and is {project.status} now{reason}."


def _known_of(name: NormalizedName) -> Iterator[str]:
    yield f"The upstream is {settings.STRONGROOM_UPSTREAM}"
    found = known(settings.STRONGROOM_UPSTREAM_FOLDER, name)
    if found is None:
        yield "It was not asked for this name yet, or that was forgotten."
        return
    yield f"{_OUTCOME_WORDS[found.outcome]}; it was asked on {_moment(found.asked_at)}."
    yield from _freshness(found)


def _freshness(found: KnownName) -> Iterator[str]:
    if found.outcome is Outcome.FOUND and found.is_stale:
        yield f"It did not answer then; what is shown is of {_moment(found.confirmed_at)}."
    yield f"It is asked again for the first request after {_moment(found.ask_again_at)}."


def _day(at: datetime) -> str:
    return f"{at:%Y-%m-%d}"


def _moment(seconds: float) -> str:
    return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%d %H:%M:%S} UTC"
