"""The real settings, with fast password hashes: these tests have some hundred passwords made and asked for."""

from strongroom.config.settings import *  # noqa: F403 - the real ones

# Argon2 takes a fifth of a second by design; the story tells (tests/story) that people sign in with it.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
