"""Chance that can be repeated: a number follows from the seed and from what it is drawn for, whatever was drawn before.

So a day that is lived again, after an interruption, is the same day. Nothing that has to be secret is drawn here.

Source: the mixing function of SplitMix64 (Steele, Lea, Flood: "Fast splittable pseudorandom number generators", 2014).
"""

from statistics import NormalDist

_ALL_BITS = 2**64 - 1
_STEP = 0x9E3779B97F4A7C15
_STANDARD = NormalDist()


def drawn(seed: int, *what: int) -> int:
    """Return 64 bits that follow from the seed and what they are for."""
    state = seed & _ALL_BITS
    for number in what:
        state = _mixed((state + (number + 1) * _STEP) & _ALL_BITS)
    return state


def fraction(seed: int, *what: int) -> float:
    """Return a number from 0 to 1, without 1."""
    return (drawn(seed, *what) >> 11) / 2**53


def deviation(seed: int, *what: int) -> float:
    """Return how far from the middle something is that scatters normally, in standard deviations."""
    return _STANDARD.inv_cdf(fraction(seed, *what) or 2**-53)


def _mixed(bits: int) -> int:
    bits = (bits ^ (bits >> 30)) * 0xBF58476D1CE4E5B9 & _ALL_BITS
    bits = (bits ^ (bits >> 27)) * 0x94D049BB133111EB & _ALL_BITS
    return bits ^ (bits >> 31)
