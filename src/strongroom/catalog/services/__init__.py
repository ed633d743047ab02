"""Commands of the catalog: one module per family, one write transaction per command."""

from strongroom.catalog.models import RoleName
from strongroom.catalog.services.care import archive, set_active, unyank, withdraw, yank
from strongroom.catalog.services.namespaces import check_may_begin, grant_namespace, revoke_namespace
from strongroom.catalog.services.people import (
    accept_invitation,
    decline_invitation,
    hand_over,
    invite,
    leave,
    remove_person,
)
from strongroom.catalog.services.publish import NewFile, Published, is_published, publish_file

__all__ = [
    "NewFile",
    "Published",
    "RoleName",
    "accept_invitation",
    "archive",
    "check_may_begin",
    "decline_invitation",
    "grant_namespace",
    "hand_over",
    "invite",
    "is_published",
    "leave",
    "publish_file",
    "remove_person",
    "revoke_namespace",
    "set_active",
    "unyank",
    "withdraw",
    "yank",
]
