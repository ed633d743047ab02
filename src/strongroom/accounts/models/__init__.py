"""Tables of people and what they prove themselves with."""

from strongroom.accounts.models.factors import RecoveryCode, SecurityKey, SpentChallenge, TotpApp
from strongroom.accounts.models.mail import DeclinedMail
from strongroom.accounts.models.people import User, UserManager
from strongroom.accounts.models.tokens import ApiToken

__all__ = [
    "ApiToken",
    "DeclinedMail",
    "RecoveryCode",
    "SecurityKey",
    "SpentChallenge",
    "TotpApp",
    "User",
    "UserManager",
]
