"""`strongroom mandate …`."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime

import click
from django.conf import settings

from strongroom.foundation import clock
from strongroom.foundation.names import normalize
from strongroom.interfaces.cli.console import CONSOLE
from strongroom.interfaces.cli.progress import progress
from strongroom.mandates.errors import NoMandate
from strongroom.mandates.queries import (
    AnnouncementRecord,
    Ended,
    MandateRecord,
    Stage,
    Term,
    figures_now,
    list_announcements,
    list_mandates,
    list_requirements,
    list_terms,
    rehearsal_words,
    share_made,
)
from strongroom.mandates.services import (
    LONGEST_NOTICE_DAYS,
    Demand,
    Phase,
    Scope,
    Strength,
    Tended,
    announce_in_portions,
    count_people_to_look_at,
    end_mandate,
    gathered,
    name_projects,
    record_figures,
    target_of,
    tend_in_portions,
    unname_projects,
)

OF_OPERATORS = [str(scope) for scope in Scope if scope is not Scope.OWN]

_NAMED = 50
"""Of people or projects in one line; more are counted."""

_REASON = click.option("--reason", required=True, help="Why; everybody concerned can read it.")


@click.group()
def mandate() -> None:
    """The rules that people need a second factor: whom they bind, since when, and by when."""


@mandate.command()
def show() -> None:
    """Show every mandate with its projects' dates, and how many people are protected."""
    now, mandates = clock.now(), [*list_mandates(), *list_requirements()]
    for announcement in list_announcements():
        _show_announcement(announcement)
    if not mandates:
        click.echo("No mandate is announced.")
        return
    terms: dict[int, list[Term]] = {}
    for term in list_terms():
        terms.setdefault(term.mandate_id, []).append(term)
    for one in mandates:
        _show(one, terms.get(one.id, []), now)
    figures = figures_now()
    click.echo(
        f"Critical projects: {figures.people_bound} people bound, {figures.bound_protected} protected, "
        f"{figures.bound_unprotected} not."
    )


@mandate.command()
@click.option("--reason", required=True, help="Why; everybody concerned will read it.")
@click.option(
    "--scope", type=click.Choice(OF_OPERATORS), default=str(Scope.CRITICAL_PROJECTS), show_default=True
)
@click.option(
    "--target",
    "targets",
    multiple=True,
    help="The organization, or one of the projects; give it several times for several projects.",
)
@click.option(
    "--notice-days",
    type=click.IntRange(max=LONGEST_NOTICE_DAYS),
    help="Days until the deadline, 90 or more. [STRONGROOM_NOTICE_DAYS]",
)
@click.option(
    "--strength",
    type=click.Choice([str(one) for one in Strength]),
    default=str(Strength.ANY),
    show_default=True,
)
@click.option(
    "--brownout",
    "brown_out_days",
    multiple=True,
    type=int,
    help="Enforce it for one day (UTC), so many days before the deadline; may be given several times.",
)
def announce(
    *,
    reason: str,
    scope: str,
    targets: tuple[str, ...],
    notice_days: int | None,
    strength: str,
    brown_out_days: tuple[int, ...],
) -> None:
    """Announce a mandate, and write to everybody concerned at once."""
    demand = Demand(
        reason=reason,
        notice_days=settings.STRONGROOM_NOTICE_DAYS if notice_days is None else notice_days,
        scope=Scope(scope),
        targets=tuple(target_of(one, Scope(scope)) for one in targets),
        strength=Strength(strength),
        brown_out_days=brown_out_days,
    )
    now = clock.now()
    portions = announce_in_portions(demand, by=CONSOLE, now=now)
    begun = next(portions, Tended())
    tended = gathered([begun, *_with_progress(portions, now)])
    record_figures(on=clock.today())
    _report(tended)


@mandate.command()
@click.argument("number", type=int)
@_REASON
def end(number: int, reason: str) -> None:
    """End the mandate NUMBER, of operators or of owners: nothing is asked any more for its sake."""
    names = end_mandate(number, by=CONSOLE, reason=reason, now=clock.now())
    record_figures(on=clock.today())
    ended_for = f", for: {', '.join(names)}" if names else ""
    click.echo(f"Mandate {number} has ended{ended_for}.")


@mandate.command("name")
@click.argument("number", type=int)
@click.argument("projects", nargs=-1, required=True)
@_REASON
def name_more(number: int, projects: tuple[str, ...], reason: str) -> None:
    """Bring more PROJECTS under the mandate NUMBER on named projects, each with the full notice."""
    _change_names(name_projects, number, projects, reason)


