"""What kind of file it is, in words: "Source", "Wheel for CPython 3.11, Linux x86-64"."""

import re

from packaging.utils import InvalidWheelFilename, parse_wheel_filename

_INTERPRETERS = {"py": "Python", "cp": "CPython", "pp": "PyPy", "ip": "IronPython", "jy": "Jython"}
_SYSTEMS = (
    ("manylinux", "Linux"),
    ("linux", "Linux"),
    ("musllinux", "Linux with musl"),
    ("macosx", "macOS"),
    ("win", "Windows"),
    ("android", "Android"),
    ("ios", "iOS"),
)
_INTERPRETER = re.compile(r"([a-z]+)(\d)(\d*)")


def kind_words(filename: str, filetype: str) -> str:
    """Return what a visitor needs to know of a file before downloading it."""
    if filetype == "sdist":
        return "Source"
    try:
        _, _, _, tags = parse_wheel_filename(filename)
    except InvalidWheelFilename:
        return "Wheel"
    interpreters = sorted({_interpreter(tag.interpreter) for tag in tags})
    systems = sorted({_system(tag.platform) for tag in tags if tag.platform != "any"})
    stable = " and later" if any(tag.abi == "abi3" for tag in tags) else ""
    return f"Wheel for {', '.join([*interpreters[:-1], interpreters[-1] + stable, *systems])}"


def tag_words(filename: str, filetype: str) -> str:
    """Return the tags of a wheel, each as installers compare it: `cp311-abi3-manylinux_2_17_x86_64`."""
    if filetype == "sdist":
        return ""
    try:
        _, _, _, tags = parse_wheel_filename(filename)
    except InvalidWheelFilename:
        return ""
    return ", ".join(sorted(str(tag) for tag in tags))


def _interpreter(tag: str) -> str:
    found = _INTERPRETER.fullmatch(tag)
    if found is None or found[1] not in _INTERPRETERS:
        return tag
    name, major, minor = _INTERPRETERS[found[1]], found[2], found[3]
    return f"{name} {major}.{minor}" if minor else f"{name} {major}"


def _system(tag: str) -> str:
    name = next((words for prefix, words in _SYSTEMS if tag.startswith(prefix)), tag)
    machine = next(
        (
            part
            for part in ("x86_64", "amd64", "aarch64", "arm64", "universal2", "i686")
            if tag.endswith(part)
        ),
        "",
    )
    return f"{name} {machine.replace('_', '-')}".strip()
