"""The upload address as clients use it: what is answered, and what is or is not changed."""

import base64
import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import Settings

from strongroom.accounts.queries import Person
from strongroom.accounts.services import issue_token, prove_by_operator
from strongroom.catalog.queries import find_project, list_files, list_releases
from strongroom.catalog.services import grant_namespace
from strongroom.foundation import clock
from strongroom.foundation.actors import Actor
from strongroom.foundation.names import normalize
from strongroom.infra.journal.queries import list_entries_of_project, project_serials
from strongroom.infra.storage.local import ContentStore
from tests.support import given
from tests.support.distributions import Sdist, Wheel
from tests.support.upload_forms import multipart

pytestmark = [pytest.mark.django_db, pytest.mark.urls("strongroom.interfaces.uploads.urls")]

Upload = Callable[..., Any]


@pytest.fixture
def ada() -> Person:
    return given.person("ada")


def token_for(person: Person, *projects: str, expires_in: timedelta | None = None) -> str:
    now = clock.now()
    return issue_token(
        prove_by_operator(person.username, by=Actor.operator(name="console"), now=now),
        name="test",
        projects=[normalize(name) for name in projects] or None,
        expires_at=now + expires_in if expires_in else None,
        now=now,
    )


def basic(username: str, password: str) -> str:
    return "Basic " + base64.b64encode(f"{username}:{password}".encode()).decode()


@pytest.fixture
def upload(client: Client, ada: Person) -> Upload:
    """Send a distribution as ada, with changes to the form: None leaves a field out."""
    token = token_for(ada)

    def send(
        built: Wheel | Sdist, *, authorization: str | None = None, accept: str = "*/*", **changes: Any
    ) -> Any:
        form = {
            ":action": ["file_upload"],
            **built.form,
            **{k: v if isinstance(v, list) else [v] for k, v in changes.items() if v is not None},
        }
        fields: dict[str, Any] = {
            name: values for name, values in form.items() if changes.get(name, "") is not None
        }
        content = changes.get(
            "content", SimpleUploadedFile(built.filename, built.content, "application/octet-stream")
        )
        if content is not None:
            fields["content"] = content
        headers = {"authorization": authorization or basic("__token__", token), "accept": accept}
        return client.post("/legacy/", fields, headers=headers)

    return send


def test_a_wheel_is_published_with_its_metadata(upload: Upload, settings: Settings) -> None:
    wheel = Wheel(name="Harbor.Light", headers={"Requires-Python": ">=3.11", "Summary": "Finds harbors."})
    answer = upload(wheel)
    assert (answer.status_code, answer.reason_phrase) == (200, "OK")
    (file,) = list_files(normalize("harbor-light"))
    contents = ContentStore(settings.STRONGROOM_CONTENT_FOLDER)
    assert contents.path(file.sha256).read_bytes() == wheel.content
    assert contents.path(file.metadata_sha256).read_bytes() == wheel.metadata
    (release,) = list_releases(normalize("harbor-light"))
    assert (release.version, release.requires_python, release.summary) == ("1.0", ">=3.11", "Finds harbors.")
    assert release.published_by == "token:ada"


def test_an_sdist_is_published(upload: Upload) -> None:
    assert upload(Sdist(name="harborlight")).status_code == 200
    assert [file.filename for file in list_files(normalize("harborlight"))] == ["harborlight-1.0.tar.gz"]


def test_the_identical_file_again_is_a_success_that_changes_nothing(upload: Upload) -> None:
    upload(Wheel())
    before = project_serials()
    assert upload(Wheel()).status_code == 200
    assert project_serials() == before


def test_other_content_under_a_published_name_is_refused_in_the_words_that_clients_look_for(
    upload: Upload,
) -> None:
    upload(Wheel())
    answer = upload(Wheel(files={"demo/more.py": b"x = 1\n"}))
    assert answer.status_code == 400
    assert answer.reason_phrase.startswith("File already exists")
    assert len(list_files(normalize("demo"))) == 1


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"name": None}, "name"),
        ({"name": "-x-"}, "not a valid"),
        ({"version": "one"}, "version"),
        ({"filetype": "bdist_egg"}, "filetype"),
        ({"sha256_digest": "0" * 64}, "digest"),
        ({"sha256_digest": "xyz"}, "digest"),
        ({"metadata_version": "9.9"}, "metadata"),
        ({"pyversion": None}, "Python version"),
        ({"protocol_version": "2"}, "protocol"),
        ({"content": None}, "file"),
        ({"content": "just text"}, "file"),
        ({"content": SimpleUploadedFile("demo-1.0-py3-none-any.whl", b"not a zip")}, "digest"),
        ({"name": "other"}, "other"),
        ({"requires_python": ">=2"}, "equires-Python"),
        ({"summary": SimpleUploadedFile("summary", b"text")}, "summary"),
    ],
    ids=lambda value: str(value)[:40],
)
def test_bad_input_gets_a_clear_answer_and_leaves_no_trace(
    upload: Upload, changes: dict[str, Any], words: str
) -> None:
    before = project_serials()
    answer = upload(Wheel(), **changes)
    assert answer.status_code == 400
    assert words.lower() in answer.content.decode().lower()
    assert answer.reason_phrase == " ".join(answer.content.decode().split()).replace("…", "...")
    assert project_serials() == before
    assert list_files(normalize("demo")) == []


