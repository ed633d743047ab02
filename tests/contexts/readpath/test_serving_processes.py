"""The page store among the processes of a server: forked one after the other from one that has read."""

import subprocess
import sys
from pathlib import Path

FORKING = """
import os, pathlib, sys
from strongroom.readpath.store import PageStore

store = PageStore.open(pathlib.Path(sys.argv[1]), writable=True)
with store.write() as changes:
    changes.put_root(serial=7, modified_at=0, frames={})
assert store.serial() == 7
first_has_read, second_has_read = os.pipe(), os.pipe()
first = os.fork()
if first == 0:
    assert store.serial() == 7
    os.write(first_has_read[1], b"!")
    os.read(second_has_read[0], 1)
    assert store.serial() == 7, "the second child took nothing away from the first"
    os._exit(0)
os.read(first_has_read[0], 1)
second = os.fork()
if second == 0:
    assert store.serial() == 7
    os._exit(0)
assert os.waitpid(second, 0)[1] == 0
os.write(second_has_read[1], b"!")
assert os.waitpid(first, 0)[1] == 0
assert store.serial() == 7
"""


def test_a_process_that_joins_later_takes_nothing_away_from_those_that_read(tmp_path: Path) -> None:
    command = [sys.executable, "-c", FORKING, str(tmp_path / "pages")]
    done = subprocess.run(command, capture_output=True, text=True, timeout=100, check=False)
    assert (done.returncode, done.stderr) == (0, "")
