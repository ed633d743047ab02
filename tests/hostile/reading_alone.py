"""Read one archive in a process of its own and print what it took: `python -m tests.hostile.reading_alone PATH NAME`."""

import json
import resource
import sys
import time
from pathlib import Path

from strongroom.publishing.archives.reader import read_distribution
from strongroom.publishing.errors import UploadRefused
from strongroom.publishing.rules.filenames import FileType

CPU_SECONDS = 60
"""After which the system ends the process."""


def main(path: Path, filename: str) -> None:
    """Print the refusal, or nothing; the peak of resident memory above what it was before reading; the CPU time."""
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    filetype = FileType.WHEEL if filename.endswith(".whl") else FileType.SDIST
    idle, began = _peak_bytes(), time.process_time()
    refusal = ""
    try:
        read_distribution(path, filename=filename, filetype=filetype)
    except UploadRefused as error:
        refusal = error.message
    took = {"refusal": refusal, "bytes": _peak_bytes() - idle, "seconds": time.process_time() - began}
    print(json.dumps(took))  # noqa: T201 - for the process that started this one


def _peak_bytes() -> int:
    """Return the most memory that was resident at any time; getrusage would count the process that forked this one, too."""
    status = Path("/proc/self/status").read_text("ascii")
    return int(status.partition("VmHWM:")[2].split()[0]) * 1024


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
