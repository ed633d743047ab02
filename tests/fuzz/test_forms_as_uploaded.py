"""Whatever is posted gets an answer: never a fault of ours, and nothing is published but by a 200."""

import base64
import zipfile
from typing import Any

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from strongroom.accounts.services import authenticate_token, issue_token, prove_by_operator
from strongroom.catalog.models import File
from strongroom.foundation import clock
from strongroom.foundation.actors import Actor
from strongroom.infra.journal.services import latest_serial
from tests.support import given as in_place
from tests.support.distributions import Sdist, Wheel
from tests.support.upload_forms import BOUNDARY, multipart

pytestmark = [pytest.mark.django_db, pytest.mark.urls("strongroom.interfaces.uploads.urls")]

fuzz = settings(
    max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)

FORM = f"multipart/form-data; boundary={BOUNDARY}"
SAMPLES = tuple(
    multipart(built)[0] for built in (Wheel(), Sdist(), Wheel(headers={"Requires-Python": ">=3"}))
)
FIELDS = (
    *(
        ":action",
        "protocol_version",
        "filetype",
        "pyversion",
        "name",
        "version",
        "metadata_version",
        "summary",
    ),
    *("md5_digest", "sha256_digest", "blake2_256_digest", "requires_python", "requires_dist", "project_urls"),
    *("classifiers", "description", "description_content_type", "license_expression", "license_file"),
    *("keywords", "provides_extra", "dynamic", "content", "gpg_signature", "attestations", "comment"),
)
FRAGMENTS = (
    *(b"\r\n", b"--", b"\0", b'"', b";", b"=", b"\xff\xfe", b"%00", b"../", b"; filename*=utf-8''%2e%2e"),
    *(f"--{BOUNDARY}".encode(), f"--{BOUNDARY}--".encode(), b"Content-Disposition: form-data"),
    *(b"Content-Transfer-Encoding: base64\r\n", b"Content-Type: image/png\r\n", b"A" * 5000),
)


class Poster:
    """Posts to the upload address as ada, and watches what becomes of it."""

    def __init__(self, client: Client, token: str) -> None:
        self._client = client
        self._authorization = "Basic " + base64.b64encode(f"__token__:{token}".encode()).decode()

    def post(self, body: bytes, content_type: str = FORM, **headers: str) -> Any:
        """Post, and return the answer, which is ours; a fault of ours is raised by Django's client."""
        before = self._state()
        answer = self._client.post(
            "/legacy/",
            body,
            content_type=content_type,
            headers={"authorization": self._authorization, **headers},
        )
        assert answer.status_code in {200, 400, 403, 405, 410, 429}, answer.content
        assert answer.status_code == 200 or self._state() == before, "a refusal leaves no trace"
        assert "\n" not in answer.reason_phrase
        answer.reason_phrase.encode("iso-8859-1")
        return answer

    def _state(self) -> tuple[int, int]:
        return latest_serial(), File.objects.count()


@pytest.fixture
def poster(client: Client) -> Poster:
    ada = in_place.person("ada")
    now = clock.now()
    proof = prove_by_operator(ada.username, by=Actor.operator(name="console"), now=now)
    token = issue_token(proof, name="fuzz", projects=None, expires_at=None, now=now)
    # That it was used for the first time is a fact of the token, not of what is uploaded with it.
    authenticate_token(token, now=now)
    return Poster(client, token)


mutation = st.one_of(
    st.tuples(st.just("replace"), st.integers(0, 10_000), st.binary(min_size=1, max_size=4)),
    st.tuples(st.just("insert"), st.integers(0, 10_000), st.sampled_from(FRAGMENTS)),
    st.tuples(st.just("cut"), st.integers(0, 10_000), st.binary(max_size=200)),
    st.tuples(st.just("end"), st.integers(0, 10_000), st.just(b"")),
)


def mutate(body: bytes, kind: str, position: int, content: bytes) -> bytes:
    """Return the body with one thing changed."""
    at = position % (len(body) + 1)
    if kind == "end":
        return body[:at]
    skipped = {"replace": len(content), "insert": 0, "cut": 2 * len(content)}[kind]
    return body[:at] + (b"" if kind == "cut" else content) + body[at + skipped :]


@fuzz
@given(sample=st.sampled_from(SAMPLES), mutations=st.lists(mutation, min_size=1, max_size=5))
def test_a_real_form_that_was_damaged(
    poster: Poster, sample: bytes, mutations: list[tuple[str, int, bytes]]
) -> None:
    for one in mutations:
        sample = mutate(sample, *one)
    poster.post(sample)


