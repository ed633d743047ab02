"""An attack is played through the doors that people use: the pages, mail, uploads, the command line, at a time that moves."""

from tests.interfaces.accounts.conftest import (
    _index_has_a_name,
    _mail_goes_to_the_outbox,
    _nothing_counted,
    visitor,
    watch,
)

__all__ = ["_index_has_a_name", "_mail_goes_to_the_outbox", "_nothing_counted", "visitor", "watch"]
