"""What people do in the course of a day: ask for a key, enroll a factor, upload."""

from collections.abc import Sequence
from datetime import date

from strongroom.accounts.queries import list_people
from strongroom.catalog.queries import Collaborator
from strongroom.foundation.actors import Actor, ActorKind
from strongroom.infra.journal.services import Fact, append
from strongroom.mandates.errors import ClaimUnfit, NotAllowed, NotEligible
from strongroom.mandates.queries.vouchers import list_campaigns
from strongroom.mandates.services import claim_voucher, count_refused_upload
from strongroom.simulation.rules.behavior import Plan, plan_of
from strongroom.simulation.rules.chance import drawn
from strongroom.simulation.rules.population import ATOMICWRITES
from strongroom.simulation.rules.size import ANNOUNCED_ON, Size, at
from strongroom.simulation.services.happening import upload
from strongroom.simulation.services.rows import add_factors, person_of, user_id_of

_UPLOADS = 200
"""For what chance decides; another number than others draw for."""


def enroll(rights: Sequence[Collaborator], size: Size, day: date) -> None:
    """Let those of these people who are unprotected ask for their keys and enroll, who planned it for this day or before."""
    after = (day - ANNOUNCED_ON).days
    bound = {right.user_id: right.username for right in rights}
    enrolled = {}
    for person in list_people(list(bound)):
        if person.is_protected:
            continue
        number = person_of(person.user_id)
        plan = plan_of(number, seed=size.seed)
        if plan.asks_for_key_after == after:
            _ask_for_key(Actor.person(user_id=person.user_id, name=person.username), plan, day)
        if plan.enrolls_after is not None and plan.enrolls_after <= after:
            enrolled[number] = plan.with_key
    _enroll(enrolled, bound, day)


def try_uploads(rights: Sequence[Collaborator], size: Size, day: date) -> None:
    """Try the day's uploads, each by one of those who have a right to; what is refused is counted."""
    tried = [right for right in rights if right.project != ATOMICWRITES]  # whose story is told apart
    for number in range(size.uploads if tried else 0):
        one = tried[drawn(size.seed, _UPLOADS, day.toordinal(), number) % len(tried)]
        by, now = Actor(ActorKind.TOKEN, one.username, one.user_id), at(day, 18)
        try:
            upload(by, one.project, f"{day:%Y.%m.%d}.{number}", now=now)
        except NotAllowed as refusal:
            count_refused_upload(refusal, on=day)


def _ask_for_key(by: Actor, plan: Plan, day: date) -> None:
    """Ask for a free key; who lives elsewhere asks in vain."""
    for campaign in list_campaigns():
        try:
            claim_voucher(campaign.id, region=plan.region, by=by, now=at(day, 16))
        except (ClaimUnfit, NotEligible):
            return


def _enroll(enrolled: dict[int, bool], usernames: dict[int, str], day: date) -> None:
    now = at(day, 17, 30)
    add_factors(enrolled, at=now)
    for person, with_key in sorted(enrolled.items()):
        user_id = user_id_of(person)
        kind, name = ("key", "Security key") if with_key else ("totp", "Authenticator app")
        by = Actor.person(user_id=user_id, name=usernames[user_id])
        append(Fact(f"account.{kind}_added", subject=by.name, data={"name": name}), by=by, at=now)
