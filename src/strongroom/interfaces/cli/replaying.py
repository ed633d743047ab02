"""What `strongroom simulate` does once its folder is marked, and what it tells at the end."""

from datetime import UTC, datetime, time

import click
from django.core.management import call_command

from strongroom.foundation import clock
from strongroom.infra.db import open_to_writers
from strongroom.interfaces.cli.progress import progress
from strongroom.mandates.queries import Figures
from strongroom.simulation.services import Summary, Traffic, live_on, settle, sum_up
from strongroom.simulation.store import Size

_ARTICLE = {
    "projects": "about 381,800",
    "critical projects": "3,818",
    "role rows on them": "8,218, called accounts",
    "accounts with a second factor": "more than 28,000",
    "free keys": "4,000",
}
"""What was published in July 2022; nothing else was."""


def replay(size: Size) -> None:
    """Do what is left of a simulation, and say what came of it."""
    open_to_writers()
    _set_clock(datetime.combine(size.first_day, time(0), UTC))
    call_command("migrate", verbosity=0, interactive=False)
    traffic = Traffic(size)
    with progress(f"Settling {size.projects:,} projects", total=traffic.steps * size.projects) as advance:
        settle(size, traffic, advance=advance)
    with progress(f"Living through {size.days} days", total=size.days) as advance:
        for day in live_on(size, traffic):
            _set_clock(datetime.combine(day, time(23), UTC))
            advance(1)
    _tell(size, sum_up())


def _set_clock(instant: datetime) -> None:
    """Let this process, which lives in another year, believe that it is this instant."""
    clock.install(lambda: instant)


def _tell(size: Size, summary: Summary) -> None:
    click.echo(f"Lived through {summary.first_day} to {summary.last_day}; seed {size.seed}.\n")
    if summary.announced is not None:
        _tell_of_announcement(size, summary, summary.announced)
    _tell_of_end(summary, summary.last)
    click.echo(f"Digest of all runs and figures: {summary.digest}")


def _tell_of_announcement(size: Size, summary: Summary, figures: Figures) -> None:
    replayed = {
        "projects": size.projects,
        "critical projects": figures.critical_projects,
        "role rows on them": summary.role_rows,
        "people behind these": figures.people_bound,
        "accounts with a second factor": figures.voluntary + figures.bound_protected,
        "free keys": size.keys,
    }
    click.echo(f"{'On the day of the announcement':32}{'the article':>24}{'the replay':>12}")
    for what, number in replayed.items():
        click.echo(f"{what:32}{_ARTICLE.get(what, 'not told'):>24}{number:>12,}")
    click.echo()


def _tell_of_end(summary: Summary, figures: Figures) -> None:
    click.echo(f"On {summary.last_day}:")
    for what, number in {
        "critical projects": figures.critical_projects,
        "people bound, counted once": figures.people_bound,
        "protected by a security key": figures.bound_with_phishing_resistant,
        "protected by an authenticator app": figures.bound_with_totp_only,
        "unprotected, who are refused": figures.bound_unprotected,
        "others with a second factor": figures.voluntary,
        "free keys given": figures.vouchers_claimed or 0,
        "uploads published": summary.uploads,
        "uploads refused for a factor": summary.uploads_refused,
    }.items():
        click.echo(f"  {what:36}{number:>10,}")
    since = summary.atomicwrites_since
    click.echo(
        f"  atomicwrites, deleted and uploaded again, is critical since {since}."
        if since
        else "  atomicwrites is not critical."
    )
