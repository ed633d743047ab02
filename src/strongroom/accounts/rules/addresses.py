"""How a mail address is shown to those whose it is not."""


def shortened(address: str) -> str:
    """Return as much of an address as shows to those who know it whose it is, and takes no mail: `a…@people.example`."""
    local, at, domain = address.rpartition("@")
    return f"{local[:1]}…{at}{domain}"
