"""A recomputation of runs as somebody else would write it: from docs/reference/run-files.md alone, with nothing of ours.

`zstd -dc FILE | python by_others.py` ends with status 0 if the file says what its inputs give.
"""

import hashlib
import json
import sys
from datetime import date, timedelta
from fractions import Fraction
from math import ceil, floor
from typing import Any

KINDS = ("project", "absent", "withdrawn", "own-dependency", "dependents", "named", "released", "standing")


def line(*items: object) -> bytes:
    """Write a line as the page says."""
    return json.dumps(items, separators=(",", ":")).encode() + b"\n"


def place(numbers: list[int], size: int, minimum: int) -> int:
    """Return the number at a place, most first, or the minimum."""
    numbers = sorted((one for one in numbers if one), reverse=True)
    return max(numbers[size - 1] if 0 < size <= len(numbers) else 0, minimum)


class Run:
    """The inputs of a file, and the lines that follow from them."""

    def __init__(self, lines: list[bytes]) -> None:
        _, _, self.day, self.policy = json.loads(lines[0])
        self.said: dict[str, dict[str, Any]] = {kind: {} for kind in KINDS}
        end = next(at for at, one in enumerate(lines) if one.startswith(b'["inputs"'))
        for one in lines[1:end]:
            kind, name, *rest = json.loads(one)
            self.said[kind][name] = rest
        self.sha256 = hashlib.sha256(b"".join(lines[:end]))
        policy, projects, needed = self.policy, self.said["project"], self.said["dependents"]
        self.counts = {name: number for name, [number] in {**self.said["absent"], **projects}.items()}
        self.ordered = sorted((number for [number] in projects.values() if number), reverse=True)
        self.cohort = ceil(Fraction(policy["share"]) * len(projects))
        band = floor(Fraction(policy["keep_factor"]) * self.cohort)
        self.cut_off = place(self.ordered, self.cohort, policy["minimum_downloads"])
        self.band_cut_off = place(self.ordered, band, policy["minimum_downloads"])
        self.needed = place(
            [number for name, [number] in needed.items() if name in projects],
            policy["dependents_top"],
            policy["dependents_minimum"],
        )

    def fired(self, name: str) -> list[str]:
        """Return the rules that bring the name in today."""
        policy, said = self.policy, self.said
        measured = name in said["project"] and name not in said["released"]
        enough = said["dependents"].get(name, [0])[0] >= self.needed
        fires = {
            "downloads": policy["downloads_rule"] and measured and self.counts[name] >= self.cut_off,
            "dependents": policy["dependents_rule"] and measured and enough,
            "own-dependency": policy["own_dependencies_rule"] and name in said["own-dependency"],
            "named": policy["named_rule"] and name in said["named"],
        }
        return [rule for rule, does in fires.items() if does]

    def judge(self, name: str) -> list[Any]:
        """Return rules, since and outside since of a critical name; ending and reason of one that leaves; or nothing."""
        policy, said = self.policy, self.said
        since, outside = said["standing"].get(name, [self.day, None])
        if fired := self.fired(name):
            return [fired, since, None]
        if name not in said["standing"]:
            return []
        if name in said["released"]:
            return ["contest-granted", *said["released"][name]]
        if name in said["withdrawn"] or name not in said["project"]:
            return [["frozen"], since, None]
        if policy["downloads_rule"] and self.counts[name] >= self.band_cut_off:
            return [["kept"], since, None]
        outside, days, factor = outside or self.day, policy["lapse_days"], policy["keep_factor"]
        if (date.fromisoformat(self.day) - date.fromisoformat(outside)).days < days:
            return [["kept"], since, outside]
        words = f"for {days} days in a row outside {factor} times the cohort and outside every other rule."
        return ["lapsed", f"It was {words}"]

    def lines(self) -> list[bytes]:
        """Return the lines from `inputs` to `end`."""
        said, standing = self.said, self.said["standing"]
        judged = {name: self.judge(name) for name in sorted({*said["project"], *standing})}
        critical = {name: one for name, one in judged.items() if len(one) == 3}
        found = [line("inputs", self.sha256.hexdigest()), line("outcome", self.figures(len(critical)))]
        ranks = {number: at for at, number in reversed(list(enumerate(self.ordered, start=1)))}
        for name, one in critical.items():
            number, [needed] = self.counts.get(name, 0), said["dependents"].get(name, [None])
            rank = ranks.get(number) if name in said["project"] else None
            found.append(line("critical", name, rank, number, needed, *one))
        found += [line("entered", name) for name in critical if name not in standing]
        found += [line("left", name, *one) for name, one in judged.items() if len(one) == 2]
        above = Fraction(self.policy["candidate_share"]) * self.cut_off
        near = [name for name in said["project"] if self.counts[name] > above and name not in critical]
        if self.policy["downloads_rule"]:
            near = [name for name in near if name not in said["released"]]
            near.sort(key=lambda name: (-self.counts[name], name))
            found += [line("candidate", name) for name in near]
        self.sha256.update(b"".join(found))
        return [*found, line("end", self.sha256.hexdigest())]

    def figures(self, critical: int) -> dict[str, Any]:
        """Return what the line of the outcome says."""
        first, last = (
            date.fromisoformat(self.day) - timedelta(days=days) for days in (self.policy["window_days"], 1)
        )
        return {
            "window": [str(first), str(last)],
            "population": len(self.said["project"]),
            "ranked": len(self.ordered),
            "cohort": self.cohort,
            "cut_off": self.cut_off,
            "band_cut_off": self.band_cut_off,
            "critical": critical,
        }


def is_repeated(lines: list[bytes]) -> bool:
    """Say whether all that the file says of the outcome is what its inputs give."""
    again = Run(lines).lines()
    return lines[-len(again) :] == again


if __name__ == "__main__":
    sys.exit(not is_repeated(sys.stdin.buffer.readlines()))
