"""API tokens: their form, when one is genuine, and what its caveats allow.

Pure, and below all rooms, because two doors ask the same: the one for uploads, which has the accounts at
hand, and the readers of a private index, which know neither Django nor a database.
"""
