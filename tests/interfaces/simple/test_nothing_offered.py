"""What a simulation answers to installers."""

import pytest

from strongroom.interfaces.simple.messages import Request
from strongroom.interfaces.simple.nothing_offered import nothing_offered
from tests.interfaces.simple.sample_index import SampleIndex


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "OPTIONS"])
@pytest.mark.parametrize(
    "path",
    [
        "/simple",
        "/simple/",
        "/simple/foo-bar/",
        "/simple/nobody/",
        "/packages/x",
        "/pypi/foo-bar/json",
        "/integrity/x",
    ],
)
def test_nothing_can_be_installed_and_it_says_so(
    unchanged_index: SampleIndex, method: str, path: str
) -> None:
    response = nothing_offered(unchanged_index.handlers)(Request(method, path, "", {}))
    assert response is not None
    assert response.status == "403 This is a simulation: nothing can be installed here"
    [body] = response.body
    assert isinstance(body, bytes)
    assert b"nothing can be installed here. Give your installer the address of an index." in body


@pytest.mark.parametrize("path", ["/", "/project/foo-bar/", "/pypi"])
def test_pages_for_people_are_answered_elsewhere(unchanged_index: SampleIndex, path: str) -> None:
    assert nothing_offered(unchanged_index.handlers)(Request("GET", path, "", {})) is None
