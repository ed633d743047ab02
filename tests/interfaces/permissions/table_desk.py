"""The desk: for people it is not there, and each act is done by the roles that cover it."""

from collections.abc import Collection

from tests.interfaces.permissions.kinds import OPERATORS, Kind
from tests.interfaces.permissions.rows import Answer, Row, Rule
from tests.interfaces.permissions.words import ADMINS, HELPERS, MODERATORS, READS, at_desk

SHOWN = (
    "/desk/",
    "/desk/people/the-owner/",
    "/desk/projects/harborlight/",
    "/desk/recoveries/",
    "/desk/recoveries/{recovery}/",
    "/desk/names/",
    "/desk/reports/",
    "/desk/reports/{report}/",
    "/desk/contests/",
    "/desk/contests/{contest}/",
    "/desk/unreachable/",
    "/desk/announcements/",
    "/desk/announcements/{draft}/",
    "/desk/banners/",
    "/desk/vouchers/",
    "/desk/vouchers/{campaign}/",
    "/desk/operators/",
    "/desk/what-if/",
)


def shown(at: str) -> Row:
    """A page for every operator. For the others it is not even an address that takes no forms."""
    seen = dict.fromkeys(OPERATORS, Answer.NO_METHOD) | {Kind.KEYLESS: Answer.FORBIDDEN}
    return Row(
        at=at,
        page=at_desk(OPERATORS, silent=READS),
        deed=Rule(may=(), others=Answer.NOT_FOUND, but=seen),
    )


def act(on: str, slug: str, may: Collection[Kind], **more: str) -> Row:
    """One act, which takes a fresh proof by a security key, and a reason."""
    return Row(
        at=f"/desk/{on}/{slug}/",
        page=at_desk(may, proof=True, silent=READS),
        deed=at_desk(may, proof=True),
        form={"reason": "It was asked for.", **more},
    )


CAMPAIGN = {
    "name": "Keys of spring",
    "vendor": "Example Keys",
    "about": "A key.",
    "redeeming": "In the basket.",
    "redeem_url": "https://keys.example/",
    "opens_on": "2026-03-02",
    "closes_on": "2026-04-02",
    "redeem_until": "2026-05-02",
    "bound": "on",
    "account_days": "90",
}
DEMAND = {
    "scope": "critical-projects",
    "strength": "phishing-resistant",
    "notice_days": "90",
    "batch_size": "9",
}
BANNER = {"text": "We rest.", "audience": "everybody", "begins_on": "2026-03-02", "ends_on": "2026-03-04"}

ROWS = (
    *map(shown, SHOWN),
    act("people/the-owner", "freeze", HELPERS | MODERATORS),
    act("people/the-owner", "end-sessions", HELPERS | MODERATORS),
    act("people/frozen-already", "unfreeze", HELPERS),
    act("people/the-owner", "recover", HELPERS, lost="Everything."),
    act("people/the-owner", "grant-role", ADMINS, role="auditor"),
    act("people/otto", "revoke-role", ADMINS, role="admin"),
    act("projects/harborlight", "quarantine", MODERATORS),
    act("projects/fogbell", "lift", MODERATORS),
    act("projects/driftwood", "give", MODERATORS, username="nina"),
    act("projects/anchorage", "propose-gift", MODERATORS, username="nina"),
    act("projects/lighthouse", "approve-gift", MODERATORS, read="ivan"),
    act("projects/lighthouse", "stop-gift", MODERATORS, read="ivan"),
    act("projects/harborlight", "designate", ADMINS),
    act("projects/beacon", "undesignate", ADMINS),
    act("recoveries/{recovery}", "approve", HELPERS, note="We spoke."),
    act("recoveries/{recovery}", "turn-down", HELPERS),
    act("names/quietqueue", "prohibit", MODERATORS),
    act("names/quietqueue", "permit", MODERATORS),
    act("names/moonshine", "forget", MODERATORS),
    act("names/quietqueue", "grant-namespace", MODERATORS, owner="the-stranger"),
    act("names/buoy", "revoke-namespace", MODERATORS),
    act("reports/{report}", "answer", MODERATORS, outcome="dismissed"),
    act("contests/{contest}", "answer", ADMINS, outcome="refused"),
    act("projects/lantern", "count-again", ADMINS),
    act("vouchers/new", "create", HELPERS, **CAMPAIGN),
    act("vouchers/{campaign}", "import", HELPERS, codes="KEY-0009"),
    act("vouchers/{campaign}", "withdraw", HELPERS),
    act("vouchers/{campaign}", "end", HELPERS),
    act("announcements/new", "draft", MODERATORS, **DEMAND),
    act("announcements/{draft}", "change", MODERATORS, **DEMAND, read="{draft_read}"),
    act("announcements/{draft}", "discard", MODERATORS),
    act("announcements/{draft}", "send", ADMINS, read="{draft_read}"),
    act("announcements/{going_out}", "pause", ADMINS),
    act("announcements/{paused}", "resume", ADMINS),
    act("announcements/{going_out}", "send-again", ADMINS),
    act("policy/next", "announce", ADMINS, numbers='{{"lapse_days": 300}}', in_force_from="2026-09-01"),
    act("policy/2", "withdraw", ADMINS),
    act("banners/new", "show", HELPERS, **BANNER),
    act("banners/{banner}", "end", HELPERS),
)
