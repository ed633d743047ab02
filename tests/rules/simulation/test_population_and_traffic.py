"""The made-up population, its downloads, and what its people do."""

from collections import Counter
from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from strongroom.foundation.names import normalize
from strongroom.simulation.rules.behavior import REGIONS_OF_2022, Mood, plan_of
from strongroom.simulation.rules.population import (
    ATOMICWRITES,
    ATOMICWRITES_RATE,
    holders_at_first,
    names_of,
    people_of_critical,
    roles_of,
)
from strongroom.simulation.rules.size import ANNOUNCED_ON, NOTICE_DAYS, Size
from strongroom.simulation.rules.traffic import HISTORY_WEEKS, Traffic


@st.composite
def sizes(draw: st.DrawFn) -> Size:
    critical = draw(st.integers(1, 20))
    people = draw(st.integers(10, 200))
    return Size(
        projects=draw(st.integers(critical, 400)),
        critical=critical,
        roles=draw(st.integers(critical, 3 * critical)),
        people=people,
        voluntary=draw(st.integers(0, people)),
        seed=draw(st.integers(0, 10**6)),
    )


@given(sizes())
def test_there_are_as_many_roles_as_asked_for_and_each_project_has_one_owner(size: Size) -> None:
    roles = list(roles_of(size))
    assert len({(role.place, role.person) for role in roles}) == len(roles)
    assert Counter(role.place for role in roles if role.is_owner) == dict.fromkeys(range(size.projects), 1)
    critical = [role for role in roles if role.place < size.critical]
    among = people_of_critical(size)
    assert all(role.person < among for role in critical)
    assert all(role.person < size.people for role in roles)
    if among > 3 * size.critical:
        assert len(critical) == size.roles


def test_the_roles_of_the_article_are_fewer_people() -> None:
    size = Size(projects=3_818)
    roles = list(roles_of(size))
    assert len(roles) == 8_218
    assert 4_000 < len({role.person for role in roles}) < 6_000


@given(sizes())
def test_as_many_hold_a_factor_as_asked_for(size: Size) -> None:
    holders = holders_at_first(size)
    assert len(holders) <= size.voluntary
    assert len(holders) == size.voluntary or size.voluntary > size.people - people_of_critical(size)


@given(sizes(), st.integers(0, 40))
def test_every_project_has_a_name_of_its_own(size: Size, number: int) -> None:
    own = {normalize(f"own-{one}") for one in range(number)}
    names = names_of(size, atomicwrites_at=size.projects // 2, own=own)
    assert len(set(names)) == len(names) == size.projects
    assert names[size.projects // 2] == ATOMICWRITES
    assert all(normalize(name) == name for name in names)


@settings(max_examples=5)
@given(sizes())
def test_a_day_is_the_same_whenever_it_is_asked_for(size: Size) -> None:
    traffic, day = Traffic(size), size.first_day
    before = traffic.installers(day)
    assert before == Traffic(size).installers(day)
    assert before != traffic.installers(day + timedelta(days=7))
    assert all(downloads > 0 for _, downloads in before)
    assert len(list(traffic.history(day))) == HISTORY_WEEKS


def test_atomicwrites_has_six_million_downloads_a_month_and_few_have_more() -> None:
    size = Size(projects=20_000, critical=200, roles=400)
    traffic = Traffic(size)
    month = Counter[int]()
    for number in range(30):
        month.update(dict(traffic.installers(size.first_day + timedelta(days=number))))
    assert 5_000_000 < month[traffic.atomicwrites_at] < 7_000_000
    assert traffic.rates[traffic.atomicwrites_at] == ATOMICWRITES_RATE
    best = [place for place, _ in month.most_common(200)]
    assert traffic.atomicwrites_at in best
    assert sum(month[place] for place in best) > sum(month.values()) * 0.8


@given(st.integers(0, 10**6), st.integers(0, 10**6))
def test_whoever_enrolls_does_it_after_the_announcement_and_those_with_a_free_key_after_they_got_it(
    person: int, seed: int
) -> None:
    plan = plan_of(person, seed=seed)
    assert (plan.enrolls_after is None) == (plan.mood is Mood.NEVER)
    if plan.enrolls_after is not None:
        assert 0 <= plan.enrolls_after <= NOTICE_DAYS + 13
        assert (plan.mood is Mood.REFUSED) == (plan.enrolls_after > NOTICE_DAYS)
    if plan.asks_for_key_after is not None and plan.enrolls_after is not None:
        assert plan.enrolls_after >= plan.asks_for_key_after + 7
        assert plan.with_key == (plan.region in REGIONS_OF_2022)


def test_the_day_of_the_announcement_is_that_of_the_article() -> None:
    assert ANNOUNCED_ON.isoformat() == "2022-07-08"
