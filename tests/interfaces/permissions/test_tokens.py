"""Where API tokens are what counts: uploads, what programs read of a private index, and its readers."""

from collections.abc import Iterator

import pytest
from django.conf import settings as settings_now
from django.core.files.uploadedfile import SimpleUploadedFile
from pytest_django import Settings

from strongroom.interfaces.simple.gate import Gate
from strongroom.interfaces.simple.messages import Request
from strongroom.readpath.services.tokens import put_tokens
from tests.interfaces.permissions.asking import Told, Visitor
from tests.interfaces.permissions.kinds import OF_SESSIONS, SIGNED_IN, Credential, Kind
from tests.interfaces.permissions.rows import Answer
from tests.interfaces.permissions.table import ROWS
from tests.interfaces.permissions.table_tokens import PROGRAMS, READ_BY, READERS, UPLOAD_BY, UPLOADS
from tests.interfaces.permissions.world import World
from tests.interfaces.simple.sample_index import SampleIndex
from tests.support.distributions import Wheel

Somebody = tuple[Kind, Credential]

EVERYBODY_S_TOKENS: list[Somebody] = [(kind, Credential.TOKEN) for kind in Kind]
EVERY_CREDENTIAL: list[Somebody] = [(Kind.OWNER, credential) for credential in Credential]
"""Of somebody who may, for the question is what they bring."""


@pytest.mark.parametrize("project", UPLOADS)
def test_uploads_take_a_token_of_somebody_who_may(visitor: Visitor, project: str) -> None:
    wrong = []
    for kind, credential in EVERYBODY_S_TOKENS + EVERY_CREDENTIAL:
        may = kind in UPLOADS[project] and credential in UPLOAD_BY
        told = _upload(visitor, project, kind, credential)
        # Where a token was used is told its owner, whatever came of it.
        is_published = any(fact.partition(".")[0] in {"project", "release", "file"} for fact in told.facts)
        if (told.answer, is_published) != (Answer.YES if may else Answer.FORBIDDEN, may):
            wrong.append(f"{kind}, with {credential}: {told}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize(("method", "at"), PROGRAMS)
def test_programs_read_a_private_index_by_a_token_and_people_by_a_session(
    visitor: Visitor, settings: Settings, method: str, at: str
) -> None:
    settings.STRONGROOM_READ_PUBLIC = False
    wrong = []
    for kind, credential in EVERYBODY_S_TOKENS + EVERY_CREDENTIAL:
        may = kind in SIGNED_IN and credential in {*READ_BY, *OF_SESSIONS, Credential.OTHER_SITE}
        told = visitor.send(method, at, kind, credential, {})
        if told != Told(Answer.YES if may else Answer.TOKEN_NEEDED):
            wrong.append(f"{kind}, with {credential}: {told}")
    assert not wrong, "\n".join(wrong)


def test_what_programs_read_are_the_rows_that_ask_for_a_token() -> None:
    assert {at for _, at in PROGRAMS} == {row.at for row in ROWS if row.when_private is Answer.TOKEN_NEEDED}


@pytest.fixture(scope="module")
def private(world: World, tmp_path_factory: pytest.TempPathFactory) -> Iterator["PrivateReaders"]:
    """Have readers that know the tokens of the world."""
    sample = SampleIndex(tmp_path_factory.mktemp("node"))
    sample.prepare()
    with sample.pages.write() as changes:
        put_tokens(changes, [one.username for one in world.people.values()])
    yield PrivateReaders(world, sample)
    sample.close()


class PrivateReaders:
    """The readers of an index, as they are and behind the gate of a private one."""

    def __init__(self, world: World, sample: SampleIndex) -> None:
        self.handlers = sample.handlers
        self._visitor = Visitor(world)
        digest = sample.wheel.sha256
        self._wheel = f"/packages/{digest[:2]}/{digest[2:4]}/{digest[4:]}/{sample.wheel.filename}"
        self._gate = Gate(
            sample.handlers, sample.pages, derive=settings_now.STRONGROOM_KEYRING.derive, made_at=""
        )

    def status(self, at: str, kind: Kind, credential: Credential) -> str:
        """Return the status with which the gate answers."""
        response = self._gate.answer(self._request(at, self._visitor.headers_of(kind, credential)))
        assert response is not None
        return response.status

    def public_status(self, at: str) -> str:
        """Return the status with which whoever comes is answered where reading is public."""
        response = self.handlers.answer(self._request(at, {}))
        assert response is not None
        return response.status

    def _request(self, at: str, headers: dict[str, str]) -> Request:
        names = {name.lower(): value for name, value in headers.items()}
        return Request("GET", at.format(wheel=self._wheel), headers=names)


def test_every_path_of_the_readers_has_a_row(private: PrivateReaders) -> None:
    """A new one: say in table_tokens.py that it is there, and who reads it."""
    assert set(READERS) == set(private.handlers._handlers)


@pytest.mark.parametrize("at", READERS.values())
def test_readers_of_a_private_index_ask_for_a_token(db: None, private: PrivateReaders, at: str) -> None:
    shown = private.public_status(at)
    assert shown[:3] in {"200", "301", "404"}
    wrong = []
    for kind, credential in EVERYBODY_S_TOKENS + EVERY_CREDENTIAL:
        may = kind in SIGNED_IN and credential in READ_BY
        status = private.status(at, kind, credential)
        if status != (shown if may else "401 Unauthorized"):
            wrong.append(f"{kind}, with {credential}: {status}")
    assert not wrong, "\n".join(wrong)


def _upload(visitor: Visitor, project: str, kind: Kind, credential: Credential) -> Told:
    built = Wheel(name=project, version="2.0")
    part = SimpleUploadedFile(built.filename, built.content, "application/octet-stream")
    form = {":action": "file_upload", **dict(built.form), "content": part}
    return visitor.send("POST", "/legacy/", kind, credential, form)
