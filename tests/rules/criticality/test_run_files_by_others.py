"""The page that describes the files of runs is enough to repeat them, for somebody who has nothing else."""

from hypothesis import given, settings

from strongroom.criticality.rules.designation import Inputs, designate
from strongroom.criticality.rules.run_files import RunLines
from tests.rules.criticality.by_others import is_repeated
from tests.rules.criticality.given import inputs
from tests.rules.criticality.test_run_files import LINES, resealed


@settings(max_examples=60)
@given(inputs)
def test_a_program_written_from_the_page_finds_the_same_to_the_last_byte(given: Inputs) -> None:
    assert is_repeated(b"".join(RunLines(given, designate(given))).splitlines(keepends=True))


def test_it_finds_the_same_of_an_example_with_something_of_every_kind_and_sees_what_was_changed() -> None:
    assert is_repeated(LINES)
    changed = [line for line in LINES if not line.startswith(b'["candidate"')]
    assert not is_repeated(resealed(changed))
