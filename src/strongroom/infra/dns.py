"""The DNS as we ask it: one question at a time, with little patience, and every server's word for an absence."""

from collections.abc import Sequence
from typing import Self

import dns.exception
import dns.flags
import dns.name
import dns.nameserver
import dns.rdatatype
import dns.resolver

from strongroom.foundation.dns_answers import Answer, Outcome

PATIENCE_SECONDS = 2.0
"""For one question to one server, repetitions included. More would hold up the worker's other jobs."""

MAX_SERVERS = 3
_PORT = 53
_UNCLEAR = Answer(Outcome.UNCLEAR)


class Resolver:
    """Asks recursive name servers.

    That something is absent counts only if each of them says so: one that filters, is walled in or is broken
    takes nobody's address away while another answers.

    Args:
        servers: Address and port of each.
    """

    def __init__(
        self, servers: Sequence[tuple[str, int]], *, patience_seconds: float = PATIENCE_SECONDS
    ) -> None:
        self._asked = [_resolver(address, port, patience_seconds) for address, port in servers[:MAX_SERVERS]]

    @classmethod
    def of_this_machine(cls) -> Self:
        """Return the resolver that asks the name servers which this machine is configured for."""
        return cls([(str(address), _PORT) for address in dns.resolver.Resolver().nameservers])

    def ask(self, name: str, kind: str) -> Answer:
        """Return what all servers together say about the records of `name` of that kind (`MX`, `A`, `NS`, …)."""
        said = _UNCLEAR
        for resolver in self._asked:
            said = _ask(resolver, name, kind)
            if not said.is_absence:
                return said
        return said


def _resolver(address: str, port: int, seconds: float) -> dns.resolver.Resolver:
    resolver = dns.resolver.Resolver(configure=False)
    resolver.nameservers = [dns.nameserver.Do53Nameserver(address, port)]
    resolver.lifetime = seconds
    return resolver


def _ask(resolver: dns.resolver.Resolver, name: str, kind: str) -> Answer:
    try:
        found = resolver.resolve(f"{name.rstrip('.')}.", kind, raise_on_no_answer=False)
    except dns.resolver.NXDOMAIN:
        return Answer(Outcome.NO_SUCH_NAME)
    except (dns.exception.DNSException, OSError, ValueError):
        return _UNCLEAR
    if found.rrset is not None:
        return Answer(Outcome.FOUND, _hosts(found))
    # A server that does not ask others refers to them, which looks empty, too.
    is_whole = found.response.flags & (dns.flags.RA | dns.flags.AA)
    return Answer(Outcome.NOTHING) if is_whole else _UNCLEAR


def _hosts(found: dns.resolver.Answer) -> tuple[str, ...]:
    if found.rdtype != dns.rdatatype.MX:
        return ()
    return tuple(str(record.exchange) for record in sorted(found, key=lambda record: record.preference))
