"""Whose file it is, by its name alone."""

import pytest

from strongroom.foundation.names import normalize
from strongroom.readpath.upstream.filenames import readings, version_of


@pytest.mark.parametrize(
    ("filename", "expected"),
    [
        ("kite-1.0-py3-none-any.whl", [("kite", "1.0")]),
        ("Big_Kite-1.0RC1-2build-cp311-cp311-linux_x86_64.whl", [("big-kite", "1.0rc1")]),
        ("kite-1!2.0+local.1-py3-none-any.whl", [("kite", "1!2.0+local.1")]),
        ("big_kite-1.0.tar.gz", [("big-kite", "1.0")]),
        ("big-kite-1.0.zip", [("big-kite", "1.0")]),
        ("kite-v1.0.tar.bz2", [("kite", "1.0")]),
        ("kite-2to3-1.0.tgz", [("kite-2to3", "1.0"), ("kite", "")]),
        ("kite-1.0-1.tar.gz", [("kite-1-0", "1"), ("kite", "1.0.post1")]),
        ("kite-1.0-py2.7.egg", [("kite", "")]),
        ("kite-1.0.win32-py2.7.exe", [("kite", "")]),
        ("kite-1-2-3-4-5.tar.gz", [("kite-1-2-3-4", "5"), ("kite-1-2-3", "4.post5"), ("kite-1-2", "")]),
        ("kite.tar.gz", []),
        ("-1.0.tar.gz", []),
        (".whl", []),
        ("", []),
    ],
)
def test_a_file_name_may_mean(filename: str, expected: list[tuple[str, str]]) -> None:
    assert readings(filename) == expected


def test_the_version_is_that_of_the_project_asked_about() -> None:
    assert version_of("kite-1.0-1.tar.gz", normalize("kite")) == "1.0.post1"
    assert version_of("kite-1.0-1.tar.gz", normalize("other")) == ""
