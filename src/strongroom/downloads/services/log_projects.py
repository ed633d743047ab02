"""Whose is what the lines of a log name: projects, as clients spell them, and paths."""

from collections.abc import Callable, Collection, Mapping

from strongroom.downloads.rules.log_files import filename_of, project_in, project_named
from strongroom.foundation.names import NormalizedName

FindProjects = Callable[[Collection[str]], Mapping[str, NormalizedName]]
"""A question to the index: whose are the files of these names? Those it does not know are left out."""

_REMEMBERED = 200_000
"""Texts whose project is remembered. They come from clients, who may invent ever new ones: beyond, all are forgotten."""


class LogProjects:
    """Finds the projects of the texts of one log, each once.

    Args:
        find_projects: Asked for the files of lines that name no project, before the file name is.
    """

    def __init__(self, find_projects: FindProjects) -> None:
        self._find_projects = find_projects
        self._known: dict[bytes, NormalizedName | None] = {}

    def of(self, texts: set[bytes]) -> Mapping[bytes, NormalizedName | None]:
        """Return the project of each text, and perhaps of others; None where it is nobody's."""
        if len(self._known) >= _REMEMBERED:
            self._known.clear()
        if new := texts.difference(self._known):
            self._learn(new)
        return self._known

    def _learn(self, texts: Collection[bytes]) -> None:
        # A name has no slash in it.
        paths = {text: filename_of(text.decode("utf-8", "replace")) for text in texts if b"/" in text}
        found = self._find_projects({filename for filename in paths.values() if filename})
        for text in texts:
            if text not in paths:
                self._known[text] = project_named(text.decode("ascii", "replace"))
            elif filename := paths[text]:
                self._known[text] = found.get(filename) or project_in(filename)
            else:
                self._known[text] = None
