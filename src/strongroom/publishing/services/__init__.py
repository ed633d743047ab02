"""Commands of publishing: publish a file, and keep what is stored in order."""

from strongroom.publishing.services.keeping import Findings, examine, sweep
from strongroom.publishing.services.publish import Receipt, Upload, publish

__all__ = ["Findings", "Receipt", "Upload", "examine", "publish", "sweep"]
