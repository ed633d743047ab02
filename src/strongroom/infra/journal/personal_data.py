"""What the journal says of one person. Names stand in it as text, so it is found by names."""

from strongroom.infra.journal.models import JournalEntry
from strongroom.infra.personal_data import PersonalTable

_COLUMNS = ("serial", "at", "kind", "project", "subject", "by", "reason", "data")

ABOUT_SOMEBODY = PersonalTable("journal_about_you", JournalEntry, _COLUMNS, person="subject")
"""By user name. Without origins: what others did to somebody came from where those are."""

BY_SOMEBODY = PersonalTable(
    "journal_by_you", JournalEntry, (*_COLUMNS, "origin_place", "origin_client"), person="by__in"
)
"""By the actors that somebody can be."""
