"""How a refusal reads."""

import pytest

from strongroom.publishing.errors import Fault, UploadRefused, refuse_if, shown


def fault(number: int) -> Fault:
    """Return one of many faults."""
    return Fault(f"fault_{number}", f"Field {number} is wrong.", f"Mend field {number}.", f"field_{number}")


def test_the_message_says_what_and_what_next_for_each_fault() -> None:
    refusal = UploadRefused(fault(1), fault(2))
    assert refusal.message == "Field 1 is wrong. Mend field 1. Field 2 is wrong. Mend field 2."
    assert (refusal.what, refusal.next_step) == ("Field 1 is wrong.", "Mend field 1.")
    assert str(refusal) == refusal.message
    assert refusal.lines == ["Field 1 is wrong. Mend field 1.", "Field 2 is wrong. Mend field 2."]


def test_very_many_faults_are_counted() -> None:
    message = UploadRefused(*map(fault, range(130))).message
    assert "Field 99 is wrong" in message
    assert message.endswith("There are 30 more faults.")


def test_no_fault_is_no_refusal() -> None:
    refuse_if([])
    with pytest.raises(UploadRefused):
        refuse_if([fault(1)])


@pytest.mark.parametrize(
    ("value", "expected"),
    [("a\r\nb", r"'a\r\nb'"), ("x" * 60, f"'{'x' * 60}'"), ("x" * 61, f"'{'x' * 60}…'"), ("it's", '"it\'s"')],
)
def test_an_offending_value_is_quoted_on_one_line(value: str, expected: str) -> None:
    assert shown(value) == expected
