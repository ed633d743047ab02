"""What happened on 2022-07-08: the announcement, with free keys, and the project that was deleted and uploaded again."""

from dataclasses import replace
from datetime import datetime, timedelta
from hashlib import sha256

from strongroom.catalog.queries import list_people_who_may_publish
from strongroom.catalog.services import NewFile, publish_file, withdraw
from strongroom.foundation.actors import Actor
from strongroom.foundation.names import NormalizedName
from strongroom.foundation.permits import Action
from strongroom.mandates.services import (
    Delivery,
    Demand,
    NewCampaign,
    announce,
    create_campaign,
    default_rule,
    import_codes,
    permit,
)
from strongroom.simulation.rules.behavior import REGIONS_OF_2022
from strongroom.simulation.rules.population import ATOMICWRITES
from strongroom.simulation.rules.size import NOTICE_DAYS, Size

CONSOLE = Actor.operator(name="console")
_REASON = "Their downloads make these projects critical: whoever takes one over reaches everybody."
_KEYS_LAST = timedelta(days=450)


def announce_all(size: Size, *, now: datetime) -> None:
    """Announce that critical projects need a second factor, and give security keys away."""
    announce(Demand(reason=_REASON, notice_days=NOTICE_DAYS), by=CONSOLE, now=now)
    last = (now + _KEYS_LAST).date()
    campaign = NewCampaign(
        name="Free security keys",
        vendor="A sponsor",
        about="Two security keys for everybody who is asked for a second factor.",
        redeeming="This is a simulation: there is nothing to redeem.",
        redeem_url="https://simulation.invalid/",
        regions=REGIONS_OF_2022,
        opens_on=now.date(),
        closes_on=last,
        codes_expire_on=last,
        rule=replace(default_rule(now.date()), enrolled_too=False),
    )
    number = create_campaign(campaign, by=CONSOLE, reason="A sponsor gives keys.", now=now)
    codes = "\n".join(f"SIMULATED-{code:06d}" for code in range(size.keys)).encode()
    import_codes(number, Delivery(codes, "A sponsor gives keys."), by=CONSOLE, now=now)


def delete_and_upload_again(*, now: datetime) -> None:
    """Let the owner of atomicwrites delete it, and upload one new release, to see whether the duty has gone."""
    owner = next(one for one in list_people_who_may_publish(names=[ATOMICWRITES]) if one.role == "owner")
    by = Actor.person(user_id=owner.user_id, name=owner.username)
    asked = permit(by, Action.WITHDRAW, ATOMICWRITES, now=now)
    withdraw(asked, reason="To see whether the warning disappears.")
    upload(by, ATOMICWRITES, "1.4.1", now=now + timedelta(minutes=20))


def upload(by: Actor, name: NormalizedName, version: str, *, now: datetime) -> None:
    """Upload a file without content, if it is permitted.

    Raises:
        NotAllowed: it is not.
    """
    digest = sha256(f"{name} {version}".encode()).hexdigest()
    new = NewFile(
        display_name=name,
        version=version,
        filename=f"{name.replace('-', '_')}-{version}-py3-none-any.whl",
        filetype="bdist_wheel",
        python_version="py3",
        size_bytes=10_000,
        digests={"sha256": digest, "blake2_256": digest, "md5": digest[:32]},
        metadata_sha256="",
        requires_python="",
        summary="",
        release_metadata={},
    )
    publish_file(permit(by, Action.UPLOAD, name, now=now), new)
