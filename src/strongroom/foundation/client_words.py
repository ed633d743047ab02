"""The program behind a request in a few words, as people are told: `Firefox on Linux`, `twine 6.1.0`.

It is the client's own word, and no evidence against whoever forges it. It says little on purpose: which browser and
which system, never a browser's version or the model of a device, which would tell people apart.
"""

from functools import lru_cache

from strongroom.foundation.user_agents import MAX_USER_AGENT_LENGTH, parse

_BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
"""In this order: most call themselves by the names of those below, too."""

_SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iOS"),
    ("iPad", "iPadOS"),
    ("CrOS", "ChromeOS"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
)
"""In this order: Android says that it is Linux, an iPhone that it is like Mac OS X."""

_LONGEST = 60


@lru_cache(maxsize=1024)
def client_words(user_agent: str) -> str:
    """Return what the header says, in at most 60 characters; empty where it says nothing that is known."""
    text = user_agent[:MAX_USER_AGENT_LENGTH]
    if text.startswith("Mozilla/"):
        browser, system = _first(_BROWSERS, text), _first(_SYSTEMS, text)
        return f"{browser or 'a browser'} on {system}" if system else browser or "a browser"
    client = parse(text)
    return f"{client.installer} {client.installer_version}".strip()[:_LONGEST]


def _first(known: tuple[tuple[str, str], ...], text: str) -> str:
    return next((words for mark, words in known if mark in text), "")
