"""Who has lost everything gets the account back from two operators, and protects it anew."""

from tests.browser.people import Account, mailed_path
from tests.browser.visitor import Visitor
from tests.support.served import Index

PASSWORD = "a harbor seal reads 44 maps"


def test_the_mailed_link_sets_a_password_and_takes_away_the_factors_that_are_lost(
    visitor: Visitor, served: Index, ada: Account
) -> None:
    visitor.sign_in(ada)
    visitor.add_app("lost phone")
    visitor.sign_out()
    served.python("-m", "tests.browser.past", "granted-recovery", ada.username)

    visitor.open(mailed_path(served, ada.address, r"/account/recovery/\d+/complete/\S+"))
    visitor.stands_on(f"Your account {ada.username}")
    visitor.type_twice(PASSWORD, label="New password")
    visitor.send("Take the account back")
    visitor.is_signed_in(ada.username)
    visitor.stands_on("Second factors")
    visitor.reads("You have none")
    visitor.add_app("new phone")
