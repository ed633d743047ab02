"""Check that every relative link in the Markdown files leads somewhere, down to the heading.

Prints one line per fault; exits 1 if there is any.
"""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urlsplit

ROOT = Path(__file__).resolve().parent.parent
_FENCE = re.compile(r"^(```|~~~).*?^\1[^\n]*$", re.MULTILINE | re.DOTALL)
_CODE = re.compile(r"`[^`\n]*`")
_LINK = re.compile(r"\[[^\]]*\]\(<?([^)\s>]+)>?(?:\s+\"[^\"]*\")?\)|^\[[^\]]+\]:\s+(\S+)", re.MULTILINE)
_HEADING = re.compile(r"^#{1,6}\s+(.+?)\s*#*$", re.MULTILINE)
_ANCHOR = re.compile(r"<a (?:id|name)=\"([^\"]+)\"")
_MARKUP = re.compile(r"[^\w\- ]")


def faults(folder: Path, pages: list[str]) -> Iterator[str]:
    """Yield `page: link, and what is wrong with it` for each link to a missing file or heading."""
    for page in pages:
        for link in links((folder / page).read_text(encoding="utf-8")):
            target, fragment = urlsplit(link).path, urlsplit(link).fragment
            there = (folder / page).parent / unquote(target) if target else folder / page
            if not there.exists():
                yield f"{page}: {link} leads to no file"
            elif (
                fragment
                and there.suffix == ".md"
                and fragment not in anchors(there.read_text(encoding="utf-8"))
            ):
                yield f"{page}: {link} leads to no heading"


def links(text: str) -> list[str]:
    """Return the relative links of a page; what stands in code is none."""
    prose = _CODE.sub("", _FENCE.sub("", text))
    found = (inline or reference for inline, reference in _LINK.findall(prose))
    return [link for link in found if not urlsplit(link).scheme and not link.startswith("/")]


def anchors(text: str) -> set[str]:
    """Return what a fragment may name: the headings, as Markdown viewers spell them, and explicit anchors."""
    headings = _HEADING.findall(_FENCE.sub("", text))
    plain = [_MARKUP.sub("", heading.lower()).replace(" ", "-") for heading in headings]
    repeated = {f"{anchor}-{count}" for count, anchor in _repetitions(plain)}
    return {*plain, *repeated, *_ANCHOR.findall(text)}


def _repetitions(plain: list[str]) -> Iterator[tuple[int, str]]:
    for position, anchor in enumerate(plain):
        before = plain[:position].count(anchor)
        if before:
            yield before, anchor


def main() -> int:
    """Check every Markdown file that git tracks, or would once added."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", "*.md"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    pages = [page for page in listed.stdout.split("\0") if page and (ROOT / page).is_file()]
    found = list(faults(ROOT, pages))
    print("\n".join(found), end="\n" if found else "")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
