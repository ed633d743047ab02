"""CRC-32 of bytes put together, from the checksums of the parts.

A CRC-32 is the remainder of the bytes as a polynomial over GF(2), bits in reverse order: bit 31 is
x^0. Putting n bytes behind others multiplies what stands before by x^8n and adds the new ones
(RFC 1952 section 8; Ross Williams, "A painless guide to CRC error detection algorithms").
"""

_POLYNOMIAL = 0xEDB88320
_ONE = 1 << 31
"""x^0."""
_ONE_BYTE = 1 << 23
"""x^8."""


def crc32_shift(length: int) -> int:
    """Return what `length` further bytes multiply a checksum by; worth keeping beside the checksum of these bytes."""
    shift, power = _ONE, _ONE_BYTE
    while length:
        if length & 1:
            shift = _multiply(power, shift)
        power = _multiply(power, power)
        length >>= 1
    return shift


def crc32_join(first: int, second: int, *, shift: int) -> int:
    """Return the checksum of two parts from theirs; `shift` is the `crc32_shift` of the second's length."""
    return _multiply(shift, first) ^ second


def _multiply(left: int, right: int) -> int:
    """Return the product modulo CRC-32's polynomial."""
    product = 0
    while left:
        if left & _ONE:
            product ^= right
        left = left << 1 & 0xFFFFFFFF
        right = right >> 1 ^ _POLYNOMIAL if right & 1 else right >> 1
    return product
