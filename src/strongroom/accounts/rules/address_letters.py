"""What people are told of their addresses, and their companions of an address that lapsed."""

from datetime import datetime
from enum import StrEnum


class AddressChange(StrEnum):
    """A change that an account's owner makes to its addresses; the value is its kind in the journal."""

    ADDED = "account.address_added"
    CONFIRMED = "account.address_verified"
    MADE_PRIMARY = "account.primary_address_changed"
    REMOVED = "account.address_removed"


_SENTENCES = {
    AddressChange.CONFIRMED: "The address {address} is confirmed now. With it, the password of your account can be reset.",
    AddressChange.REMOVED: "The address {address} was removed from your account.",
}

IF_NOT_YOU = (
    "This letter goes to every confirmed address of your account, and to one that was removed.\n"
    "If this was not you, change your password at once, look through your addresses, second factors and API tokens at\n"
    "{url}/account/ and write to the operators of this index."
)


def sentence(change: AddressChange, address: str) -> str:
    """Return what happened to an address; empty where no letter is due, or another one is (`services.standing.hands`)."""
    return _SENTENCES.get(change, "").format(address=address)


def lapsed(address: str, because: str, *, promoted: str, url: str) -> str:
    """Return the letter to the other addresses of somebody whose address has lapsed.

    Args:
        promoted: The address that is the primary one now, if it had to be another.
    """
    moved = f"\nWe write to {promoted} from now on.\n" if promoted else ""
    return (
        f"Your address {address} is no longer confirmed. {because}\n\n"
        "Whoever registers such a domain gets its mail. So nothing is mailed there now, no code and no letter to reset\n"
        f"your password, and it stays so if the domain comes back.\n{moved}\n"
        f"If the domain is yours and mail arrives there again, confirm the address anew; otherwise remove it:\n{url}/account/email/"
    )


def lapsed_for_companions(username: str, projects: str, *, is_unreachable: bool) -> str:
    """Return the letter to somebody who shares critical projects with the owner of an address that lapsed."""
    reach = (
        f"We have no other address of {username}. If you know how to reach them, please tell them to sign in and to add one.\n"
        if is_unreachable
        else ""
    )
    return (
        f"The domain of a mail address of {username}, with whom you share {projects}, has lapsed, so the address is no\n"
        f"longer confirmed: whoever registers the domain can reset no password by it. Nothing in your projects has changed.\n\n{reach}"
    )


def expiring(domain: str, expires_at: datetime, *, url: str) -> str:
    """Return the letter to whoever has an address at a domain whose registration ends soon."""
    return (
        f"The registration of {domain} ends on {expires_at:%Y-%m-%d}. An address of your account is there.\n\n"
        "If it is your domain, renew it in time: whoever registers it afterwards gets your mail. If you will not keep it, add\n"
        f"another address first, and remove this one:\n{url}/account/email/"
    )
