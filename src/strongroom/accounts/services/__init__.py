"""Commands of the accounts: one package per family, one write transaction per command.

Dangerous commands take a `RecentProof`, which says whose account it is and who acts.
What checks a password or a factor returns one.
"""

from strongroom.accounts.rules.address_letters import AddressChange
from strongroom.accounts.rules.banners import BANNER_LENGTH, LONGEST_BANNER, Audience
from strongroom.accounts.rules.enrolment import FactorDue
from strongroom.accounts.rules.four_eyes import check_four_eyes, check_not_their_own
from strongroom.accounts.rules.hands import ChangeOfHands, HandsCause
from strongroom.accounts.rules.mail import Mail, MailKind
from strongroom.accounts.rules.mailed_codes import CodePurpose
from strongroom.accounts.rules.operators import DEEDS_OF, Deed, Role
from strongroom.accounts.rules.password_strength import MAX_PASSWORD_LENGTH, MIN_PASSWORD_LENGTH
from strongroom.accounts.rules.provider import Vouching
from strongroom.accounts.rules.recoveries import EVIDENCE_LENGTH, NOTE_LENGTH, Stage
from strongroom.accounts.rules.saml import Fault
from strongroom.accounts.rules.sessions import TRUSTED_FOR, Sighting
from strongroom.accounts.rules.token_ends import last_token_day, token_end_after
from strongroom.accounts.services.factors.ceremonies import Ceremony
from strongroom.accounts.services.factors.enrolment import (
    check_enrolment,
    learn_factors_due_by,
    prove_by_mailed_code,
    send_enrolment_code,
)
from strongroom.accounts.services.factors.proofs import (
    VALID_FOR,
    ProofMethod,
    RecentProof,
    prove_by_operator,
    prove_by_password,
    recall_proof,
    signed_in,
    sufficient_methods,
)
from strongroom.accounts.services.factors.provider import (
    accept_provider,
    disconnect_provider,
    forget_old_provider_factors,
    record_connection,
)
from strongroom.accounts.services.factors.recovery_codes import (
    accept_recovery_code,
    confirm_recovery_codes,
    issue_recovery_codes,
)
from strongroom.accounts.services.factors.removal import remove_factor
from strongroom.accounts.services.factors.sealed_secrets import (
    SealedColumn,
    count_sealed,
    drop_sealing_key,
    let_key_wait,
    reseal,
    rotate_keys,
    take_part_in_rotation,
)
from strongroom.accounts.services.factors.security_keys import (
    accept_assertion,
    begin_assertion,
    begin_key_registration,
    finish_key_registration,
)
from strongroom.accounts.services.factors.totp_apps import (
    TotpEnrolment,
    accept_totp,
    begin_totp,
    confirm_totp,
    get_totp_enrolment,
)
from strongroom.accounts.services.mail.addresses import record_address
from strongroom.accounts.services.mail.choice import check_off_link, choose_mail, switch_off_by_link
from strongroom.accounts.services.mail.domain_watch import Sources, check_due_domains, choose_domains
from strongroom.accounts.services.mailing import write_to_people
from strongroom.accounts.services.operators.banners import NewBanner, end_banner, show_banner
from strongroom.accounts.services.operators.roles import (
    acting_as_operator,
    grant_role,
    looking_as_operator,
    revoke_role,
)
from strongroom.accounts.services.people.directory_sign_in import sign_in_by_directory
from strongroom.accounts.services.people.disputes import DISPUTED, Dispute, check_dispute_link, dispute
from strongroom.accounts.services.people.first_operator import create_first_operator, first_operator_secret
from strongroom.accounts.services.people.giving_back import (
    check_completion_link,
    complete_recovery,
    tend_recoveries,
)
from strongroom.accounts.services.people.registration import (
    MAX_USERNAME_LENGTH,
    NewPerson,
    check_username,
    create_person,
    register,
    reset_password,
    set_password,
)
from strongroom.accounts.services.recoveries.objections import (
    check_objection_link,
    list_recoveries_concerning,
    object_by_link,
    object_signed_in,
)
from strongroom.accounts.services.recoveries.requests import (
    RecoveryRequest,
    approve_recovery,
    ask_for_recovery,
    open_recovery,
    turn_down_recovery,
)
from strongroom.accounts.services.recoveries.telling import (
    actor_words,
    asker_words,
    know_companions_by,
)
from strongroom.accounts.services.sign_in.breached_passwords import (
    import_breached_passwords,
    refuse_breached_password,
)
from strongroom.accounts.services.sign_in.browsers import recognize_browser, trust_browser
from strongroom.accounts.services.sign_in.mailed_codes import accept_code, send_code
from strongroom.accounts.services.sign_in.saml import (
    Attested,
    bring_answer,
    forget_assertions,
    record_refused_answer,
    take_answer,
)
from strongroom.accounts.services.sign_in.sessions import (
    end_other_sessions,
    end_session,
    end_sessions,
    forget_browser,
    require_session,
)
from strongroom.accounts.services.sign_in.strangers import (
    record_refused_proof,
    record_refused_sign_in,
    record_reset_requested,
)
from strongroom.accounts.services.standing.freezing import freeze, require_open, sign_out, unfreeze
from strongroom.accounts.services.standing.hands import HandsNews, record_hands_change, tell_others_by
from strongroom.accounts.services.standing.leavers import RollCall, call_the_roll
from strongroom.accounts.services.tokens.expiry import tell_of_expiring_tokens
from strongroom.accounts.services.tokens.issuing import (
    MAX_TOKEN_NAME_LENGTH,
    Seen,
    authenticate_token,
    issue_token,
    require_reader,
    revoke_token,
)
from strongroom.accounts.services.tokens.leaks import LONGEST_ADDRESS, LeakReport, report_leaks

