"""Tell everybody something for a while, above every page."""

from dataclasses import dataclass
from datetime import datetime

from strongroom.accounts.errors import BannerNotFound, BannerUnfit, DeedNotCovered
from strongroom.accounts.models import Banner
from strongroom.accounts.rules.banners import Audience, check_banner
from strongroom.foundation.actors import Actor, ActorKind
from strongroom.foundation.reasons import needed_reason
from strongroom.infra.db import write
from strongroom.infra.journal.services import Fact, append

_READERS = "Every operator"


@dataclass(frozen=True, slots=True)
class NewBanner:
    """What is to be said, to whom, and until when it is true."""

    text: str
    audience: Audience
    begins_at: datetime
    ends_at: datetime


def show_banner(new: NewBanner, *, by: Actor, reason: str, now: datetime) -> None:
    """Show a banner from its beginning until its end.

    Raises:
        DeedNotCovered: nobody but operators does this.
        BannerUnfit: it says nothing, too much, would not be seen, or is there already.
        ReasonUnfit: there is no reason, or it does not fit.
    """
    _check_operator(by)
    reason = needed_reason(reason, read_by=_READERS)
    text = new.text.strip()
    check_banner(text, begins_at=new.begins_at, ends_at=new.ends_at, now=now)
    with write():
        if Banner.objects.filter(text=text, audience=new.audience, ends_at=new.ends_at).exists():
            raise BannerUnfit(
                "This banner is there already.",
                why="Nobody is told the same twice, above one page.",
                next_step="See it among the banners.",
            )
        Banner.objects.create(
            text=text,
            audience=new.audience,
            begins_at=new.begins_at,
            ends_at=new.ends_at,
            shown_by=str(by),
        )
        data = {"text": text, "audience": new.audience, "until": f"{new.ends_at:%Y-%m-%d %H:%M}"}
        append(Fact("banner.shown", reason=reason, data=data), by=by, at=now)


def end_banner(banner_id: int, *, by: Actor, reason: str, now: datetime) -> None:
    """Take a banner down before its end.

    Raises:
        DeedNotCovered: nobody but operators does this.
        BannerNotFound: there is none, or it has ended.
        ReasonUnfit: there is no reason, or it does not fit.
    """
    _check_operator(by)
    reason = needed_reason(reason, read_by=_READERS)
    with write():
        banner = Banner.objects.filter(pk=banner_id, ends_at__gt=now).first()
        if banner is None:
            raise BannerNotFound("There is no such banner, or it has ended.")
        Banner.objects.filter(pk=banner_id).update(ends_at=now)
        append(Fact("banner.ended", reason=reason, data={"text": banner.text}), by=by, at=now)


def _check_operator(by: Actor) -> None:
    if by.kind is not ActorKind.OPERATOR:
        raise DeedNotCovered("Banners are shown by operators.", next_step="Ask one of them.")
