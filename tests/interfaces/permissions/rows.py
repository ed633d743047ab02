"""What a row of the matrix says, in the words of the tables."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from tests.interfaces.permissions.kinds import EVERYBODY, SIGNED_IN, SIGNED_OUT, Kind


class Answer(StrEnum):
    """What an answer amounts to."""

    YES = "yes"
    SIGN_IN = "is sent to sign in"
    PROVE = "is asked for a proof"
    ENROL = "is sent to enrol a second factor"
    TOKEN_NEEDED = "401"
    UNFIT = "400"
    FORBIDDEN = "403"
    NOT_FOUND = "404"
    NO_METHOD = "405"
    MOVED = "308"
    CONFLICT = "409"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """Who gets what for one method at one address.

    Args:
        may: Whoever is answered with yes. All others change nothing.
        proof: They have to have proved it in the last ten minutes.
        others: What others get who are signed in.
        signed_out: What nobody in particular gets, if it is not a yes.
        but: Those who get something else than they would by what stands above.
        silent: Why a yes leaves nothing in the journal; empty if it does, as every change should.
        free: Why it is not looked at what a yes leaves in the journal.
        any_site: Why a form of another site is taken; empty if it is refused for want of a CSRF token.
        weak: Why a session suffices that was begun without the second factor of the account; empty if it does not.
    """

    may: Collection[Kind]
    proof: bool = False
    others: Answer = Answer.FORBIDDEN
    signed_out: Answer = Answer.SIGN_IN
    but: Mapping[Kind, Answer] = field(default_factory=dict)
    silent: str = ""
    free: str = ""
    any_site: str = ""
    weak: str = ""

    def answer_to(self, kind: Kind) -> Answer:
        """Return what somebody gets who brings a session with a fresh proof."""
        if kind in self.but:
            return self.but[kind]
        if (Kind.ANONYMOUS if kind in SIGNED_OUT else kind) in self.may:
            return Answer.YES
        return self.signed_out if kind in SIGNED_OUT else self.others

    def is_told(self, answer: Answer, *, changed: bool) -> bool:
        """Say whether the journal looks as it should after this answer: as before, if it was not a yes."""
        if answer is Answer.YES and self.free:
            return True
        return changed == (answer is Answer.YES and not self.silent)

    @property
    def is_alike(self) -> bool:
        """It makes no difference who asks, but for being signed in."""
        return not self.but and (not self.may or frozenset(self.may) in {EVERYBODY, SIGNED_IN})


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One address of the site.

    Args:
        at: The address; what stands in braces is known to the world (`world.World.known`).
        page: Who gets it (GET).
        deed: Who does what it does (POST).
        form: What is posted.
        when_private: What strangers get where reading takes signing in; None for the same as on a public index.
        forged: The same address with a signature or a secret that is not ours, if it is one that is mailed: nobody
            gets anything by it.
    """

    at: str
    page: Rule
    deed: Rule
    form: Mapping[str, str] = field(default_factory=dict)
    when_private: Answer | None = Answer.SIGN_IN
    forged: str = ""
