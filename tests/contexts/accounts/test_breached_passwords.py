"""Passwords that others have lost are known here: by a list in a file, and by a range API that may fail."""

import io
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from strongroom.accounts import services
from strongroom.accounts.errors import DumpUnreadable, PasswordBreached
from strongroom.accounts.models import User
from strongroom.accounts.queries import is_breached
from strongroom.accounts.rules.breached_passwords import digest_of
from strongroom.accounts.store.breached_file import BreachedFile, import_dump
from strongroom.accounts.upstream.password_ranges import MAX_ANSWER_BYTES, PasswordRanges
from tests.contexts.accounts.given import NOW, PASSWORD, facts_about, mails_to, somebody
from tests.support.range_api import RangeApi, range_api

LEAKED = "eleven umbrellas in the attic"
DIGESTS = st.binary(min_size=20, max_size=20)


def dump_of(*digests: bytes, end: str = "\r\n") -> io.BytesIO:
    """Return digests as they are published."""
    return io.BytesIO("".join(f"{digest.hex().upper()}:4{end}" for digest in sorted(digests)).encode())


def imported(path: Path, dump: io.BytesIO) -> BreachedFile:
    """Return the file that is made of a dump."""
    import_dump(dump, path, advance=lambda _: None)
    return BreachedFile(path)


@pytest.fixture
def api() -> Iterator[RangeApi]:
    with range_api() as running:
        yield running


def ranges(api: RangeApi) -> PasswordRanges:
    """Return a client that never rests."""
    return PasswordRanges(api.root, user_agent="test", wait_seconds=60, rest_seconds=0)


# --- The file -----------------------------------------------------------------------------------------------


@given(
    st.lists(DIGESTS, min_size=1, max_size=40), st.lists(DIGESTS, max_size=5), st.sampled_from(["\n", "\r\n"])
)
def test_the_file_knows_what_was_in_the_dump_and_nothing_else(
    tmp_path_factory: pytest.TempPathFactory, digests: list[bytes], others: list[bytes], end: str
) -> None:
    file = imported(tmp_path_factory.mktemp("list") / "list", dump_of(*digests, end=end))
    assert all(digest in file for digest in digests)
    known = {digest[:8] for digest in digests}
    assert all((other in file) == (other[:8] in known) for other in others)


def test_digests_that_begin_alike_take_one_place(tmp_path: Path) -> None:
    alike = [bytes(8) + bytes([last] * 12) for last in range(3)]
    imported(tmp_path / "list", dump_of(*alike))
    assert (tmp_path / "list").read_bytes() == bytes(8)


@pytest.mark.parametrize(
    ("dump", "said"),
    [
        (b"password\n", "not a SHA-1"),
        (b"0" * 32 + b":1\n", "not a SHA-1"),
        (b"\n", "no digest"),
        (b"", "no digest"),
        (b"F" * 40 + b":1\n" + b"0" * 40 + b":1\n", "ascending"),
    ],
)
def test_what_is_no_dump_is_refused_and_the_list_that_was_there_stays(
    tmp_path: Path, dump: bytes, said: str
) -> None:
    path = tmp_path / "list"
    before = imported(path, dump_of(digest_of(LEAKED)))
    with pytest.raises(DumpUnreadable, match=said):
        imported(path, io.BytesIO(dump))
    assert digest_of(LEAKED) in before
    assert [left.name for left in tmp_path.iterdir()] == ["list"]


