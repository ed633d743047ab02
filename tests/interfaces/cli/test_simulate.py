"""`strongroom simulate`, as the program that people start: a simulation is never mixed with an index."""

from pathlib import Path

from tests.interfaces.cli.conftest import Program

_SMALL = ("--projects=200", "--critical=2", "--roles=4", "--people=20", "--voluntary=5", "--keys=3")


def test_a_simulation_tells_what_came_of_it_and_stays_what_it_is(program: Program, tmp_path: Path) -> None:
    data = tmp_path / "simulation"
    simulate = ("simulate", "--data", str(data), *_SMALL, "--uploads", "1", "--days", "9")
    done = program(*simulate)
    assert done.returncode == 0, done.stderr
    assert "Lived through 2022-07-01 to 2022-07-09" in done.stdout
    assert "atomicwrites, deleted and uploaded again, is critical since" in done.stdout
    assert not (data / "pages").exists()
    refused = program("--data", str(data), "designate")
    assert refused.returncode == 1
    assert "This folder holds a simulation: what can be done here is to look." in refused.stderr
    again = program(*simulate)
    assert again.stdout == done.stdout
    other = program(*simulate, "--seed", "1")
    assert other.returncode == 1
    assert "a simulation of other sizes" in other.stderr


def test_a_folder_that_holds_something_is_left_alone(program: Program, tmp_path: Path) -> None:
    (tmp_path / "index").mkdir()
    (tmp_path / "index" / "strongroom.sqlite3").write_text("an index")
    done = program("simulate", "--data", str(tmp_path / "index"))
    assert done.returncode == 1
    assert "is not empty, and no simulation" in done.stderr
    assert [path.name for path in (tmp_path / "index").iterdir()] == ["strongroom.sqlite3"]


def test_the_usual_folder_is_never_taken(program: Program) -> None:
    done = program("simulate")
    assert done.returncode == 2
    assert "--data" in done.stderr


def test_sizes_of_no_index_are_a_clear_word(program: Program, tmp_path: Path) -> None:
    done = program("simulate", "--data", str(tmp_path / "simulation"), "--projects", "0")
    assert done.returncode == 1
    assert "projects is from 1" in done.stderr
    assert not (tmp_path / "simulation").exists()
