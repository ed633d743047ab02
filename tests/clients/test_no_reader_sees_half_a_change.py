"""While projects change without pause, every reader sees each change whole, and as soon as it is acknowledged.

Two people upload, yank and withdraw at random; after each answer of the index, the very next requests
of every kind, each over a new connection, must show it. Meanwhile others read whatever they like.
"""

import time
from collections import Counter
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import ExitStack
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from random import Random
from threading import Event

import pytest

from tests.clients.desk import Desk
from tests.clients.ledger import Ledger, ShownFile
from tests.clients.reading import CODINGS, GONE, KINDS, Reader
from tests.clients.stock import digest, wheel
from tests.clients.workshop import Workshop
from tests.support.distributions import Sdist, Wheel
from tests.support.served import index

SEED = "half a change"
CHANGES = 20
"""By each person; always the same ones, in the same order."""
ENOUGH, SECONDS = 2, 60.0
"""After so long a slow machine need not make all of them, if it has made enough of each kind: not one of them was late."""
KINDS_OF_CHANGES = ("publish", "yank", "withdraw")
PEOPLE = ("ada", "ben")
PROJECTS_EACH = 4
READERS, READ = 2, 20
PAUSE = 0.01
"""Seconds; leaves the machine to those who change something."""


@dataclass
class Publisher:
    """One person who changes projects of their own, and looks at once whether it shows."""

    person: str
    workshop: Workshop
    desk: Desk
    ledgers: Mapping[str, Ledger]
    done: Counter[str] = field(default_factory=Counter)

    def work(self, ends_at: float) -> "Counter[str]":
        """Make all changes that there is time for; return how often what was done."""
        random = Random(f"{SEED}, {self.person}")
        reader = Reader(self.workshop.index.url)
        while self.done.total() < CHANGES and not (time.monotonic() > ends_at and self._has_done_enough()):
            name = random.choice(list(self.ledgers))
            before = reader.page(name, "json")
            self._change(name, random)
            self._look(reader, name)
            after = reader.page(name, "json", etag=before.etag)
            assert after.status != 304, f"{name} has changed, and its ETag has not"
        return self.done

    def _has_done_enough(self) -> bool:
        return min(self.done[what] for what in KINDS_OF_CHANGES) >= ENOUGH

    def _change(self, name: str, random: Random) -> None:
        state = self.ledgers[name].newest
        versions = sorted({_version(filename) for filename in state or {}})
        what = random.choices(KINDS_OF_CHANGES, (4, 4, 2))[0] if versions else "publish"
        self.done[what] += 1
        change: Callable[[str, Random], None] = getattr(self, f"_{what}")
        change(name, random)

    def _publish(self, name: str, random: Random) -> None:
        """Publish a wheel, and with it or without it a source distribution."""
        version = f"{self.done.total()}.0"
        files: list[Wheel | Sdist] = [wheel(name, version), Sdist(name=name, version=version)]
        for built in files[: random.randint(1, 2)]:
            ledger = self.ledgers[name]
            ledger.announce({**(ledger.newest or {}), built.filename: ShownFile(digest(built))})
            self.workshop.publish(built)
            ledger.acknowledge()

    def _yank(self, name: str, random: Random) -> None:
        """Yank all files of a release, or take the yank back."""
        ledger = self.ledgers[name]
        state = ledger.newest or {}
        chosen = random.choice(list(state))
        version = _version(chosen)
        reason = "" if state[chosen].yanked else f"Reason {self.done.total()}"
        ledger.announce(
            {
                filename: ShownFile(file.sha256, reason or False) if _version(filename) == version else file
                for filename, file in state.items()
            }
        )
        if reason:
            self.desk.order("yank", person=self.person, project=name, version=version, reason=reason)
        else:
            self.desk.order("unyank", person=self.person, project=name, version=version)
        ledger.acknowledge()

    def _withdraw(self, name: str, _random: Random) -> None:
        self.ledgers[name].announce(None)
        self.desk.order("withdraw", person=self.person, project=name, reason="It is over.")
        self.ledgers[name].acknowledge()

    def _look(self, reader: Reader, name: str) -> None:
        """Ask for everything that has to show the change."""
        state = self.ledgers[name].newest
        for form, coding in KINDS:
            assert reader.state(name, form, coding) == state, (name, form, coding)
            if form != "api":
                assert (name in reader.names(form, coding)) == (state is not None), (name, form, coding)


