"""The demonstration's plan tells the story it promises, on whatever day it is prepared."""

from datetime import date, timedelta

import pytest

from demo.plan import OVERTAKES, PROJECTS, Plan, courses, make_plan
from demo.traffic import Course, daily_counts, in_window

OWN_DEPENDENCIES = ("click", "cryptography", "django", "packaging", "webauthn")
DAYS = [date(2026, 11, 22) + timedelta(days=37 * number) for number in range(12)]


@pytest.fixture(scope="module")
def plan() -> Plan:
    return make_plan(OWN_DEPENDENCIES)


def levels_of(plan: Plan, name: str, today: date) -> dict[int, float]:
    course = next(course for course in courses(plan.projects, today) if course.name == name)
    return course.levels(today)


def test_there_are_as_many_projects_as_promised_each_with_its_own_name(plan: Plan) -> None:
    assert len({project.name for project in plan.projects}) == len(plan.projects) == PROJECTS
    assert {project.name for project in plan.projects}.issuperset(OWN_DEPENDENCIES)


def test_everybody_has_an_account_before_they_have_a_project(plan: Plan) -> None:
    for project in plan.projects:
        assert all(plan.joined[username] >= project.since for username in project.people), project.name


def test_everybody_who_enrolls_a_second_factor_has_an_account(plan: Plan) -> None:
    assert all(plan.joined[enrolment.username] >= enrolment.day for enrolment in plan.enrolments)


@pytest.mark.parametrize("today", DAYS)
def test_harborlight_overtakes_copperleaf_on_the_promised_day(plan: Plan, today: date) -> None:
    harborlight, copperleaf = (levels_of(plan, name, today) for name in ("harborlight", "copperleaf"))
    ahead = {
        day: in_window(harborlight, ending=day + 1) > in_window(copperleaf, ending=day + 1)
        for day in range(200)
    }
    assert ahead[OVERTAKES]
    assert ahead[0]
    # The designation runs weekly in that part of the past.
    assert not any(ahead[day] for day in range(OVERTAKES + 7, 200, 7))


@pytest.mark.parametrize("today", DAYS[:3])
def test_four_lead_and_two_come_close(plan: Plan, today: date) -> None:
    totals = {course.name: in_window(course.levels(today)) for course in courses(plan.projects, today)}
    ranking = sorted(totals, key=totals.__getitem__, reverse=True)
    assert ranking[:5] == ["brasslatch", "fernpath", "mossgrid", "harborlight", "copperleaf"]
    close = [name for name in ranking[5:] if totals[name] > 0.9 * totals["harborlight"]]
    assert close == ["lanternfile", "quietqueue"]


def test_the_same_day_gives_the_same_downloads() -> None:
    course = Course(name="sample", total=5000.0, since=90)
    assert list(daily_counts(course, DAYS[0])) == list(daily_counts(course, DAYS[0]))


def test_installers_fetch_as_often_as_planned() -> None:
    course = Course(name="sample", total=50_000.0)
    fetched = sum(
        n
        for day, kind, n in daily_counts(course, DAYS[0])
        if kind == "installer" and (DAYS[0] - day).days <= 183
    )
    assert fetched == pytest.approx(50_000, rel=0.01)
