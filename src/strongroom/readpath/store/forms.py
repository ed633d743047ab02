"""Stores of older forms: an update leaves them where they are, for processes of the older version go on reading theirs."""

import shutil
from datetime import datetime
from pathlib import Path

FORM = "form-6"
"""Rename it when stored bytes change their meaning: each form has a folder of its own."""


def forget_old_forms(path: Path, *, unchanged_since: datetime) -> None:
    """Delete the stores of other forms below the folder `path` that nobody has written to since then."""
    for data in path.glob("form-*/data.mdb"):
        if data.parent.name != FORM and data.stat().st_mtime < unchanged_since.timestamp():
            shutil.rmtree(data.parent)
