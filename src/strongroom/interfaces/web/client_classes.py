"""Classes of clients that download, as people know them: the same words wherever they are told or chosen."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType

CLASS_WORDS: Mapping[str, str] = MappingProxyType(
    {
        "installer": "Installers (pip, uv, Poetry, …)",
        "mirror": "Mirrors (bandersnatch, devpi, …)",
        "browser": "Browsers",
        "script": "Scripts (curl, requests, …)",
        "bot": "Bots",
        "unknown": "Other programs",
    }
)
"""Of every class, in the order in which they are shown."""


def class_words(classes: Iterable[str]) -> str:
    """Write classes of clients inside a sentence."""
    named = [words for name, words in CLASS_WORDS.items() if name in classes]
    return ", ".join(words[0].lower() + words[1:] for words in named)
