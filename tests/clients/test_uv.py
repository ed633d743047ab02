"""uv finds, resolves, verifies and installs; it reads JSON, times of upload and the status of a project."""

import json
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

from tests.clients.stock import BURNS, LANTERN, LANTERN_SDIST, MOVED, Stock, digest
from tests.clients.workshop import Workshop, failure, installed, success


def test_it_resolves_and_installs(workshop: Workshop) -> None:
    """CLI-007."""
    target = workshop.folder / "site"
    success(workshop.uv("install", "trunk", "--target", target))
    assert (installed(target, "trunk"), installed(target, "lantern")) == ("1.0", "1.9")


def test_it_installs_what_is_spelled_freely_and_has_an_epoch(workshop: Workshop) -> None:
    """NAM-024."""
    target = workshop.folder / "site"
    success(workshop.uv("install", "HARBOR_light==1!2", "--target", target))
    assert installed(target, "harbor_light") == "1!2.0"


def test_it_accepts_the_published_hash_and_no_other(workshop: Workshop) -> None:
    right, wrong = workshop.write(
        {
            "right.txt": f"lantern==1.9 --hash=sha256:{digest(LANTERN[1])}\n",
            "wrong.txt": f"lantern==1.9 --hash=sha256:{'0' * 64}\n",
        }
    )
    options = ("install", "--require-hashes", "--target", workshop.folder / "site", "-r")
    success(workshop.uv(*options, right))
    assert "Hash mismatch" in failure(workshop.uv(*options, wrong, "--reinstall"))


def test_it_writes_the_hashes_of_every_file_of_a_version(workshop: Workshop) -> None:
    """CLI-008."""
    (wanted,) = workshop.write({"wanted.in": "lantern\n"})
    printed = success(workshop.uv("compile", "--generate-hashes", wanted))
    assert "lantern==1.10" in printed
    assert set(re.findall(r"sha256:([0-9a-f]{64})", printed)) == {digest(LANTERN[2]), digest(LANTERN_SDIST)}


def test_it_can_leave_out_what_is_newer_than_an_instant(workshop: Workshop, stock: Stock) -> None:
    """CLI-009."""
    (wanted,) = workshop.write({"wanted.in": "ripening\n"})
    assert "ripening==2.0" in success(workshop.uv("compile", wanted))
    between = stock.ripe_at.isoformat()
    assert "ripening==1.0" in success(workshop.uv("compile", "--exclude-newer", between, wanted))
    assert failure(workshop.uv("compile", "--exclude-newer", "2020-01-01T00:00:00Z", wanted))


def test_it_passes_over_a_yanked_release_and_takes_it_when_pinned(workshop: Workshop) -> None:
    """YNK-001, YNK-002."""
    free, pinned = workshop.folder / "free", workshop.folder / "pinned"
    success(workshop.uv("install", "burner", "--target", free))
    assert installed(free, "burner") == "1.0"
    assert BURNS in success(workshop.uv("install", "burner==2.0", "--target", pinned))
    assert installed(pinned, "burner") == "2.0"


def test_it_respects_requires_python(workshop: Workshop) -> None:
    (wanted,) = workshop.write({"wanted.in": "trunk==3.0\n"})
    assert "Python>=3.99" in failure(workshop.uv("compile", wanted))
    assert "trunk==3.0" in success(workshop.uv("compile", "--python-version", "3.99", wanted))


def test_it_reports_that_a_project_is_archived(workshop: Workshop) -> None:
    """STA-001 to STA-003."""
    project = (
        '[project]\nname = "house"\nversion = "1.0"\nrequires-python = ">=3.11"\ndependencies = ["pier"]\n'
    )
    workshop.write({"pyproject.toml": project})
    with no_known_vulnerabilities() as service:
        options = ("--service-url", service, "--default-index", workshop.index.simple)
        printed = success(
            workshop.run(
                "uv", "--no-cache", "--no-config", "audit", "--preview", *options, UV_PYTHON=sys.executable
            )
        )
    assert "pier" in printed
    assert "archived" in printed
    assert MOVED in printed


@contextmanager
def no_known_vulnerabilities() -> Iterator[str]:
    """Answer like a database of vulnerabilities (OSV) that knows none."""

    class Service(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            queries = json.loads(self.rfile.read(int(self.headers["Content-Length"])))["queries"]
            body = json.dumps({"results": [{} for _ in queries]}).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Service) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


def test_it_finds_nothing_for_an_unknown_project(workshop: Workshop) -> None:
    """CLI-005, as uv says it."""
    assert "nowhere was not found" in failure(workshop.uv("install", "nowhere", "--target", "site"))
