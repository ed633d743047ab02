"""Any bytes as an API token: refused in our words, unless it is one of those that were made with the key."""

import base64
from collections.abc import Iterator
from datetime import UTC, datetime

from strongroom.foundation.tokens import caveats, macaroons
from strongroom.foundation.tokens.errors import TokenRefused

KEY = bytes(range(32))
NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
USER = "0b5f6a52-6f6b-4a3c-9d55-2f6f8d1a7e10"
GENUINE = tuple(
    macaroons.mint(KEY, identifier="7f0c", location="index.example", caveats=added)
    for added in (
        [],
        [b'[3,"%s"]' % USER.encode()],
        [b'[1,["flask"]]', b"[0,4000000000,0]", b"[1000]"],
        [b'{"version":1,"permissions":"user"}', b'{"nbf":0,"exp":4000000000}', b'[2,["x"]]'],
    )
)
TEXT, PACKED, CAVEAT = b"t", b"p", b"c"
"""The first byte of an input: the rest is a token as sent, its bytes before base64, or one caveat."""


def feed(data: bytes) -> bool:
    """Read the input; return whether it is genuine and its caveats are met, or it is a caveat that is.

    Raises:
        AssertionError: if a token passes that was never made.
        Exception: if reading ends in anything but a refusal.
    """
    kind, content = data[:1], data[1:]
    if kind == CAVEAT:
        return _feed_caveat(content)
    text = content.decode("latin-1") if kind == TEXT else _token(content)
    try:
        macaroon = macaroons.parse(text)
        assert macaroons.serialize(macaroon, prefix=text.partition("-")[0]) == text
        carried = macaroons.verify(macaroon, KEY)
        made = {(one.identifier, one.caveats) for one in GENUINE}
        assert (macaroon.identifier, carried) in made
        caveats.check(carried, now=NOW, user_id=USER)
    except TokenRefused as refusal:
        assert str(refusal)
        assert refusal.next_step
        return False
    return True


def seeds() -> Iterator[bytes]:
    """Yield genuine tokens in both forms, one that somebody else made, and every kind of caveat."""
    strangers = macaroons.mint(bytes(32), identifier="7f0c", location="index.example", caveats=[b"[1000]"])
    for macaroon in (*GENUINE, strangers):
        text = macaroons.serialize(macaroon, prefix="strongroom")
        encoded = text.partition("-")[2]
        yield TEXT + text.encode()
        yield PACKED + base64.urlsafe_b64decode(encoded + "=" * (-len(encoded) % 4))
        yield from (CAVEAT + caveat for caveat in macaroon.caveats)
    yield CAVEAT + b'{"version":1,"permissions":{"projects":["flask"]}}'


def _feed_caveat(content: bytes) -> bool:
    try:
        caveat = caveats.read(content)
        assert caveats.read(caveats.write(caveat)) == caveat
        caveats.check([content], now=NOW, user_id=USER)
    except TokenRefused:
        return False
    return True


def _token(packed: bytes) -> str:
    return "strongroom-" + base64.urlsafe_b64encode(packed).rstrip(b"=").decode("ascii")
