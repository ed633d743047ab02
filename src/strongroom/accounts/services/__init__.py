"""Commands of the accounts: one module per family, one write transaction per command.

Dangerous commands take a `RecentProof`, which says whose account it is and who acts.
What checks a password or a factor returns one.
"""

from strongroom.accounts.rules.mail import Mail, MailKind
from strongroom.accounts.services.ceremonies import Ceremony
from strongroom.accounts.services.factors import remove_factor
from strongroom.accounts.services.first_operator import create_first_operator, first_operator_secret
from strongroom.accounts.services.mail_choice import check_off_link, choose_mail, switch_off_by_link
from strongroom.accounts.services.mailing import write_to_people
from strongroom.accounts.services.people import (
    NewPerson,
    check_username,
    create_person,
    record_address,
    register,
    set_password,
)
from strongroom.accounts.services.proofs import (
    ProofMethod,
    RecentProof,
    prove_by_operator,
    prove_by_password,
    recall_proof,
    signed_in,
    sufficient_methods,
)
from strongroom.accounts.services.recovery import accept_recovery_code, issue_recovery_codes
from strongroom.accounts.services.security_keys import (
    accept_assertion,
    begin_assertion,
    begin_key_registration,
    finish_key_registration,
)
from strongroom.accounts.services.token_expiry import tell_of_expiring_tokens
from strongroom.accounts.services.token_leaks import LeakReport, report_leaks
from strongroom.accounts.services.tokens import (
    Seen,
    authenticate_token,
    issue_token,
    require_reader,
    revoke_token,
)
from strongroom.accounts.services.totp_apps import (
    TotpEnrolment,
    accept_totp,
    begin_totp,
    confirm_totp,
    get_totp_enrolment,
)

__all__ = [
    "Ceremony",
    "LeakReport",
    "Mail",
    "MailKind",
    "NewPerson",
    "ProofMethod",
    "RecentProof",
    "Seen",
    "TotpEnrolment",
    "accept_assertion",
    "accept_recovery_code",
    "accept_totp",
    "authenticate_token",
    "begin_assertion",
    "begin_key_registration",
    "begin_totp",
    "check_off_link",
    "check_username",
    "choose_mail",
    "confirm_totp",
    "create_first_operator",
    "create_person",
    "finish_key_registration",
    "first_operator_secret",
    "get_totp_enrolment",
    "issue_recovery_codes",
    "issue_token",
    "prove_by_operator",
    "prove_by_password",
    "recall_proof",
    "record_address",
    "register",
    "remove_factor",
    "report_leaks",
    "require_reader",
    "revoke_token",
    "set_password",
    "signed_in",
    "sufficient_methods",
    "switch_off_by_link",
    "tell_of_expiring_tokens",
    "write_to_people",
]
