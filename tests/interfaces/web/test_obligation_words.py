"""What is still asked of somebody, whatever mandates there are: the words follow what they lack, and what comes first is first."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as some

from strongroom.foundation.names import NormalizedName
from strongroom.interfaces.web.asked import find_obligation
from strongroom.mandates.queries import Asked, Term, foremost
from strongroom.mandates.services import Strength

BEGINS = datetime(2026, 3, 2, tzinfo=UTC)
KEY = "a security key or passkey"
ANY = "a second factor"


def term(project: str, notice: int, *, strength: Strength, is_rehearsed: bool) -> Term:
    """Return the term of a project with so many days of notice, rehearsed a week before its deadline or never."""
    until = BEGINS + timedelta(days=notice)
    rehearsals = ((until - timedelta(days=7)).date(),) if is_rehearsed else ()
    return Term(NormalizedName(project), BEGINS, until, strength=strength, brown_outs=rehearsals)


def asked(terms: list[Term], now: datetime) -> list[Asked]:
    """Return each project with its terms, all of which somebody lacks the factor for."""
    found: dict[NormalizedName, list[Term]] = {}
    for one in terms:
        found.setdefault(one.project, []).append(one)
    first = {name: foremost(several, now=now) for name, several in found.items()}
    return [
        Asked(name, "owner", None, first[name], None, tuple(several), tuple(several))
        for name, several in found.items()
    ]


TERMS = some.lists(
    some.builds(
        term,
        some.sampled_from(["anchor", "beacon", "capstan"]),
        some.integers(90, 100),
        strength=some.sampled_from(Strength),
        is_rehearsed=some.booleans(),
    ),
    max_size=6,
)


@given(TERMS, some.integers(0, 110))
def test_the_words_are_those_of_what_comes_first_and_everything_lacked_is_told(
    terms: list[Term], days: int
) -> None:
    now = BEGINS + timedelta(days=days, hours=9)
    obligation = find_obligation(asked(terms, now), now=now)
    first = foremost(terms, now=now)
    if obligation is None or first is None:
        assert (obligation, first) == (None, None)
        return
    factor = KEY if KEY in obligation.action else ANY
    alike = [one for one in terms if one.phase(now) == first.phase(now)]
    if first.deadline > now and now.date() not in first.brown_outs:
        alike = [one for one in alike if one.deadline == first.deadline]
    assert factor == (KEY if any(one.strength is Strength.PHISHING_RESISTANT for one in alike) else ANY)
    assert f"you need {factor} for" in obligation.sentence.replace("You", "you")
    said = f"{obligation.title} {obligation.sentence} {obligation.consequence}"
    for strength, words in ((Strength.PHISHING_RESISTANT, KEY), (Strength.ANY, "second factor")):
        lacks = [one for one in terms if one.strength is strength]
        assert lacks or words not in said
    assert (KEY in said) == any(one.strength is Strength.PHISHING_RESISTANT for one in terms)
    upcoming = [one.on for one in obligation.events if one.state == "upcoming" and one.on]
    assert upcoming == sorted(upcoming)
    deadlines = {one.deadline.date() for one in terms if one.deadline > now}
    assert not deadlines or min(deadlines) in upcoming
