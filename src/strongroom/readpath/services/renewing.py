"""Render anew what changes without an entry in the journal: what is known of vulnerabilities, and our own address.

What the documents were made with is noted beside the kept advisories, after they were made. A crash leaves
no note, and then everything is made anew.
"""

import json
from pathlib import Path
from typing import Any

from django.conf import settings

from strongroom.readpath.services.advisories import fingerprint, gather, kept_folder
from strongroom.readpath.services.keeping import Pages


def renew_documents(pages: Pages) -> None:
    """Bring the JSON API's documents to the present state of the OSV folder and of the index's address."""
    made_with = {"origin": settings.STRONGROOM_URL, "advisories": fingerprint()}
    note = _note()
    before = _read(note)
    if before == made_with:
        return
    note.unlink(missing_ok=True)
    changed = gather()
    if before.get("origin") != settings.STRONGROOM_URL:
        pages.rebuild()
    else:
        pages.render_again(sorted(changed))
    note.write_text(json.dumps(made_with))


def _read(note: Path) -> dict[str, Any]:
    try:
        content: dict[str, Any] = json.loads(note.read_text())
    except (FileNotFoundError, ValueError):
        return {}
    return content


def _note() -> Path:
    return kept_folder() / "made-with"
