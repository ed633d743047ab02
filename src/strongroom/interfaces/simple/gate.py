"""Lets only those read who bring an API token, where an index is private.

Whether a token is genuine and what it says is found out once and kept in memory: it never changes. Whether it is
live is asked of the page store, and whether it has expired of the clock; what they said holds until the store
changes, or the second ends in which an expiry may lie. So a token that was revoked is refused at the next request,
by every process, and nobody needs a database. The server's loop gives an answer again for the same bytes, the token
among them, for no longer than that.

Whoever is refused gets 401 and nothing else (RFC 9110, 15.5.2): for 403 and 404 installers do not look for
credentials, and a name must not be told from one that does not exist.
"""

from datetime import UTC, datetime
from functools import lru_cache

from strongroom.foundation import clock
from strongroom.foundation.identifiers import Kind, stable_id
from strongroom.foundation.names import NormalizedName, is_valid_name, normalize
from strongroom.foundation.tokens import caveats
from strongroom.foundation.tokens.caveats import Scope
from strongroom.foundation.tokens.errors import TokenRefused
from strongroom.foundation.tokens.macaroons import Macaroon
from strongroom.foundation.tokens.recognition import CHALLENGE, Derive, recognize, token_in
from strongroom.interfaces.simple import package_files
from strongroom.interfaces.simple.messages import Request, Response
from strongroom.interfaces.simple.responses import text_response
from strongroom.interfaces.simple.routes import ReadHandlers
from strongroom.readpath.store import PageStore

_FAMILIAR_TOKENS = 4096
"""Kept in memory as genuine; each takes about a kilobyte."""


class Gate:
    """Stands before the handlers.

    Args:
        pages: Where it is known which tokens are live.
        derive: Of the installation's key ring.
        made_at: Address of the page where tokens are made.
    """

    def __init__(self, handlers: ReadHandlers, pages: PageStore, *, derive: Derive, made_at: str) -> None:
        self._handlers = handlers
        self._pages = pages
        self._derive = derive
        self._made_at = made_at
        self._recognize = lru_cache(_FAMILIAR_TOKENS)(self._read_token)
        self._scope_of = lru_cache(_FAMILIAR_TOKENS)(self._find_scope)

    def answer(self, request: Request) -> Response | None:
        """Return the handlers' answer, or that a token is needed; None for what somebody else may answer."""
        if not self._handlers.has(request.path):
            return None
        try:
            self._admit(request)
        except TokenRefused as refusal:
            challenge = ("WWW-Authenticate", CHALLENGE)
            return _private(text_response("401 Unauthorized", refusal.message, challenge))
        response = self._handlers.answer(request)
        return None if response is None else _private(response)

    def _admit(self, request: Request) -> None:
        """Check that the request brings a token that may read this.

        Raises:
            TokenRefused: if not.
        """
        # The version before what is read of it: what is kept under it is never older.
        version, second = self._pages.version(), int(clock.now().timestamp())
        scope = self._scope_of(request.header("authorization"), version, second)
        scope.require_reading(self._project_at(request.path))

    def _find_scope(self, authorization: str, _version: int, second: int) -> Scope:
        """Return what the token of an Authorization header allows in this second and version of the store."""
        macaroon = self._recognize(authorization)
        known = self._pages.find_token(macaroon.identifier)
        if known is None:
            raise TokenRefused(
                "This API token is not accepted.",
                why="It was revoked, or the account of its owner is closed.",
                next_step=f"Make a new one at {self._made_at}.",
            )
        now = datetime.fromtimestamp(second, UTC)  # caveats speak of whole seconds
        owner = stable_id(Kind.PERSON, known.user_id)
        return caveats.check(macaroon.caveats, now=now, user_id=owner).within(known.scope)

    def _read_token(self, authorization: str) -> Macaroon:
        """Return the genuine token of an Authorization header; only such are kept in memory."""
        return recognize(token_in(authorization, made_at=self._made_at), derive=self._derive)

    def _project_at(self, path: str) -> NormalizedName | None:
        """Return the project of which an address speaks; None if of no single one, or of a file that is not here."""
        if path.startswith(package_files.ROOT):
            record = package_files.find_record(self._pages, path)
            return None if record is None else record.project
        raw_name = path.split("/")[2] if path.count("/") > 1 else ""
        return normalize(raw_name) if is_valid_name(raw_name) else None


def _private(response: Response) -> Response:
    """Let no cache that others share keep the answer, and no script of another origin read it."""
    headers = {name: value for name, value in response.fields if not name.startswith("Access-Control-")}
    headers["Cache-Control"] = f"private, {headers.get('Cache-Control', 'no-cache').removeprefix('public, ')}"
    headers["Vary"] = ", ".join(filter(None, ["Authorization", headers.get("Vary")]))
    response.headers, response.lines = list(headers.items()), ""
    return response
