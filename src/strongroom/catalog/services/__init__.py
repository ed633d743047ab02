"""Commands of the catalog: one module per family, one write transaction per command."""

from strongroom.catalog.models import MemberRole, RoleName
from strongroom.catalog.rules.reports import REPORT_LENGTH, Outcome, ReportKind
from strongroom.catalog.services.care import unyank, withdraw, yank
from strongroom.catalog.services.custody import (
    give_from_custody,
    leave_organization_to_custody,
    leave_to_custody,
)
from strongroom.catalog.services.members import (
    accept_membership,
    change_member,
    decline_membership,
    invite_member,
    leave_organization,
    remove_member,
    withdraw_member_invitation,
)
from strongroom.catalog.services.moves import move_project_in, move_project_out
from strongroom.catalog.services.names import check_may_begin, weigh_name
from strongroom.catalog.services.namespaces import (
    grant_namespace,
    grant_namespace_to_organization,
    revoke_namespace,
)
from strongroom.catalog.services.organizations import change_organization, create_organization
from strongroom.catalog.services.people import (
    accept_invitation,
    check_may_hand_over,
    check_may_leave,
    decline_invitation,
    hand_over,
    invite,
    leave,
    make_maintainer,
    make_owner,
    remove_person,
    withdraw_invitation,
)
from strongroom.catalog.services.publish import (
    NewFile,
    Published,
    find_release_start,
    is_published,
    publish_file,
)
from strongroom.catalog.services.release_quarantine import lift_release_quarantine, quarantine_release
from strongroom.catalog.services.reports import answer_report, report_project
from strongroom.catalog.services.rulings import leave_name_to_the_rules, permit_name, prohibit_name
from strongroom.catalog.services.status import archive, deprecate, lift_quarantine, quarantine, set_active
from strongroom.catalog.services.teams import (
    add_to_team,
    create_team,
    delete_team,
    give_team_role,
    leave_team,
    remove_from_team,
    take_team_role,
)

__all__ = [
    "REPORT_LENGTH",
    "MemberRole",
    "NewFile",
    "Outcome",
    "Published",
    "ReportKind",
    "RoleName",
    "accept_invitation",
    "accept_membership",
    "add_to_team",
    "answer_report",
    "archive",
    "change_member",
    "change_organization",
    "check_may_begin",
    "check_may_hand_over",
    "check_may_leave",
    "create_organization",
    "create_team",
    "decline_invitation",
    "decline_membership",
    "delete_team",
    "deprecate",
    "find_release_start",
    "give_from_custody",
    "give_team_role",
    "grant_namespace",
    "grant_namespace_to_organization",
    "hand_over",
    "invite",
    "invite_member",
    "is_published",
    "leave",
    "leave_name_to_the_rules",
    "leave_organization",
    "leave_organization_to_custody",
    "leave_team",
    "leave_to_custody",
    "lift_quarantine",
    "lift_release_quarantine",
    "make_maintainer",
    "make_owner",
    "move_project_in",
    "move_project_out",
    "permit_name",
    "prohibit_name",
    "publish_file",
    "quarantine",
    "quarantine_release",
    "remove_from_team",
    "remove_member",
    "remove_person",
    "report_project",
    "revoke_namespace",
    "set_active",
    "take_team_role",
    "unyank",
    "weigh_name",
    "withdraw",
    "withdraw_invitation",
    "withdraw_member_invitation",
    "yank",
]
