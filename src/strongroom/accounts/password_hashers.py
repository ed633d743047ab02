"""How passwords are stored: Argon2id with the parameters for machines with little memory."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class LowMemoryArgon2(Argon2PasswordHasher):
    """RFC 9106, 4, second recommended option: 64 MiB, 3 passes, 4 lanes.

    Django's own default takes 100 MiB for each sign-in that is going on. Hashes made with
    other parameters are replaced when their owner signs in.
    """

    time_cost = 3
    memory_cost = 64 * 1024
    parallelism = 4
