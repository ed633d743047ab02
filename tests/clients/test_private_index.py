"""pip and uv read a private index with a token, wherever it is kept; uploads need another one.

Served by two readers and two processes of the application, so that what ends for one has ended for all.
"""

import subprocess
import urllib.error
import urllib.request
from base64 import b64encode
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.clients.desk import Desk
from tests.clients.stock import wheel
from tests.clients.workshop import Workshop, failure, installed, success
from tests.support.served import index

KITE = wheel("kite", "1.0", "ballast")
BALLAST = wheel("ballast", "2.0")
TWINE = ("upload", "--disable-progress-bar")

Install = Callable[..., "subprocess.CompletedProcess[str]"]
"""With a workshop, the address of the index, and further options of the tool."""


@pytest.fixture(scope="module")
def _private_index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Workshop, Desk]]:
    folder = tmp_path_factory.mktemp("private")
    settings = "strongroom.config.settings"
    with index(folder, DJANGO_SETTINGS_MODULE=settings, STRONGROOM_READ="signed-in") as served:
        served.start("--workers", "2")
        with Desk(served.environ, log=folder / "desk.log") as desk:
            shared = Workshop(served, desk.order("enrol", person="ada"), folder)
            for built in (KITE, BALLAST):
                shared.publish(built)
            yield shared, desk


@pytest.fixture
def publishing(_private_index: tuple[Workshop, Desk], tmp_path: Path) -> Workshop:
    """An empty folder, and a token for uploads."""
    return replace(_private_index[0], folder=tmp_path)


@pytest.fixture(scope="module")
def token_for_downloads(_private_index: tuple[Workshop, Desk]) -> str:
    """A token that can only download."""
    return make_token(_private_index[0])


@pytest.fixture
def private(publishing: Workshop, token_for_downloads: str) -> Workshop:
    """The same folder, and a token that can only download."""
    return replace(publishing, token=token_for_downloads)


@pytest.fixture(scope="module")
def token_for_kite(_private_index: tuple[Workshop, Desk]) -> str:
    """A token that can only download, and that only the project kite."""
    return make_token(_private_index[0], "--project", "kite")


@pytest.fixture
def desk(_private_index: tuple[Workshop, Desk]) -> Desk:
    """Where tokens are revoked."""
    return _private_index[1]


def make_token(workshop: Workshop, *options: str) -> str:
    """Make a token for downloads on the command line, with these options."""
    return workshop.index.run("token", "create", "ada", "--read-only", *options).stdout.strip()


def with_token(workshop: Workshop) -> str:
    """Return the address of the index with the token in it."""
    parts = urlsplit(workshop.index.simple)
    return parts._replace(netloc=f"__token__:{workshop.token}@{parts.netloc}").geturl()


def by_pip(workshop: Workshop, address: str, *options: str) -> "subprocess.CompletedProcess[str]":
    kept_apart = (
        "--isolated",
        "--disable-pip-version-check",
        "--no-cache-dir",
        "--no-input",
        "--keyring-provider=disabled",
    )
    source = ("--index-url", address, "--target", workshop.folder / "site")
    return workshop.run(
        "python", "-m", "pip", "install", "kite", *kept_apart, *source, *options, of="pip-tools"
    )


def by_uv(workshop: Workshop, address: str, *options: str) -> "subprocess.CompletedProcess[str]":
    source = ("--default-index", address, "--target", workshop.folder / "site")
    return workshop.run("uv", "--no-cache", "--no-config", "pip", "install", "kite", *source, *options)


each_tool = pytest.mark.parametrize("install", [by_pip, by_uv])


def status(workshop: Workshop, path: str, token: str = "") -> int:
    """Ask on a connection of its own, which any reader may get; return the status."""
    request = urllib.request.Request(f"{workshop.index.url}{path}")
    if token:
        request.add_header("Authorization", "Basic " + b64encode(f"__token__:{token}".encode()).decode())
    try:
        with urllib.request.urlopen(request) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        error.close()
        return error.code


@each_tool
def test_the_token_is_in_the_address(private: Workshop, install: Install) -> None:
    """SIM-040, DLF-016: also for the files, whose addresses have none."""
    success(install(private, with_token(private)))
    site = private.folder / "site"
    assert (installed(site, "kite"), installed(site, "ballast")) == ("1.0", "2.0")


@each_tool
def test_the_token_is_in_the_netrc(private: Workshop, install: Install) -> None:
    (netrc,) = private.write({"netrc": f"machine localhost login __token__ password {private.token}\n"})
    netrc.chmod(0o600)
    found_by = replace(
        private, index=replace(private.index, environ={**private.index.environ, "NETRC": str(netrc)})
    )
    success(install(found_by, private.index.simple))
    assert installed(private.folder / "site", "kite") == "1.0"


@each_tool
def test_without_a_token_nothing_is_installed(private: Workshop, install: Install) -> None:
    refusal = failure(install(private, private.index.simple))
    assert "kite" in refusal
    assert not (private.folder / "site" / "kite").exists()


def test_uv_says_that_credentials_are_missing(private: Workshop) -> None:
    assert "401" in failure(by_uv(private, private.index.simple))


def test_a_token_for_one_project_installs_no_other(private: Workshop, token_for_kite: str) -> None:
    limited = replace(private, token=token_for_kite)
    assert "ballast" in failure(by_pip(limited, with_token(limited)))
    success(by_pip(limited, with_token(limited), "--no-deps"))


def test_a_token_for_uploads_downloads_as_well(publishing: Workshop) -> None:
    success(by_pip(publishing, with_token(publishing)))


def test_a_token_for_downloads_uploads_nothing(private: Workshop) -> None:
    built = wheel("kite", "1.1")
    (path,) = private.write({built.filename: built.content})
    environ = {"TWINE_USERNAME": "__token__", "TWINE_PASSWORD": private.token, "TWINE_NON_INTERACTIVE": "1"}
    done = private.run("twine", *TWINE, path, TWINE_REPOSITORY_URL=private.upload_address, **environ)
    assert "This token can only download." in failure(done)


def test_a_revoked_token_is_refused_by_every_reader_at_once(private: Workshop, desk: Desk) -> None:
    """Each request comes on a connection of its own: the kernel gives them to the readers by turns."""
    revoked = make_token(private)
    assert {status(private, "/simple/kite/", revoked) for _ in range(8)} == {200}
    desk.order("revoke", token=revoked)
    assert {status(private, "/simple/kite/", revoked) for _ in range(8)} == {401}


def test_what_one_token_was_answered_is_not_given_to_another(private: Workshop, token_for_kite: str) -> None:
    for _ in range(4):
        for token, allowed in ((private.token, 200), (token_for_kite, 401), ("", 401)):
            assert status(private, "/simple/ballast/", token) == allowed


def test_people_sign_in_and_the_rest_is_closed(private: Workshop) -> None:
    for path in ("/simple/", "/simple/kite/", "/pypi/kite/json", "/rss/updates.xml", "/dashboard.json"):
        assert (status(private, path), status(private, path, private.token)) == (401, 200), path
    with urllib.request.urlopen(f"{private.index.url}/project/kite/") as answer:
        assert urlsplit(answer.url).path == "/account/login/"
    assert status(private, "/healthz") == 200
