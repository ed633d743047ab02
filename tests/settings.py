"""Django's settings under test: the real ones, in a folder of their own, with fast password hashes.

No setting of the developer's shell reaches a test. TEST_DATABASE, a postgresql:// address,
chooses another database than SQLite; `make test` sets it for its second run.
"""

import atexit
import os
import shutil
import tempfile

_data = tempfile.mkdtemp(prefix="strongroom-tests-")
atexit.register(shutil.rmtree, _data, ignore_errors=True)

for _name in [name for name in os.environ if name.startswith("STRONGROOM_")]:
    del os.environ[_name]
os.environ["STRONGROOM_DATA"] = _data
os.environ["STRONGROOM_DATABASE"] = os.environ.get("TEST_DATABASE", "sqlite")

from strongroom.config.settings import *  # noqa: E402, F403 - they read the environment set above

# Argon2 takes a quarter of a second by design; no test is about its strength but its own.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# pytest-django's live server and client call the index by these names.
ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
