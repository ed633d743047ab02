"""Django's settings under test: the real ones, with fast password hashes.

No setting of the developer's shell reaches a test. The data folder named here keeps only the secret
file; each test gets a folder of its own (conftest.py). TEST_DATABASE, the
postgresql:// address of a database with all tables (tests/support/postgresql.py), chooses another one than SQLite.
"""

import os
from pathlib import Path

for _name in [name for name in os.environ if name.startswith("STRONGROOM_")]:
    del os.environ[_name]
os.environ["STRONGROOM_DATA"] = str(Path(__file__).resolve().parents[1] / "var" / "tests")
# Tests of the watch over mail domains bring a name server along.
os.environ["STRONGROOM_DNS"] = "off"
# Tests of details choose a store of their own.
os.environ["STRONGROOM_DETAIL_URL"] = "off"
os.environ["STRONGROOM_DATABASE"] = os.environ.get("TEST_DATABASE", "sqlite")

from strongroom.config.settings import *  # noqa: E402, F403 - they read the environment set above

if "TEST_DATABASE" in os.environ:
    # It has all tables; each process of the tests begins with a copy. On SQLite, conftest.py makes one.
    DATABASES["default"]["TEST"] = {"TEMPLATE": DATABASES["default"]["NAME"]}  # noqa: F405 - of the settings
# Argon2 takes a quarter of a second by design; no test is about its strength but its own.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# pytest-django's live server and client call the index by these names.
ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