def _version(filename: str) -> str:
    """Return the version in a file name of these tests."""
    return filename.removesuffix(".tar.gz").split("-")[1]


@dataclass
class Wanderer:
    """Reads this and that, and holds it against what can be true."""

    reader: Reader
    ledgers: Mapping[str, Ledger]
    bodies: dict[tuple[str, ...], bytes] = field(default_factory=dict)

    def work(self, number: int, is_over: Event) -> int:
        """Read until it is over, and enough; return how many pages and files were read."""
        random = Random(f"{SEED}, reader {number}")
        count = 0
        while count < READ or not is_over.is_set():
            form, coding = random.choice(KINDS)
            name = random.choice(list(self.ledgers))
            count += self._read(name, form, coding)
            if not count % 10 and form != "api":
                self._read_list(form, coding)
            self._compare(name, form, random.choice(CODINGS))
            time.sleep(PAUSE)
        return count

    def _read(self, name: str, form: str, coding: str) -> int:
        """Read a page, and every file that it names."""
        ledger = self.ledgers[name]
        mark = ledger.mark
        state = self.reader.state(name, form, coding)
        assert state in ledger.since(mark), (name, form, coding, state, ledger.since(mark))
        for file in (state or {}).values():
            answer = self.reader.get(file.address)
            if answer.status in GONE:
                assert None in ledger.since(mark), f"{name} names a file that is not there"
            else:
                assert (answer.status, sha256(answer.body).hexdigest()) == (200, file.sha256)
        return 1 + len(state or {})

    def _read_list(self, form: str, coding: str) -> None:
        marks = {name: ledger.mark for name, ledger in self.ledgers.items()}
        listed = self.reader.names(form, coding)
        for name, ledger in self.ledgers.items():
            possible = {state is not None for state in ledger.since(marks[name])}
            assert (name in listed) in possible, (name, form, coding)

    def _compare(self, name: str, form: str, coding: str) -> None:
        """Two answers with one ETag are one."""
        answer = self.reader.page(name, form, coding=coding)
        if answer.status == 200:
            known = self.bodies.setdefault((name, form, coding, answer.etag), answer.body)
            assert answer.etag
            assert known == answer.body, (name, form, coding)


@pytest.mark.timeout(400)
def test_every_change_is_seen_whole_and_at_once(tmp_path: Path) -> None:
    with ExitStack() as stack:
        served = stack.enter_context(index(tmp_path, DJANGO_SETTINGS_MODULE="strongroom.config.settings"))
        served.start("--workers", "4")
        publishers = []
        for person in PEOPLE:
            desk = stack.enter_context(Desk(served.environ, log=tmp_path / "desk.log"))
            workshop = Workshop(served, desk.order("enrol", person=person), tmp_path)
            names = [f"{person}-{number}" for number in range(PROJECTS_EACH)]
            publishers.append(Publisher(person, workshop, desk, {name: Ledger() for name in names}))
        ledgers = {name: ledger for publisher in publishers for name, ledger in publisher.ledgers.items()}
        wanderer = Wanderer(Reader(served.url), ledgers)
        ends_at, is_over = time.monotonic() + SECONDS, Event()
        with ThreadPoolExecutor() as threads:
            changing = [threads.submit(publisher.work, ends_at) for publisher in publishers]
            reading = [threads.submit(wanderer.work, number, is_over) for number in range(READERS)]
            wait(changing)
            is_over.set()
        done = sum((job.result() for job in changing), Counter())
        assert min(done[what] for what in KINDS_OF_CHANGES) >= ENOUGH, done
        assert min(job.result() for job in reading) >= READ


@pytest.mark.parametrize("shown", [None, {"a": ShownFile("1")}])
def test_a_page_that_is_late_or_halved_would_be_noticed(shown: Mapping[str, ShownFile] | None) -> None:
    ledger = Ledger()
    ledger.announce({"a": ShownFile("1")})
    ledger.acknowledge()
    ledger.announce({"a": ShownFile("1", "Burns"), "b": ShownFile("2", "Burns")})
    assert {"a": ShownFile("1")} in ledger.since(ledger.mark)
    ledger.acknowledge()
    assert shown not in ledger.since(ledger.mark)
    assert ledger.newest in ledger.since(ledger.mark)
