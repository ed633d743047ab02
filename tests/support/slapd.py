"""A company's directory on loopback: OpenLDAP's server, made for one test run, gone afterwards.

It answers "success" to whoever binds with a name and no password (RFC 4513, 5.1.2), as some directories do. What
speaks to it, python-ldap, stands in an environment of its own (scripts/provide-clients).
"""

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from strongroom.accounts.upstream.directory import Directory
from tests.support.processes import LOOPBACK, free_port, listens, running

BASE = "dc=works,dc=example"
PEOPLE = f"ou=people,{BASE}"
GROUP = f"cn=publishers,ou=groups,{BASE}"
READER = (f"cn=reader,{BASE}", "what the index reads with")
NAMELESS = "127.0.0.2"
"""An address of the server that its certificate does not name."""

ADA_PASSWORD = "the long phrase of ada at works"
BEN_PASSWORD = "the long phrase of ben at works"

_ENVIRONMENT = Path(__file__).resolve().parents[2] / ".venv-clients" / "ldap"

_CONFIGURATION = """
include /etc/ldap/schema/core.schema
include /etc/ldap/schema/cosine.schema
include /etc/ldap/schema/inetorgperson.schema
modulepath /usr/lib/ldap
moduleload back_mdb
pidfile {folder}/pid
allow bind_anon_dn
TLSCertificateFile {certificate}
TLSCertificateKeyFile {certificate}
database mdb
maxsize 10485760
dbnosync
suffix "{base}"
rootdn "{reader}"
rootpw "{reader_password}"
directory {folder}/data
access to attrs=userPassword by anonymous auth by * none
access to * by dn.exact="{reader}" read by * none
"""

_ENTRIES = f"""
dn: {BASE}
objectClass: dcObject
objectClass: organization
dc: works
o: Harbor Works

dn: {PEOPLE}
objectClass: organizationalUnit
ou: people

dn: ou=groups,{BASE}
objectClass: organizationalUnit
ou: groups

dn: {GROUP}
objectClass: groupOfNames
cn: publishers
member: uid=ada,{PEOPLE}

dn: uid=ada,{PEOPLE}
objectClass: inetOrgPerson
uid: ada
cn: Ada
sn: Harbor
mail: Ada@works.example
userPassword: {ADA_PASSWORD}

dn: uid=ben,{PEOPLE}
objectClass: inetOrgPerson
uid: ben
cn: Ben
sn: Harbor
mail: ben@works.example
userPassword: {BEN_PASSWORD}

dn: uid=silent,{PEOPLE}
objectClass: inetOrgPerson
uid: silent
cn: Somebody without an address
sn: Harbor
userPassword: {ADA_PASSWORD}
"""


class DirectoryServer:
    """The server: how an index asks it, and what its administrators do."""

    def __init__(self, port: int, tls_port: int, certificate: Path) -> None:
        self.tls_port = tls_port
        self.certificate = certificate
        self.directory = Directory(f"ldap://{LOOPBACK}:{port}", PEOPLE, reader=READER, wait_seconds=60)

    def change(self, name: str, **values: str) -> None:
        """Give somebody's entry other values."""
        import ldap  # noqa: PLC0415 - of an environment of its own

        changes = [(ldap.MOD_REPLACE, attribute, [value.encode()]) for attribute, value in values.items()]
        with self._administrator() as connection:
            connection.modify_s(f"uid={name},{PEOPLE}", changes)

    def rename(self, name: str, to: str) -> None:
        """Give somebody another user name."""
        with self._administrator() as connection:
            connection.rename_s(f"uid={name},{PEOPLE}", f"uid={to}")

    def employ(self, name: str, password: str) -> None:
        """Make an entry of somebody new."""
        facts = {
            "uid": name,
            "cn": name,
            "sn": name,
            "mail": f"{name}@works.example",
            "userPassword": password,
        }
        entry = [
            ("objectClass", [b"inetOrgPerson"]),
            *((key, [value.encode()]) for key, value in facts.items()),
        ]
        with self._administrator() as connection:
            connection.add_s(f"uid={name},{PEOPLE}", entry)

    def dismiss(self, name: str) -> None:
        """Remove somebody's entry."""
        with self._administrator() as connection:
            connection.delete_s(f"uid={name},{PEOPLE}")

    def says_success_to(self, name: str, password: str) -> bool:
        """Say whether the server itself lets in whoever binds so."""
        import ldap  # noqa: PLC0415 - as above

        connection = ldap.initialize(self.directory.address)
        try:
            connection.simple_bind_s(f"uid={name},{PEOPLE}", password)
        except ldap.LDAPError:
            return False
        finally:
            connection.unbind_s()
        return True

    @contextmanager
    def _administrator(self) -> Iterator[Any]:
        import ldap  # noqa: PLC0415 - as above

        connection = ldap.initialize(self.directory.address)
        connection.simple_bind_s(*READER)
        yield connection
        connection.unbind_s()


def let_python_ldap_be_found() -> None:
    """Put the environment of python-ldap behind all others."""
    folder = folder_of_python_ldap()
    if folder not in sys.path:
        sys.path.append(folder)


def folder_of_python_ldap() -> str:
    """Return where python-ldap stands."""
    found = list(_ENVIRONMENT.glob("lib/python*/site-packages"))
    if not found:
        raise FileNotFoundError(f"{_ENVIRONMENT} is not there; scripts/provide-clients makes it")
    return str(found[0])


@contextmanager
def directory_server(certificate: Path) -> Iterator[DirectoryServer]:
    """Lend a server that runs.

    Args:
        certificate: File of its key and certificate.
    """
    folder = Path(tempfile.mkdtemp(prefix="strongroom-directory-"))
    try:
        configuration, port, tls_port = _prepare(folder, certificate), free_port(), free_port()
        addresses = f"ldap://{LOOPBACK}:{port}/ ldaps://{LOOPBACK}:{tls_port}/ ldaps://{NAMELESS}:{tls_port}/"
        command: list[str | Path] = [_program("slapd"), "-f", configuration, "-h", addresses, "-d", "0"]
        with running(command, ready=lambda: listens(port) and listens(tls_port), log=folder / "log"):
            yield DirectoryServer(port, tls_port, certificate)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _prepare(folder: Path, certificate: Path) -> Path:
    configuration, entries = folder / "slapd.conf", folder / "entries.ldif"
    (folder / "data").mkdir()
    words = {"base": BASE, "reader": READER[0], "reader_password": READER[1]}
    configuration.write_text(_CONFIGURATION.format(folder=folder, certificate=certificate, **words))
    entries.write_text(_ENTRIES)
    load: list[str | Path] = [_program("slapadd"), "-q", "-f", configuration, "-l", entries]
    subprocess.run(load, check=True, capture_output=True)
    return configuration


def _program(name: str) -> str:
    """Return where a program of OpenLDAP's server is: not everybody has its folder on their path."""
    found = shutil.which(name) or shutil.which(name, path="/usr/sbin:/usr/local/sbin:/usr/libexec")
    if found is None:
        raise FileNotFoundError(f"{name} is not installed; `make test` says how to get it")
    return found
