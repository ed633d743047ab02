"""The real settings, with a clock that the test can put forward. Nothing else reaches the clock."""

import os
from datetime import datetime, timedelta
from pathlib import Path

from strongroom.config.settings import *  # noqa: F403 - the real ones
from strongroom.foundation import clock

_days_ahead = Path(os.environ["STORY_DAYS_AHEAD"])


def _later() -> datetime:
    return clock.system_time() + timedelta(days=int(_days_ahead.read_text()))


clock.install(_later)
