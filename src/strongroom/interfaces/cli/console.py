"""Who acts on the command line."""

from strongroom.foundation.actors import Actor

CONSOLE = Actor.operator(name="console")
"""Whoever can run commands on the machine of the index is an operator, though without an account."""
