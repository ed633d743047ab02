"""The rows of the contract with upload clients: what is sent, and the status and words it is answered with.

The numbers are those of docs/reference/uploads.md.
"""

import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from strongroom.accounts.queries import list_tokens
from strongroom.accounts.services import revoke_token
from strongroom.catalog.services import archive, grant_namespace
from strongroom.foundation import clock
from strongroom.foundation.permits import Action
from strongroom.mandates.services import permit
from tests.interfaces.uploads.desk import DEMO, OTTO, Desk, basic, part
from tests.support import given
from tests.support.distributions import Sdist, Wheel, tar_of

ELSEWHERE = "203.0.113.7"


@dataclass(frozen=True)
class Case:
    """What is sent, and how it is answered.

    Args:
        name: The row's number, and what is the case.
        words: What the reason phrase begins with, or holds after `…`.
    """

    name: str
    status: int
    words: str
    act: Callable[[Desk], Any]


def row(name: str, status: int, words: str, act: Callable[[Desk], Any]) -> Case:
    return Case(name, status, words, act)


def sends(built: Wheel | Sdist, **changes: Any) -> Callable[[Desk], Any]:
    return lambda desk: desk.send(built, **changes)


def sends_bytes(built: Wheel | Sdist, content: bytes) -> Callable[[Desk], Any]:
    return lambda desk: desk.send_bytes(built, content)


def with_setting(name: str, value: object, act: Callable[[Desk], Any]) -> Callable[[Desk], Any]:
    def changed(desk: Desk) -> Any:
        setattr(desk.settings, f"STRONGROOM_{name}", value)
        return act(desk)

    return changed


def after(first: Callable[[Desk], object], act: Callable[[Desk], Any]) -> Callable[[Desk], Any]:
    def both(desk: Desk) -> Any:
        first(desk)
        return act(desk)

    return both


def _undecodable_field(desk: Desk) -> Any:
    body = b'--b\r\nContent-Disposition: form-data; name="summary"\r\n\r\n\xff\xfe\r\n--b--\r\n'
    return desk.client.generic(
        "POST",
        "/legacy/",
        body,
        content_type="multipart/form-data; boundary=b",
        headers={"authorization": f"Bearer {desk.token}"},
    )


def _revoked(desk: Desk) -> Any:
    (token,) = list_tokens(desk.ada.user_id)
    revoke_token(given.acting(desk.ada), token_id=token.id, now=clock.now())
    return desk.send(Wheel())


def _frozen(desk: Desk) -> Any:
    given.closed(desk.ada)
    return desk.send(Wheel())


def _unverified(desk: Desk) -> Any:
    return desk.send(Wheel(), token=desk.token_of(given.person("ben", verified=False)))


def _unverified_maintainer(desk: Desk) -> Any:
    given.release(desk.ada, "demo", "0.1")
    ben = given.person("ben", verified=False)
    given.role(ben, DEMO)
    return desk.send(Wheel(), token=desk.token_of(ben))


def _one_project_more(desk: Desk) -> Any:
    desk.send(Wheel(name="one"))
    desk.send(Wheel(name="two"))
    return desk.send(Wheel())


def _one_project_more_from_here(desk: Desk) -> Any:
    form = {":action": ["file_upload"]}
    answers = []
    for name in ("one", "two", "three"):
        wheel = Wheel(name=name)
        token = desk.token_of(given.person(f"of-{name}"))
        sent = {**form, **wheel.form, "content": part(wheel.filename, wheel.content)}
        answers.append(desk.post(sent, token=token, REMOTE_ADDR=ELSEWHERE))
    return answers[-1]


def _in_a_namespace(desk: Desk) -> Any:
    given.person("ben")
    grant_namespace(DEMO, username="ben", by=OTTO, reason="A trade mark.", now=clock.now())
    return desk.send(Wheel())


def _archived(desk: Desk) -> Any:
    given.release(desk.ada, "demo", "0.1")
    archive(permit(given.acting(desk.ada), Action.ARCHIVE, DEMO, now=clock.now()), reason="Done.")
    return desk.send(Wheel())


def _others_project(desk: Desk, **changes: Any) -> Any:
    given.release(desk.ada, "demo", "0.1")
    return desk.send(Wheel(), token=desk.stranger(), **changes)


def _withdrawn(built: Wheel | Sdist) -> Callable[[Desk], Any]:
    def act(desk: Desk) -> Any:
        desk.send(Wheel())
        desk.withdraw()
        return desk.send(built)

    return act


CHANGED = Wheel(files={"demo/more.py": b"x = 1\n"})
LARGE = Wheel(files={"demo/zeros": bytes(65 * 1024 * 1024)})
INFO = "demo-1.0.dist-info"