part = st.tuples(
    st.one_of(st.sampled_from(FIELDS), st.text(max_size=20)),
    st.one_of(
        st.none(),
        st.sampled_from((Wheel().filename, Sdist().filename, "", "/", "a\0b.whl")),
        st.text(max_size=30),
    ),
    st.one_of(st.binary(max_size=200), st.text(max_size=100).map(str.encode)),
)


@fuzz
@given(parts=st.lists(part, max_size=12))
def test_a_form_of_any_fields(poster: Poster, parts: list[tuple[str, str | None, bytes]]) -> None:
    body = b""
    for name, filename, content in parts:
        shown = f'name="{name}"' + ("" if filename is None else f'; filename="{filename}"')
        head = f"--{BOUNDARY}\r\nContent-Disposition: form-data; {shown}\r\n\r\n"
        body += head.encode("utf-8", "surrogatepass") + content + b"\r\n"
    poster.post(body + f"--{BOUNDARY}--\r\n".encode())


value = st.one_of(
    st.text(max_size=80),
    st.sampled_from(
        ("", "UNKNOWN", "\0", "1.0", "demo", "9" * 5000, "a" * 70_000, "1!" * 40, ">=3,<", "text/x-rst; x")
    ),
)


@fuzz
@given(changes=st.dictionaries(st.sampled_from(FIELDS), st.lists(value, max_size=3), min_size=1, max_size=4))
def test_a_real_form_with_other_values(poster: Poster, changes: dict[str, list[str]]) -> None:
    class Changed(Wheel):
        @property
        def form(self) -> dict[str, list[str]]:
            return {**super().form, **changes}

    poster.post(multipart(Changed())[0])


def wheel_with(content: bytes) -> tuple[bytes, str]:
    """Return the body of an upload of demo's wheel, with this content and its true digests."""

    class Replaced(Wheel):
        @property
        def content(self) -> bytes:
            return content

    return multipart(Replaced())


@fuzz
@given(
    mutations=st.lists(mutation, min_size=1, max_size=4),
    metadata=st.one_of(st.none(), st.binary(max_size=300)),
)
def test_a_damaged_archive_with_true_digests(
    poster: Poster, mutations: list[tuple[str, int, bytes]], metadata: bytes | None
) -> None:
    files = {} if metadata is None else {"demo-1.0.dist-info/METADATA": metadata}
    content = Wheel(files=files, compression=zipfile.ZIP_STORED).content
    for one in mutations if metadata is None else ():
        content = mutate(content, *one)
    poster.post(wheel_with(content)[0])


@fuzz
@given(
    body=st.one_of(st.binary(max_size=500), st.sampled_from(SAMPLES)),
    content_type=st.one_of(
        st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=60),
        st.builds("multipart/form-data; boundary={}".format, st.text(max_size=90)),
    ),
    length=st.one_of(st.none(), st.sampled_from(("", "x", "-1", "0", "1", "²"))),
)
def test_any_body_of_any_type(poster: Poster, body: bytes, content_type: str, length: str | None) -> None:
    poster.post(body, content_type, **({} if length is None else {"content-length": length}))


@fuzz
@given(
    authorization=st.one_of(
        st.text(st.characters(min_codepoint=0, max_codepoint=255), max_size=80),
        st.binary(max_size=90).map(lambda raw: "Basic " + base64.b64encode(raw).decode()),
        st.binary(max_size=90).map(
            lambda raw: "Basic " + base64.b64encode(b"__token__:strongroom-" + raw).decode()
        ),
        st.binary(max_size=90).map(lambda raw: "Bearer strongroom-" + base64.urlsafe_b64encode(raw).decode()),
    )
)
def test_any_authorization(poster: Poster, authorization: str) -> None:
    assert poster.post(SAMPLES[0], authorization=authorization).status_code == 403


def test_limits_of_fields_and_files_are_told(poster: Poster) -> None:
    field = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="classifiers"\r\n\r\nx\r\n'.encode()
    assert poster.post(field * 4100 + f"--{BOUNDARY}--\r\n".encode()).status_code == 400
    large = (
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="description"\r\n\r\n'.encode()
        + b"x" * 5_000_000
    )
    assert poster.post(large + f"\r\n--{BOUNDARY}--\r\n".encode()).status_code == 400


def test_a_real_form_is_published(poster: Poster) -> None:
    """The samples are sound, so that the tests above begin at the border of what is taken."""
    assert [poster.post(sample).status_code for sample in SAMPLES[:2]] == [200, 200]
    assert File.objects.count() == 2
