"""The MDN HTTP Observatory grades what an index sends behind a proxy that speaks TLS, as it grades sites."""

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.clients.programs import ENVIRONMENTS, program
from tests.support.processes import free_port
from tests.support.served import index
from tests.support.tls_front import tls_front

OBSERVATORY = ENVIRONMENTS / "observatory" / "node_modules" / "@mdn" / "mdn-http-observatory"

Front = tuple[str, Path]


@pytest.fixture(scope="module")
def front(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Front]:
    """An index that is reached at https://localhost:port, and the certificate it shows there."""
    folder, port = tmp_path_factory.mktemp("graded"), free_port()
    with tls_front(port, folder) as (host, certificate), index(folder) as served:
        served.url = f"http://127.0.0.1:{port}"
        served.environ.update(STRONGROOM_URL=f"https://{host}", STRONGROOM_PROXIES="1")
        served.start()
        yield host, certificate


def graded(front: Front) -> dict[str, Any]:
    host, certificate = front
    command = [str(program("node", of="observatory")), str(OBSERVATORY / "src" / "scan.js"), host]
    environ = {"NODE_EXTRA_CA_CERTS": str(certificate)}
    done = subprocess.run(command, env=environ, capture_output=True, text=True, timeout=60, check=False)
    report: dict[str, Any] = json.loads(done.stdout)
    assert "error" not in report, report
    return report


def test_the_site_is_graded_a_plus_and_fails_in_nothing(front: Front) -> None:
    report = graded(front)
    failed = {name: test["result"] for name, test in report["tests"].items() if not test["pass"]}
    assert failed == {}
    assert report["scan"]["grade"] == "A+", report["tests"]