ROWS = [
    row("1-bytes-in-the-query", 400, "The query string", lambda d: d.post({}, path="/legacy/?x=%ff")),
    row("1-bytes-in-the-form", 400, "The upload form cannot be read", _undecodable_field),
    row("2-without-tls", 403, "SSL is required", with_setting("URL", "https://testserver", sends(Wheel()))),
    row("3-without-slash", 308, "", lambda d: d.post({}, path="/legacy")),
    row("4-submit", 410, "The action 'submit' is gone", sends(Wheel(), **{":action": "submit"})),
    row("4-submit-pkg-info", 410, "The action", sends(Wheel(), **{":action": "submit_pkg_info"})),
    row("4-doc-upload", 410, "The action", sends(Wheel(), **{":action": "doc_upload"})),
    row("4-gone-by-get", 410, "The action", lambda d: d.client.get("/legacy/?:action=submit")),
    row("4-no-action", 405, "The form has no known :action", sends(Wheel(), **{":action": None})),
    row("4-unknown-action", 405, "The form has no known :action", sends(Wheel(), **{":action": "list"})),
    row("4-read", 200, "OK", lambda d: d.client.get("/legacy/")),
    row("4-upload-by-get", 405, "Upload", lambda d: d.client.get("/legacy/?:action=file_upload")),
    row("5-unknown-is-nothing", 200, "OK", sends(Wheel(), license="UNKNOWN", summary="UNKNOWN")),
    row("5-nul-is-escaped", 200, "OK", sends(Wheel(headers={"Summary": "a\0b"}))),
    row(
        "5-text-as-a-file",
        400,
        "The field 'summary' was sent as a file",
        sends(Wheel(), summary=part("a", b"a")),
    ),
    row("6-read-only", 403, "Read-only mode", with_setting("READ_ONLY", True, sends(Wheel()))),
    row("6b-uploads-disabled", 403, "New uploads are", with_setting("UPLOADS", "closed", sends(Wheel()))),
    row(
        "7-user-name-and-password",
        403,
        "User name and password are not taken",
        lambda d: d.post({}, headers={"authorization": basic("ada", "secret")}),
    ),
    row("7b-nothing", 403, "No API token", lambda d: d.post({}, headers={})),
    row("7b-nonsense", 403, "…token", sends(Wheel(), token="strongroom-nonsense")),
    row("7b-revoked", 403, "…revoked", _revoked),
    row("7b-frozen", 403, "…", _frozen),
    row("8-protocol-version", 400, "Unknown protocol version", sends(Wheel(), protocol_version="2")),
    row("9-no-name", 400, "Name is missing", sends(Wheel(), name=None)),
    row("9-no-project-s-name", 400, "'-x-' is not a valid project name", sends(Wheel(), name="-x-")),
    row("9-name-with-newline", 400, "'demo\\n' is not a valid", sends(Wheel(), name="demo\n")),
    row(
        "9-long-name-is-elided",
        400,
        f"'{'é' * 60}... is not a valid".replace("...", "...'"),
        sends(Wheel(), name="é" * 99),
    ),
    row("10-filetype", 400, "The field filetype is 'bdist_egg'", sends(Wheel(), filetype="bdist_egg")),
    row("10-no-filetype", 400, "The field filetype is ''", sends(Wheel(), filetype=None)),
    row("11-sha256", 400, "The field sha256_digest is 'xyz'", sends(Wheel(), sha256_digest="xyz")),
    row("11-blake2", 400, "The field blake2_256_digest", sends(Wheel(), blake2_256_digest="0" * 63)),
    row("12-wheel-without-python", 400, "Python version is required", sends(Wheel(), pyversion=None)),
    row("12-sdist-for-a-python", 400, "The field pyversion is 'py3'", sends(Sdist(), pyversion="py3")),
    row("12-sdist-without-python", 200, "OK", sends(Sdist(), pyversion=None)),
    row(
        "13-no-digest",
        400,
        "No digest of the file is given. Include at least one message digest",
        sends(Wheel(), md5_digest=None, sha256_digest=None, blake2_256_digest=None),
    ),
    row("13-md5-is-enough", 200, "OK", sends(Wheel(), sha256_digest=None, blake2_256_digest=None)),
    row("14-metadata", 400, "Metadata-Version is '9.9'", sends(Wheel(), metadata_version="9.9")),
    row("15-no-file", 400, "The upload does not have a file", sends(Wheel(), content=None)),
    row("15-file-as-text", 400, "The upload does not have a file", sends(Wheel(), content="text")),
    row("17-new-project-without-address", 403, "ben has no verified mail address", _unverified),
    row(
        "18-new-project-without-factor",
        403,
        "The API tokens of ada are suspended",
        after(Desk.mandate, sends(Wheel(name="new"))),
    ),
    row(
        "19-too-many-of-a-person",
        429,
        "ada has begun 2 projects",
        with_setting("NEW_PROJECTS_PER_PERSON", 2, _one_project_more),
    ),
    row(
        "19-too-many-of-an-address",
        429,
        "From your address, 2 projects",
        with_setting("NEW_PROJECTS_PER_ADDRESS", 2, _one_project_more_from_here),
    ),
    row(
        "20-no-new-projects",
        403,
        "New projects are",
        with_setting("UPLOADS", "known-projects", sends(Wheel())),
    ),
    row(
        "20-known-projects-go-on",
        200,
        "OK",
        with_setting(
            "UPLOADS", "known-projects", after(lambda d: given.release(d.ada, "demo", "0.1"), sends(Wheel()))
        ),
    ),
    row("21-standard-library", 400, "The name asyncio conflicts with a module", sends(Wheel(name="asyncio"))),
    row("21-prohibited", 400, "The name requirements-txt", sends(Wheel(name="requirements-txt"))),
    row(
        "21-too-similar",
        400,
        "The name dem0",
        after(
            lambda d: given.release(d.ada, "demo", "0.1"),
            lambda d: d.send(Wheel(name="dem0"), token=d.stranger()),
        ),
    ),
    row("21-somebody-else-s-namespace", 409, "The name demo lies in the namespace demo", _in_a_namespace),
    row("22-no-role", 403, "cleo may not upload to demo", _others_project),
    row(
        "22-token-of-another-project",
        403,
        "This API token was not made for demo",
        lambda d: d.send(Wheel(), token=d.token_of(d.ada, "other")),
    ),
    row("22-archived", 403, "demo is archived", _archived),
    row(
        "22-a-stranger-hears-nothing-of-the-file",
        403,
        "cleo may not",
        lambda d: _others_project(d, filename="x.whl", md5_digest="0" * 32),
    ),
    row("23-no-address", 403, "ben has no verified mail address", _unverified_maintainer),
    row(
        "23-no-second-factor",
        403,
        "demo is a critical project, and ada has not enrolled",
        after(Desk.mandate, sends(Wheel())),
    ),
    row(
        "26-description",
        400,
        "The description failed to render for 'text/x-rst'",
        sends(Wheel(description=".. include:: /etc/passwd\n\n====\n\n.. bad::\n")),
    ),
    row(
        "28-control-characters",
        400,
        "The file name",
        sends(Wheel(), filename="demo\x01-1.0-py3-none-any.whl"),
    ),
    row("30-egg", 400, "Invalid file extension", sends(Wheel(), filename="demo-1.0-py3.egg")),
    row("30-zip", 400, "Invalid file extension", sends(Sdist(), filename="demo-1.0.zip")),
    row("30-wheel-as-sdist", 400, "Invalid file extension", sends(Sdist(), filename=Wheel().filename)),
    row(
        "31-picture",
        400,
        "The file is sent as 'image/png'",
        sends(Wheel(), content=part(Wheel().filename, Wheel().content, "image/png")),
    ),
    row("32-file-too-large", 400, "File too large", with_setting("FILE_LIMIT_BYTES", 200, sends(Wheel()))),
    row(
        "33-project-too-large",
        400,
        "Project size too large",
        with_setting("PROJECT_LIMIT_BYTES", 200, sends(Wheel())),
    ),
    row("34-sha256", 400, "The digest supplied does not match", sends(Wheel(), sha256_digest="0" * 64)),
    row("34-md5", 400, "The digest supplied does not match", sends(Wheel(), md5_digest="0" * 32)),
    row("34-blake2", 400, "The digest supplied does not match", sends(Wheel(), blake2_256_digest="0" * 64)),
    row("35-identical", 200, "OK", after(sends(Wheel()), sends(Wheel()))),
    row(
        "36-other-content-under-the-same-name",
        400,
        "File already exists ('demo-1.0",
        after(sends(Wheel()), sends(CHANGED)),
    ),
    row(
        "36-same-content-under-another-name",
        400,
        "File already exists",
        after(sends(Wheel()), sends(Wheel(), filename="demo-1.0-1-py3-none-any.whl")),
    ),
    row(
        "37-name-of-a-withdrawn-file",
        400,
        "The file name 'demo-1.0-py3-none-any.whl' was used",
        _withdrawn(Wheel()),
    ),
    row("37-withdrawn-version", 400, "Version 1.0 of demo was withdrawn", _withdrawn(Sdist())),
    row(
        "38-closed-release",
        400,
        "Release 1.0 of demo is closed",
        after(sends(Wheel()), after(lambda d: d.later(14.1), sends(Sdist()))),
    ),
    row("38-open-release", 200, "OK", after(sends(Wheel()), after(lambda d: d.later(13.9), sends(Sdist())))),
    row(
        "38-closed-release-identical-file",
        200,
        "OK",
        after(sends(Wheel()), after(lambda d: d.later(15), sends(Wheel()))),
    ),
    row(
        "38-never-closed",
        200,
        "OK",
        with_setting(
            "RELEASE_OPEN_DAYS", 0, after(sends(Wheel()), after(lambda d: d.later(900), sends(Sdist())))
        ),
    ),
    row(
        "39-second-sdist",
        400,
        "File already exists",
        after(sends(Sdist()), sends(Sdist(files={"demo-1.0/a": b""}))),
    ),
    row(
        "40-zip-and-tar",
        400,
        "The file is both a ZIP and a tar file",
        sends_bytes(Wheel(), tar_of([("a", b"")]) + Wheel().content),
    ),
    row("41-no-zip", 400, "…ZIP", sends_bytes(Wheel(), b"PK or not")),
    row("42-bomb", 400, "…exceeds a compression ratio of 50", sends(LARGE)),
    row("43-method", 400, "…compression", sends(Wheel(compression=zipfile.ZIP_BZIP2))),
    row(
        "44-two-top-folders",
        400,
        "Incorrect number of top-level directories",
        sends(Sdist(files={"other/a": b""})),
    ),
    row("44-no-pkg-info", 400, "PKG-INFO not found at", sends(Sdist(omit=("PKG-INFO",)))),
    row("45-no-wheel-file", 400, "…required WHEEL file: not found at", sends(Wheel(omit=("WHEEL",)))),
    row("47-prepended-data", 400, "The ZIP file", sends_bytes(Wheel(), b"#!" + Wheel().content)),
    row("47-trailing-data", 400, "…data after its end", sends_bytes(Wheel(), Wheel().content + b"more")),
    row("48-no-tar", 400, "…not a gzip-compressed tar file", sends_bytes(Sdist(), b"no tar")),
    row("48-truncated", 400, "The file is cut off", sends_bytes(Sdist(), Sdist().content[:-20])),
    row(
        "49-sdist-of-another-project",
        400,
        "The file name 'other-1.0.tar.gz' is invalid",
        sends(Sdist(), filename="other-1.0.tar.gz"),
    ),
    row(
        "49-sdist-not-normalized",
        400,
        "The file name 'Demo-1.0.tar.gz' is invalid",
        sends(Sdist(), filename="Demo-1.0.tar.gz"),
    ),
    row(
        "50-wheel-license",
        400,
        "License-File 'LICENSE' does not exist",
        sends(Wheel(headers={"License-File": "LICENSE"})),
    ),
    row(
        "50-sdist-license",
        400,
        "License-File 'LICENSE' does not exist",
        sends(Sdist(headers={"License-File": "LICENSE"})),
    ),
    row(
        "51-wheel-name", 400, "The file name 'demo.whl' is not a wheel's", sends(Wheel(), filename="demo.whl")
    ),
    row(
        "52-platform-tag",
        400,
        "…unsupported platform tag 'linux_x86_64'",
        sends(Wheel(tag="cp311-cp311-linux_x86_64")),
    ),
    row(
        "53-wheel-of-another-project",
        400,
        "The file name begins with 'other'",
        sends(Wheel(), filename="other-1.0-py3-none-any.whl"),
    ),
    row(
        "53-wheel-not-normalized",
        400,
        "The file name begins with 'Demo'",
        sends(Wheel(), filename="Demo-1.0-py3-none-any.whl"),
    ),
    row(
        "54-wheel-of-another-version",
        400,
        "The version in the file name is '2.0'",
        sends(Wheel(), filename="demo-2.0-py3-none-any.whl"),
    ),
    row("55-no-record", 400, "…required RECORD file", sends(Wheel(omit=("RECORD",)))),
    row("55-record-of-other-files", 400, "The wheel's RECORD", sends(Wheel(files={f"{INFO}/RECORD": b""}))),
    row(
        "56-entry-points",
        400,
        "The wheel has invalid entry points",
        sends(Wheel(files={f"{INFO}/entry_points.txt": b"[console_scripts]\na/b = demo:main\n"})),
    ),
    row("57-no-metadata", 400, "…required METADATA file", lambda d: d.send(Wheel(omit=("METADATA",)))),
    row("57-long-name", 400, "…is too long", sends(Wheel(), filename=f"{'a' * 240}-1.0-py3-none-any.whl")),
    row(
        "58-attestations",
        400,
        "Invalid attestations supplied during upload",
        sends(Wheel(), attestations="[]"),
    ),
    row("59-wheel", 200, "OK", sends(Wheel())),
    row("59-sdist", 200, "OK", sends(Sdist())),
]
