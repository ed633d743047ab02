"""Retries with growing pauses."""

import functools
import time
from collections.abc import Callable, Iterator
from typing import ParamSpec, TypeVar

__all__ = ["latch", "pauses"]

P = ParamSpec("P")
R = TypeVar("R")


def pauses(*, attempts: int, first_pause: float, growth: float) -> Iterator[float]:
    """Yield the seconds to wait between attempts: one fewer than there are attempts."""
    pause = first_pause
    for _ in range(attempts - 1):
        yield pause
        pause *= growth


def latch(
    *,
    on: type[Exception] | tuple[type[Exception], ...],
    attempts: int = 3,
    first_pause: float = 0.1,
    growth: float = 2.0,
    sleep: Callable[[float], object] = time.sleep,
) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Return a decorator that calls the function again after these errors, and raises the last one as it is."""
    if attempts < 1:
        raise ValueError("a function is called at least once")

    def decorate(function: Callable[P, R]) -> Callable[P, R]:
        @functools.wraps(function)
        def patient(*args: P.args, **kwargs: P.kwargs) -> R:
            for pause in pauses(attempts=attempts, first_pause=first_pause, growth=growth):
                try:
                    return function(*args, **kwargs)
                except on:
                    sleep(pause)
            return function(*args, **kwargs)

        return patient

    return decorate
