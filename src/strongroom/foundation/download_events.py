"""One download, as the line the serving process writes and the counting job reads."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache

from strongroom.foundation.names import InvalidName, NormalizedName, normalize

_COMPACT = json.JSONEncoder(separators=(",", ":"))
_TEXTS = ("filename", "project", "version", "installer", "installer_version", "python_version", "system")
_FAMILIAR = 4096
"""Files and clients of which the part of the line that says no time is kept."""


@dataclass(frozen=True, slots=True)
class DownloadEvent:
    """Somebody was handed a whole file.

    Args:
        at: Aware instant; kept in UTC.
        filename: The wheel or source distribution.
        project: Whose file it is.
        version: Its release.
        installer: Product name of the client, or empty where it did not say.
        installer_version: As the client said, or empty.
        python_version: As the client said, or empty.
        system: As `user_agents` names it, or empty.
    """

    at: datetime
    filename: str
    project: NormalizedName
    version: str
    installer: str
    installer_version: str
    python_version: str
    system: str = ""

    def to_line(self) -> bytes:
        """Return the event as compact JSON in ASCII, on one line, without the line end."""
        texts = (
            *(self.filename, self.project, self.version),
            *(self.installer, self.installer_version, self.python_version),
            self.system,
        )
        return f'{{"at":"{self.at.astimezone(UTC).isoformat()}",{_in_json(texts)}}}'.encode("ascii")

    @classmethod
    def from_line(cls, line: bytes) -> "DownloadEvent | None":
        """Return the event a line stands for, or None where it is not one. Unknown keys are ignored."""
        try:
            fields = json.loads(line)
            at = datetime.fromisoformat(fields["at"])
            texts = {name: fields[name] for name in _TEXTS[:-1]}
            # Lines of earlier versions do not say it.
            texts["system"] = fields.get("system", "")
            known_form = at.tzinfo is not None and all(isinstance(text, str) for text in texts.values())
            if not known_form or normalize(texts["project"]) != texts["project"]:
                return None
            return cls(at=at.astimezone(UTC), **texts)
        except (ValueError, TypeError, KeyError, OverflowError, RecursionError, InvalidName):
            return None


@lru_cache(_FAMILIAR)
def _in_json(texts: tuple[str, ...]) -> str:
    return _COMPACT.encode(dict(zip(_TEXTS, texts, strict=True)))[1:-1]
