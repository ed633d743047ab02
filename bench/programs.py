"""Make sure of nginx and wrk: as root on Debian they are installed, elsewhere one message says what is missing."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from bench.report import say

_NEEDED = ("nginx", "wrk")
_PRESENT_ON_LINUX = ("taskset", "setpriv")


def provide_programs() -> None:
    """Return when all programs are there; end this program with a message if they cannot be."""
    # Debian keeps servers where only root looks for programs.
    os.environ["PATH"] = os.pathsep.join([os.environ.get("PATH", ""), "/usr/sbin", "/sbin"])
    missing = _missing(_NEEDED)
    if missing and os.geteuid() == 0 and Path("/etc/debian_version").exists():
        _install(missing)
        missing = _missing(_NEEDED)
    missing += _missing(_PRESENT_ON_LINUX)
    if missing:
        sys.exit(
            f"The benchmark needs these programs, which are not installed: {' '.join(missing)}\n"
            "Install them with your system's package manager and run the command again."
        )


def _missing(programs: tuple[str, ...]) -> list[str]:
    return [program for program in programs if not shutil.which(program)]


def _install(packages: list[str]) -> None:
    say(f"Installing what the benchmark needs: {' '.join(packages)}")
    # Debian would start the server it installs; in the runlevel for repairs it does not.
    environ = {**os.environ, "DEBIAN_FRONTEND": "noninteractive", "RUNLEVEL": "1"}
    subprocess.run(["apt-get", "-qq", "update"], env=environ, check=True)
    command = ["apt-get", "-qq", "install", "-y", "--no-install-recommends", *packages]
    subprocess.run(command, env=environ, check=True, stdout=subprocess.DEVNULL)
