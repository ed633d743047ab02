"""The course of one mandate, as somebody reads it: in order, with one place that is now, short however many projects there are."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as some

from strongroom.foundation.names import NormalizedName
from strongroom.interfaces.web.accounts.bonds import course_of
from strongroom.interfaces.web.wording import Event
from strongroom.mandates.queries import Bond, MandateRecord, Term
from strongroom.mandates.services import Scope, Strength

BEGINS = datetime(2026, 3, 2, tzinfo=UTC)
MANDATE = MandateRecord(
    id=1,
    scope=Scope.CRITICAL_PROJECTS,
    target="",
    named=(),
    strength=Strength.ANY,
    notice_days=90,
    brown_out_days=(),
    announced_at=BEGINS,
    announced_by="operator:otto",
    reason="Many depend on them.",
    for_ever=False,
)


def term(number: int, notice: int, rehearsed: tuple[int, ...] = ()) -> Term:
    """Return the term of a project, announced `number` days after the first one."""
    announced = BEGINS + timedelta(days=number)
    deadline = announced + timedelta(days=notice)
    days = tuple(sorted((deadline - timedelta(days=before)).date() for before in rehearsed))
    return Term(NormalizedName(f"p{number}"), announced, deadline, brown_outs=days, mandate_id=1)


def course(*terms: Term, today: date, satisfied: bool = False) -> list[Event]:
    """Return the course of a mandate with these terms."""
    in_order = sorted(terms, key=lambda one: one.deadline)
    return course_of(Bond(MANDATE, {one.project: one for one in in_order}, satisfied), today=today)


def days_of(events: list[Event]) -> list[date]:
    """Return the days of those that have one."""
    return [one.on.date() if isinstance(one.on, datetime) else one.on for one in events if one.on]


@given(
    some.lists(some.integers(0, 200), min_size=1, max_size=30, unique=True),
    some.sets(some.integers(1, 60), max_size=3),
    some.integers(200, 400),
    some.booleans(),
)
def test_it_is_in_order_with_one_present_and_short(
    begun: list[int], rehearsed: set[int], days: int, satisfied: bool
) -> None:
    terms = [term(number, 91, tuple(rehearsed)) for number in begun]
    today = (BEGINS + timedelta(days=days)).date()
    events = course(*terms, today=today, satisfied=satisfied)
    assert days_of(events) == sorted(days_of(events))
    assert [one.state for one in events] == sorted(
        (one.state for one in events), key=["done", "now", "upcoming"].index
    )
    assert sum(one.state == "now" for one in events) == 1
    assert len(events) <= 8


def test_each_deadline_names_its_projects_where_they_differ() -> None:
    titles = [one.title for one in course(term(0, 91), term(5, 91), today=BEGINS.date())]
    assert titles == ["Announced", "Today", "In force for p0", "In force for p5"]
    later = course(term(0, 91), term(5, 91), today=date(2026, 6, 2))
    assert [(one.title, one.state) for one in later][1:] == [
        ("In force for p0", "done"),
        ("Today", "now"),
        ("In force for p5", "upcoming"),
    ]


def test_what_is_further_ahead_is_counted() -> None:
    events = course(*(term(number, 91) for number in range(6)), today=BEGINS.date() + timedelta(days=6))
    assert events[-1].title == "3 more dates, the last on 6 June 2026"
