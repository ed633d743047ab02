"""What happens to projects and organizations.

A fact that names a project is public: it stands on the page of the project's history, and mirrors read most of them. One that
concerns an organization with no project, or a token that reaches a project, names none.
"""

from collections.abc import Mapping

from strongroom.interfaces.web.events.kind import Group, Kind, SeenBy


def _public(group: Group, words: str, to_you: str = "") -> Kind:
    return Kind(group, SeenBy.EVERYBODY, words, to_you)


PROJECT_KINDS: Mapping[str, Kind] = {
    "file.published": _public(Group.RELEASES, "{subject} published"),
    "release.yanked": _public(Group.RELEASES, "Release {subject} yanked"),
    "release.unyanked": _public(Group.RELEASES, "Yank of release {subject} taken back"),
    "release.quarantined": _public(Group.RELEASES, "Release {subject} quarantined"),
    "release.quarantine_lifted": _public(Group.RELEASES, "Quarantine of release {subject} lifted"),
    "release.withdrawn": _public(Group.RELEASES, "Release {subject} withdrawn"),
    "file.withdrawn": _public(Group.RELEASES, "{subject} withdrawn"),
    "project.withdrawn": _public(Group.SETTINGS, "Project withdrawn"),
    "project.set_archived": _public(Group.SETTINGS, "Archived"),
    "project.set_active": _public(Group.SETTINGS, "Opened again"),
    "project.set_deprecated": _public(Group.SETTINGS, "Deprecated"),
    "project.set_quarantined": _public(Group.SETTINGS, "Quarantined"),
    "project.quarantine_lifted": _public(Group.SETTINGS, "Quarantine lifted"),
    "project.moved_in": _public(Group.SETTINGS, "Moved into the organization {organization}"),
    "project.moved_out": _public(
        Group.SETTINGS,
        "Moved out of the organization {organization}, to {subject}",
        "{project} was moved out of the organization {organization}, to you",
    ),
    "project.designated_critical": _public(Group.STANDING, "Designated critical"),
    "project.designation_ended": _public(Group.STANDING, "Designation ended"),
    "project.designation_corrected": _public(Group.STANDING, "Designation corrected"),
    "mandate.announced_for_project": _public(Group.STANDING, "{factor} announced"),
    "mandate.enforced_for_project": _public(Group.STANDING, "{factor} needed from now on"),
    "mandate.lapsed_for_project": _public(Group.STANDING, "{factor} asked for no more: the mandate lapsed"),
    "mandate.required_by_owners": _public(Group.STANDING, "{factor} asked for by the owners"),
    "mandate.kept_for_ever": _public(Group.STANDING, "{factor} asked for by the owners for ever"),
    "project.handed_over": _public(
        Group.RIGHTS, "Handed over to {subject}", "{project} was handed over to you"
    ),
    "role.invited": _public(
        Group.RIGHTS, "{subject} invited as {role}", "You were invited as {role} of {project}"
    ),
    "role.accepted": _public(
        Group.RIGHTS, "{subject} accepted the role of {role}", "You became {role} of {project}"
    ),
    "role.declined": _public(
        Group.RIGHTS, "{subject} declined the role of {role}", "You declined to be {role} of {project}"
    ),
    "role.removed": _public(Group.RIGHTS, "{subject} removed", "You were removed from {project}"),
    "role.left": _public(Group.RIGHTS, "{subject} left", "You left {project}"),
    "role.changed": _public(Group.RIGHTS, "{subject} became {role}", "You became {role} of {project}"),
    "invitation.withdrawn": _public(
        Group.RIGHTS, "Invitation of {subject} taken back", "Your invitation to {project} was taken back"
    ),
    "organization.member_invited": _public(
        Group.RIGHTS,
        "{subject} invited to own {organization}",
        "You were invited as {role} of {organization}",
    ),
    "organization.member_joined": _public(
        Group.RIGHTS, "{subject} became {role} of {organization}", "You became {role} of {organization}"
    ),
    "organization.member_changed": _public(
        Group.RIGHTS, "{subject} became {role} of {organization}", "You became {role} of {organization}"
    ),
    "organization.member_removed": _public(
        Group.RIGHTS, "{subject} removed from {organization}", "You were removed from {organization}"
    ),
    "organization.member_left": _public(
        Group.RIGHTS, "{subject} left {organization}", "You left {organization}"
    ),
    "organization.left_to_custody": _public(
        Group.RIGHTS, "{subject} left {organization}, where nobody is any more", "You left {organization}"
    ),
    "project.left_to_custody": _public(
        Group.RIGHTS,
        "{subject} left as the last owner: in custody of the index",
        "You left {project} as its last owner",
    ),
    "project.given": _public(
        Group.RIGHTS, "Given to {subject} by operators, out of custody", "The operators gave you {project}"
    ),
    "project.gift_proposed": _public(
        Group.RIGHTS,
        "Operators propose to give it to {subject}, out of custody",
        "Operators propose to give you {project}",
    ),
    "project.gift_approved": _public(
        Group.RIGHTS,
        "A second operator approves that it goes to {subject}, in a week",
        "A second operator approves that you are given {project}, in a week",
    ),
    "project.gift_stopped": _public(
        Group.RIGHTS, "It is not given to {subject}", "You are not given {project}"
    ),
    "project.named_critical": _public(Group.STANDING, "Added to the critical names by operators"),
    "project.naming_ended": _public(Group.STANDING, "Taken off the operators' list of critical names"),
    "project.contested": _public(Group.STANDING, "Designation contested"),
    "project.contest_taken_back": _public(Group.STANDING, "Contest taken back"),
    "project.contest_granted": _public(
        Group.STANDING, "Contest granted: its downloads and dependents designate it no more"
    ),
    "project.contest_refused": _public(Group.STANDING, "Contest refused"),
    "project.counted_again": _public(
        Group.STANDING, "Its downloads and dependents count again, though a contest was granted"
    ),
    "report.upheld": _public(Group.SETTINGS, "A report was answered: operators agree with it"),
    "team.member_added": _public(
        Group.RIGHTS,
        "{subject} added to the team {team}",
        "You were put into the team {team} of {organization}",
    ),
    "team.member_removed": _public(
        Group.RIGHTS,
        "{subject} taken out of the team {team}",
        "You were taken out of the team {team} of {organization}",
    ),
    "team.member_left": _public(
        Group.RIGHTS, "{subject} left the team {team}", "You left the team {team} of {organization}"
    ),
    "team.deleted": _public(Group.RIGHTS, "The team {team} was deleted"),
    "team.role_given": _public(Group.RIGHTS, "The team {team} became {role}"),
    "team.role_taken": _public(Group.RIGHTS, "The team {team} has no role any more"),
}

