"""Tables of people and what they prove themselves with."""

from strongroom.accounts.models.assertions import AcceptedAssertion
from strongroom.accounts.models.directory import DirectoryAccount
from strongroom.accounts.models.domains import AddressHistory, WatchedDomain
from strongroom.accounts.models.factors import RecoveryCode, SecurityKey, SpentChallenge, TotpApp
from strongroom.accounts.models.hands import HandsChange
from strongroom.accounts.models.mail import DeclinedMail
from strongroom.accounts.models.mailed_codes import MailedCode
from strongroom.accounts.models.operators import Banner, OperatorRole
from strongroom.accounts.models.people import User, UserManager
from strongroom.accounts.models.provider import ProviderFactor
from strongroom.accounts.models.recoveries import Recovery, RecoveryApproval
from strongroom.accounts.models.sessions import Session, TrustedBrowser
from strongroom.accounts.models.tokens import ApiToken

__all__ = [
    "AcceptedAssertion",
    "AddressHistory",
    "ApiToken",
    "Banner",
    "DeclinedMail",
    "DirectoryAccount",
    "HandsChange",
    "MailedCode",
    "OperatorRole",
    "ProviderFactor",
    "Recovery",
    "RecoveryApproval",
    "RecoveryCode",
    "SecurityKey",
    "Session",
    "SpentChallenge",
    "TotpApp",
    "TrustedBrowser",
    "User",
    "UserManager",
    "WatchedDomain",
]
