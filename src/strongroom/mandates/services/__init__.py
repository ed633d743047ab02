"""Commands of the mandates, and the one question."""

from strongroom.mandates.models import Strength
from strongroom.mandates.rules.timeline import NoticeTooShort
from strongroom.mandates.services.announcing import announce
from strongroom.mandates.services.asking import permit
from strongroom.mandates.services.closing import check_may_close, close_account
from strongroom.mandates.services.custody import give_project
from strongroom.mandates.services.hands import dispute
from strongroom.mandates.services.organizations import check_place, permit_in_organization
from strongroom.mandates.services.tending import Tended, record_figures, tend

__all__ = [
    "NoticeTooShort",
    "Strength",
    "Tended",
    "announce",
    "check_may_close",
    "check_place",
    "close_account",
    "dispute",
    "give_project",
    "permit",
    "permit_in_organization",
    "record_figures",
    "tend",
]
