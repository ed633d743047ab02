"""Tables of the mandates: one module per subject."""

from strongroom.mandates.models.announcements import Announcement, LetterKind, MandateLetter
from strongroom.mandates.models.figures import ProtectionFigure, RefusedUploads
from strongroom.mandates.models.gifts import Gift
from strongroom.mandates.models.mandates import Mandate, MandatedProject, Obligation
from strongroom.mandates.models.vouchers import VoucherCampaign, VoucherClaim, VoucherCode, VoucherLot

__all__ = [
    "Announcement",
    "Gift",
    "LetterKind",
    "Mandate",
    "MandateLetter",
    "MandatedProject",
    "Obligation",
    "ProtectionFigure",
    "RefusedUploads",
    "VoucherCampaign",
    "VoucherClaim",
    "VoucherCode",
    "VoucherLot",
]
