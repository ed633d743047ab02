"""Asking a company's directory, by LDAP, whether a password is somebody's, and who is still let in.

Each question has a connection of its own, which ends with it. Three things are dangerous here:

* With a name and an empty password a directory may answer "success" to anybody (RFC 4513, 5.1.2): none is ever sent.
* What somebody types becomes part of a filter: it is escaped (RFC 4515, 3), and can only be a value.
* Passwords go to the directory, and nowhere else: its certificate is checked whatever the machine's own LDAP
  configuration says, and it can refer us to no other server.

Nothing but the directory's own answer tells whether there is such a person: names that nobody has take as many questions.
"""

import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from strongroom.accounts.errors import DirectoryUnavailable

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Entry:
    """Somebody in the directory who has just given the right password.

    Args:
        entry_id: What tells the entry from all others for ever, unlike its name (RFC 4530).
        address: The mail address, in lower case; empty if there is none.
        is_admitted: In the group that may come in, if there has to be one.
    """

    entry_id: str
    address: str
    is_admitted: bool


@dataclass(frozen=True, slots=True)
class Directory:
    """A directory, and where people are in it.

    Args:
        address: ldaps:// or ldap://, and a host.
        starttls: TLS begins on the connection, before anything is said (RFC 4513, 3).
        authorities: File of the certificates of those who may have issued its certificate; empty for the machine's.
        base: Distinguished name below which people are.
        condition: Filter that people fulfill, besides their name (RFC 4515).
        reader: Distinguished name and password of whoever may look for people; empty for anonymous questions.
        name_attribute, mail_attribute, id_attribute: Of the user name, the mail address, and what never changes.
        group: Distinguished name of the group that is let in; empty for everybody.
        wait_seconds: For the connection, its TLS, and each answer; somebody waits for it.
    """

    address: str
    base: str
    starttls: bool = False
    authorities: str = ""
    condition: str = "(objectClass=person)"
    reader: tuple[str, str] = field(default=("", ""), repr=False)
    name_attribute: str = "uid"
    mail_attribute: str = "mail"
    id_attribute: str = "entryUUID"
    group: str = ""
    wait_seconds: float = 5

    def find(self, name: str, *, password: str) -> Entry | None:
        """Return whose name and password these are; None if they are nobody's.

        Raises:
            DirectoryUnavailable: it does not answer, or not to us.
        """
        if not password:
            return None
        with self._asking() as connection:
            dn, entry = self._look_up(connection, name)
            # Where there is none, the same question about what is no person.
            is_right = _opens(connection, dn or self.base, password)
        return entry if is_right else None

    def still_admits(self, names: Mapping[str, str]) -> set[str]:
        """Return which of these entries are still there, fulfill the condition and are in the group.

        An entry that has another name by now is the same one.

        Args:
            names: By what tells the entry from all others, the user name that it had when it was last seen.

        Raises:
            DirectoryUnavailable: it does not answer, or not to us; then nobody is known to be gone.
        """
        with self._asking() as connection:
            return {
                entry_id for entry_id, name in names.items() if self._is_there(connection, entry_id, name)
            }

    @contextmanager
    def _asking(self) -> Iterator[Any]:
        """Lend a connection on which people can be looked for.

        Raises:
            DirectoryUnavailable: it cannot be had, or a question on it is not answered.
        """
        ldap = _ldap()
        try:
            with self._connection() as connection:
                yield connection
        except ldap.LDAPError as error:
            _log.warning("The directory cannot be asked: %r", error)
            raise DirectoryUnavailable(
                "Your password cannot be checked at this moment.",
                why="The directory that has the passwords of your company does not answer.",
                next_step="Try again in some minutes. Sessions, API tokens and passkeys work meanwhile.",
            ) from error

    @contextmanager
    def _connection(self) -> Iterator[Any]:
        ldap = _ldap()
        connection = ldap.initialize(self.address)
        for option, value in self._options(ldap):
            connection.set_option(option, value)
        try:
            if self.starttls:
                connection.start_tls_s()
            if self.reader[0]:
                connection.simple_bind_s(*self.reader)
            yield connection
        finally:
            connection.unbind_s()

    def _options(self, ldap: Any) -> list[tuple[int, Any]]:
        authorities = [(ldap.OPT_X_TLS_CACERTFILE, self.authorities)] if self.authorities else []
        return [
            (ldap.OPT_REFERRALS, 0),
            (ldap.OPT_NETWORK_TIMEOUT, self.wait_seconds),
            (ldap.OPT_TIMEOUT, self.wait_seconds),
            # Without it, OpenLDAP's library waits for a TLS handshake for ever.
            (ldap.OPT_CONNECT_ASYNC, 1),
            (ldap.OPT_X_TLS_REQUIRE_CERT, ldap.OPT_X_TLS_DEMAND),
            (ldap.OPT_X_TLS_PROTOCOL_MIN, ldap.OPT_X_TLS_PROTOCOL_TLS1_2),
            *authorities,
            # The last one: it makes the others count.
            (ldap.OPT_X_TLS_NEWCTX, 0),
        ]

    def _look_up(self, connection: Any, name: str) -> tuple[str, Entry | None]:
        """Return the one person of this name and where they are; an empty text and None if it is not one."""
        attributes = [self.id_attribute, self.mail_attribute]
        found = [
            (dn, values)
            for dn, values in connection.search_s(
                self.base, _ldap().SCOPE_SUBTREE, self.filter_for(name), attributes
            )
            # What has no name is a referral.
            if dn
        ]
        if len(found) > 1:
            _log.warning(
                "The directory has more than one person of a user name; none of them comes in by it."
            )
        if len(found) != 1:
            return "", None
        dn, values = found[0]
        entry_id = _first(values, self.id_attribute)
        if not entry_id:
            _log.warning("The directory does not say the %s of its entries.", self.id_attribute)
            return "", None
        address = _first(values, self.mail_attribute).lower()
        return dn, Entry(entry_id, address, self._admits(connection, dn, name))

    def _is_there(self, connection: Any, entry_id: str, name: str) -> bool:
        """Look for an entry by what it is and by its name: not every directory finds entries by the former."""
        known_by = [
            (self.name_attribute, _escaped(name)),
            *((self.id_attribute, one) for one in _spellings(entry_id)),
        ]
        either = "".join(f"({attribute}={value})" for attribute, value in known_by)
        attributes = [self.id_attribute, self.name_attribute]
        found = connection.search_s(
            self.base, _ldap().SCOPE_SUBTREE, f"(&(|{either}){self.condition})", attributes
        )
        return any(
            self._admits(connection, dn, _first(values, self.name_attribute) or name)
            for dn, values in found
            if dn and _first(values, self.id_attribute) == entry_id
        )

    def filter_for(self, name: str) -> str:
        """Return the filter that finds people of this name."""
        return f"(&({self.name_attribute}={_escaped(name)}){self.condition})"

    def _admits(self, connection: Any, dn: str, name: str) -> bool:
        if not self.group:
            return True
        member = f"(|(member={_escaped(dn)})(uniqueMember={_escaped(dn)})(memberUid={_escaped(name)}))"
        return bool(connection.search_s(self.group, _ldap().SCOPE_BASE, member, ["1.1"]))


