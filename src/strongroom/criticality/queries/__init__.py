"""Which names are critical and why, as frozen records: one module per subject."""

from strongroom.criticality.queries.contests import (
    PERSONAL_TABLES,
    Contestability,
    ContestRecord,
    contestability_of,
    find_objection,
    get_contest,
    list_contests_of,
    list_ended_contests,
    list_open_contests,
)
from strongroom.criticality.queries.designations import (
    DesignationRecord,
    designated_since,
    is_critical,
    list_designations,
)
from strongroom.criticality.queries.discarded import DiscardedRuns, list_discarded_runs
from strongroom.criticality.queries.explanations import Explanation, explain, list_critical
from strongroom.criticality.queries.listing import (
    count_critical,
    list_above_cut_off,
    list_critical_page,
    list_held_by_band,
)
from strongroom.criticality.queries.naming import find_reason_for_naming, is_named, is_released
from strongroom.criticality.queries.policies import (
    BEGINNING,
    PolicyRecord,
    get_policy,
    list_policies,
    newest_policy,
    policy_on,
)
from strongroom.criticality.queries.run_details import (
    EvidenceRecord,
    RunDay,
    find_curve,
    find_least_dependents,
    get_file_of,
    list_entered,
    list_run_days,
)
from strongroom.criticality.queries.runs import (
    RunRecord,
    find_latest_run,
    find_run,
    get_run,
    list_runs,
    list_runs_of,
    rank_at,
)
from strongroom.criticality.rules.policy import Plain, Policy
from strongroom.criticality.rules.policy import as_plain as policy_as_plain
from strongroom.criticality.rules.policy import numbers_of as policy_numbers
from strongroom.criticality.rules.policy_words import Change, Said, percent_words
from strongroom.criticality.rules.policy_words import changes as policy_changes
from strongroom.criticality.rules.policy_words import sayings as policy_sayings

__all__ = [
    "BEGINNING",
    "PERSONAL_TABLES",
    "Change",
    "ContestRecord",
    "Contestability",
    "DesignationRecord",
    "DiscardedRuns",
    "EvidenceRecord",
    "Explanation",
    "Plain",
    "Policy",
    "PolicyRecord",
    "RunDay",
    "RunRecord",
    "Said",
    "contestability_of",
    "count_critical",
    "designated_since",
    "explain",
    "find_curve",
    "find_latest_run",
    "find_least_dependents",
    "find_objection",
    "find_reason_for_naming",
    "find_run",
    "get_contest",
    "get_file_of",
    "get_policy",
    "get_run",
    "is_critical",
    "is_named",
    "is_released",
    "list_above_cut_off",
    "list_contests_of",
    "list_critical",
    "list_critical_page",
    "list_designations",
    "list_discarded_runs",
    "list_ended_contests",
    "list_entered",
    "list_held_by_band",
    "list_open_contests",
    "list_policies",
    "list_run_days",
    "list_runs",
    "list_runs_of",
    "newest_policy",
    "percent_words",
    "policy_as_plain",
    "policy_changes",
    "policy_numbers",
    "policy_on",
    "policy_sayings",
    "rank_at",
]
