"""Rows that no service makes here: the population of the beginning, and second factors.

This is the one place that writes the tables of other rooms. For hundreds of thousands of accounts and projects there is no
service, because nobody registers by the thousand; and a factor is enrolled in a ceremony with a device that made-up
people do not have. Nobody can sign in: there are no passwords, and the factors answer to nothing.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from hashlib import sha256
from typing import Any

from allauth.account.models import EmailAddress
from django.core.management.color import no_style
from django.db import connection
from django.db.models import AutoField, Model
from django.db.models.expressions import DatabaseDefault

from strongroom.accounts.models import SecurityKey, TotpApp, User
from strongroom.catalog.models import File, Project, Release, Role, RoleName
from strongroom.downloads.models import CountedName, DailyCount, day_number
from strongroom.downloads.rules.client_classes import CODES
from strongroom.foundation.names import NormalizedName
from strongroom.simulation.rules import population
from strongroom.simulation.rules.population import username_of

_NO_PASSWORD = "!simulated"
"""By its first sign, nobody can sign in."""
_ADDED = (User, EmailAddress, TotpApp, SecurityKey, Project, Release, File, Role, CountedName)
_COUNT = f"""
    INSERT INTO {DailyCount._meta.db_table} (day, name_id, client_class, downloads) VALUES (%s, %s, %s, %s)
"""  # noqa: S608, SLF001 - Django's own name of its table, and no value


def user_id_of(person: int) -> int:
    """Return the id of the account of somebody who is numbered from 0."""
    return person + 1


def person_of(user_id: int) -> int:
    """Return the number of the person of an account."""
    return user_id - 1


def is_settled() -> bool:
    """The first of the made-up people is here."""
    return User.objects.filter(pk=user_id_of(0), username=username_of(0), password=_NO_PASSWORD).exists()


def is_empty() -> bool:
    """The database knows nobody, and no project."""
    return not User.objects.exists() and not Project.objects.exists()


def add_people(number: int, holders: Mapping[int, bool], *, at: datetime) -> None:
    """Add so many accounts with a confirmed address that leads nowhere (RFC 2606), and the factors of these people."""
    usernames = [(user_id_of(one), username_of(one)) for one in range(number)]
    _add(
        User(password=_NO_PASSWORD, date_joined=at),
        ("id", "username", "email"),
        [(key, name, _address(name)) for key, name in usernames],
    )
    _add(
        EmailAddress(verified=True, primary=True),
        ("user_id", "email"),
        [(key, _address(name)) for key, name in usernames],
    )
    add_factors(holders, at=at)


def add_factors(holders: Mapping[int, bool], *, at: datetime) -> None:
    """Let each of these people hold a security key, or else an authenticator app."""
    key = SecurityKey(
        name="Security key",
        public_key=b"",
        sign_count=0,
        is_passkey=False,
        is_backup_eligible=False,
        created_at=at,
    )
    app = TotpApp(name="Authenticator app", sealed_secret=b"", created_at=at, confirmed_at=at)
    with_key = [person for person, has_key in holders.items() if has_key]
    _add(
        key, ("user_id", "credential_id"), [(user_id_of(one), username_of(one).encode()) for one in with_key]
    )
    _add(app, ("user_id",), [(user_id_of(one),) for one, has_key in holders.items() if not has_key])


def add_projects(names: Sequence[NormalizedName], *, at: datetime) -> None:
    """Add a project of each name, with one release of one file without content; their names can be counted."""
    numbered = list(enumerate(names, start=1))
    _add(CountedName(), ("id", "name"), numbered)
    _add(
        Project(created_at=at), ("id", "name", "display_name"), [(key, name, name) for key, name in numbered]
    )
    first = Release(version="1.0", created_at=at, published_by="system:simulation")
    _add(first, ("id", "project_id"), [(key, key) for key, _ in numbered])
    _add_files(numbered, at)


def add_roles(roles: Iterable[population.Role], *, at: datetime) -> None:
    """Give people their roles on the projects at these places."""
    _add(
        Role(since=at),
        ("project_id", "user_id", "name"),
        [(one.place + 1, user_id_of(one.person), _role_name(is_owner=one.is_owner)) for one in roles],
    )


def add_history(day: date, counted: Iterable[tuple[int, int]]) -> None:
    """Count (place, downloads) by installers on a day of which nothing is counted yet."""
    number, code = day_number(day), CODES["installer"]
    with connection.cursor() as cursor:
        cursor.executemany(_COUNT, [(number, place + 1, code, downloads) for place, downloads in counted])


def is_counted(day: date) -> bool:
    """Something is counted for the day."""
    return DailyCount.objects.filter(day=day_number(day)).exists()


def continue_numbers() -> None:
    """Let the database number what comes after the rows that we have numbered ourselves."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), _ADDED):
            cursor.execute(statement)


def _add(sample: Model, columns: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> None:
    """Insert rows that are as the sample but for these columns: an object for each would take ten times as long."""
    table, given = sample._meta.db_table, set(columns)  # noqa: SLF001 - of whichever model it is
    same = {
        str(field.column): field.get_db_prep_save(getattr(sample, field.attname), connection)
        for field in sample._meta.concrete_fields  # noqa: SLF001
        if not (field.generated or field.attname in given or isinstance(field, AutoField))
        and not isinstance(getattr(sample, field.attname), DatabaseDefault)
    }
    names = list(map(connection.ops.quote_name, [*columns, *same]))
    statement = f"INSERT INTO {table} ({', '.join(names)}) VALUES ({', '.join(['%s'] * len(names))})"  # noqa: S608
    constant = tuple(same.values())
    with connection.cursor() as cursor:
        cursor.executemany(statement, [(*row, *constant) for row in rows])


def _add_files(numbered: Sequence[tuple[int, NormalizedName]], at: datetime) -> None:
    file = File(
        filetype="bdist_wheel",
        python_version="py3",
        size_bytes=10_000,
        uploaded_at=at,
        uploaded_by="system:simulation",
    )
    columns = ("id", "release_id", "filename", "sha256", "blake2_256", "md5")
    digests = ((key, name, sha256(name.encode()).hexdigest()) for key, name in numbered)
    _add(
        file,
        columns,
        [
            (key, key, f"{name}-1.0-py3-none-any.whl", digest, digest, digest[:32])
            for key, name, digest in digests
        ],
    )


def _address(username: str) -> str:
    return f"{username}@simulation.invalid"


def _role_name(*, is_owner: bool) -> str:
    return (RoleName.OWNER if is_owner else RoleName.MAINTAINER).value