def test_a_file_name_with_a_path_is_refused_as_it_was_sent(client: Client, ada: Person) -> None:
    body, boundary = multipart(Wheel(), filename="../../demo-1.0-py3-none-any.whl")
    headers = {"authorization": basic("__token__", token_for(ada))}
    answer = client.post(
        "/legacy/", body, content_type=f"multipart/form-data; boundary={boundary}", headers=headers
    )
    assert answer.status_code == 400
    assert "'/'" in answer.reason_phrase


def test_two_files_in_one_form_are_refused_because_nobody_knows_which_is_meant(
    client: Client, ada: Person
) -> None:
    wheel = Wheel()
    body, boundary = multipart(wheel)
    second = (
        f'--{boundary}\r\nContent-Disposition: form-data; name="content"; filename="{wheel.filename}"\r\n\r\n'
    )
    end = f"--{boundary}--\r\n".encode()
    answer = client.post(
        "/legacy/",
        body.removesuffix(end) + second.encode() + b"more\r\n" + end,
        content_type=f"multipart/form-data; boundary={boundary}",
        headers={"authorization": basic("__token__", token_for(ada))},
    )
    assert answer.status_code == 400
    assert "more than once" in answer.reason_phrase


def test_the_longest_file_name_and_version_are_taken(upload: Upload) -> None:
    version = "1" + ".1" * 99
    wheel = Wheel(name="a" * 29, version=version)
    assert (len(version), len(wheel.filename)) == (199, 246)
    assert upload(wheel).status_code == 200
    (entry,) = list_entries_of_project("a" * 29)
    assert entry.subject == wheel.filename


def test_several_faults_are_told_together_in_the_status_line_and_a_line_each_in_the_body(
    upload: Upload,
) -> None:
    answer = upload(Wheel(headers={"License-File": "LICENSE"}), classifiers="Made :: Up", summary="x" * 600)
    lines = answer.content.decode().splitlines()
    assert [words.split()[0] for words in lines] == ["Classifier", "Summary", "License-File"]
    assert answer.reason_phrase == " ".join(lines)


def test_what_does_not_fit_into_the_status_line_is_counted_there_and_told_in_the_body(upload: Upload) -> None:
    answer = upload(Wheel(), classifiers=[f"Made :: Up :: {number}" for number in range(40)])
    lines = answer.content.decode().splitlines()
    assert len(lines) == 40
    said, _, more = answer.reason_phrase.rpartition(" (and ")
    number = int(more.removesuffix(" more)"))
    assert said == " ".join(lines[:-number])
    assert len(answer.reason_phrase) <= 1520


@pytest.mark.parametrize("action", ["submit", "submit_pkg_info", "doc_upload"])
def test_actions_of_old_are_gone(upload: Upload, action: str) -> None:
    assert upload(Wheel(), **{":action": action}).status_code == 410


@pytest.mark.parametrize("action", ["", "something"])
def test_unknown_actions_are_refused(upload: Upload, action: str) -> None:
    answer = upload(Wheel(), **{":action": action})
    assert (answer.status_code, answer.headers["Allow"]) == (405, "GET, HEAD")


@pytest.mark.parametrize(
    "authorization",
    [
        "Basic !!!",
        basic("ada", "password"),
        basic("__token__", "strongroom-nonsense"),
        "Bearer x",
        "Digest x",
        basic("", ""),
    ],
)
def test_without_a_valid_token_nothing_is_taken(upload: Upload, authorization: str) -> None:
    answer = upload(Wheel(), authorization=authorization)
    assert answer.status_code == 403
    assert "token" in answer.reason_phrase
    assert list_files(normalize("demo")) == []


def test_surrounding_white_space_of_a_token_is_ignored(upload: Upload, ada: Person) -> None:
    assert upload(Wheel(), authorization=basic("__token__", f" {token_for(ada)}\n")).status_code == 200


def test_a_bearer_token_is_taken_too(upload: Upload, ada: Person) -> None:
    assert upload(Wheel(), authorization=f"Bearer {token_for(ada)}").status_code == 200


def test_a_token_of_one_project_publishes_no_other(upload: Upload, ada: Person) -> None:
    answer = upload(Wheel(), authorization=basic("__token__", token_for(ada, "other")))
    assert answer.status_code == 403
    assert "demo" in answer.reason_phrase


