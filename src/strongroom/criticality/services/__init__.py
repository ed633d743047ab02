"""Commands of criticality: one module per family."""

from strongroom.criticality.rules.contests import AGAIN_AFTER, CONTEST_LENGTH, ContestOutcome
from strongroom.criticality.rules.designation import Outcome
from strongroom.criticality.rules.news import news
from strongroom.criticality.rules.run_file_reading import Repeated
from strongroom.criticality.services.comparing import Comparison, compare_with_details
from strongroom.criticality.services.contests import (
    answer_contest,
    check_may_contest,
    contest,
    count_again,
    take_contest_back,
)
from strongroom.criticality.services.discarding import Discarded, discard_runs
from strongroom.criticality.services.gathering import own_dependencies
from strongroom.criticality.services.ledger import (
    LATEST_DAYS,
    NOTICE_DAYS,
    announce_policy,
    changed_policy,
    earliest_day,
    withdraw_policy,
)
from strongroom.criticality.services.naming import add_by_name, take_off_the_list
from strongroom.criticality.services.running import policy_in_force, preview, run
from strongroom.criticality.services.verifying import verify_file, verify_run

__all__ = [
    "AGAIN_AFTER",
    "CONTEST_LENGTH",
    "LATEST_DAYS",
    "NOTICE_DAYS",
    "Comparison",
    "ContestOutcome",
    "Discarded",
    "Outcome",
    "Repeated",
    "add_by_name",
    "announce_policy",
    "answer_contest",
    "changed_policy",
    "check_may_contest",
    "compare_with_details",
    "contest",
    "count_again",
    "discard_runs",
    "earliest_day",
    "news",
    "own_dependencies",
    "policy_in_force",
    "preview",
    "run",
    "take_contest_back",
    "take_off_the_list",
    "verify_file",
    "verify_run",
    "withdraw_policy",
]
