"""The pages in the order in which people come to them. A tour says at each stop where it is."""

import re
from collections.abc import Iterator

from tests.browser.people import Account, mailed_code, mailed_path
from tests.browser.place import NAME, SMALL, SUNKEN, Place
from tests.browser.visitor import FACTORS, LOGIN, TOKENS, Authenticator, Visitor
from tests.support.served import Index

CHANGES = ("yank", "unyank", "archive", "deprecate", "withdraw", "invite", "remove", "hand-over", "leave")

Tour = Iterator[str]


def of_a_stranger(visitor: Visitor, place: Place) -> Tour:
    """Lead through the pages that everybody can see."""
    project = f"/project/{NAME}/"
    yield from opened(visitor, "/", "/search/?q=tide", "/search/?q=nothing-of-the-kind")
    yield from opened(visitor, project, f"{project}files/", f"{project}history/", f"{project}critical/")
    yield from opened(visitor, f"{project}2.0b1/", f"{project}1.1/")
    yield from opened(
        visitor, f"/project/{SMALL}/", f"/project/{SMALL}/critical/", f"/project/{SUNKEN}/", "/project/none/"
    )
    yield from opened(visitor, "/dashboard/", "/help/critical-projects/", "/help/policy/", "/status/")
    yield from opened(visitor, first_operator_path(place.index), LOGIN, "/account/signup/")
    visitor.fill(User_name="--", Mail_address="somebody@people.example")
    visitor.type_twice("password")
    visitor.send("Register")
    yield "register, refused"
    nobody = Account(username="nobody", address="", password="not it", token="")
    visitor.give_password(nobody)
    visitor.reads("not correct")
    yield "sign in, refused"
    visitor.open("/account/password/reset/")
    visitor.page.context.clear_cookies()
    visitor.fill(Mail_address="somebody@people.example")
    visitor.send("Send a code")
    visitor.stands_on("This form has expired")
    yield "a form without its cookie"


def of_a_newcomer(visitor: Visitor, place: Place) -> Tour:
    """Lead through registration and through the reset of a password."""
    visitor.open("/account/signup/")
    visitor.fill(User_name="mallory", Mail_address="mallory@people.example")
    visitor.type_twice(place.newcomer.password)
    visitor.send("Register")
    yield "confirm the address"
    visitor.fill(Code_from_the_letter="WRONG1")
    visitor.send("Confirm")
    yield "confirm the address, refused"
    visitor.send("Start over")
    yield from confirming_a_browser(visitor, place.newcomer)
    visitor.open("/account/password/reset/")
    yield "forgot the password"
    visitor.fill(Mail_address=place.newcomer.address)
    visitor.send("Send a code")
    yield "enter the code"
    visitor.fill(Code_from_the_letter=mailed_code(place.index, place.newcomer.address))
    visitor.send("Go on")
    yield "choose a new password"
    visitor.type_twice("password")
    visitor.send("Save the password")
    yield "choose a new password, refused"
    visitor.type_twice("a ferry leaves at dawn")
    visitor.send("Save the password")
    yield "password changed"


def of_an_owner(visitor: Visitor, place: Place) -> Tour:
    """Lead through what an owner does who is asked for a second factor, and through enrolling one."""
    manage = f"/project/{NAME}/manage/"
    visitor.sign_in(place.owner)
    visitor.open(f"{manage}yank/")
    visitor.send("Yank")
    yield "manage, with messages"
    yield from opened(visitor, *(f"{manage}{slug}/" for slug in CHANGES))
    visitor.open(f"{manage}withdraw/")
    visitor.fill(Name_of_the_project="another", Reason="none")
    visitor.send("Withdraw")
    yield "withdraw, refused"
    yield from opened(visitor, "/projects/mine/", f"/project/{NAME}/", f"/project/{NAME}/files/")
    yield from opened(visitor, "/account/", "/account/email/", "/account/mail/", FACTORS)
    yield from opened(visitor, "/account/sessions/", "/account/security/", f"/project/{NAME}/security/")
    yield from opened(visitor, "/account/password/change/", "/account/recovery/", "/account/export/")
    visitor.open("/account/close/")
    visitor.fill(Your_user_name="another")
    visitor.send("Close the account for good")
    yield "close the account, refused"
    yield from opened(visitor, f"{FACTORS}key/", TOKENS, f"{TOKENS}create/", "/account/logout/")
    yield from opened(visitor, f"{TOKENS}report-leak/")
    yield from making_a_token(visitor)
    yield from adding_an_app(visitor)


def confirming_a_browser(visitor: Visitor, account: Account) -> Tour:
    """Lead through the last step of a sign-in from a browser that is not known, as far as a wrong code."""
    visitor.give_password(account, known=False)
    visitor.stands_on("Confirm this browser")
    yield "confirm the browser"
    visitor.fill(Code_from_the_letter="0000-0000")
    visitor.send("Sign in")
    yield "confirm the browser, refused"
    visitor.send("Send another code")
    yield "confirm the browser, another code"
    visitor.send("Start over")


def making_a_token(visitor: Visitor) -> Tour:
    """Lead through the making of a token."""
    visitor.open(f"{TOKENS}create/")
    visitor.fill(Name="laptop of the harbor office, second floor")
    visitor.send("Make the token")
    yield "token, refused"
    visitor.page.get_by_label(NAME, exact=True).check()
    visitor.send("Make the token")
    yield "token made"
    visitor.follow("I have copied it")
    with visitor.page.expect_navigation():
        visitor.page.get_by_role("button", name="Revoke").first.click()
    yield "token revoked"


