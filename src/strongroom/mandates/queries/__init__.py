"""What mandates ask of whom, as frozen records: one module per subject."""

from strongroom.mandates.queries.announced_letters import letters_of, list_unreached
from strongroom.mandates.queries.announcements import (
    AnnouncementRecord,
    Ended,
    LetterState,
    Reach,
    Stage,
    get_announcement,
    list_announcements,
    reach_of,
)
from strongroom.mandates.queries.bonds import Bond, list_bonds
from strongroom.mandates.queries.calendar import deadlines_by_mandate
from strongroom.mandates.queries.concerned import demand_of, difference_of, share_made
from strongroom.mandates.queries.deadlines import Deadline, list_deadlines
from strongroom.mandates.queries.figures import (
    Figures,
    Uploads,
    figures_now,
    find_newest_figures,
    list_figures,
    uploads_of,
)
from strongroom.mandates.queries.footings import Footing, footings_of, heirs_of
from strongroom.mandates.queries.gifts import GiftRecord, find_gift, get_gift
from strongroom.mandates.queries.letters import (
    KeptLetter,
    get_letter_to,
    list_letters_to,
)
from strongroom.mandates.queries.people import (
    Asked,
    UnreachableMaintainer,
    companions_at_stake,
    list_asked,
    list_people_at_stake,
    list_unreachable_maintainers,
    meets,
    satisfies,
)
from strongroom.mandates.queries.personal import PERSONAL_TABLES
from strongroom.mandates.queries.sending_again import SendingAgain, look_who_gets_it_again
from strongroom.mandates.queries.terms import (
    MandateRecord,
    enrol_url,
    get_mandate,
    list_mandates,
    list_requirements,
    list_terms,
    list_terms_of,
    may_ask_more_than,
    required_from,
    terms_by_project,
)
from strongroom.mandates.queries.voucher_figures import (
    CampaignFigures,
    VoucherFigures,
    campaign_figures,
    voucher_figures,
)
from strongroom.mandates.queries.voucher_stock import Stock, stocks_of
from strongroom.mandates.queries.vouchers import (
    Campaign,
    HeldClaim,
    eligibility_of,
    find_claim,
    get_campaign,
    list_campaigns,
    list_claims,
)
from strongroom.mandates.rules.eligibility import Eligible, Ineligible
from strongroom.mandates.rules.open_days import refused_from, rehearsals_ahead, works_again_at
from strongroom.mandates.rules.regions import REGIONS, regions_of
from strongroom.mandates.rules.rehearsal_words import rehearsal_words
from strongroom.mandates.rules.terms import Term, foremost
from strongroom.mandates.rules.timeline import brown_out_days
from strongroom.mandates.rules.vouchers import CampaignPhase

__all__ = [
    "PERSONAL_TABLES",
    "REGIONS",
    "AnnouncementRecord",
    "Asked",
    "Bond",
    "Campaign",
    "CampaignFigures",
    "CampaignPhase",
    "Deadline",
    "Eligible",
    "Ended",
    "Figures",
    "Footing",
    "GiftRecord",
    "HeldClaim",
    "Ineligible",
    "KeptLetter",
    "LetterState",
    "MandateRecord",
    "Reach",
    "SendingAgain",
    "Stage",
    "Stock",
    "Term",
    "UnreachableMaintainer",
    "Uploads",
    "VoucherFigures",
    "brown_out_days",
    "campaign_figures",
    "companions_at_stake",
    "deadlines_by_mandate",
    "demand_of",
    "difference_of",
    "eligibility_of",
    "enrol_url",
    "figures_now",
    "find_claim",
    "find_gift",
    "find_newest_figures",
    "footings_of",
    "foremost",
    "get_announcement",
    "get_campaign",
    "get_gift",
    "get_letter_to",
    "get_mandate",
    "heirs_of",
    "letters_of",
    "list_announcements",
    "list_asked",
    "list_bonds",
    "list_campaigns",
    "list_claims",
    "list_deadlines",
    "list_figures",
    "list_letters_to",
    "list_mandates",
    "list_people_at_stake",
    "list_requirements",
    "list_terms",
    "list_terms_of",
    "list_unreachable_maintainers",
    "list_unreached",
    "look_who_gets_it_again",
    "may_ask_more_than",
    "meets",
    "reach_of",
    "refused_from",
    "regions_of",
    "rehearsal_words",
    "rehearsals_ahead",
    "required_from",
    "satisfies",
    "share_made",
    "stocks_of",
    "terms_by_project",
    "uploads_of",
    "voucher_figures",
    "works_again_at",
]
