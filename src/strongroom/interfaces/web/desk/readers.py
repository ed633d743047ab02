"""Who will read the reason of an act about a project, a line for each kind of reader."""

from strongroom.catalog.queries import list_people_who_may_publish
from strongroom.interfaces.web.wording import list_words


def people_by_mail(project: str) -> list[str]:
    """Return the line that names the people of a project; none where nobody may publish it."""
    people = [one.username for one in list_people_who_may_publish(names=[project])]
    return [f"{list_words(people, at_most=6)}, by mail"] if people else []