@mandate.command()
@click.argument("number", type=int)
@click.argument("projects", nargs=-1, required=True)
@_REASON
def unname(number: int, projects: tuple[str, ...], reason: str) -> None:
    """Take PROJECTS off the mandate NUMBER on named projects: their terms lapse."""
    _change_names(unname_projects, number, projects, reason)


@mandate.command()
def enforce() -> None:
    """Put into force every deadline that has passed, and tell those it concerns.

    Deadlines take effect by themselves; this does at once what the background work does each minute.
    """
    if not list_mandates() and not list_requirements():
        raise NoMandate(
            "No mandate is announced.", next_step="Announce one with `strongroom mandate announce`."
        )
    now = clock.now()
    tended = gathered(_with_progress(tend_in_portions(by=CONSOLE, now=now), now))
    record_figures(on=clock.today())
    _report(tended)
    in_force = dict.fromkeys(_of(term) for term in list_terms() if term.phase(now) is Phase.ENFORCED)
    click.echo(f"In force for: {', '.join(in_force) or 'no project yet'}.")


def _change_names(change: Callable[..., Tended], number: int, projects: Sequence[str], reason: str) -> None:
    _report(change(number, [normalize(one) for one in projects], by=CONSOLE, reason=reason, now=clock.now()))
    record_figures(on=clock.today())


def _show(one: MandateRecord, terms: Sequence[Term], now: datetime) -> None:
    click.echo(
        f"Mandate {one.id}. Announced {one.announced_at:%Y-%m-%d} by {one.announced_by}: {one.reason or 'no reason given'}"
    )
    lasting = " For ever." if one.for_ever else ""
    click.echo(f"Scope: {f'{one.scope} {one.target}'.strip()}. Asks for {one.strength.enough}.{lasting}")
    if one.scope is not Scope.OWN:
        click.echo(f"Notice: {one.notice(now.date())}.")
    if one.brown_out_days:
        click.echo(f"Rehearsals {rehearsal_words(one.brown_out_days)} before each deadline.")
    for term in terms:
        click.echo(f"  {_of(term)}: {_phase(term, now)}, deadline {term.deadline:%Y-%m-%d %H:%M} UTC")


def _show_announcement(one: AnnouncementRecord) -> None:
    """Say how far one has come that is not out, and what of one that has ended was not sent."""
    if one.stage is Stage.OUT:
        return
    scope = f"{one.scope} {one.target}".strip()
    if one.ended:
        _show_ended(one, one.ended)
        return
    if one.made_to is not None:
        click.echo(
            f"Announcement {one.id} on {scope}: letters are being made, {one.waiting} so far ({share_made(one):.0%})."
        )
        return
    until = f", the last on {one.ends_on}" if one.ends_on else ""
    click.echo(f"Announcement {one.id} on {scope}: {one.stage}, {one.waiting} letters wait{until}.")


def _show_ended(one: AnnouncementRecord, ended: Ended) -> None:
    if ended.unsent:
        scope = f"{one.scope} {one.target}".strip()
        letters = "1 letter was" if ended.unsent == 1 else f"{ended.unsent} letters were"
        click.echo(
            f"Announcement {one.id} on {scope}: {one.stage} on {ended.at:%Y-%m-%d} by {ended.by}, {letters} not sent. "
            f"Reason: {ended.reason}"
        )


def _phase(term: Term, now: datetime) -> str:
    """Return how far a mandate has come for a project, as pages say it."""
    phase = term.phase(now)
    return "rehearsal" if phase is Phase.BROWN_OUT else str(phase)


def _of(term: Term) -> str:
    return term.project or "every project"


def _report(tended: Tended) -> None:
    for words, names in (
        ("Announced for", tended.announced),
        ("Lapsed for", tended.lapsed),
        ("Now in force for", tended.enforced),
        ("Wrote to", tended.told),
        ("Could not write to (no verified address)", tended.unreachable),
    ):
        if names:
            more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
            click.echo(f"{words}: {', '.join(names[:_NAMED])}{more}.")


def _with_progress(portions: Iterable[Tended], now: datetime) -> Iterator[Tended]:
    """Pass on what was done, and show for how many of the people who are looked at."""
    with progress("Looking who has to be written to", total=count_people_to_look_at(now=now)) as advance:
        for one in portions:
            advance(one.looked_at)
            yield one
