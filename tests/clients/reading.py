"""Reads a project from an index in every way there is, each time over a new connection."""

import html
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import product
from typing import Any
from urllib.parse import urljoin

import urllib3

from tests.clients.ledger import ShownFile, State

CODINGS = ("identity", "gzip", "zstd")
GONE = (404, 410)
_ANCHOR = re.compile(r"<a ([^>]*)>([^<]*)</a>")
_ATTRIBUTE = re.compile(r'([a-z-]+)="([^"]*)"')


def _of_json(page: bytes) -> State:
    return {
        file["filename"]: ShownFile(file["hashes"]["sha256"], file["yanked"], file["url"])
        for file in json.loads(page)["files"]
    }


def _of_html(page: bytes) -> State:
    files: dict[str, ShownFile] = {}
    for attributes, text in _ANCHOR.findall(page.decode()):
        said = {name: html.unescape(value) for name, value in _ATTRIBUTE.findall(attributes)}
        address, _, digest = said["href"].partition("#sha256=")
        files[html.unescape(text)] = ShownFile(digest, said.get("data-yanked", False), address)
    return files


def _of_api(page: bytes) -> State:
    releases: Mapping[str, list[dict[str, Any]]] = json.loads(page)["releases"]
    return {
        file["filename"]: ShownFile(
            file["digests"]["sha256"], file["yanked"] and file["yanked_reason"], file["url"]
        )
        for files in releases.values()
        for file in files
    }


@dataclass(frozen=True)
class Form:
    """What a project's page is asked for as."""

    path: str
    accept: str
    parse: Callable[[bytes], State]


FORMS = {
    "json": Form("/simple/{}/", "application/vnd.pypi.simple.v1+json", _of_json),
    "html": Form("/simple/{}/", "text/html", _of_html),
    "api": Form("/pypi/{}/json", "application/json", _of_api),
}
KINDS = tuple(product(FORMS, CODINGS))
"""A form and a coding each."""


@dataclass(frozen=True)
class Answer:
    """What came."""

    status: int
    etag: str
    body: bytes


@dataclass(frozen=True)
class Reader:
    """Reads the index at this address."""

    url: str

    def get(self, address: str, *, accept: str = "*/*", coding: str = "identity", etag: str = "") -> Answer:
        """Ask over a connection of its own, which any of the server's processes may take."""
        headers = {"Accept": accept, "Accept-Encoding": coding, **({"If-None-Match": etag} if etag else {})}
        with urllib3.PoolManager(retries=False, timeout=60) as connections:
            answer = connections.request("GET", urljoin(self.url, address), headers=headers)
            return Answer(answer.status, answer.headers.get("ETag", ""), answer.data)

    def page(self, name: str, form: str, *, coding: str = "identity", etag: str = "") -> Answer:
        """Ask for a project's page."""
        asked = FORMS[form]
        return self.get(asked.path.format(name), accept=asked.accept, coding=coding, etag=etag)

    def state(self, name: str, form: str, coding: str) -> State:
        """Return what a project's page shows."""
        answer = self.page(name, form, coding=coding)
        if answer.status in GONE:
            return None
        assert answer.status == 200, answer
        return FORMS[form].parse(answer.body)

    def names(self, form: str, coding: str) -> set[str]:
        """Return what the list of all projects shows."""
        body = self.get("/simple/", accept=FORMS[form].accept, coding=coding).body
        if form == "json":
            return {project["name"] for project in json.loads(body)["projects"]}
        return {html.unescape(text) for _, text in _ANCHOR.findall(body.decode())}
