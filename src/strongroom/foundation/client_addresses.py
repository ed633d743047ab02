"""Where a request comes from: the address to believe, and how much of it is kept."""

from dataclasses import dataclass
from enum import StrEnum
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

_SITE_BITS = {4: 24, 6: 48}
"""Of a site, in bits of the address: what a provider gives one customer at most, or shares among neighbors."""


class PlaceKind(StrEnum):
    """What sort of address it is; the value is how people are told."""

    LOOPBACK = "the index's own machine"
    PRIVATE = "a private network"
    IPV4 = "a public IPv4 network"
    IPV6 = "a public IPv6 network"
    UNKNOWN = "an unknown address"


@dataclass(frozen=True, slots=True)
class Place:
    """Where somebody is, roughly. `site` is their network, such as 203.0.113.0/24; empty where it tells nothing."""

    kind: PlaceKind
    site: str = ""


def client_address(remote: str, *, forwarded: str, proxies: int) -> str:
    """Return the address that the outermost of our own proxies saw; what stands left of it anybody can write.

    Args:
        remote: Who opened the connection.
        forwarded: The X-Forwarded-For header, or empty.
        proxies: How many proxies of ours stand in front.
    """
    hops = [hop.strip() for hop in forwarded.split(",") if hop.strip()]
    return hops[-proxies] if proxies and len(hops) >= proxies else remote


def network_of(address: str) -> str:
    """Return what attempts are counted by: an IPv4 address, or the /64 of an IPv6 one, for its holder has all of it."""
    try:
        parsed = _parsed(address)
    except ValueError:
        return address
    if isinstance(parsed, IPv4Address):
        return str(parsed)
    return str(ip_network((parsed, 64), strict=False).network_address)


def place_of(address: str) -> Place:
    """Return where an address is, roughly."""
    try:
        parsed = _parsed(address)
    except ValueError:
        return Place(PlaceKind.UNKNOWN)
    if parsed.is_loopback:
        return Place(PlaceKind.LOOPBACK)
    site = str(ip_network(f"{parsed}/{_SITE_BITS[parsed.version]}", strict=False))
    if parsed.is_private or parsed.is_link_local:
        return Place(PlaceKind.PRIVATE, site)
    return Place(PlaceKind.IPV4 if parsed.version == 4 else PlaceKind.IPV6, site)


def _parsed(address: str) -> IPv4Address | IPv6Address:
    """Return the address; of an IPv4 address in IPv6's clothes, the IPv4 one.

    Raises:
        ValueError: if it is none.
    """
    parsed = ip_address(address.partition("%")[0])
    return (parsed.ipv4_mapped or parsed) if isinstance(parsed, IPv6Address) else parsed
