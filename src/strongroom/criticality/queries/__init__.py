"""Which names are critical and why, as frozen records: one module per subject."""

from strongroom.criticality.queries.contests import (
    PERSONAL_TABLES,
    ContestRecord,
    get_contest,
    is_released,
    list_contests_of,
    list_ended_contests,
    list_open_contests,
)
from strongroom.criticality.queries.policies import (
    PolicyRecord,
    get_policy,
    list_policies,
    newest_policy,
    policy_on,
)
from strongroom.criticality.queries.runs import (
    DesignationRecord,
    Explanation,
    RunRecord,
    designated_since,
    explain,
    find_latest_run,
    find_run,
    is_critical,
    is_named,
    list_critical,
    list_designations,
    list_runs,
    rank_at,
)
from strongroom.criticality.rules.policy import Plain, Policy
from strongroom.criticality.rules.policy import as_plain as policy_as_plain
from strongroom.criticality.rules.policy_words import Change, Said
from strongroom.criticality.rules.policy_words import changes as policy_changes
from strongroom.criticality.rules.policy_words import sayings as policy_sayings

__all__ = [
    "PERSONAL_TABLES",
    "Change",
    "ContestRecord",
    "DesignationRecord",
    "Explanation",
    "Plain",
    "Policy",
    "PolicyRecord",
    "RunRecord",
    "Said",
    "designated_since",
    "explain",
    "find_latest_run",
    "find_run",
    "get_contest",
    "get_policy",
    "is_critical",
    "is_named",
    "is_released",
    "list_contests_of",
    "list_critical",
    "list_designations",
    "list_ended_contests",
    "list_open_contests",
    "list_policies",
    "list_runs",
    "newest_policy",
    "policy_as_plain",
    "policy_changes",
    "policy_on",
    "policy_sayings",
    "rank_at",
]
