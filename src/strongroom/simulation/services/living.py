"""Live through the days of a simulation, by the services that a running index uses.

Each day is one transaction: the day's designation, what follows from it, what people do, and its downloads. So a simulation
that was interrupted goes on with the first day that has no run. All mail of a day is thrown away at its end, as if it had
arrived; the letters themselves stay where their readers would find them.
"""

from collections.abc import Generator, Sequence
from datetime import date

from strongroom.catalog.queries import list_people_who_may_publish
from strongroom.criticality.queries import designated_since
from strongroom.criticality.services import own_dependencies, run
from strongroom.downloads.services import Counts, add_counts
from strongroom.foundation.actors import Actor
from strongroom.foundation.names import NormalizedName
from strongroom.infra.db import write
from strongroom.infra.outbox.models import OutgoingMail
from strongroom.mandates.services import record_figures, tend, tend_vouchers
from strongroom.simulation.queries import find_last_whole_day
from strongroom.simulation.rules.population import names_of
from strongroom.simulation.rules.size import ANNOUNCED_ON, Size, at
from strongroom.simulation.rules.traffic import Traffic
from strongroom.simulation.services.happening import announce_all, delete_and_upload_again
from strongroom.simulation.services.people import enroll, try_uploads

NIGHTLY = Actor.system("nightly")


def live_on(size: Size, traffic: Traffic) -> Generator[date, None, None]:
    """Live through the days that are left; yield each when it is over for good."""
    names = names_of(size, atomicwrites_at=traffic.atomicwrites_at, own=own_dependencies())
    for day in size.days_after(find_last_whole_day(size)):
        with write():
            _begin(day)
            _happen(day, size)
            _count(day, traffic, names)
            record_figures(on=day)
            OutgoingMail.objects.all().delete()
        yield day


def _begin(day: date) -> None:
    """Do what the worker does when a day begins."""
    run(by=NIGHTLY, on=day, now=at(day, 0, 30))
    tend(by=NIGHTLY, now=at(day, 0, 40))
    tend_vouchers(by=NIGHTLY, now=at(day, 0, 50))


def _happen(day: date, size: Size) -> None:
    """Do what operators and maintainers do in the course of a day."""
    if day == ANNOUNCED_ON:
        announce_all(size, now=at(day, 15))
        delete_and_upload_again(now=at(day, 17))
    rights = list_people_who_may_publish(names=designated_since())
    if day >= ANNOUNCED_ON:
        enroll(rights, size, day)
    try_uploads(rights, size, day)


def _count(day: date, traffic: Traffic, names: Sequence[NormalizedName]) -> None:
    fetched = traffic.installers(day)
    counts = Counts({(day, names[place], "installer"): downloads for place, downloads in fetched})
    counts |= Counts(
        {(day, names[place], "mirror"): downloads for place, downloads in traffic.mirrors(fetched)}
    )
    add_counts(counts)