def test_somebody_else_s_project_is_not_theirs_to_publish(upload: Upload) -> None:
    upload(Wheel())
    cleo = given.person("cleo")
    answer = upload(Wheel(version="2.0"), authorization=basic("__token__", token_for(cleo)))
    assert answer.status_code == 403
    assert len(list_files(normalize("demo"))) == 1


def test_an_announced_mandate_is_told_in_the_answer(upload: Upload, ada: Person) -> None:
    given.downloads(given.release(ada, "demo", "0.1"), 5000, on=clock.today() - timedelta(days=1))
    given.designation(on=clock.today())
    given.mandate(at=clock.now())
    answer = upload(Wheel())
    assert answer.status_code == 200
    assert answer.content.decode().startswith("WARNING: demo is a critical project: from ")


def test_a_mandate_in_force_refuses_in_the_status_line(upload: Upload, ada: Person) -> None:
    given.downloads(given.release(ada, "demo", "0.1"), 5000, on=clock.today() - timedelta(days=1))
    given.designation(on=clock.today())
    given.mandate(at=clock.now() - timedelta(days=100))
    answer = upload(Wheel())
    assert answer.status_code == 403
    for words in ("demo is a critical project", "second factor", "/account/second-factor/"):
        assert words in answer.reason_phrase


def test_too_many_new_projects_are_refused_with_when_to_go_on(upload: Upload, settings: Settings) -> None:
    settings.STRONGROOM_NEW_PROJECTS_PER_PERSON = 2
    clock.install(lambda: given.NOON)
    for number in range(2):
        assert upload(Wheel(name=f"one{number}")).status_code == 200
    answer = upload(Wheel(name="more"))
    assert answer.status_code == 429
    assert "ada has begun 2 projects within an hour" in answer.reason_phrase
    assert "13:00 UTC" in answer.reason_phrase
    assert answer.headers["Retry-After"] == "Mon, 02 Mar 2026 13:00:00 GMT"
    assert upload(Wheel(name="one0", version="2.0")).status_code == 200


def test_uv_gets_json(upload: Upload) -> None:
    answer = upload(
        Wheel(), version="one", accept="application/json;q=0.9, text/plain;q=0.8, text/html;q=0.7"
    )
    body = json.loads(answer.content)
    assert body["code"] == f"400 {body['message']}"


def test_a_file_over_the_limit_is_refused_and_not_kept(upload: Upload, settings: Settings) -> None:
    settings.STRONGROOM_FILE_LIMIT_BYTES = 200
    answer = upload(Wheel())
    assert answer.status_code == 400
    assert "too large" in answer.reason_phrase
    assert list(ContentStore(settings.STRONGROOM_CONTENT_FOLDER).digests()) == []


def test_the_missing_slash_keeps_the_post(client: Client) -> None:
    answer = client.post("/legacy")
    assert (answer.status_code, answer.headers["Location"]) == (308, "/legacy/")


@pytest.mark.parametrize(
    ("body", "content_type", "status"),
    [
        (b"", "multipart/form-data; boundary=x", 400),
        (b"--x\r\nContent-Disposition: form-data; name=", "multipart/form-data; boundary=x", 405),
        (b"--x\r\n", "multipart/form-data", 400),
        (b'{"name": "demo"}', "application/json", 400),
        (b"name=demo", "application/x-www-form-urlencoded", 400),
    ],
)
def test_a_body_that_is_no_form_gets_a_4xx(
    client: Client, ada: Person, body: bytes, content_type: str, status: int
) -> None:
    headers = {"authorization": basic("__token__", token_for(ada))}
    answer = client.post("/legacy/", body, content_type=content_type, headers=headers)
    assert answer.status_code == status


def test_reading_the_upload_address_says_what_it_is_for(client: Client) -> None:
    answer = client.get("/legacy/")
    assert answer.status_code == 200
    assert b"twine upload" in answer.content
    for method, address in (("GET", "/legacy/?:action=file_upload"), ("PUT", "/legacy/")):
        answer = client.generic(method, address)
        assert (answer.status_code, answer.headers["Allow"]) == (405, "POST")


def test_a_new_project_in_the_namespace_of_somebody_else_is_refused_in_words(upload: Upload) -> None:
    upload(Wheel(name="kite-old"))
    given.person("ben")
    otto = Actor.operator(name="otto")
    grant_namespace(normalize("kite"), username="ben", by=otto, reason="Ben's trade mark.", now=clock.now())
    answer = upload(Wheel(name="kite-new"))
    assert answer.status_code == 409
    assert "kite-new lies in the namespace kite, which is reserved for ben" in answer.reason_phrase
    assert find_project(normalize("kite-new")) is None
    assert upload(Wheel(name="kite-old", version="2.0")).status_code == 200
