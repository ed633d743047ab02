"""Tell the people of a project by mail what was done to it, in the transaction that does it.

Everybody who may publish is told, whoever did it too: that is how somebody notices that another
acts in their name. What they have switched off is left out by the accounts.
"""

from django.conf import settings

from strongroom.accounts.queries import find_token
from strongroom.accounts.services import Mail, MailKind, write_to_people
from strongroom.catalog.queries import Collaborator, list_people_who_may_publish
from strongroom.catalog.rules import letters
from strongroom.catalog.rules.letters import Deed, FirstFile
from strongroom.foundation.actors import Actor, ActorKind
from strongroom.foundation.letters import Letter
from strongroom.foundation.permits import Permit


def tell_of_release(permit: Permit, *, version: str, file: FirstFile) -> None:
    """Write that a release has begun."""
    letter = letters.of_release(_deed(permit, "file.published"), version=version, file=file)
    _write(permit, MailKind.RELEASES, letter)


def tell_of_care(permit: Permit, kind: str, *, subject: str, reason: str) -> None:
    """Write what was done to a release or to the project; of deeds that concern nobody, nothing."""
    if letters.tells_of_care(kind):
        # What the index itself does, it does as its operators have it do.
        by_operator = permit.by.kind in {ActorKind.OPERATOR, ActorKind.SYSTEM}
        letter = letters.of_care(_deed(permit, kind, reason), subject=subject)
        _write(permit, MailKind.OPERATORS if by_operator else MailKind.CARE, letter)


def tell_of_people(permit: Permit, kind: str, *, username: str, role: str, reason: str = "") -> None:
    """Write to all who may publish, and to somebody whose right begins, changes, ends or is offered.

    Args:
        role: The one that begins or is offered, or the one that ends.
    """
    deed = _deed(permit, kind, reason)
    mails = [_about_own_right(permit, username, letters.to_the_person(deed, role=role))]
    others = letters.of_people(deed, person=username, role=role)
    if kind == "project.handed_over":
        mails.append(_about_own_right(permit, permit.by.name, others))
    touches_owners = role == "owner" or kind == "role.changed"
    others_kind = MailKind.OWNERS if touches_owners else MailKind.PEOPLE
    told = {mail.to for mail in mails}
    mails += [
        _mail(permit, others_kind, others, reader)
        for reader in _people(permit)
        if reader.username not in told
    ]
    write_to_people(mails, at=permit.at)


def _write(permit: Permit, kind: MailKind, letter: Letter) -> None:
    write_to_people([_mail(permit, kind, letter, reader) for reader in _people(permit)], at=permit.at)


def _mail(permit: Permit, kind: MailKind, letter: Letter, reader: Collaborator) -> Mail:
    article = "an" if reader.role == "owner" else "a"
    through = "" if reader.through == "direct" else f", by the {reader.through}"
    why = f"you are {article} {reader.role} of {permit.project}{through}"
    return Mail(reader.username, kind, letter.subject, letter.text, why, _thread(permit))


def _about_own_right(permit: Permit, username: str, letter: Letter) -> Mail:
    why = f"it is about your own right on {permit.project}"
    return Mail(username, MailKind.RIGHTS, letter.subject, letter.text, why, _thread(permit))


def _people(permit: Permit) -> list[Collaborator]:
    return list_people_who_may_publish(names=[permit.project])


def _thread(permit: Permit) -> str:
    return f"project/{permit.project}"


def _deed(permit: Permit, kind: str, reason: str = "") -> Deed:
    return Deed(kind, permit.project, _doer(permit.by), permit.at, reason, settings.STRONGROOM_URL)


def _doer(by: Actor) -> str:
    """Return who did it, in words, and with what."""
    if by.kind is ActorKind.TOKEN:
        return f"{by.name}, with {_token_words(by.token_id or '')}"
    return {ActorKind.OPERATOR: f"operator {by.name}", ActorKind.SYSTEM: "this index itself"}.get(
        by.kind, by.name
    )


def _token_words(token_id: str) -> str:
    token = find_token(token_id)
    if token is None:
        return "an API token"
    client = f" ({token.last_use.client})" if token.last_use and token.last_use.client else ""
    return f'the API token "{token.name}"{client}'
