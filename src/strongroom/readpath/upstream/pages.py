"""An upstream's pages, asked for again when they are no longer fresh."""

import logging
from collections.abc import Iterator
from dataclasses import replace
from http import HTTPStatus
from urllib.parse import urlsplit

from strongroom.foundation import clock
from strongroom.foundation.names import NormalizedName
from strongroom.readpath.store import PageStore
from strongroom.readpath.upstream.client import NO_VALIDATORS, PageAnswer, UpstreamClient
from strongroom.readpath.upstream.errors import Busy, UpstreamTrouble, unreachable
from strongroom.readpath.upstream.ledger import NAME_BYTES, Address, Kept, KnownName, Ledger, Outcome
from strongroom.readpath.upstream.reading import UNKNOWN_SIZE, UpstreamPage, read_page
from strongroom.readpath.upstream.rendering import project_state
from strongroom.readpath.upstream.room import Room
from strongroom.readpath.upstream.turns import Turns

MISSING_SECONDS = 60
"""How long a name is taken to be absent upstream."""
FAILED_SECONDS = 10
"""How long after a failure nobody tries again."""
STALE_SECONDS = 30 * 24 * 3600
"""How long a page is served that could not be confirmed."""

_log = logging.getLogger(__name__)


class UpstreamPages:
    """The pages of the names that were asked for, as they are kept in `store`."""

    def __init__(
        self, store: PageStore, *, client: UpstreamClient, ledger: Ledger, room: Room, turns: Turns
    ) -> None:
        self._store = store
        self._client = client
        self._ledger = ledger
        self._room = room
        self._turns = turns

    def refresh(self, name: NormalizedName) -> KnownName:
        """Have the pages of a name as fresh as they can be, and return what is known: FOUND or MISSING.

        Raises:
            UpstreamTrouble: if nothing can be said of the name.
        """
        now = clock.now().timestamp()
        known = self._ledger.find_name(name)
        if known is None or known.ask_again_at <= now:
            try:
                with self._turns.take(f"page {name}"):
                    known = self._ask_unless_asked(name, since=now)
            except Busy:
                if known is None or not _is_usable(known, now):
                    raise
        if known.outcome is Outcome.FAILED:
            raise unreachable("A moment ago it did not, either.")
        self._ledger.note_use(name, at=now)
        return known

    def _ask_unless_asked(self, name: NormalizedName, *, since: float) -> KnownName:
        """Ask, but not if who had the turn before asked after we came, however short the answer is fresh."""
        known = self._ledger.find_name(name)
        if known is not None and max(known.ask_again_at, known.asked_at) > since:
            return known
        return self._ask(name, known)

    def _ask(self, name: NormalizedName, before: KnownName | None) -> KnownName:
        """Ask the upstream about a name; keep and return what is known then."""
        # Only who still has the page may be told that it is unchanged.
        validators = before.validators if before is not None and self._store.owns(name) else NO_VALIDATORS
        try:
            answer = self._client.get_page(name, validators)
            upstream = read_page(answer, name) if answer.status == HTTPStatus.OK else None
        except UpstreamTrouble as trouble:
            _log.warning("The upstream was asked for %s in vain: %s", name, trouble.message)
            known = _after_failure(before)
            self._ledger.put_name(name, known)
            if known.outcome is Outcome.FAILED:
                raise
            return known
        if upstream is not None:
            return self._keep(upstream, answer)
        if answer.status == HTTPStatus.NOT_MODIFIED and before is not None:
            return self._confirm(name, before, answer)
        return self._strike_out(name)

    def _keep(self, upstream: UpstreamPage, answer: PageAnswer) -> KnownName:
        name, now = upstream.page.name, clock.now().timestamp()
        state = project_state(upstream, modified_at=int(now))
        # Compressed forms and records of files take as much again, about.
        size_bytes = NAME_BYTES + 2 * sum(len(body.content) for body in state.pages.values())
        known = KnownName(Outcome.FOUND, now, now, now + answer.fresh_seconds, size_bytes=size_bytes)
        with self._room.taking(Kept(is_content=False, key=name, size_bytes=size_bytes)):
            # First without validators: should this process die in between, the page is asked for whole.
            self._ledger.put_name(name, replace(known, ask_again_at=now))
            with self._store.write() as changes:
                changes.put_project(state)
            known = replace(known, validators=answer.validators)
            self._ledger.put_name(name, known, addresses=_addresses(upstream))
        return known

    def _confirm(self, name: NormalizedName, before: KnownName, answer: PageAnswer) -> KnownName:
        now = clock.now().timestamp()
        known = replace(
            before,
            outcome=Outcome.FOUND,
            confirmed_at=now,
            asked_at=now,
            ask_again_at=now + answer.fresh_seconds,
        )
        self._ledger.put_name(name, known)
        return known

    def _strike_out(self, name: NormalizedName) -> KnownName:
        """Keep that the upstream has no such project, and show nothing of it any more."""
        now = clock.now().timestamp()
        known = KnownName(Outcome.MISSING, now, now, now + MISSING_SECONDS)
        with self._room.taking(Kept(is_content=False, key=name, size_bytes=NAME_BYTES)):
            if self._store.owns(name):
                with self._store.write() as changes:
                    changes.delete_project(name)
            self._ledger.put_name(name, known, addresses=())
        return known


def _is_usable(known: KnownName, now: float) -> bool:
    """A page is there that may be served without the upstream's word."""
    return known.outcome is Outcome.FOUND and now - known.confirmed_at <= STALE_SECONDS


def _after_failure(before: KnownName | None) -> KnownName:
    now = clock.now().timestamp()
    known = before or KnownName(Outcome.FAILED, confirmed_at=0, asked_at=0, ask_again_at=0)
    outcome = Outcome.FOUND if _is_usable(known, now) else Outcome.FAILED
    return replace(known, outcome=outcome, asked_at=now, ask_again_at=now + FAILED_SECONDS)


def _addresses(upstream: UpstreamPage) -> Iterator[Address]:
    """Yield where each file and each metadata file is to be had."""
    for entry in upstream.page.offered_files:
        url = upstream.addresses[entry.filename]
        yield Address(entry.sha256, url, None if entry.size_bytes == UNKNOWN_SIZE else entry.size_bytes)
        if entry.metadata_sha256:
            parts = urlsplit(url)
            yield Address(entry.metadata_sha256, parts._replace(path=parts.path + ".metadata").geturl(), None)
