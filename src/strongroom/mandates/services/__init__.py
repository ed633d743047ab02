"""Commands of the mandates, and the one question."""

from strongroom.mandates.rules.demands import Demand, demand_faults
from strongroom.mandates.rules.eligibility import ACCOUNT_DAYS, LONGEST_ACCOUNT_DAYS, Rule, default_rule
from strongroom.mandates.rules.requirements import LATEST_DAYS, earliest_start
from strongroom.mandates.rules.scopes import EVERY_PROJECT, Scope
from strongroom.mandates.rules.strengths import Strength
from strongroom.mandates.rules.timeline import LONGEST_NOTICE_DAYS, Phase
from strongroom.mandates.rules.voucher_campaigns import (
    CAMPAIGN_NAME_LENGTH,
    CAMPAIGN_TEXT_LENGTH,
    CAMPAIGN_URL_LENGTH,
    Delivery,
    NewCampaign,
)
from strongroom.mandates.rules.vouchers import LARGEST_FILE_BYTES, MOST_CODES
from strongroom.mandates.rules.words import what_it_asks, whose_rule
from strongroom.mandates.services.announcements.delivery import (
    SENT_AGAIN_AT_ONCE,
    follow_letters,
    follow_new_letters,
    send_again,
)
from strongroom.mandates.services.announcements.drafting import (
    LARGEST_BATCH,
    change_draft,
    discard_draft,
    draft_announcement,
)
from strongroom.mandates.services.announcements.making import make_letters
from strongroom.mandates.services.announcements.sending import (
    check_read,
    pause_announcement,
    resume_announcement,
    send_announcement,
    send_due_batches,
    send_in_portions,
)
from strongroom.mandates.services.closing import check_may_close, close_account
from strongroom.mandates.services.custody import (
    approve_gift,
    give_project,
    propose_gift,
    stop_gift,
    tend_gifts,
)
from strongroom.mandates.services.figures import count_refused_upload, record_figures
from strongroom.mandates.services.hands import dispute
from strongroom.mandates.services.permits.organizations import check_place, permit_in_organization
from strongroom.mandates.services.permits.projects import permit
from strongroom.mandates.services.permits.taking import permit_to_own
from strongroom.mandates.services.terms.announcing import (
    announce,
    announce_in_portions,
    end_mandate,
    name_projects,
    target_of,
    unname_projects,
)
from strongroom.mandates.services.terms.in_scope import Tended
from strongroom.mandates.services.terms.requirements import (
    end_requirement,
    keep_for_ever,
    require_factor,
    who_lacks,
)
from strongroom.mandates.services.terms.tending import (
    count_people_to_look_at,
    gathered,
    tend,
    tend_in_portions,
)
from strongroom.mandates.services.vouchers.campaigns import (
    Imported,
    create_campaign,
    end_campaign,
    import_codes,
    withdraw_codes,
)
from strongroom.mandates.services.vouchers.claims import (
    GivenUp,
    ShownCode,
    claim_voucher,
    give_up_voucher,
    show_voucher,
)
from strongroom.mandates.services.vouchers.tending import tend_vouchers
from strongroom.mandates.services.what_if import UPLOADS_DAYS, Affected, Moving, WhatIf, what_if

__all__ = [
    "ACCOUNT_DAYS",
    "CAMPAIGN_NAME_LENGTH",
    "CAMPAIGN_TEXT_LENGTH",
    "CAMPAIGN_URL_LENGTH",
    "EVERY_PROJECT",
    "LARGEST_BATCH",
    "LARGEST_FILE_BYTES",
    "LATEST_DAYS",
    "LONGEST_ACCOUNT_DAYS",
    "LONGEST_NOTICE_DAYS",
    "MOST_CODES",
    "SENT_AGAIN_AT_ONCE",
    "UPLOADS_DAYS",
    "Affected",
    "Delivery",
    "Demand",
    "GivenUp",
    "Imported",
    "Moving",
    "NewCampaign",
    "Phase",
    "Rule",
    "Scope",
    "ShownCode",
    "Strength",
    "Tended",
    "WhatIf",
    "announce",
    "announce_in_portions",
    "approve_gift",
    "change_draft",
    "check_may_close",
    "check_place",
    "check_read",
    "claim_voucher",
    "close_account",
    "count_people_to_look_at",
    "count_refused_upload",
    "create_campaign",
    "default_rule",
    "demand_faults",
    "discard_draft",
    "dispute",
    "draft_announcement",
    "earliest_start",
    "end_campaign",
    "end_mandate",
    "end_requirement",
    "follow_letters",
    "follow_new_letters",
    "gathered",
    "give_project",
    "give_up_voucher",
    "import_codes",
    "keep_for_ever",
    "make_letters",
    "name_projects",
    "pause_announcement",
    "permit",
    "permit_in_organization",
    "permit_to_own",
    "propose_gift",
    "record_figures",
    "require_factor",
    "resume_announcement",
    "send_again",
    "send_announcement",
    "send_due_batches",
    "send_in_portions",
    "show_voucher",
    "stop_gift",
    "target_of",
    "tend",
    "tend_gifts",
    "tend_in_portions",
    "tend_vouchers",
    "unname_projects",
    "what_if",
    "what_it_asks",
    "who_lacks",
    "whose_rule",
    "withdraw_codes",
]