def test_an_import_that_is_cut_off_leaves_the_list_that_was_there(tmp_path: Path) -> None:
    path = tmp_path / "list"
    before = imported(path, dump_of(digest_of(LEAKED)))

    def stop(_: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        import_dump(dump_of(bytes(20)), path, advance=stop)
    assert digest_of(LEAKED) in before


def test_a_list_that_comes_or_changes_later_is_noticed(tmp_path: Path) -> None:
    file = BreachedFile(tmp_path / "list")
    assert digest_of(LEAKED) not in file
    imported(tmp_path / "list", dump_of(digest_of(LEAKED)))
    assert digest_of(LEAKED) in file
    imported(tmp_path / "list", dump_of(bytes(20)))
    assert digest_of(LEAKED) not in file


# --- The range API ------------------------------------------------------------------------------------------


def test_the_range_api_is_told_five_digits_and_asked_for_padding(api: RangeApi) -> None:
    api.breached = [LEAKED]
    assert ranges(api).lists(digest_of(LEAKED)) is True
    assert ranges(api).lists(digest_of(PASSWORD)) is False
    [(path, headers), _] = api.asked
    assert path == f"/range/{digest_of(LEAKED).hex().upper()[:5]}"
    assert headers["Add-Padding"] == "true"
    assert set(headers) == {"Host", "User-Agent", "Add-Padding", "Accept-Encoding"}


@pytest.mark.parametrize(
    "fault",
    [
        {"status": 503},
        {"status": 302, "location": "/elsewhere/00000"},
        {"body": b"\xff" * 10},
        {"body": b"0" * (MAX_ANSWER_BYTES + 1)},
    ],
)
def test_any_other_answer_is_none(api: RangeApi, fault: dict[str, object]) -> None:
    api.breached = [LEAKED]
    for name, value in fault.items():
        setattr(api, name, value)
    assert ranges(api).lists(digest_of(LEAKED)) is None
    assert len(api.asked) == 1, "no redirect is followed, and nothing is asked twice"


def test_a_silent_api_is_not_waited_for_and_then_left_alone() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        root = f"http://127.0.0.1:{silent.getsockname()[1]}/"
        client = PasswordRanges(root, user_agent="test", wait_seconds=0.1, rest_seconds=600)
        assert client.lists(digest_of(LEAKED)) is None
        silent.settimeout(60)
        silent.accept()[0].close()
        assert client.lists(digest_of(LEAKED)) is None
        silent.settimeout(0.2)
        with pytest.raises(TimeoutError):
            silent.accept()


# --- What is asked where ------------------------------------------------------------------------------------


@pytest.fixture
def _no_list(settings: Settings, tmp_path: Path) -> None:
    settings.STRONGROOM_BREACHED_PASSWORDS = tmp_path / "list"
    settings.STRONGROOM_PASSWORD_RANGES = ""


@pytest.mark.usefixtures("_no_list")
def test_common_passwords_are_known_without_any_list() -> None:
    assert is_breached("Password1")
    assert not is_breached(LEAKED)
    assert not is_breached("x" * 5000)


@pytest.mark.usefixtures("_no_list")
def test_both_lists_count_and_the_one_elsewhere_may_fail(
    settings: Settings, tmp_path: Path, api: RangeApi
) -> None:
    settings.STRONGROOM_PASSWORD_RANGES = api.root
    assert not is_breached(LEAKED)
    api.breached = [LEAKED]
    assert is_breached(LEAKED)
    asked = len(api.asked)
    imported(tmp_path / "list", dump_of(digest_of(LEAKED)))
    assert is_breached(LEAKED)
    assert len(api.asked) == asked, "what the file knows is told to nobody"
    api.status = 500
    assert not is_breached(PASSWORD)


@pytest.mark.django_db
@pytest.mark.usefixtures("_no_list")
def test_a_breached_password_is_disabled_once_and_its_owner_told_once(tmp_path: Path) -> None:
    ada = somebody()
    services.refuse_breached_password(User.objects.get(), password=PASSWORD, now=NOW)
    imported(tmp_path / "list", dump_of(digest_of(PASSWORD)))
    twice = [User.objects.get(), User.objects.get()]
    for user in twice:
        with pytest.raises(PasswordBreached, match="Forgot your password"):
            services.refuse_breached_password(user, password=PASSWORD, now=NOW)
    assert not User.objects.get().has_usable_password()
    assert facts_about(ada).count("account.password_disabled") == 1
    assert len([text for text in mails_to(ada) if "was disabled" in text]) == 1
    assert "/account/password/reset/" in mails_to(ada)[-1]
