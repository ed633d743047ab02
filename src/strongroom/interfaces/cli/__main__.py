"""`python -m strongroom.interfaces.cli`."""

from strongroom.interfaces.cli import main

main()