UNPUBLISHED_KINDS: Mapping[str, Kind] = {
    "organization.invitation_withdrawn": Kind(
        Group.RIGHTS, SeenBy.PERSON, "The invitation to be {role} of {organization} was taken back"
    ),
    "organization.invitation_declined": Kind(
        Group.RIGHTS, SeenBy.PERSON, "The invitation to be {role} of {organization} was declined"
    ),
    "organization.created": Kind(Group.RIGHTS, SeenBy.OPERATORS, "The organization {organization} was begun"),
    "organization.changed": Kind(
        Group.RIGHTS, SeenBy.OPERATORS, "The organization {organization} is shown otherwise"
    ),
    "team.created": Kind(Group.RIGHTS, SeenBy.OPERATORS, "The team {team} of {organization} was made"),
    "token.issued_for_project": Kind(
        Group.TOKENS, SeenBy.PEOPLE, "{owner} made the API token {called}, which reaches this project"
    ),
    "token.ended_for_project": Kind(
        Group.TOKENS,
        SeenBy.PEOPLE,
        "The API token {called} of {owner}, which reached this project, was ended",
    ),
    "namespace.granted": Kind(
        Group.RIGHTS,
        SeenBy.PERSON,
        "The namespace {namespace} was granted",
        "The namespace {namespace} is yours",
    ),
    "namespace.revoked": Kind(Group.RIGHTS, SeenBy.PERSON, "The namespace {namespace} was revoked"),
    "directory.doubted": Kind(
        Group.INDEX,
        SeenBy.OPERATORS,
        "The company's directory did not let in {missing} of {asked} people, too many at once: nobody was frozen",
    ),
    "directory.believed": Kind(Group.INDEX, SeenBy.OPERATORS, "The company's directory was believed again"),
    "keys.added": Kind(Group.INDEX, SeenBy.OPERATORS, "A sealing key was added, which waits"),
    "keys.rotated": Kind(Group.INDEX, SeenBy.OPERATORS, "Secrets are sealed with another key"),
    "keys.dropped": Kind(Group.INDEX, SeenBy.OPERATORS, "A sealing key was dropped"),
    "name.flagged": Kind(Group.INDEX, SeenBy.OPERATORS, "The name {name} resembles {resembles}"),
    "name.prohibited": Kind(Group.INDEX, SeenBy.OPERATORS, "The name {name} was prohibited"),
    "name.permitted": Kind(Group.INDEX, SeenBy.OPERATORS, "The name {name} was permitted"),
    "name.left_to_rules": Kind(Group.INDEX, SeenBy.OPERATORS, "The name {name} was left to the rules"),
    "report.made": Kind(Group.INDEX, SeenBy.OPERATORS, "The project {name} was reported: {kind}"),
    "report.dismissed": Kind(Group.INDEX, SeenBy.OPERATORS, "A report about {name} was dismissed"),
    "banner.shown": Kind(Group.INDEX, SeenBy.OPERATORS, "A banner was shown until {until}: {text}"),
    "banner.ended": Kind(Group.INDEX, SeenBy.OPERATORS, "A banner was ended: {text}"),
    "vouchers.campaign_created": Kind(
        Group.INDEX, SeenBy.OPERATORS, "The voucher campaign {called} was made"
    ),
    "vouchers.codes_imported": Kind(
        Group.INDEX, SeenBy.OPERATORS, "{imported} codes were imported into the voucher campaign {called}"
    ),
    "vouchers.codes_withdrawn": Kind(
        Group.INDEX, SeenBy.OPERATORS, "{withdrawn} codes of the voucher campaign {called} were withdrawn"
    ),
    "vouchers.campaign_ended": Kind(Group.INDEX, SeenBy.OPERATORS, "The voucher campaign {called} was ended"),
    "provider.answer_refused": Kind(
        Group.SIGN_INS,
        SeenBy.OPERATORS,
        "An answer of the identity provider {provider} was refused, {count} in a day: {fault}",
    ),
    "designation.runs_discarded": Kind(
        Group.STANDING,
        SeenBy.OPERATORS,
        "Runs of the designation for days after {after}, which had not come, were taken back",
    ),
    "policy.announced": Kind(
        Group.STANDING, SeenBy.OPERATORS, "The policy, {subject}, was announced for {in_force_from}"
    ),
    "policy.withdrawn": Kind(
        Group.STANDING, SeenBy.OPERATORS, "The policy, {subject}, was withdrawn before it was in force"
    ),
    "mandate.announced": Kind(Group.STANDING, SeenBy.OPERATORS, "A mandate was announced for {subject}"),
    "mandate.projects_named": Kind(Group.STANDING, SeenBy.OPERATORS, "More projects were named in a mandate"),
    "mandate.projects_unnamed": Kind(
        Group.STANDING, SeenBy.OPERATORS, "Projects were taken off those that a mandate names"
    ),
    "mandate.ended": Kind(Group.STANDING, SeenBy.OPERATORS, "The mandate for {subject} ended"),
    "mandate.drafted": Kind(Group.STANDING, SeenBy.OPERATORS, "The announcement of a mandate was drafted"),
    "mandate.draft_changed": Kind(Group.STANDING, SeenBy.OPERATORS, "A draft was changed"),
    "mandate.draft_discarded": Kind(Group.STANDING, SeenBy.OPERATORS, "A draft was discarded"),
    "mandate.draft_sent": Kind(
        Group.STANDING, SeenBy.OPERATORS, "An announcement was sent: {letters} letters, the last on {ends_on}"
    ),
    "mandate.letters_sent": Kind(Group.STANDING, SeenBy.OPERATORS, "{letters} letters of a batch went out"),
    "mandate.letters_dropped": Kind(
        Group.STANDING, SeenBy.OPERATORS, "{letters} letters were not sent, as their mandate had ended"
    ),
    "mandate.letters_sent_again": Kind(Group.STANDING, SeenBy.OPERATORS, "{letters} letters were sent again"),
    "mandate.announcement_paused": Kind(Group.STANDING, SeenBy.OPERATORS, "An announcement was paused"),
    "mandate.announcement_resumed": Kind(Group.STANDING, SeenBy.OPERATORS, "An announcement goes on"),
    "mandate.deadline_put_off": Kind(
        Group.STANDING, SeenBy.OPERATORS, "Letters are late: the deadline was put off to {deadline}"
    ),
}
"""What no page shows in public; people read what is about themselves."""
