"""What was written to one person, and whether it arrived."""

from strongroom.infra.outbox.models import Bounce, OutgoingMail
from strongroom.infra.personal_data import PersonalTable

LETTERS = PersonalTable(
    "letters",
    OutgoingMail,
    ("recipient", "subject", "text", "created_at", "sent_at", "given_up_at"),
    person="recipient__in",
)
"""By addresses, as is the next."""

RETURNED = PersonalTable(
    "addresses_not_reached",
    Bounce,
    ("recipient", "since", "last_at", "times", "said"),
    person="recipient__in",
)
