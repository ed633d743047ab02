"""What people read of a project that nobody owns."""

from strongroom.catalog.queries import is_in_custody, list_people_who_may_publish
from strongroom.foundation.names import NormalizedName
from strongroom.interfaces.web.contact import contact_url
from strongroom.interfaces.web.projects.head import Warned
from strongroom.interfaces.web.wording import list_words


def custody_notice(name: NormalizedName) -> Warned | None:
    """Return what custody means for this project, and how to ask for it; None where somebody owns it."""
    if not is_in_custody(name):
        return None
    people = [person.username for person in list_people_who_may_publish(names=[name])]
    return Warned(
        "warning",
        "Nobody owns this project: it is in the custody of this index",
        f"Its maintainers, {list_words(people, at_most=6)}, can still release; nobody decides about people and settings."
        if people
        else "It stays installable and keeps its name, and takes no uploads.",
        "Only the operators of this index give it to a new owner, with a public reason.",
        url=contact_url(f"Custody: {name}"),
        action="Ask for it",
    )
