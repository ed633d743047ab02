"""Long work is told of where there is no terminal, too."""

import pytest

from strongroom.interfaces.cli.progress import progress


def test_a_line_now_and_then_says_how_far_it_is(capsys: pytest.CaptureFixture[str]) -> None:
    with progress("Counting", total=8, pause_seconds=0.0) as advance:
        advance(2)
        advance(4)

    assert capsys.readouterr().err.splitlines() == [
        "Counting …",
        "Counting: 25 % …",
        "Counting: 75 % …",
        "Counting: done.",
    ]


def test_quick_work_is_told_of_in_two_lines(capsys: pytest.CaptureFixture[str]) -> None:
    with progress("Counting", total=8) as advance:
        advance(8)

    assert capsys.readouterr().err.splitlines() == ["Counting …", "Counting: done."]
