"""Marks: some bits of the digest of a log's beginning at many positions, by which the beginning of another is compared with it.

They stand 32 bytes apart at first, which is less than any line has, and further on by a sixty-fourth of what is before them, at
most. So a log of any size has some thousands at most, and where all marks of two logs are the same, so are at least 63 of 64 bytes.
A mark has two bytes: between two of them stands more than that tells of it, so that no address can be guessed by them.
"""

MARK_BYTES = 2

_SMALLEST_STEP = 32
_STEPS_BITS = 6
"""Of the number of marks between a position and its double: 64."""


def next_mark(position: int) -> int:
    """Return where the next mark stands after one at this position, in bytes from the beginning."""
    return position + max(_SMALLEST_STEP, 1 << max(position.bit_length() - 1 - _STEPS_BITS, 0))


def marked_bytes(marks: bytes) -> int:
    """Return the position of the last of these marks."""
    position = 0
    for _ in range(len(marks) // MARK_BYTES):
        position = next_mark(position)
    return position
