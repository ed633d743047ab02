"""Designation, sentence by sentence, in examples."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from strongroom.criticality.rules.designation import (
    Departure,
    Ending,
    Outcome,
    Rule,
    StandingDesignation,
    designate,
)
from strongroom.criticality.rules.policy import Policy
from strongroom.criticality.rules.ranking import Step
from strongroom.foundation.names import NormalizedName, normalize
from tests.rules.criticality.given import (
    DAY,
    NAMES,
    TEN_PERCENT,
    changed,
    critical,
    digest,
    downloads,
    evidence_of,
    index,
    later,
    population,
    without,
)

FIRST, SECOND, THIRD, FOURTH, *_, LAST = NAMES
TWENTY = downloads(*range(100, 80, -1))
"""Twenty projects, p00 with 100 downloads down to p19 with 81: p00 and p01 are the cohort."""
FORTY = downloads(*range(140, 100, -1))
"""Forty projects, p00 with 140 downloads: a cohort of 4, a band of 5."""
BY_DEPENDENTS = replace(TEN_PERCENT, dependents_rule=True, dependents_top=2, dependents_minimum=10)


def rules_of(outcome: Outcome, name: NormalizedName) -> tuple[Rule, ...]:
    return evidence_of(outcome, name).rules


class TestTheCohort:
    def test_the_population_is_the_projects_that_have_at_least_one_file(self) -> None:
        without_files = normalize("counted-but-empty")
        outcome = designate(index({**TWENTY, without_files: 10_000}, population=frozenset(TWENTY)))

        assert outcome.population_size == 20
        assert critical(outcome) == {FIRST, SECOND}

    def test_the_cohort_is_the_share_rounded_up_one_percent_by_default(self) -> None:
        outcome = designate(index(FORTY, policy=Policy(version=1)))

        assert outcome.cohort_size == 1
        assert critical(outcome) == {FIRST}

    def test_all_projects_that_tie_with_the_kth_are_in(self) -> None:
        outcome = designate(index({**TWENTY, THIRD: TWENTY[SECOND], FOURTH: TWENTY[SECOND]}))

        assert outcome.cohort_size == 2
        assert critical(outcome) == {FIRST, SECOND, THIRD, FOURTH}
        assert [evidence_of(outcome, name).rank for name in (FIRST, SECOND, THIRD, FOURTH)] == [1, 2, 2, 2]

    def test_a_project_without_counted_downloads_is_never_in_by_rank(self) -> None:
        outcome = designate(index(downloads(7, *[0] * 39)))

        assert outcome.cohort_size == 4
        assert critical(outcome) == {FIRST}

    def test_a_project_without_counted_downloads_is_not_kept_in_by_rank_either(self) -> None:
        inputs = later(index(downloads(7, 6, *[0] * 38)), days=1, counts=downloads(7, *[0] * 39))
        outcome = designate(inputs)

        assert outcome.standings[SECOND].outside_since == DAY + timedelta(days=1)

    def test_an_empty_index_has_no_critical_project(self) -> None:
        outcome = designate(index({}))

        assert (outcome.population_size, outcome.cohort_size, outcome.evidence) == (0, 0, ())

    def test_a_minimum_of_counted_downloads_keeps_a_tiny_index_from_designating_noise(self) -> None:
        tiny = index(downloads(3, 2, 1), policy=replace(TEN_PERCENT, minimum_downloads=1_000))

        assert critical(designate(tiny)) == set()
        assert critical(designate(changed(tiny, counts=downloads(1_000, 2, 1)))) == {FIRST}

    def test_the_window_is_the_183_complete_days_before_the_run(self) -> None:
        window = designate(index(TWENTY)).window

        assert (window.first_day, window.last_day, window.days) == (
            date(2025, 12, 30),
            date(2026, 6, 30),
            183,
        )

    def test_a_project_without_counted_downloads_has_no_rank(self) -> None:
        outcome = designate(index(downloads(7, 0), own_dependencies=frozenset({SECOND})))

        assert (evidence_of(outcome, SECOND).rank, evidence_of(outcome, SECOND).downloads) == (None, 0)

    def test_the_evidence_says_rank_downloads_and_rule_beside_the_cut_off(self) -> None:
        outcome = designate(index(TWENTY))
        evidence = evidence_of(outcome, SECOND)

        assert (evidence.rank, evidence.downloads, evidence.rules) == (2, 99, (Rule.DOWNLOADS,))
        assert outcome.cut_off == 99

    def test_projects_that_are_not_critical_can_be_told_their_rank_too(self) -> None:
        outcome = designate(index({**TWENTY, THIRD: 99}))

        assert outcome.steps[:3] == (Step(100, 1), Step(99, 2), Step(97, 4))
        assert outcome.ranked == 20


class TestTheOtherRules:
    def test_the_indexs_own_dependencies_are_in(self) -> None:
        outcome = designate(index(FORTY, own_dependencies=frozenset({LAST})))

        assert rules_of(outcome, LAST) == (Rule.OWN_DEPENDENCY,)

    def test_an_own_dependency_comes_in_as_soon_as_a_project_of_that_name_has_a_file(self) -> None:
        name = normalize("django")
        before = index(FORTY, own_dependencies=frozenset({name}))
        published = changed(before, population=population(before) | {name})

        assert name not in critical(designate(before))
        assert rules_of(designate(published), name) == (Rule.OWN_DEPENDENCY,)

    def test_operators_may_add_a_name_with_a_reason(self) -> None:
        outcome = designate(index(FORTY, named={LAST: "Our build image needs it."}))

        assert rules_of(outcome, LAST) == (Rule.NAMED,)
        assert outcome.entered == (FIRST, SECOND, THIRD, FOURTH, LAST)

    def test_an_added_name_waits_for_its_first_file(self) -> None:
        assert normalize("unpublished") not in critical(
            designate(index(FORTY, named={normalize("unpublished"): "Soon."}))
        )

    def test_the_projects_that_most_others_need_are_in_all_that_tie_with_the_last_included(self) -> None:
        needed = {LAST: 30, NAMES[-2]: 20, NAMES[-3]: 20, NAMES[-4]: 19}
        outcome = designate(index(FORTY, policy=BY_DEPENDENTS, dependents=needed))

        assert [rules_of(outcome, name) for name in NAMES[-3:]] == [(Rule.DEPENDENTS,)] * 3
        assert NAMES[-4] not in critical(outcome)
        assert evidence_of(outcome, LAST).dependents == 30

    def test_few_dependents_mean_nothing(self) -> None:
        outcome = designate(index(FORTY, policy=BY_DEPENDENTS, dependents={LAST: 9}))

        assert LAST not in critical(outcome)

    def test_only_projects_with_a_file_take_a_place_among_the_most_needed(self) -> None:
        needed = {normalize("unpublished"): 90, normalize("neither"): 80, LAST: 30}

        assert LAST in critical(designate(index(FORTY, policy=BY_DEPENDENTS, dependents=needed)))

    def test_a_designation_lists_every_rule_that_fired(self) -> None:
        outcome = designate(
            index(
                FORTY,
                policy=BY_DEPENDENTS,
                own_dependencies=frozenset({FIRST}),
                dependents={FIRST: 10},
                named={FIRST: "Everybody needs it."},
            )
        )

        assert rules_of(outcome, FIRST) == (
            Rule.DOWNLOADS,
            Rule.DEPENDENTS,
            Rule.OWN_DEPENDENCY,
            Rule.NAMED,
        )

    @pytest.mark.parametrize(
        ("switch", "name"),
        [
            ("downloads_rule", FIRST),
            ("dependents_rule", LAST),
            ("own_dependencies_rule", NAMES[30]),
            ("named_rule", NAMES[31]),
        ],
    )
    def test_what_a_rule_alone_held_lapses_like_any_other_once_the_rule_is_off(
        self, switch: str, name: NormalizedName
    ) -> None:
        on = index(
            FORTY,
            policy=BY_DEPENDENTS,
            own_dependencies=frozenset({NAMES[30]}),
            dependents={LAST: 30},
            named={NAMES[31]: "Needed."},
        )
        off = later(on, days=1, policy=without(BY_DEPENDENTS, switch))
        a_year_later = later(off, days=365)

        assert designate(off).standings[name] == StandingDesignation(
            DAY, outside_since=DAY + timedelta(days=1)
        )
        assert name in {departure.name for departure in designate(a_year_later).left}

    def test_a_name_that_operators_no_longer_add_lapses_like_any_other(self) -> None:
        no_longer = later(index(FORTY, named={LAST: "For now."}), days=1, named={})

        assert designate(no_longer).standings[LAST] == StandingDesignation(
            since=DAY, outside_since=DAY + timedelta(days=1)
        )


class TestHysteresis:
    FIFTH, SIXTH = NAMES[4:6]

    def test_a_name_comes_in_at_rank_k_or_better_and_not_in_the_band(self) -> None:
        assert critical(designate(index(FORTY))) == {FIRST, SECOND, THIRD, FOURTH}

    def test_a_name_stays_in_while_its_rank_is_within_the_band(self) -> None:
        outcome = designate(
            index(FORTY, standing={self.FIFTH: StandingDesignation(DAY - timedelta(days=900))})
        )

        assert evidence_of(outcome, self.FIFTH).rank == 5
        assert rules_of(outcome, self.FIFTH) == (Rule.KEPT,)
        assert outcome.standings[self.FIFTH] == StandingDesignation(
            DAY - timedelta(days=900), outside_since=None
        )

    def test_a_tie_with_the_last_of_the_band_is_within_it(self) -> None:
        tied = {**FORTY, self.SIXTH: FORTY[self.FIFTH]}

        assert (
            designate(index(tied, standing={self.SIXTH: StandingDesignation(DAY)}))
            .standings[self.SIXTH]
            .outside_since
            is None
        )

    def test_the_first_day_outside_is_kept(self) -> None:
        outcome = designate(index(FORTY, standing={self.SIXTH: StandingDesignation(DAY - timedelta(days=9))}))

        assert rules_of(outcome, self.SIXTH) == (Rule.KEPT,)
        assert outcome.standings[self.SIXTH] == StandingDesignation(
            DAY - timedelta(days=9), outside_since=DAY
        )

    @pytest.mark.parametrize("days_outside, left", [(0, []), (364, []), (365, [LAST]), (366, [LAST])])
    def test_a_designation_lapses_only_after_365_days_in_a_row_outside(
        self, days_outside: int, left: list[str]
    ) -> None:
        since = StandingDesignation(
            DAY - timedelta(days=999), outside_since=DAY - timedelta(days=days_outside)
        )
        outcome = designate(index(FORTY, standing={LAST: since}))

        assert (LAST in critical(outcome)) is not bool(left)
        assert [departure.name for departure in outcome.left] == left

    def test_a_lapse_says_which_rule_ended_the_designation(self) -> None:
        since = StandingDesignation(DAY - timedelta(days=999), outside_since=DAY - timedelta(days=365))
        [departure] = designate(index(FORTY, standing={LAST: since})).left

        assert departure.ending is Ending.LAPSED
        assert "365 days in a row outside 1.25 times the cohort" in departure.reason

    @pytest.mark.parametrize(
        "held_again_by",
        [
            {"counts": {**FORTY, LAST: 1_000}},
            {"counts": {**FORTY, LAST: FORTY[NAMES[4]]}},
            {"own_dependencies": frozenset({LAST})},
            {"named": {LAST: "Needed again."}},
        ],
        ids=["cohort", "band", "own-dependency", "named"],
    )
    def test_one_day_inside_any_rule_begins_the_row_anew(self, held_again_by: dict[str, object]) -> None:
        almost = StandingDesignation(DAY - timedelta(days=999), outside_since=DAY - timedelta(days=364))
        held = index(FORTY, standing={LAST: almost}, **held_again_by)
        day_after = later(held, days=1, counts=FORTY, own_dependencies=frozenset(), named={})

        assert designate(held).standings[LAST] == StandingDesignation(DAY - timedelta(days=999))
        assert designate(day_after).standings[LAST].outside_since == DAY + timedelta(days=1)

    def test_a_name_that_lapsed_comes_in_again_with_a_new_date(self) -> None:
        lapsed = StandingDesignation(DAY - timedelta(days=999), outside_since=DAY - timedelta(days=365))
        back = later(index(FORTY, standing={LAST: lapsed}), days=30, counts={**FORTY, LAST: 1_000})

        assert LAST in designate(back).entered
        assert designate(back).standings[LAST].since == DAY + timedelta(days=30)


class TestGrantedContests:
    GRANTED = "The downloads are one company's test runs."

    def test_a_designation_ends_when_an_operator_grants_a_contest_with_a_reason(self) -> None:
        granted = later(index(FORTY), days=1, released={FIRST: self.GRANTED})

        assert designate(granted).left == (Departure(FIRST, Ending.CONTEST_GRANTED, self.GRANTED),)

    def test_a_released_name_stays_out_whatever_its_downloads(self) -> None:
        outcome = designate(index({**FORTY, FIRST: 10**9}, released={FIRST: self.GRANTED}))

        assert FIRST not in critical(outcome)
        assert FIRST not in outcome.candidates

    def test_a_released_name_comes_in_again_once_the_operator_takes_the_decision_back(self) -> None:
        taken_back = later(index(FORTY, released={FIRST: self.GRANTED}), days=7, released={})

        assert designate(taken_back).entered == (FIRST,)

    def test_a_released_name_stays_out_whatever_needs_it(self) -> None:
        released = index(FORTY, policy=BY_DEPENDENTS, dependents={FIRST: 30}, released={FIRST: self.GRANTED})

        assert FIRST not in critical(designate(released))

    def test_a_released_name_stays_in_as_one_of_the_indexs_own_dependencies(self) -> None:
        granted = later(
            index(FORTY), days=1, released={FIRST: self.GRANTED}, own_dependencies=frozenset({FIRST})
        )

        assert rules_of(designate(granted), FIRST) == (Rule.OWN_DEPENDENCY,)
        assert designate(granted).left == ()

    def test_a_released_name_stays_in_where_an_operator_adds_it(self) -> None:
        outcome = designate(index(FORTY, released={FIRST: self.GRANTED}, named={FIRST: "It is ours."}))

        assert rules_of(outcome, FIRST) == (Rule.NAMED,)

    def test_a_contest_can_be_granted_while_the_project_is_withdrawn(self) -> None:
        gone = later(index(FORTY), days=1, population=frozenset(NAMES[1:]), released={FIRST: self.GRANTED})

        assert [departure.name for departure in designate(gone).left] == [FIRST]


class TestWithdrawal:
    def test_while_a_project_is_withdrawn_its_designation_is_frozen(self) -> None:
        outside = StandingDesignation(DAY - timedelta(days=999), outside_since=DAY - timedelta(days=500))
        outcome = designate(index(FORTY, withdrawn=frozenset({LAST}), standing={LAST: outside}))

        assert rules_of(outcome, LAST) == (Rule.FROZEN,)
        assert outcome.left == ()

    @pytest.mark.parametrize("days_away", [1, 800])
    def test_deleting_and_creating_a_project_again_changes_no_designation(self, days_away: int) -> None:
        designated = index(FORTY)
        deleted = later(designated, days=1, population=frozenset(NAMES[1:]))
        still_deleted = later(deleted, days=days_away, counts={**FORTY, FIRST: 0})
        created_again = later(still_deleted, days=1, population=frozenset(NAMES), counts={**FORTY, FIRST: 0})

        for run in (designated, deleted, still_deleted, created_again):
            assert designate(run).standings[FIRST].since == DAY
            assert designate(run).left == ()

    def test_whoever_is_given_the_name_later_has_the_whole_year_before_it_can_lapse(self) -> None:
        outside = StandingDesignation(DAY - timedelta(days=999), outside_since=DAY - timedelta(days=360))
        withdrawn = index(FORTY, population=frozenset(NAMES[:-1]), standing={LAST: outside})
        given_away = later(withdrawn, days=30, population=frozenset(NAMES))

        assert designate(given_away).standings[LAST] == StandingDesignation(
            DAY - timedelta(days=999), outside_since=DAY + timedelta(days=30)
        )

    def test_the_place_of_a_deleted_project_passes_on(self) -> None:
        deleted = later(index(FORTY), days=1, population=frozenset(NAMES[1:]))

        assert designate(deleted).entered == (NAMES[4],)

    def test_a_frozen_project_without_files_has_no_rank_but_its_downloads(self) -> None:
        deleted = later(index(FORTY), days=1, population=frozenset(NAMES[1:]))
        evidence = evidence_of(designate(deleted), FIRST)

        assert (evidence.rank, evidence.downloads) == (None, 140)

    def test_withdrawing_a_project_that_has_files_does_not_keep_it_out(self) -> None:
        assert rules_of(designate(index(FORTY, withdrawn=frozenset({FIRST}))), FIRST) == (Rule.DOWNLOADS,)


class TestCandidates:
    def test_a_candidate_is_above_ninety_percent_of_the_cut_off(self) -> None:
        outcome = designate(index(downloads(100, 91, 90, 89)))

        assert outcome.cut_off == 100
        assert outcome.candidates == (SECOND,)

    def test_ninety_percent_is_exact(self) -> None:
        policy = replace(TEN_PERCENT, candidate_share=Decimal("0.7"))

        assert designate(index(downloads(10, 7), policy=policy)).candidates == ()
        assert designate(index(downloads(10, 8), policy=policy)).candidates == (SECOND,)

    def test_a_critical_project_is_no_candidate(self) -> None:
        assert SECOND not in designate(index(downloads(100, 91), named={SECOND: "Needed."})).candidates


class TestRuns:
    def test_late_data_corrects_the_next_run(self) -> None:
        late = later(index(TWENTY), days=1, counts={**TWENTY, THIRD: 1_000})

        assert designate(late).entered == (THIRD,)
        assert designate(late).left == ()

    @pytest.mark.parametrize(
        "change",
        [
            {"on": DAY + timedelta(days=1)},
            {"policy": replace(TEN_PERCENT, version=2)},
            {"policy": replace(TEN_PERCENT, share=Decimal("0.2"))},
            {"policy": replace(TEN_PERCENT, counted_classes=frozenset({"installer", "unknown"}))},
            {"counts": {**TWENTY, LAST: 1}},
            {"population": frozenset(NAMES)},
            {"withdrawn": frozenset({FIRST})},
            {"own_dependencies": frozenset({FIRST})},
            {"dependents": {FIRST: 1}},
            {"named": {FIRST: "Needed."}},
            {"released": {FIRST: "Not needed."}},
            {"standing": {FIRST: StandingDesignation(DAY)}},
            {"standing": {FIRST: StandingDesignation(DAY, outside_since=DAY)}},
        ],
        ids=lambda change: next(iter(change)),
    )
    def test_the_digest_tells_any_two_different_inputs_apart(self, change: dict[str, object]) -> None:
        assert digest(index(TWENTY, **change)) != digest(index(TWENTY))

    def test_the_digest_does_not_depend_on_how_a_setting_is_written(self) -> None:
        assert digest(index(TWENTY, policy=replace(TEN_PERCENT, share=Decimal("0.100")))) == digest(
            index(TWENTY)
        )

    def test_the_digest_of_known_inputs_is_the_same_on_every_machine_and_in_every_release(self) -> None:
        known = index(
            downloads(2, 1),
            population=frozenset(NAMES),
            named={FIRST: "é"},
            standing={SECOND: StandingDesignation(DAY, outside_since=DAY)},
        )

        assert digest(known) == "588632fa25f0d03913dc5bbe4b00fc51fce926a8a8e594ff54d7657051bdbc5a"
