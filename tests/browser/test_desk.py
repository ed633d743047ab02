"""An operator gets to the desk with a security key, and freezes an account; its owner reads why."""

from collections.abc import Callable

from tests.browser.people import Account
from tests.browser.visitor import Authenticator, Visitor
from tests.support.served import Index, until

WHY = "its password is in a public list"


def test_an_operator_shows_a_key_and_freezes_an_account(
    new_visitor: Callable[..., Visitor], served: Index, ada: Account, ben: Account
) -> None:
    victim = new_visitor()
    victim.sign_in(ben)

    operator = new_visitor()
    Authenticator(operator.page)
    operator.sign_in(ada)
    operator.open("/desk/")
    operator.stands_on("Nothing of that name is here")
    operator.add_key("blue key")
    served.run("operator", "grant", ada.username, "support", "--reason", "They answer the mail.")
    operator.sign_out()
    operator.give_password(ada)
    operator.press("Use your security key")
    operator.is_signed_in(ada.username)
    operator.open("/account/")
    operator.follow("Desk of the operators")
    operator.stands_on("What waits")
    operator.page.get_by_role("searchbox", name="User name, whole mail address").fill(ben.address)
    operator.send("Look up")
    operator.follow(ben.username)
    operator.follow(f"Freeze {ben.username}")
    operator.page.get_by_role("textbox", name="It is frozen because").fill(WHY)
    operator.send("Freeze")
    operator.reads(f"{ben.username} is frozen.")

    victim.open("/account/")
    victim.is_signed_out()
    until(lambda: WHY in letters(served), what="the letter that says why")


def letters(index: Index) -> str:
    """Return everything that was mailed, as one text."""
    return "\n".join(path.read_text() for path in (index.data / "mail").glob("*.eml"))
