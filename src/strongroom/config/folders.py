"""Where an installation keeps what: the folders in STRONGROOM_DATA."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Folders:
    """The parts of a data folder."""

    data: Path

    @property
    def secret_file(self) -> Path:
        """The installation's keys."""
        return self.data / "secret.json"

    @property
    def content(self) -> Path:
        """Published files, by digest."""
        return self.data / "content"

    @property
    def pages(self) -> Path:
        """The store of finished pages."""
        return self.data / "pages"

    @property
    def events(self) -> Path:
        """Downloads that are not yet counted."""
        return self.data / "events"

    @property
    def runs(self) -> Path:
        """What each designation looked at and found, for others to repeat."""
        return self.data / "runs"

    @property
    def details(self) -> Path:
        """Pieces of days of the detail store, and its days where they are Parquet files."""
        return self.data / "details"

    @property
    def mail(self) -> Path:
        """Letters, where they are not sent."""
        return self.data / "mail"

    @property
    def breached_passwords(self) -> Path:
        """The file of passwords that others have lost, where an operator imports one."""
        return self.data / "breached-passwords"

    @property
    def upstream(self) -> Path:
        """What is kept of another index."""
        return self.data / "upstream"
