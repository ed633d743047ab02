"""Who may have a code of a voucher campaign: a rule as data, asked of plain facts (ADR 16).

The standing of the account is asked of everybody, whatever the rule says: whoever makes accounts for the codes, or took
one over, gets none. Then one of the rule's grounds has to be met.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from strongroom.foundation.days import day_words, instant_words

ACCOUNT_DAYS = 90
"""Age that an account needs, unless the rule says otherwise."""

LONGEST_ACCOUNT_DAYS = 3650


@dataclass(frozen=True, slots=True)
class Rule:
    """Who may have a code. The first four are grounds, of which one suffices.

    Args:
        bound: Whoever a mandate binds now.
        critical_before: Whoever may publish a critical project, and could before that day, when it was critical.
        any_project: Whoever may publish any project.
        named: User names.
        enrolled_too: Also those who hold a phishing-resistant second factor already.
        account_days: Days that the account has to be old.
        once_ever: Nobody who has a code of another campaign.
    """

    bound: bool = False
    critical_before: date | None = None
    any_project: bool = False
    named: frozenset[str] = frozenset()
    enrolled_too: bool = True
    account_days: int = ACCOUNT_DAYS
    once_ever: bool = False

    @property
    def has_ground(self) -> bool:
        """Somebody can meet it."""
        return self.bound or self.any_project or self.critical_before is not None or bool(self.named)


@dataclass(frozen=True, slots=True)
class Facts:
    """What a rule asks about somebody today.

    Args:
        is_open: The account is neither frozen nor closed.
        waits_until: The end of a running cool-off: the account may be in other hands. None if there is none.
        critical_since: The first day since which they may publish a project that is critical; None if there is none.
        publishes: They may publish some project.
        holds_key: They hold a security key or passkey.
        has_other_code: They have a code of another campaign.
    """

    username: str
    is_open: bool
    joined_on: date
    today: date
    waits_until: datetime | None = None
    is_bound: bool = False
    critical_since: date | None = None
    publishes: bool = False
    holds_key: bool = False
    has_other_code: bool = False


@dataclass(frozen=True, slots=True)
class Eligible:
    """They may have one; by which ground, as a sentence."""

    because: str


@dataclass(frozen=True, slots=True)
class Ineligible:
    """They may not; why, as a sentence."""

    why: str


def default_rule(on: date) -> Rule:
    """Return what a campaign that is made on this day asks for, unless its operators say otherwise."""
    return Rule(bound=True, critical_before=on)


def eligible(rule: Rule, facts: Facts) -> Eligible | Ineligible:
    """Return whether somebody may have a code of a campaign with this rule, and why."""
    for objection in (*_of_standing(rule, facts), *_of_rule(rule, facts)):
        return Ineligible(objection)
    ground = next(_grounds(rule, facts), None)
    return Eligible(ground) if ground else Ineligible(f"This campaign is for {_any_of(_whom(rule))}.")


def words_of(rule: Rule) -> list[str]:
    """Return the rule in sentences, for whoever asks for a code and for whoever makes the campaign."""
    said = (
        f"For {_any_of(_whom(rule))}.",
        "Also for those who have enrolled a security key or passkey already."
        if rule.enrolled_too
        else "Only for those who have no security key or passkey yet.",
        f"The account has to be {_days(rule.account_days)} old." if rule.account_days else "",
        "Not for those who have a code of another campaign." if rule.once_ever else "",
        "An account that is frozen, or that may have got into other hands within 72 hours, gets none.",
    )
    return [sentence for sentence in said if sentence]


def data_of(rule: Rule) -> dict[str, Any]:
    """Return the rule as JSON can hold it."""
    return {
        "bound": rule.bound,
        "critical_before": rule.critical_before.isoformat() if rule.critical_before else None,
        "any_project": rule.any_project,
        "named": sorted(rule.named),
        "enrolled_too": rule.enrolled_too,
        "account_days": rule.account_days,
        "once_ever": rule.once_ever,
    }


def rule_of(data: Mapping[str, Any]) -> Rule:
    """Return the rule that `data_of` wrote."""
    before = data["critical_before"]
    return Rule(
        bound=data["bound"],
        critical_before=date.fromisoformat(before) if before else None,
        any_project=data["any_project"],
        named=frozenset(data["named"]),
        enrolled_too=data["enrolled_too"],
        account_days=data["account_days"],
        once_ever=data["once_ever"],
    )


def _of_standing(rule: Rule, facts: Facts) -> Iterator[str]:
    if not facts.is_open:
        yield "The account is frozen or closed."
    if facts.waits_until is not None:
        yield f"The account may have got into other hands, and waits until {instant_words(facts.waits_until)}."
    age = (facts.today - facts.joined_on).days
    if age < rule.account_days:
        yield f"The account is {_days(age)} old; this campaign asks for {_days(rule.account_days)}."


def _of_rule(rule: Rule, facts: Facts) -> Iterator[str]:
    if rule.once_ever and facts.has_other_code:
        yield "You have a code of another campaign, and this one is for those who have none."
    if facts.holds_key and not rule.enrolled_too:
        yield "You hold a security key or passkey already, and this campaign is for those who have none yet."


def _grounds(rule: Rule, facts: Facts) -> Iterator[str]:
    if rule.bound and facts.is_bound:
        yield "A mandate asks you for a second factor."
    since, before = facts.critical_since, rule.critical_before
    if since is not None and before is not None and since < before:
        yield f"You may publish a critical project, since {day_words(since)}."
    if rule.any_project and facts.publishes:
        yield "You may publish a project."
    if facts.username in rule.named:
        yield "The operators of this index have named you."


def _whom(rule: Rule) -> list[str]:
    before = rule.critical_before
    return [
        *(["people whom a mandate binds"] if rule.bound else []),
        *(
            [f"people who may publish a critical project, and could before {day_words(before)}"]
            if before
            else []
        ),
        *(["people who may publish any project"] if rule.any_project else []),
        *([f"{len(rule.named)} {_people(len(rule.named))} named by the operators"] if rule.named else []),
    ]


def _any_of(groups: list[str]) -> str:
    return ", or ".join(groups) if groups else "nobody"


def _days(number: int) -> str:
    return f"{number} day" if number == 1 else f"{number} days"


def _people(number: int) -> str:
    return "person" if number == 1 else "people"
