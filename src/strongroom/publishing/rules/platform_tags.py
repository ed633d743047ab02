"""Which platforms a published wheel may be built for: those whose meaning is written down.

A tag such as linux_x86_64 says nothing about the libraries that must be there, so pip on
other people's machines would install what cannot run.
Sources: PEP 425, 513, 571, 599, 600, 656, 730, 738, 783; PyPI's list.
"""

import re

_LINUX = "x86_64|i686|aarch64|armv7l|ppc64le|s390x|riscv64"
_MACHINES_OF_OLD_MACOS = "ppc64|ppc|i386|x86_64|intel|fat|fat3|fat32|fat64|universal|universal2|arm64"

_SUPPORTED = re.compile(
    "|".join(
        (
            "any",
            "win32",
            "win_(?:amd64|arm64|ia64)",
            "linux_armv[67]l",
            "manylinux(?:1|2010)_(?:x86_64|i686)",
            "manylinux2014_(?:x86_64|i686|aarch64|armv7l|ppc64|ppc64le|s390x)",
            rf"manylinux_[0-9]+_[0-9]+_(?:{_LINUX}|ppc64)",
            rf"musllinux_[0-9]+_[0-9]+_(?:{_LINUX})",
            rf"macosx_10_[0-9]+_(?:{_MACHINES_OF_OLD_MACOS})",
            "macosx_(?:1[1-5]|26)_0_(?:arm64|x86_64|universal2)",
            "ios_[0-9]+_[0-9]+_(?:arm64_iphoneos|(?:arm64|x86_64)_iphonesimulator)",
            "android_[0-9]+_(?:arm64_v8a|armeabi_v7a|x86|x86_64)",
            "pyemscripten_[0-9]+_[0-9]+_wasm32",
        )
    )
)


def is_supported_platform(tag: str) -> bool:
    """A wheel for this one platform (not a compressed set) may be published."""
    return _SUPPORTED.fullmatch(tag) is not None
