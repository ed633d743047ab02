"""Whether a new project may have a name: seven rules, each with its verdict.

They bind new projects only; those that are there go on, whatever their names.
Source: the order is PyPI's, which is the order in which clients of ours are told, too.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from strongroom.catalog.errors import NameOfStandardLibrary, NameProhibited, NameTooSimilar, ProjectExists
from strongroom.catalog.rules.names_reserved import is_of_standard_library, why_reserved
from strongroom.catalog.rules.names_typos import LookAlike
from strongroom.catalog.rules.namespaces import Grant, why_not_to_begin
from strongroom.foundation.errors import Refusal
from strongroom.foundation.names import NormalizedName

_ASK = "Choose another name, or ask the operators of this index to permit it."


class NameRule(StrEnum):
    """What is asked about a name, in this order."""

    STANDARD_LIBRARY = "standard library"
    TAKEN = "taken"
    PROHIBITED = "prohibited"
    RESERVED = "reserved"
    CONFUSABLE = "confusable"
    TYPO = "typo"
    NAMESPACE = "namespace"


_WHAT_A_PERMISSION_OVERRULES = frozenset(
    {NameRule.STANDARD_LIBRARY, NameRule.RESERVED, NameRule.CONFUSABLE, NameRule.TYPO}
)
"""Never what would take something from somebody else: a project, or a namespace."""


class TypoPolicy(StrEnum):
    """What becomes of a name that resembles that of a critical project by a typing mistake."""

    REFUSE = "refuse"
    FLAG = "flag"
    OFF = "off"


class Outcome(StrEnum):
    """What follows from a rule."""

    PASSED = "passed"
    PERMITTED = "permitted"
    FLAGGED = "flagged"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Situation:
    """What this index knows of a name that somebody wants.

    Args:
        taken_as: How the project of that name writes it, withdrawn or not; None if there is none.
        prohibited_because: An operator's reason, if one prohibited it.
        is_permitted: An operator permitted it to whoever asks.
        twins: Names of projects, and critical names, that the eye takes for it.
        look_alikes: Critical names that somebody may have meant.
        own: Critical names among these whose project is owned by whoever asks.
        foreign_namespace: A namespace around it in which whoever asks begins no projects.
    """

    taken_as: str | None = None
    prohibited_because: str | None = None
    is_permitted: bool = False
    twins: tuple[NormalizedName, ...] = ()
    look_alikes: tuple[LookAlike, ...] = ()
    own: frozenset[NormalizedName] = frozenset()
    foreign_namespace: Grant | None = None

    @property
    def foreign_twins(self) -> tuple[NormalizedName, ...]:
        """Those that are not their own."""
        return tuple(twin for twin in self.twins if twin not in self.own)

    @property
    def foreign_look_alikes(self) -> tuple[LookAlike, ...]:
        """Those that are not their own."""
        return tuple(one for one in self.look_alikes if one.name not in self.own)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What one rule says of a name. `objection` is what it has against it, heeded or not."""

    rule: NameRule
    outcome: Outcome
    objection: Refusal | None = None


def judge(name: NormalizedName, situation: Situation, *, typos: TypoPolicy) -> tuple[Verdict, ...]:
    """Return the verdict of each rule on a name for a new project, in the order in which they are told."""
    foreign = situation.foreign_namespace
    objections = {
        NameRule.STANDARD_LIBRARY: _of_standard_library(name),
        NameRule.TAKEN: _taken(name, situation.taken_as),
        NameRule.PROHIBITED: _prohibited(name, situation.prohibited_because),
        NameRule.RESERVED: _reserved(name),
        NameRule.CONFUSABLE: _confusable(name, situation),
        NameRule.TYPO: None if typos is TypoPolicy.OFF else _typo(name, situation),
        NameRule.NAMESPACE: why_not_to_begin(name, foreign) if foreign else None,
    }
    return tuple(
        Verdict(rule, _outcome(rule, objection, situation, typos), objection)
        for rule, objection in objections.items()
    )


def _outcome(rule: NameRule, objection: Refusal | None, situation: Situation, typos: TypoPolicy) -> Outcome:
    if objection is None:
        return Outcome.PASSED
    if situation.is_permitted and rule in _WHAT_A_PERMISSION_OVERRULES:
        return Outcome.PERMITTED
    if rule is NameRule.TYPO and typos is TypoPolicy.FLAG:
        return Outcome.FLAGGED
    return Outcome.REFUSED


def _of_standard_library(name: NormalizedName) -> Refusal | None:
    if not is_of_standard_library(name):
        return None
    return NameOfStandardLibrary(
        f"The name {name} conflicts with a module of Python's standard library.",
        why="People would install the project and import the module, or the other way around.",
        next_step=_ASK,
    )


def _taken(name: NormalizedName, taken_as: str | None) -> Refusal | None:
    if taken_as is None:
        return None
    shown = f"{name} is" if taken_as == name else f"{name} and {taken_as} are one name: it is"
    return ProjectExists(
        f"{shown} that of an existing project.",
        why="Upper and lower case, and '-', '_' and '.', make no difference; a withdrawn project keeps its name.",
        next_step="Choose another name, or ask an owner of that project to invite you.",
    )


def _prohibited(name: NormalizedName, reason: str | None) -> Refusal | None:
    if reason is None:
        return None
    return NameProhibited(
        f"The name {name} isn't allowed on this index.",
        why=f"Its operators say why: {reason.rstrip('.')}.",
        next_step="Choose another name.",
    )


def _reserved(name: NormalizedName) -> Refusal | None:
    reason = why_reserved(name)
    if reason is None:
        return None
    return NameProhibited(f"The name {name} isn't allowed for a project.", why=reason, next_step=_ASK)


def _confusable(name: NormalizedName, situation: Situation) -> Refusal | None:
    twins = situation.foreign_twins
    if not twins:
        return None
    return NameTooSimilar(
        f"The name {name} is too similar to that of an existing project: {_listed(twins)}.",
        why="Without separators, and with l, i and 1, and o and 0, taken for the same, they are one.",
        next_step=_ASK,
    )


def _typo(name: NormalizedName, situation: Situation) -> Refusal | None:
    meant = [f"{one.name} ({one.pattern})" for one in situation.foreign_look_alikes]
    if not meant:
        return None
    return NameTooSimilar(
        f"The name {name} is too similar to that of a critical project: {_listed(meant)}.",
        why="Many depend on it, and who mistypes its name would install yours.",
        next_step=_ASK,
    )


def _listed(names: Sequence[str]) -> str:
    return ", ".join(names[:3]) + (", …" if len(names) > 3 else "")
