"""Write to the people of a project, in the transaction of what they are told."""

from datetime import datetime

from strongroom.accounts.services import Mail, MailKind, write_to_people
from strongroom.catalog.queries import list_people_who_may_publish
from strongroom.foundation.letters import Letter
from strongroom.foundation.names import NormalizedName


def tell_people_of(name: NormalizedName, letter: Letter, *, now: datetime) -> None:
    """Write to everybody who may publish the project, if there is one of this name."""
    why = f"you may publish {name}"
    write_to_people(
        [
            Mail(one.username, MailKind.OPERATORS, letter.subject, letter.text, why, thread=f"project/{name}")
            for one in list_people_who_may_publish(names=[name])
        ],
        at=now,
    )
