"""Writes docs/reference/permissions.md from the tables of the matrix.

`python -m tests.interfaces.permissions.page` writes it anew, in the checkout; a test compares it with the tables.
"""

import os
from collections.abc import Collection, Iterator
from pathlib import Path

import django

from tests.interfaces.permissions.kinds import ABOUT, EVERYBODY, SIGNED_IN, Kind
from tests.interfaces.permissions.rows import Answer, Row, Rule
from tests.interfaces.permissions.table_commands import COMMANDS, Effect
from tests.interfaces.permissions.table_tokens import READERS, UPLOADS

PAGE = Path(__file__).resolve().parents[3] / "docs/reference/permissions.md"
HEAD = """# Who may do what

Every address of the index, every command, and who gets in: this page is written from the tables of a test that asks all of it, as every
kind of person and with every kind of credential. Whoever may not changes nothing, which is asked of the journal. Who answers for a project
in which way is told in [people and organizations](people-and-organizations.md), how people sign in under [ways in](ways-in.md).

`harborlight` stands for a critical project whose mandate is in force, `harbor` for the organization it belongs to. On projects that are not
critical, *without factor* and *changed hands* may what their role says.

## Who is asked

"""
CREDENTIALS = """
## With what

| brings | gets |
|---|---|
| a session that has just shown the strongest factor | what the tables say |
| a session whose proof is ten minutes old, or has none | the same, but for what asks for a *proof*: there, the page to give one |
| a session begun without the second factor that the account holds | the page to show it, whatever was asked for |
| a session, with a form of another site | 403 |
| a forged cookie; the password by basic authentication; an API token at an address for people | what *nobody* gets |
| an API token for everything, where tokens count | what its owner may upload; reads a private index |
| one for another project | reads a private index |
| one that only downloads | reads a private index |
| one that has expired or was revoked | nothing |

Others than those named get 403; who is not signed in is sent to sign in; for people, the desk of the operators is not there (404). What is
somebody's own is not there for others, either. A link of a letter is a credential of its own, and with another signature leads nowhere.
An empty cell says that nobody gets anything, or that the address takes no such requests. Where reading is private, what is open to all
asks for a session, or programs for an API token.
"""


def page() -> str:
    """Return the text of the page."""
    from tests.interfaces.permissions.table import PARTS  # noqa: PLC0415 - it knows the site, which needs settings

    lines = ["| who | is |", "|---|---|", *(f"| {kind} | {words} |" for kind, words in ABOUT.items())]
    text = HEAD + "\n".join(lines) + "\n" + CREDENTIALS
    for title, rows in PARTS.items():
        text += f"\n## {title}\n\n" + "\n".join(_table(rows)) + "\n"
    return text + "\n" + "\n".join([*_uploads(), "", *_commands()]) + "\n"


def _table(rows: Collection[Row]) -> Iterator[str]:
    yield "| address | sees it | does it | proof |"
    yield "|---|---|---|---|"
    for row in rows:
        at = row.at.replace("{", "<").replace("}", ">")
        proof = "yes" if row.deed.proof or row.page.proof else ""
        sees, does = who(row.page), who(row.deed)
        yield f"| `{at}`{_said(row, rows)} | {sees} | {'the same' if does and does == sees else does} | {proof} |"


def _said(row: Row, rows: Collection[Row]) -> str:
    """Return what is posted, where that makes the difference."""
    if sum(one.at == row.at for one in rows) == 1:
        return ""
    return " " + ", ".join(f"{name} {value}" for name, value in row.form.items())


def who(rule: Rule) -> str:
    """Return in words who gets a yes."""
    may = {kind for kind in Kind if rule.answer_to(kind) is Answer.YES}
    missing = [kind for kind in SIGNED_IN if kind not in may]
    if may == EVERYBODY:
        return "everybody"
    if not may:
        return ""
    if len(missing) <= len(may) and may <= SIGNED_IN:
        but = ", ".join(kind for kind in Kind if kind in missing)
        return f"whoever is signed in{f', but not: {but}' if but else ''}"
    return ", ".join(kind for kind in Kind if kind in may)


def _uploads() -> Iterator[str]:
    yield from ("## Uploads and installers", "", "| what | who, by a token |", "|---|---|")
    for project, may in UPLOADS.items():
        about = "the critical project" if project == "harborlight" else "a new project"
        people = who(Rule(may=may)).replace("whoever is signed in", "every account that is open")
        yield f"| upload to {project}, {about} | {people} |"
    readers = ", ".join(f"`{path}`" for path in READERS)
    yield f"| read {readers} | everybody; on a private index whoever has an account that is open |"


def _commands() -> Iterator[str]:
    yield from ("## Commands", "")
    yield "They are for whoever has the machine: none asks for a credential, and what they change is told as done by the console."
    yield from ("", "| what it does | commands |", "|---|---|")
    for effect in Effect:
        names = ", ".join(f"`{one.name}`" for one in COMMANDS if one.effect is effect)
        yield f"| {effect} | {names} |"


def main() -> None:
    """Write the page."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    django.setup()
    PAGE.write_text(page(), encoding="utf-8")


if __name__ == "__main__":
    main()
