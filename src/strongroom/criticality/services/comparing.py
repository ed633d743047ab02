"""What a run of a day would find by the details of downloads, beside what it would find by their counts. Nothing is stored."""

from dataclasses import dataclass
from datetime import date

from strongroom.criticality.queries.policies import policy_on
from strongroom.criticality.rules.designation import Outcome, designate
from strongroom.criticality.services.gathering import gather
from strongroom.foundation.names import NormalizedName


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """A run by the details and one by the counts, of the same day.

    Args:
        downloads: Of the projects with a file, counted in the window.
        without_details: So many of them have no details.
        by_details_alone: Names that would be critical, and by the counts would not.
        by_counts_alone: The other way round.
    """

    by_details: Outcome
    downloads: int
    without_details: int
    by_details_alone: frozenset[NormalizedName]
    by_counts_alone: frozenset[NormalizedName]


def compare_with_details(*, on: date) -> Comparison:
    """Return what a run on this day would find by the details, and where it differs from one by the counts.

    Raises:
        DetailsRefused: if they cannot be read.
    """
    policy = policy_on(on)
    counts, details = gather(on, policy), gather(on, policy, from_details=True)
    outcome = designate(details)
    by_details, by_counts = (
        frozenset(one.name for one in found.evidence) for found in (outcome, designate(counts))
    )
    return Comparison(
        by_details=outcome,
        downloads=sum(counts.census.downloads),
        without_details=sum(
            max(number - details.census.downloads_of(name), 0) for name, number in counts.census
        ),
        by_details_alone=by_details - by_counts,
        by_counts_alone=by_counts - by_details,
    )
