"""When a mail domain has lapsed, so that an address at it is nobody's proof of anything any more.

Two mistakes are possible. To take the confirmation from an address whose domain is well, at a large provider
above all, would keep many people out of their own accounts. To be late lets a stranger who bought the domain reset a
password (*ctx*). The second is weighed like this: a domain that ended under a generic top-level domain is out of the DNS
for 35 days or so before anybody can register it again (30 of redemption, 5 of pending deletion), so a day of
waiting costs little. While we wait, nothing is mailed to an address at a domain that was seen absent, so waiting
is no gap as long as the domain stays absent. Hence:

* Only what is certain counts: the name does not exist, or it takes no mail. Silence, refusals, failing servers and a
  delegation whose servers answer nothing say something about servers, not about whose the domain is; such a domain
  is still registered.
* A server that does not know the top-level domain either, as in a walled-in network, says nothing at all.
* Every one of `ABSENCES` looks in a row, over `CERTAIN_AFTER`, has to find it absent. One that finds mail taken ends the doubt.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from strongroom.foundation.dns_answers import Answer, Outcome

ABSENCES = 4
CERTAIN_AFTER = timedelta(hours=24)

LOOK_EVERY = timedelta(hours=24)
LOOK_AGAIN_AFTER = timedelta(hours=6)
"""After a look that found no mail taken, or nothing out."""

WARN_BEFORE = timedelta(days=30)
"""Before a registration ends, its people are told."""

OWN_DOMAIN_PEOPLE = 5
"""A domain with addresses of more people than these is a provider's; nobody is told when its registration ends."""

MAX_EXCHANGERS = 5
"""Of a domain that we ask for. Who names more has the others for the case that these are down."""

_LABELS_OF_A_DOMAIN = 2


class Finding(StrEnum):
    """What a look at a domain found out."""

    TAKES_MAIL = "takes mail"
    TAKES_NONE = "takes no mail"
    UNCLEAR = "unclear"


@dataclass(frozen=True, slots=True)
class Reading:
    """What the DNS said.

    Args:
        exchangers: To a question for MX.
        hosts: To questions for A and AAAA of every host that mail would go to.
        top: To a question for the name servers of the top-level domain.
    """

    exchangers: Answer
    hosts: tuple[Answer, ...]
    top: Answer


@dataclass(frozen=True, slots=True)
class Doubt:
    """Since when, and how many times in a row, a domain was certain to take no mail; None and 0 if it is well."""

    since: datetime | None = None
    looks: int = 0

    def after(self, finding: Finding, *, now: datetime) -> "Doubt":
        """Return the doubt that is left after one more look."""
        if finding is Finding.UNCLEAR:
            return self
        if finding is Finding.TAKES_MAIL:
            return Doubt()
        return Doubt(self.since or now, self.looks + 1)

    def is_certain(self, now: datetime) -> bool:
        """The domain has lapsed."""
        return self.since is not None and self.looks >= ABSENCES and now - self.since >= CERTAIN_AFTER


def domain_of(address: str) -> str:
    """Return the domain of a mail address; empty if there is nothing to watch: an IP address or a local name."""
    domain = address.rpartition("@")[2].lower().rstrip(".")
    is_watchable = not domain.startswith("[") and domain.count(".") >= _LABELS_OF_A_DOMAIN - 1
    return domain if is_watchable else ""


def top_level_of(domain: str) -> str:
    """Return the top-level domain above a domain."""
    return domain.rpartition(".")[2]


def mail_hosts(domain: str, exchangers: Answer) -> tuple[str, ...]:
    """Return the hosts that mail to a domain goes to.

    Source: RFC 5321, 5.1: the domain itself where it has no MX; RFC 7505: none where the only MX is the root.
    """
    if exchangers.outcome is Outcome.FOUND:
        return tuple(host for host in exchangers.hosts if host != ".")[:MAX_EXCHANGERS]
    return (domain,) if exchangers.is_absence else ()


def finding_of(reading: Reading) -> Finding:
    """Return what the answers mean together.

    A domain all of whose mail exchangers are names that do not exist is taken as absent, too: whoever registers
    such a name gets the mail.
    """
    outcomes = {answer.outcome for answer in reading.hosts}
    if Outcome.FOUND in outcomes:
        return Finding.TAKES_MAIL
    is_clear = (
        reading.exchangers.outcome is not Outcome.UNCLEAR
        and Outcome.UNCLEAR not in outcomes
        and reading.top.outcome is Outcome.FOUND
    )
    return Finding.TAKES_NONE if is_clear else Finding.UNCLEAR


def words_for(reading: Reading) -> str:
    """Return what was seen, as people are told it."""
    if finding_of(reading) is Finding.TAKES_MAIL:
        return "It takes mail."
    if finding_of(reading) is Finding.UNCLEAR:
        return "The name servers gave no clear answer."
    if reading.exchangers.outcome is Outcome.NO_SUCH_NAME:
        return "The domain does not exist any more."
    if reading.exchangers.outcome is Outcome.FOUND:
        return "The domain names no mail server that exists."
    return "The domain has neither a mail server nor an address."


def either(answers: Sequence[Answer]) -> Answer:
    """Return one answer for a host that may have addresses of two kinds."""
    order = (Outcome.FOUND, Outcome.UNCLEAR, Outcome.NOTHING, Outcome.NO_SUCH_NAME)
    return min(answers, key=lambda answer: order.index(answer.outcome))


def due_after(finding: Finding, *, now: datetime) -> datetime:
    """Return when to look again."""
    return now + (LOOK_EVERY if finding is Finding.TAKES_MAIL else LOOK_AGAIN_AFTER)


def is_expiry_to_tell(expires_at: datetime | None, *, told: datetime | None, now: datetime) -> bool:
    """Say whether the people at a domain are to be told that its registration ends soon, of which they were not yet."""
    return expires_at is not None and expires_at != told and now < expires_at <= now + WARN_BEFORE


def changed_hands(registered_at: datetime | None, *, confirmed_at: datetime) -> bool:
    """Say whether somebody registered the domain anew after an address at it had been confirmed."""
    return registered_at is not None and registered_at > confirmed_at
