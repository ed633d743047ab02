"""kill -9 at random moments: what was acknowledged is there, once; nothing is half there.

Uploads and downloads run from threads while all processes of the index are killed and started again. Afterwards every
upload that answered 200 is installable with the right bytes, and no download that was completed is lost.
"""

import base64
import hashlib
import http.client
import json
import random
import sqlite3
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http import HTTPStatus
from itertools import count
from pathlib import Path

import pytest

from strongroom.downloads.rules.client_classes import CODES
from tests.support.distributions import Wheel
from tests.support.served import Index, index, until
from tests.support.upload_forms import multipart

UPLOADS = 200
PROJECTS = 10
"""An account begins no more than 20 within an hour."""

DOWNLOADS = 2000
DEATHS = 5
UPLOADERS = 2
DOWNLOADERS = 4
PAUSE_SECONDS = 0.01
"""Before each download: leaves the machine to the index, whose death is what this is about."""
CUT_OFF = (urllib.error.URLError, OSError, http.client.HTTPException)
"""What a client sees of a server that dies: before, during or in the middle of its answer."""

MACHINE = Wheel(name="fixture", version="1.0")


class Traffic:
    """Uploads and downloads, and what became of each."""

    def __init__(self, served: Index, token: str) -> None:
        self.index = served
        self._authorization = "Basic " + base64.b64encode(f"__token__:{token}".encode()).decode()
        self.published: dict[str, str] = {}
        self.completed = 0
        self.attempted = 0
        self._counting = threading.Lock()

    def upload_until_it_is_there(self, wheel: Wheel) -> None:
        """Send the file again after every failure, as a retrying client does, until it is acknowledged."""
        while not self._upload(wheel):
            time.sleep(0.05)
        self.published[wheel.filename] = hashlib.sha256(wheel.content).hexdigest()

    def download(self, address: str) -> None:
        """Fetch a file; count the attempt, and the success."""
        with self._counting:
            self.attempted += 1
        request = urllib.request.Request(address, headers={"User-Agent": "pip/26.3"})
        try:
            with urllib.request.urlopen(request, timeout=20) as answer:
                complete = answer.read() == MACHINE.content
        except CUT_OFF:
            time.sleep(0.05)
            return
        assert complete
        with self._counting:
            self.completed += 1

    def _upload(self, wheel: Wheel) -> bool:
        body, boundary = multipart(wheel)
        headers = {
            "Authorization": self._authorization,
            "Content-Type": f"multipart/form-data; boundary={boundary}",
        }
        request = urllib.request.Request(f"{self.index.url}/legacy/", data=body, headers=headers)
        try:
            with urllib.request.urlopen(request, timeout=20) as answer:
                return bool(answer.status == 200)
        except urllib.error.HTTPError as error:
            # Readers are there before the application is, and say so.
            assert error.code == HTTPStatus.SERVICE_UNAVAILABLE, f"{error.code} {error.reason}"
            return False
        except CUT_OFF:
            return False


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Index]:
    with index(tmp_path) as one:
        one.start()
        yield one


def address_of(served: Index, name: str, filename: str) -> str:
    request = urllib.request.Request(
        f"{served.simple}{name}/", headers={"Accept": "application/vnd.pypi.simple.v1+json"}
    )
    with urllib.request.urlopen(request) as answer:
        files = {file["filename"]: file["url"] for file in json.load(answer)["files"]}
    return served.url + str(files[filename])


@pytest.mark.timeout(400)
def test_nothing_acknowledged_is_lost_when_the_index_dies(served: Index) -> None:
    served.run(
        "user",
        "create",
        "ada",
        "--email",
        "ada@people.example",
        "--verified",
        "--password-stdin",
        stdin="nine lanterns on a pier",
    )
    traffic = Traffic(served, served.run("token", "create", "ada").stdout.strip())
    traffic.upload_until_it_is_there(MACHINE)
    address = address_of(served, "fixture", MACHINE.filename)
    wheels = [
        Wheel(name=f"project-{number % PROJECTS}", version=f"{number // PROJECTS}.0")
        for number in range(UPLOADS)
    ]
    busy = threading.Event()
    busy.set()

    def keep_downloading() -> None:
        for _ in count():
            if traffic.completed >= DOWNLOADS and not busy.is_set():
                return
            time.sleep(PAUSE_SECONDS)
            traffic.download(address)

    with ThreadPoolExecutor(UPLOADERS + DOWNLOADERS) as threads:
        uploads = [threads.submit(traffic.upload_until_it_is_there, wheel) for wheel in wheels]
        downloads = [threads.submit(keep_downloading) for _ in range(DOWNLOADERS)]
        try:
            for _ in range(DEATHS):
                time.sleep(random.uniform(0.3, 3))
                served.kill()
                served.start()
            for upload in uploads:
                upload.result()
        finally:
            busy.clear()
        for download in downloads:
            download.result()

    for filename, digest in traffic.published.items():
        name = filename.partition("-")[0].replace("_", "-")
        with urllib.request.urlopen(address_of(served, name, filename)) as answer:
            assert hashlib.sha256(answer.read()).hexdigest() == digest
    assert len(traffic.published) == UPLOADS + 1
    until(lambda: counted(served) >= traffic.completed, what="every completed download is counted")
    time.sleep(3)  # long enough for two more foldings: what is counted twice would show now
    assert counted(served) <= traffic.attempted
    assert "Sound." in served.run("check", "--fix").stdout
    swept = served.run("check").stdout
    assert "orphaned" not in swept


def counted(served: Index) -> int:
    """Return the downloads of the fixture that the index has counted."""
    with sqlite3.connect(f"file:{served.data}/strongroom.sqlite3?mode=ro", uri=True) as database:
        (total,) = database.execute(
            "SELECT coalesce(sum(c.downloads), 0) FROM downloads_dailycount c"
            " JOIN downloads_countedname n ON n.id = c.name_id WHERE n.name = 'fixture' AND c.client_class = ?",
            (CODES["installer"],),
        ).fetchone()
    return int(total)
