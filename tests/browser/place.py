"""What every page can show: a critical project whose people are asked for a second factor, and what was done to it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from strongroom.foundation.download_events import DownloadEvent
from strongroom.foundation.names import normalize
from tests.browser import commands
from tests.browser.people import Account
from tests.browser.visitor import Visitor
from tests.support.distributions import Wheel
from tests.support.served import Index

NAME, SUNKEN, SMALL = "lighthouse-keepers-almanac-for-northern-waters", "sunken-pier", "tidewater"
DESCRIPTION = """# What it does

It computes *tides*. See [the manual](https://manual.example/) and `almanac.tides()`.

```python
from almanac import tides; print(tides("a place with quite a long name", on="2026-07-08", in_local_time=True))
```

| Port | High water | Low water | Height above chart datum | Remarks of the harbor master |
| ---- | ---------- | --------- | ------------------------ | ---------------------------- |
| Ness | 04:12      | 10:31     | 3.2 m                    | none                         |

> Not for navigation.

- [x] Lights
- [ ] Distances
"""


@dataclass(frozen=True)
class Place:
    """The index, and the people.

    Args:
        owner: Of all three projects, without a second factor.
        guest: Invited to the critical project.
        newcomer: Nobody yet to any project.
        others: Whoever else is needed.
    """

    index: Index
    owner: Account
    guest: Account
    newcomer: Account
    others: Iterator[Account]


def furnish(place: Place, visitor: Visitor, log: Path) -> None:
    """Publish, count downloads of the last weeks, designate, announce; let the owner change this and that.

    Args:
        log: File for the downloads, in a folder that takes another one.
    """
    publish(place)
    log.write_bytes(b"\n".join(event.to_line() for event in downloads_of(NAME)))
    codes = log.with_name("codes")
    codes.write_text("OPENS-NOTHING-1\n")
    commands.run(
        place.index,
        ("downloads", "import", str(log)),
        ("designate",),
        ("mandate", "announce", "--reason", "Many others depend on them."),
        campaign_for(place.owner),
        ("vouchers", "import", "1", str(codes)),
    )
    change(visitor, place)


def campaign_for(person: Account) -> commands.Command:
    """Return the command that begins a campaign of free keys, of which one is for this person."""
    return (
        *("vouchers", "create", "Keys of spring", "--vendor", "Example Keys", "--about", "A key for USB-C."),
        *("--redeeming", "Enter the code in the basket.", "--url", "https://keys.example/basket"),
        *("--closes", "2099-01-31", "--redeem-until", "2099-12-31", "--named", person.username),
        *("--account-days", "0", "--reason", "They were offered."),
    )


def publish(place: Place) -> None:
    """Publish one project with everything a page can show, and two with next to nothing."""
    headers = {
        "Summary": "Tides, lights and distances of northern waters, computed offline and printed as they always were",
        "Description-Content-Type": "text/markdown",
        "License-Expression": "Apache-2.0",
        "Requires-Python": ">=3.11",
        "Project-URL": ["Homepage, https://almanac.example/", "Changes, https://almanac.example/changes"],
    }
    changed = {"Requires-Dist": "a-rope-of-quite-some-length>=1", "Author-email": "mallory@almanac.example"}
    for version, more in (("1.0", {}), ("1.1", {}), ("2.0b1", changed)):
        built = Wheel(name=NAME, version=version, headers={**headers, **more}, description=DESCRIPTION)
        place.owner.upload(place.index, built)
    place.owner.publish(place.index, SUNKEN)
    place.owner.publish(place.index, SMALL)


def change(visitor: Visitor, place: Place) -> None:
    """Yank, invite and withdraw."""
    visitor.sign_in(place.owner)
    visitor.open(f"/project/{NAME}/manage/yank/?version=1.1")
    visitor.fill(Reason="It loses what was saved, whenever the tide turns.")
    visitor.send("Yank")
    visitor.open(f"/project/{NAME}/manage/invite/")
    visitor.fill(User_name=place.guest.username)
    visitor.send("Invite")
    visitor.open(f"/project/{SUNKEN}/manage/withdraw/")
    visitor.fill(Name_of_the_project=SUNKEN, Reason="It has sunk.")
    visitor.send("Withdraw")


def downloads_of(name: str) -> Iterator[DownloadEvent]:
    """Yield some downloads of each of the last forty days, yesterday's included."""
    now = datetime.now(UTC)
    for days in range(1, 41):
        for installer in ("pip", "uv", "bandersnatch") * (1 + days % 7):
            yield DownloadEvent(
                at=now - timedelta(days=days),
                filename=f"{name.replace('-', '_')}-1.0-py3-none-any.whl",
                project=normalize(name),
                version="1.0",
                installer=installer,
                installer_version="1.0",
                python_version="3.12",
            )
