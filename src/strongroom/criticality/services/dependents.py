"""How many projects need a project, asked for by the rule of dependents."""

from collections.abc import Mapping

from strongroom.catalog.queries import iterate_requirements
from strongroom.criticality.rules.dependents import dependents, most_needed
from strongroom.criticality.rules.policy import Policy
from strongroom.foundation.names import NormalizedName


def dependents_for(policy: Policy) -> Mapping[NormalizedName, int]:
    """Return the projects that the policy's rule of dependents makes critical, with how many need them; none if it is off."""
    if not policy.dependents_rule:
        return {}
    return most_needed(
        dependents(iterate_requirements()), top=policy.dependents_top, minimum=policy.dependents_minimum
    )
