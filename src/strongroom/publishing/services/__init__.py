"""Commands of publishing: publish a file, and keep what is stored in order."""

from strongroom.publishing.services.keeping import Findings, examine, sweep
from strongroom.publishing.services.publish import check_open, publish
from strongroom.publishing.services.upload import Receipt, Upload

__all__ = ["Findings", "Receipt", "Upload", "check_open", "examine", "publish", "sweep"]
