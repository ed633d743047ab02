"""What the page promises of the days to come is what the one question is answered then, with an API token, which every rule suspends."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import example, given
from hypothesis import strategies as some

from strongroom.foundation.actors import Actor, ActorKind
from strongroom.foundation.days import day_words
from strongroom.foundation.permits import Action
from strongroom.interfaces.web.asked import Obligation, find_obligation
from strongroom.mandates.errors import SecondFactorRequired
from strongroom.mandates.queries import Term
from strongroom.mandates.rules.permit import Asker, Question, decide
from strongroom.mandates.services import Strength
from tests.interfaces.web.test_obligation_words import BEGINS, asked, term

NOW = BEGINS + timedelta(days=88, hours=9)
MOMENTS = [NOW + timedelta(hours=6 * number) for number in range(56)]
"""Two weeks, beyond every deadline."""
KEY = Strength.PHISHING_RESISTANT


def rehearsed(project: str, notice: int, *days_before: int, strength: Strength = Strength.ANY) -> Term:
    plain = term(project, notice, strength=strength, is_rehearsed=False)
    days = sorted((plain.deadline - timedelta(days=one)).date() for one in days_before)
    return replace(plain, brown_outs=tuple(days))


several = some.lists(
    some.builds(
        lambda project, notice, days, strength: rehearsed(project, notice, *days, strength=strength),
        some.sampled_from(["anchor", "beacon"]),
        some.integers(90, 98),
        some.sets(some.integers(1, 8), max_size=4),
        some.sampled_from(Strength),
    ),
    min_size=1,
    max_size=4,
)


def passes(terms: Sequence[Term], at: datetime) -> bool:
    """Ask for an upload with a token of somebody who holds nothing."""
    question = Question(
        by=Actor(ActorKind.TOKEN, "ben", 2, "token-1"),
        action=Action.UPLOAD,
        project=terms[0].project,
        now=at,
        asker=Asker("ben", "owner"),
        exists=True,
        status="active",
        terms=tuple(terms),
        enrol_url="",
        read_only=False,
    )
    try:
        decide(question)
    except SecondFactorRequired:
        return False
    return True


def said(terms: list[Term], at: datetime = NOW) -> Obligation:
    found = find_obligation(asked(terms, at), now=at)
    assert found is not None
    return found


@given(several)
@example([rehearsed("anchor", 92, 1)])
@example([rehearsed("anchor", 92, 2, 1), rehearsed("beacon", 97, 6)])
def test_until_the_deadline_everything_works_but_on_the_days_that_are_named(terms: list[Term]) -> None:
    consequence = said(terms).consequence
    until = re.match(r"Until then everything works as before(.*?)\. Afterwards", consequence)
    assert (until is not None) == passes(terms, NOW)
    if until is None:
        return
    ends = min(one.deadline for one in terms)
    for at in MOMENTS:
        if at < ends:
            assert passes(terms, at) == (day_words(at) not in until[1])


@given(several)
@example([rehearsed("anchor", 89, 1)])
@example([rehearsed("anchor", 90, 2, 1)])
@example([rehearsed("anchor", 96, 8, 7)])
@example([rehearsed("anchor", 96, 8), rehearsed("beacon", 89, strength=KEY)])
def test_on_a_rehearsal_it_says_from_when_to_when_everything_works_or_that_no_day_is_left(
    terms: list[Term],
) -> None:
    obligation = said(terms)
    if "today, as a rehearsal" not in obligation.title:
        return
    promised = re.search(
        r"From (\d+ \w+ \d+) on everything works as before, until (\d+ \w+ \d+)\.", obligation.consequence
    )
    if promised is None:
        assert "no day is left on which everything works" in obligation.consequence
        assert not any(passes(terms, at) for at in MOMENTS)
        return
    again, until = (datetime.strptime(day, "%d %B %Y").replace(tzinfo=UTC) for day in promised.groups())
    assert [at for at in MOMENTS if at < until and passes(terms, at)] == [
        at for at in MOMENTS if again <= at < until
    ]
    assert passes(terms, again)
    assert not passes(terms, until)


def test_who_waits_for_other_reasons_reads_no_promise_at_all() -> None:
    for terms in ([rehearsed("anchor", 97)], [rehearsed("anchor", 96, 8)]):
        waits = [replace(one, waits_until=NOW + timedelta(hours=9)) for one in asked(terms, NOW)]
        obligation = find_obligation(waits, now=NOW)
        assert obligation is not None
        assert "works" not in obligation.consequence


def test_whoever_enrols_late_for_one_project_waits_with_all_that_are_critical() -> None:
    late, other = asked([rehearsed("anchor", 80), rehearsed("beacon", 97)], NOW)
    for critical in (late, other):
        projects = [
            replace(one, critical_since=BEGINS.date() if one is critical else None) for one in (late, other)
        ]
        obligation = find_obligation(projects, now=NOW)
        assert obligation is not None
        assert "everything works again, critical projects 72 hours later" in obligation.consequence


def test_what_a_rehearsal_asks_for_besides_today_is_said() -> None:
    consequence = said([rehearsed("anchor", 80), rehearsed("anchor", 96, 8, strength=KEY)]).consequence
    assert "Today (UTC), as a rehearsal, and from 6 June 2026 on it takes a security key" in consequence
