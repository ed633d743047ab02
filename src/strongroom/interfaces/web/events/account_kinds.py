"""What happens to accounts. Only the person it is about reads it, and operators: such a fact names no project."""

from collections.abc import Mapping

from strongroom.interfaces.web.events.kind import Group, Kind, SeenBy


def _to_the_person(group: Group, words: Mapping[str, str]) -> dict[str, Kind]:
    return {f"account.{name}": Kind(group, SeenBy.PERSON, text) for name, text in words.items()}


ACCOUNT_KINDS: Mapping[str, Kind] = {
    **_to_the_person(
        Group.SIGN_INS,
        {
            "signed_in": "Signed in {how}",
            "sign_in_failed": "A sign-in with a wrong password was refused, {count} in a day",
            "proof_refused": "A proof {how} was refused, {count} in a day; whoever tried knew the password or was signed in",
            "browser_confirmed": "A browser became known: a mailed code or a security key was shown in it",
            "browser_forgotten": "A browser is no longer known: its next sign-in is confirmed by mail",
            "session_ended": "A session was ended",
            "other_sessions_ended": "All other sessions were ended, and their browsers forgotten",
            "sessions_ended": "All sessions were ended, and all browsers forgotten, by an operator",
            "provider_connected": "Sign-in through {provider} was connected",
            "provider_disconnected": "Sign-in through {provider} was disconnected",
        },
    ),
    **_to_the_person(
        Group.FACTORS,
        {
            "totp_added": "The authenticator app {called} was added",
            "totp_removed": "The authenticator app {called} was removed",
            "key_added": "The security key {called} was added",
            "key_removed": "The security key {called} was removed",
            "key_clone_suspected": "The security key {called} was refused: there may be a copy of it",
            "recovery_codes_issued": "New recovery codes were made",
            "recovery_codes_confirmed": "A recovery code was given back, to show that they were kept",
            "recovery_code_used": "A recovery code was used",
        },
    ),
    **_to_the_person(
        Group.PASSWORD,
        {
            "password_changed": "The password was changed",
            "password_disabled": "The password was disabled: it was stolen elsewhere",
            "password_reset_requested": "A code to set a new password was asked for, and mailed",
            "recovery_asked": "Somebody asked operators to give the account back",
            "recovery_approved": "An operator approved that the account is given back",
            "recovery_ready": "The link that gives the account back was mailed",
            "recovery_done": "The account was given back by operators: factors, recovery codes and API tokens went",
            "recovery_refused": "That the account is given back was refused",
            "recovery_withdrawn": "A request to give the account back ended, because you signed in",
            "recovery_expired": "A request to give the account back expired",
        },
    ),
    **_to_the_person(
        Group.ADDRESSES,
        {
            "address_added": "An address was added",
            "address_verified": "An address was confirmed",
            "primary_address_changed": "The primary address was changed",
            "address_removed": "An address was removed",
            "address_lapsed": "An address lost its confirmation: its domain takes no mail any more",
            "mail_switched_off": "Mail was switched off",
            "mail_switched_on": "Mail was switched on",
        },
    ),
    **_to_the_person(
        Group.TOKENS,
        {
            "token_issued": "The API token {called} was made",
            "token_first_used": "The API token {called} was used for the first time",
            "token_revoked": "The API token {called} was revoked",
            "token_expiry_told": "You were told that the API token {called} is about to expire",
        },
    ),
    **_to_the_person(
        Group.ACCOUNT,
        {
            "created": "The account was made",
            "registered": "You registered",
            "hands_changed": "The account may have got into other hands, and waits for 72 hours",
            "hands_disputed": "Somebody said, by the link in our letter, that this was not them",
            "frozen": "The account was frozen",
            "unfrozen": "The account was opened again",
            "exported": "Everything that the index holds about you was downloaded",
            "closed": "The account was closed by its owner",
        },
    ),
    "voucher.asked_for": Kind(Group.FACTORS, SeenBy.PERSON, "A free security key was asked for: {called}"),
    "voucher.assigned": Kind(
        Group.FACTORS, SeenBy.PERSON, "A code for a free security key was assigned: {called}"
    ),
    "voucher.shown": Kind(
        Group.FACTORS, SeenBy.PERSON, "The code for a free security key was shown: {called}"
    ),
    "voucher.given_back": Kind(
        Group.FACTORS, SeenBy.PERSON, "A code for a free security key was given back unseen: {called}"
    ),
    "voucher.wait_ended": Kind(
        Group.FACTORS, SeenBy.PERSON, "The wait for a free security key ended: {called}"
    ),
    "voucher.passed_on": Kind(
        Group.FACTORS,
        SeenBy.PERSON,
        "The code for a free security key went to the next in line, for it was not looked at: {called}",
    ),
    "voucher.expired": Kind(
        Group.FACTORS, SeenBy.PERSON, "The code for a free security key expired unseen: {called}"
    ),
    "operator.role_granted": Kind(
        Group.ACCOUNT,
        SeenBy.PERSON,
        "The operator's role {role} was granted",
        "You became {role} of this index",
    ),
    "operator.role_revoked": Kind(
        Group.ACCOUNT,
        SeenBy.PERSON,
        "The operator's role {role} was revoked",
        "You are no longer {role} of this index",
    ),
}
