"""Reads pages as installers do: with the standard library, and nothing of what wrote them."""

from dataclasses import dataclass, field
from html.parser import HTMLParser


@dataclass
class Link:
    """One anchor: its attributes, unescaped, and the text in it as it stands."""

    attributes: dict[str, str]
    text: str = ""


@dataclass
class Page:
    """What an HTML page says."""

    links: list[Link] = field(default_factory=list)
    meta: list[tuple[str, str]] = field(default_factory=list)
    tags: set[str] = field(default_factory=set)
    unclosed: list[str] = field(default_factory=list)
    doctype: str = ""


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.page = Page()

    def handle_decl(self, decl: str) -> None:
        self.page.doctype = decl

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        self.page.tags.add(tag)
        if tag not in {"meta", "br"}:
            self.page.unclosed.append(tag)
        if tag == "a":
            self.page.links.append(Link(attributes))
        if tag == "meta" and "name" in attributes:
            self.page.meta.append((attributes["name"], attributes["content"]))

    def handle_data(self, data: str) -> None:
        if "a" in self.page.unclosed:
            self.page.links[-1].text += data

    def handle_endtag(self, tag: str) -> None:
        assert self.page.unclosed.pop() == tag, f"</{tag}> closes nothing"


def read_html(body: bytes) -> Page:
    """Return what the page says; tags that close nothing fail the test."""
    reader = _Reader()
    reader.feed(body.decode())
    reader.close()
    return reader.page
