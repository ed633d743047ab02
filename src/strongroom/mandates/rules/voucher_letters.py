"""The words of the mails about vouchers. No code stands in any of them, and no link that signs somebody in."""

from dataclasses import dataclass
from datetime import date, datetime

from strongroom.foundation.days import day_words
from strongroom.foundation.letters import Letter
from strongroom.mandates.rules.vouchers import UNSEEN_FOR


@dataclass(frozen=True, slots=True)
class Keys:
    """A campaign, as its letters name it. `url`: the reader's page of it."""

    name: str
    vendor: str
    url: str


def assigned(keys: Keys, *, look_before: datetime, expires_on: date) -> Letter:
    """Return the mail to somebody who waited, and now has a code."""
    text = (
        f"You asked for a free security key of {keys.vendor} ({keys.name}), and none was left. Now there is a code for you.\n\n"
        f"Sign in as you always do and open\n\n    {keys.url}\n\n"
        f"Look at it before {day_words(look_before)}: after that it goes to the next who waits. It can be redeemed until "
        f"{day_words(expires_on)}. You do not want it any more? Give it back there, and somebody else gets it."
    )
    return Letter("A code for a free security key is there for you", text)


def reminder(keys: Keys, *, expires_on: date) -> Letter:
    """Return the mail about the last day of a code that somebody has."""
    text = (
        f"You have a code for a free security key of {keys.vendor} ({keys.name}). It can be redeemed until "
        f"{day_words(expires_on)}; how stands at\n\n    {keys.url}\n\n"
        "If you have redeemed it, there is nothing to do: only the vendor knows."
    )
    return Letter(f"Your code for a free security key ends on {day_words(expires_on)}", text)


def passed_on(keys: Keys) -> Letter:
    """Return the mail to somebody who never looked at their code."""
    text = (
        f"You had a code for a free security key of {keys.vendor} ({keys.name}), and did not look at it for "
        f"{UNSEEN_FOR.days} days. It went to the next who waited. If you still want one, ask again at\n\n    {keys.url}"
    )
    return Letter("Your code for a free security key went to somebody else", text)


def over(keys: Keys, *, because: str) -> Letter:
    """Return the mail to somebody who waits for a code of a campaign that is over."""
    text = (
        f"You waited for a free security key of {keys.vendor} ({keys.name}). There will be none: {because}\n\n"
        "A second factor needs no key that is bought: a passkey of your phone or computer costs nothing, and is enough for every "
        "rule. So does an authenticator app, which is enough, too, unless a security key or passkey is asked of you."
    )
    return Letter("No more free security keys of this campaign", text)
