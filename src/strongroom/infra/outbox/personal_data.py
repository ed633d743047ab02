"""What was written to one person, and whether it arrived."""

from strongroom.infra.outbox.models import Bounce, OutgoingMail
from strongroom.infra.personal_data import PersonalTable

LETTERS = PersonalTable(
    "letters",
    OutgoingMail,
    ("recipient", "subject", "created_at", "sent_at", "given_up_at"),
    person="recipient__in",
)
"""By addresses, as is the next. Without their text: codes and links in it prove that somebody reads the mailbox, so whoever
is merely signed in must not come by them."""

RETURNED = PersonalTable(
    "addresses_not_reached",
    Bounce,
    ("recipient", "since", "last_at", "times", "said"),
    person="recipient__in",
)
