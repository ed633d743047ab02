"""Whether a password is hard enough to guess, and what to say if not.

Length and guessability only; never composition rules (NIST SP 800-63B-4, 3.1.1.2).
Lists of common and breached passwords are compared elsewhere.
"""

import re
import unicodedata
from collections.abc import Iterable

from zxcvbn_rs_py import zxcvbn

MIN_PASSWORD_LENGTH = 12
"""Code points in normal form. No password is the only factor of whoever may change a critical project."""

MAX_PASSWORD_LENGTH = 4096
"""Code points. Bounds the work of one sign-in; nothing shorter is cut off."""

CONTEXT_WORDS = ("strongroom", "python", "pypi", "package", "index", "maintainer", "operator", "admin")
"""What others connect with an account of any package index; docs/reference/passwords.md names them (ASVS 5.0, 6.1.2)."""

_MIN_GUESSES_LOG10 = 6
"""A million guesses, zxcvbn's score of 2: out of reach for who must guess through a throttled form."""

_MIN_CONTEXT_WORD = 3
"""Characters. Shorter words stand inside too many others by chance; zxcvbn still weighs them."""

_ADVICE = "Add two or three uncommon words."
_WORD_BREAKS = re.compile(r"[\W_]+")


def normal_form(raw_password: str) -> str:
    """Return the spelling to hash and to compare: keyboards differ in how they compose `é` (NFC).

    Refuse more than `MAX_PASSWORD_LENGTH` characters first: normalizing accents takes quadratic time.
    """
    return unicodedata.normalize("NFC", raw_password)


def faults(password: str, *, user_inputs: Iterable[str]) -> tuple[str, ...]:
    """Return what is wrong with a new password, as sentences; empty if it will do.

    Args:
        password: As typed.
        user_inputs: What others connect with this person: user name, e-mail addresses, the index's name.
    """
    if len(password) > MAX_PASSWORD_LENGTH:
        return (f"The password has more than {MAX_PASSWORD_LENGTH:,} characters.",)
    normal = normal_form(password)
    if any("\ud800" <= character <= "\udfff" for character in normal):
        return ("The password contains half a character, which no keyboard can type again.",)
    too_short = (
        [f"The password is shorter than {MIN_PASSWORD_LENGTH} characters."]
        if len(normal) < MIN_PASSWORD_LENGTH
        else []
    )
    return (*too_short, *_guessable(normal, _context_words(user_inputs)))


def _guessable(password: str, words: list[str]) -> list[str]:
    """Judge the whole, then what is left of it without the words that others connect with its owner."""
    estimate = zxcvbn(password, words)
    if estimate.guesses_log10 < _MIN_GUESSES_LOG10:
        warning = estimate.feedback.warning if estimate.feedback else None
        because = f" {warning}" if warning else ""
        return [f"The password is easy to guess.{because} {_ADVICE}"]
    if zxcvbn(_without(password, words), words).guesses_log10 < _MIN_GUESSES_LOG10:
        return [f"The password is little more than a word that others connect with you. {_ADVICE}"]
    return []


def _context_words(user_inputs: Iterable[str]) -> list[str]:
    """Return the inputs and the words in them, in lower case, longest first."""
    inputs = [normal_form(text).casefold() for text in user_inputs]
    words = {part for text in inputs for part in (text, *_WORD_BREAKS.split(text)) if part}
    return sorted(words, key=lambda word: (-len(word), word))


def _without(password: str, words: list[str]) -> str:
    rest = password.casefold()
    for word in words:
        if len(word) >= _MIN_CONTEXT_WORD:
            rest = rest.replace(word, "")
    return rest
