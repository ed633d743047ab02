"""What a policy says in words, and what one version changed of another."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from strongroom.criticality.rules.policy import FIRST_POLICY, Policy


class Said(NamedTuple):
    """One number of a policy: the field, what it is called, and how it is told."""

    field: str
    label: str
    value: str


@dataclass(frozen=True, slots=True)
class Change:
    """What a version says otherwise than the one before it."""

    field: str
    label: str
    before: str
    after: str

    def __str__(self) -> str:
        return f"{self.label}: {self.after} (was {self.before})"


def sayings(policy: Policy) -> list[Said]:
    """Return everything that a policy says, rule by rule, in the order in which people ask for it."""
    return [*_downloads(policy), *_others(policy), *_for_all(policy)]


def changes(before: Policy, after: Policy) -> tuple[Change, ...]:
    """Return what `after` says otherwise than `before`, the number of the version aside."""
    pairs = zip(sayings(before), sayings(after), strict=True)
    return tuple(
        Change(old.field, old.label, old.value, new.value) for old, new in pairs if old.value != new.value
    )


def label_of(field: str) -> str:
    """Return what a field of a policy is called; the field itself, where there is none of that name."""
    return next((said.label for said in sayings(FIRST_POLICY) if said.field == field), field)


def percent_words(share: Decimal) -> str:
    """Write a share of one without needless zeros: 0.01 is 1%."""
    return f"{(share * 100).normalize():f}%"


def _downloads(policy: Policy) -> Iterator[Said]:
    yield Said("downloads_rule", "Most downloaded projects", _switch(on=policy.downloads_rule))
    yield Said("share", "Share of the projects", percent_words(policy.share))
    yield Said("window_days", "Window", f"{policy.window_days:,} complete UTC days")
    yield Said("counted_classes", "Downloads that count", f"by {_listed(policy.counted_classes)}")
    yield Said("minimum_downloads", "Least counted downloads", f"{policy.minimum_downloads:,} in the window")
    yield Said("keep_factor", "Stays in", f"within {policy.keep_factor.normalize():f} times the cohort")
    yield Said(
        "candidate_share", "Candidates", f"above {percent_words(policy.candidate_share)} of the cut-off"
    )


def _others(policy: Policy) -> Iterator[Said]:
    yield Said(
        "own_dependencies_rule", "What this index is made of", _switch(on=policy.own_dependencies_rule)
    )
    yield Said("named_rule", "Names that operators added", _switch(on=policy.named_rule))
    yield Said("dependents_rule", "Projects that most others need", _switch(on=policy.dependents_rule))
    yield Said("dependents_top", "How many of those", f"the first {policy.dependents_top:,}")
    yield Said("dependents_minimum", "Least dependents", f"{policy.dependents_minimum:,}, direct or not")


def _for_all(policy: Policy) -> Iterator[Said]:
    yield Said("lapse_days", "Lapses", f"after {policy.lapse_days:,} days in a row outside every rule")


def _switch(*, on: bool) -> str:
    return "on" if on else "off"


def _listed(classes: frozenset[str]) -> str:
    return ", ".join("other programs" if one == "unknown" else f"{one}s" for one in sorted(classes))
