"""Libraries that read an index's pages: pypi-simple and mousebender, in HTML and in JSON."""

import json
from typing import Any

import pytest

from tests.clients.stock import BURNER, BURNS, MOVED, TRUNK, digest
from tests.clients.workshop import Workshop, success

PYPI_SIMPLE = """
import json, sys
import pypi_simple
endpoint, accept, folder, *projects = sys.argv[1:]
with pypi_simple.PyPISimple(endpoint, accept=getattr(pypi_simple, accept)) as client:
    index = client.get_index_page()
    pages = {name: client.get_project_page(name) for name in projects}
    for package in pages["trunk"].packages:
        client.download_package(package, f"{folder}/{package.filename}")
    print(json.dumps({
        "projects": index.projects,
        "version": index.repository_version,
        "pages": {name: {
            "status": page.status and page.status.value,
            "reason": page.status_reason,
            "versions": page.versions,
            "files": [{
                "filename": package.filename,
                "sha256": package.digests["sha256"],
                "requires_python": package.requires_python,
                "yanked": (package.is_yanked, package.yanked_reason),
                "size": package.size,
                "metadata": client.get_package_metadata(package),
            } for package in page.packages],
        } for name, page in pages.items()},
    }))
"""
MOUSEBENDER = """
import json, sys, urllib.request
from mousebender import simple
endpoint, accept = sys.argv[1:]
accept = getattr(simple, accept, accept)
def get(address):
    with urllib.request.urlopen(urllib.request.Request(address, headers={"Accept": accept})) as answer:
        return answer.read().decode(), answer.headers["Content-Type"]
body, content_type = get(endpoint)
index = simple.parse_project_index(body, content_type)
body, content_type = get(simple.create_project_url(endpoint, "Trunk"))
details = simple.parse_project_details(body, content_type, "trunk")
print(json.dumps({"type": content_type, "index": index, "details": details}))
"""


def output(workshop: Workshop, reader: str, *arguments: str) -> Any:
    """Run a reader and return what it read."""
    done = workshop.run("python", "-c", reader, *arguments, of="libraries")
    success(done)
    return json.loads(done.stdout)


@pytest.mark.parametrize("accept", ["ACCEPT_JSON_ONLY", "ACCEPT_HTML_ONLY", "ACCEPT_ANY"])
def test_pypi_simple_reads_and_verifies_everything(workshop: Workshop, accept: str) -> None:
    """CLI-010."""
    names = ("trunk", "burner", "pier")
    read = output(workshop, PYPI_SIMPLE, workshop.index.simple, accept, str(workshop.folder), *names)
    trunk, burner, pier = (read["pages"][name] for name in names)

    assert {"lantern", "trunk", "Harbor.Light"} <= set(read["projects"])
    assert [file["sha256"] for file in trunk["files"]] == [digest(built) for built in TRUNK]
    assert [file["requires_python"] for file in trunk["files"]] == [None, None, ">=3.99"]
    assert [file["metadata"] for file in trunk["files"]] == [built.metadata.decode() for built in TRUNK]
    assert {built.filename: built.content for built in TRUNK} == {
        path.name: path.read_bytes() for path in workshop.folder.glob("*.whl")
    }
    assert [file["yanked"] for file in burner["files"]] == [[False, None], [True, BURNS]]
    assert (trunk["status"], trunk["reason"]) == ("active", None)
    assert (pier["status"], pier["reason"]) == ("archived", MOVED)
    if accept != "ACCEPT_HTML_ONLY":
        assert burner["versions"] == ["1.0", "2.0"]
        assert [file["size"] for file in burner["files"]] == [len(built.content) for built in BURNER]


@pytest.mark.parametrize(
    ("accept", "content_type"),
    [
        ("ACCEPT_JSON_LATEST", "application/vnd.pypi.simple.v1+json"),
        ("ACCEPT_JSON_V1", "application/vnd.pypi.simple.v1+json"),
        ("ACCEPT_SUPPORTED", "application/vnd.pypi.simple.v1+json"),
        ("ACCEPT_HTML", "application/vnd.pypi.simple.v1+html"),
        ("text/html", "text/html"),
    ],
)
def test_mousebender_reads_every_media_type(workshop: Workshop, accept: str, content_type: str) -> None:
    """CLI-011."""
    read = output(workshop, MOUSEBENDER, workshop.index.simple, accept)
    assert read["type"].partition(";")[0] == content_type
    assert {"lantern", "trunk", "Harbor.Light"} <= {project["name"] for project in read["index"]["projects"]}
    files = read["details"]["files"]
    assert [(file["filename"], file["hashes"]["sha256"]) for file in files] == [
        (built.filename, digest(built)) for built in TRUNK
    ]
    assert files[2]["requires-python"] == ">=3.99"
    assert "sha256" in files[0]["core-metadata"]
