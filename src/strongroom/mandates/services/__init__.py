"""Commands of the mandates, and the one question."""

from strongroom.mandates.models import Strength
from strongroom.mandates.rules.timeline import NoticeTooShort
from strongroom.mandates.services.announcing import announce
from strongroom.mandates.services.asking import permit
from strongroom.mandates.services.organizations import check_place, permit_in_organization
from strongroom.mandates.services.tending import Tended, record_figures, tend

__all__ = [
    "NoticeTooShort",
    "Strength",
    "Tended",
    "announce",
    "check_place",
    "permit",
    "permit_in_organization",
    "record_figures",
    "tend",
]