def adding_an_app(visitor: Visitor) -> Tour:
    """Lead through the enrolment of an app."""
    visitor.open(f"{FACTORS}app/")
    yield "app, named"
    visitor.fill(Name="phone")
    visitor.send("Go on")
    yield "app, scanned"
    visitor.fill(Code_from_your_authenticator_app="000000")
    visitor.send("Add the app")
    yield "app, refused"


def of_a_protected_guest(visitor: Visitor, place: Place) -> Tour:
    """Lead through what somebody sees who holds a key and an app."""
    account = place.guest
    Authenticator(visitor.page)
    visitor.sign_in(account)
    visitor.add_app()
    visitor.add_key("blue key")
    visitor.make_recovery_codes()
    yield "recovery codes, made"
    visitor.follow("I have kept them")
    yield "recovery codes, one asked for"
    yield from opened(visitor, FACTORS)
    visitor.follow("Remove phone")
    yield "remove a factor"
    yield from opened(visitor, "/account/", "/account/prove/", f"{FACTORS}recovery-codes/")
    yield from opened(visitor, "/projects/mine/", f"/project/{NAME}/manage/accept-invitation/")
    yield from opened(visitor, f"/project/{SMALL}/manage/")
    visitor.sign_out()
    visitor.give_password(account)
    visitor.stands_on("Your second factor")
    yield "second factor, asked"
    visitor.fill(Recovery_code="not-one")
    visitor.send("Use a recovery code")
    yield "second factor, refused"
    yield from asking_operators(visitor, place)


def asking_operators(visitor: Visitor, place: Place) -> Tour:
    """Lead through the request for an account, half signed in, and through the objection to it."""
    visitor.follow("Ask the operators to recover the account")
    yield "ask for the account"
    visitor.page.get_by_role("textbox", name="What you have lost").fill("The phone, and the paper with the codes.")
    visitor.page.get_by_role("textbox", name="How you can show").fill("I can change the home page of the project.")
    visitor.send("Ask the operators")
    yield "ask for the account, asked"
    path = mailed_path(place.index, place.guest.address, r"/account/recovery/\d+/object/\S+")
    yield from opened(visitor, path)
    visitor.page.get_by_role("textbox", name="Why").fill("It turned up again.")
    visitor.send("Object")
    yield "object, done"
    yield from opened(visitor, path)


def of_an_operator(visitor: Visitor, place: Place) -> Tour:
    """Lead through the desk, and to the page that asks for a security key."""
    account, person = place.operator, place.guest.username
    Authenticator(visitor.page)
    visitor.sign_in(account)
    visitor.add_key("blue key")
    place.index.run("operator", "grant", account.username, "admin", "--reason", "They answer the mail.")
    visitor.open(f"/project/{NAME}/report/")
    yield "report a project"
    visitor.page.get_by_label("malware").check()
    visitor.page.get_by_role("textbox", name="What you saw").fill("It sends keys to a stranger.")
    visitor.send("Report it")
    yield from opened(visitor, "/desk/", f"/desk/?q={NAME[:4]}", f"/desk/people/{person}/")
    yield from opened(visitor, f"/desk/projects/{NAME}/", f"/desk/names/?q={NAME}s", "/desk/operators/")
    yield from opened(visitor, f"/desk/people/{person}/freeze/", f"/desk/names/{NAME}s/grant-namespace/")
    yield from opened(visitor, "/desk/unreachable/")
    yield from opened(visitor, "/desk/banners/", "/desk/banners/new/show/", "/desk/reports/")
    visitor.follow(NAME)
    yield "a report"
    visitor.page.get_by_role("link", name="Answer report").click()
    yield "answer a report"
    yield from looking_at_a_recovery(visitor, place.newcomer.username)
    visitor.open(FACTORS)
    visitor.follow("Remove blue key")
    visitor.send("Remove it")
    yield from opened(visitor, "/desk/")


def looking_at_a_recovery(visitor: Visitor, person: str) -> Tour:
    """Lead an operator through a request for somebody's account."""
    visitor.open(f"/desk/people/{person}/recover/")
    yield "open a recovery"
    visitor.page.get_by_role("textbox", name="What they have lost").fill("Everything, in a fire.")
    visitor.page.get_by_role("textbox", name="Evidence").fill("They came to our office.")
    visitor.send("Open the request")
    yield from opened(visitor, "/desk/recoveries/")
    visitor.follow(person)
    yield "a recovery"
    visitor.page.get_by_role("link", name="Approve recovery").click()
    yield "approve a recovery"
    visitor.page.get_by_role("textbox", name="On the evidence").fill("We know them.")
    visitor.page.get_by_role("textbox", name="Reason").fill("It is them.")
    visitor.send("Approve")
    yield "a recovery, approved"


def opened(visitor: Visitor, *paths: str) -> Tour:
    """Lead to pages that have an address."""
    for path in paths:
        visitor.open(path)
        yield path


def first_operator_path(index: Index) -> str:
    """Return the address that the index has printed at its first start."""
    found = re.search(r"/first-operator/\w+/", (index.data.parent / "serve.log").read_text())
    assert found is not None
    return found[0]
