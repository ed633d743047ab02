"""Something happens between what a command reads and what it writes: the moment in which what was read is not so any more."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any, TypeVar

from django.db import connection

from strongroom.infra.db import write
from tests.contexts.infra.given import elsewhere

T = TypeVar("T")


@contextmanager
def after_reading(table: str, step: Callable[[], object]) -> Iterator[None]:
    """Take a step on a second connection when ours has first read this table outside of a transaction.

    What was read is as it was before the step. A block that never reads it so fails: nothing would have been tried.
    """
    to_happen = [step]

    def watch(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        answer = execute(sql, *rest)
        if to_happen and f'FROM "{table}"' in sql and not connection.in_atomic_block:
            elsewhere(to_happen.pop())
        return answer

    with connection.execute_wrapper(watch):
        yield
    assert not to_happen, f"{table} was not read"


def while_it_waits(command: Callable[[], T], *, step: Callable[[], object]) -> T:
    """Take a step in a transaction for whose end the command waits, which is begun on a connection of its own.

    What the command reads before its own transaction is as it was before the step.
    """

    def run() -> T:
        try:
            return command()
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as thread:
        with write():
            answer = thread.submit(run)
            step()
        return answer.result()
