"""The letters about API tokens that their owners did not cause themselves, word for word.

Greeting and end are those of all mail (`rules.mail`).
"""

from collections.abc import Sequence
from datetime import datetime

from strongroom.foundation.letters import Letter


def leaked(*, name: str, found_at: str, by: str, at: datetime, index_url: str) -> Letter:
    """Return the letter about a token that somebody has found.

    Args:
        found_at: Where the finder says it was; empty if they did not say.
        by: What the finder calls themselves; empty if they did not say.
    """
    where = found_at or "not said"
    said_by = f"Reported by: {by}\n" if by else ""
    text = (
        f'Somebody has found your API token "{name}" and sent it to us. Whoever else has found it could have published'
        " as you, so it is revoked: nobody can use it any more.\n\n"
        f"Found at (as the finder says): {where}\n"
        f"{said_by}"
        f"When: {at:%Y-%m-%d %H:%M} UTC\n\n"
        "What to do now:\n\n"
        f"1. Look at {index_url}/account/tokens/ when and from where the token was last used. If that was not you, look\n"
        "   through the latest releases of your projects, and write to the operators of this index.\n"
        "2. Remove the token from where it was found, and from wherever a program still keeps it.\n"
        "3. Make a new one that lives shortly and reaches few projects:\n"
        f"   {index_url}/account/tokens/create/\n\n"
        "If the token that was found had been restricted further by whoever held it, the one it was made from is revoked,\n"
        "and all that were made from it."
    )
    return Letter(f'Your API token "{name}" was found by somebody, and is revoked', text)


def about_to_expire(tokens: Sequence[tuple[str, datetime]], *, index_url: str) -> Letter:
    """Return the letter about tokens that will soon be refused.

    Args:
        tokens: Name and end of each, the soonest first; one at least.
    """
    lines = "\n".join(f'  "{name}": {ends_at:%Y-%m-%d %H:%M} UTC' for name, ends_at in tokens)
    one = len(tokens) == 1
    subject = (
        f'Your API token "{tokens[0][0]}" expires on {tokens[0][1]:%Y-%m-%d}'
        if one
        else f"{len(tokens)} of your API tokens expire soon"
    )
    text = (
        f"{'This API token' if one else 'These API tokens'} of yours will no longer be accepted from then on:\n\n"
        f"{lines}\n\n"
        f"If a program still needs {'it' if one else 'them'}, make a new one and give it to the program before then:\n"
        f"{index_url}/account/tokens/create/\n\n"
        "If no program does, there is nothing to do."
    )
    return Letter(subject, text)


def used_by_another_program(*, name: str, client: str, place: str, at: datetime, index_url: str) -> Letter:
    """Return the letter about a program that had not used a token before.

    Args:
        client: What the program calls itself; empty if it says nothing.
        place: Where it is, roughly.
    """
    text = (
        f'Your API token "{name}" was used by a program that had not used it before.\n\n'
        f"Program: {client or 'does not say'}\n"
        f"From: {place}\n"
        f"When: {at:%Y-%m-%d %H:%M} UTC\n\n"
        "If you have just changed how you publish, there is nothing to do. If not, revoke the token at once:\n"
        f"{index_url}/account/tokens/"
    )
    return Letter(f'Your API token "{name}" was used by another program', text)