__all__ = [
    "BANNER_LENGTH",
    "DEEDS_OF",
    "DISPUTED",
    "EVIDENCE_LENGTH",
    "LONGEST_ADDRESS",
    "LONGEST_BANNER",
    "MAX_PASSWORD_LENGTH",
    "MAX_TOKEN_NAME_LENGTH",
    "MAX_USERNAME_LENGTH",
    "MIN_PASSWORD_LENGTH",
    "NOTE_LENGTH",
    "TRUSTED_FOR",
    "VALID_FOR",
    "AddressChange",
    "Attested",
    "Audience",
    "Ceremony",
    "ChangeOfHands",
    "CodePurpose",
    "Deed",
    "Dispute",
    "FactorDue",
    "Fault",
    "HandsCause",
    "HandsNews",
    "LeakReport",
    "Mail",
    "MailKind",
    "NewBanner",
    "NewPerson",
    "ProofMethod",
    "RecentProof",
    "RecoveryRequest",
    "Role",
    "RollCall",
    "SealedColumn",
    "Seen",
    "Sighting",
    "Sources",
    "Stage",
    "TotpEnrolment",
    "Vouching",
    "accept_assertion",
    "accept_code",
    "accept_provider",
    "accept_recovery_code",
    "accept_totp",
    "acting_as_operator",
    "actor_words",
    "approve_recovery",
    "ask_for_recovery",
    "asker_words",
    "authenticate_token",
    "begin_assertion",
    "begin_key_registration",
    "begin_totp",
    "bring_answer",
    "call_the_roll",
    "check_completion_link",
    "check_dispute_link",
    "check_due_domains",
    "check_enrolment",
    "check_four_eyes",
    "check_not_their_own",
    "check_objection_link",
    "check_off_link",
    "check_username",
    "choose_domains",
    "choose_mail",
    "complete_recovery",
    "confirm_recovery_codes",
    "confirm_totp",
    "count_sealed",
    "create_first_operator",
    "create_person",
    "disconnect_provider",
    "dispute",
    "drop_sealing_key",
    "end_banner",
    "end_other_sessions",
    "end_session",
    "end_sessions",
    "finish_key_registration",
    "first_operator_secret",
    "forget_assertions",
    "forget_browser",
    "forget_old_provider_factors",
    "freeze",
    "get_totp_enrolment",
    "grant_role",
    "import_breached_passwords",
    "issue_recovery_codes",
    "issue_token",
    "know_companions_by",
    "last_token_day",
    "learn_factors_due_by",
    "let_key_wait",
    "list_recoveries_concerning",
    "looking_as_operator",
    "object_by_link",
    "object_signed_in",
    "open_recovery",
    "prove_by_mailed_code",
    "prove_by_operator",
    "prove_by_password",
    "recall_proof",
    "recognize_browser",
    "record_address",
    "record_connection",
    "record_hands_change",
    "record_refused_answer",
    "record_refused_proof",
    "record_refused_sign_in",
    "record_reset_requested",
    "refuse_breached_password",
    "register",
    "remove_factor",
    "report_leaks",
    "require_open",
    "require_reader",
    "require_session",
    "reseal",
    "reset_password",
    "revoke_role",
    "revoke_token",
    "rotate_keys",
    "send_code",
    "send_enrolment_code",
    "set_password",
    "show_banner",
    "sign_in_by_directory",
    "sign_out",
    "signed_in",
    "sufficient_methods",
    "switch_off_by_link",
    "take_answer",
    "take_part_in_rotation",
    "tell_of_expiring_tokens",
    "tell_others_by",
    "tend_recoveries",
    "token_end_after",
    "trust_browser",
    "turn_down_recovery",
    "unfreeze",
    "write_to_people",
]