def _ldap() -> Any:
    """Return python-ldap, which is there only where a directory is: `strongroom[ldap]`."""
    import ldap  # noqa: PLC0415

    return ldap


def _escaped(value: str) -> str:
    from ldap.filter import escape_filter_chars  # noqa: PLC0415 - as above

    return str(escape_filter_chars(value))


def _spellings(entry_id: str) -> list[str]:
    """Return how a filter says this value: as text, and as bytes where it was kept in hexadecimal digits (`_first`)."""
    try:
        octets = bytes.fromhex(entry_id)
    except ValueError:
        return [_escaped(entry_id)]
    return [_escaped(entry_id), "".join(f"\\{octet:02x}" for octet in octets)]


def _opens(connection: Any, dn: str, password: str) -> bool:
    """The directory takes this password for this entry."""
    ldap = _ldap()
    refusals = (
        ldap.INVALID_CREDENTIALS,
        ldap.INAPPROPRIATE_AUTH,
        ldap.UNWILLING_TO_PERFORM,
        ldap.NO_SUCH_OBJECT,
        ldap.CONSTRAINT_VIOLATION,
        ldap.INSUFFICIENT_ACCESS,
    )
    try:
        connection.simple_bind_s(dn, password)
    except refusals:
        return False
    return True


def _first(values: Mapping[str, list[bytes]], attribute: str) -> str:
    """Return the first value of an attribute, in whatever case its name comes; in hexadecimal digits what is no text."""
    found = next((held for name, held in values.items() if name.lower() == attribute.lower()), [])
    if not found:
        return ""
    try:
        text = found[0].decode()
    except UnicodeDecodeError:
        return found[0].hex()
    return text if text.isprintable() else found[0].hex()
