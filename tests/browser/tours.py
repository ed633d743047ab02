"""The pages in the order in which people come to them. A tour says at each stop where it is.

Many short tours rather than few long ones: they are shared out among processes.
"""

import re
from collections.abc import Iterator

from tests.browser.people import Account, mailed_code, mailed_path, path_to_switch_off
from tests.browser.place import NAME, SMALL, SUNKEN, Place
from tests.browser.visitor import FACTORS, LOGIN, TOKENS, Authenticator, Visitor
from tests.support.served import Index

CHANGES = (
    "yank",
    "unyank",
    "archive",
    "deprecate",
    "withdraw",
    "invite",
    "remove",
    "hand-over",
    "leave",
    "contest",
)

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


def of_a_reader(visitor: Visitor, place: Place) -> Tour:
    """Lead through what the index says of itself."""
    yield from opened(visitor, "/dashboard/people-bound/", "/dashboard/files-by-proof/?days=90")
    yield from opened(visitor, "/dashboard/", "/help/critical-projects/", "/help/policy/", "/status/")
    yield from opened(visitor, "/dashboard/projects/", "/runs/")
    visitor.page.locator("table a").first.click()
    yield "a run"
    yield from opened(visitor, first_operator_path(place.index))


def of_somebody_at_the_door(visitor: Visitor, place: Place) -> Tour:
    """Lead through what somebody meets who is not let in, and to the report of a token that somebody lost."""
    yield from opened(visitor, LOGIN, "/account/signup/")
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
    yield from opened(visitor, "/account/provider/cancelled/", "/account/tokens/report-leak/")
    visitor.page.get_by_role("textbox", name="The token").fill("found-on-the-pier")
    visitor.send("Report the token")
    yield "a token, reported"


def of_a_newcomer(visitor: Visitor, place: Place) -> Tour:
    """Lead through registration, and the first sign-in from a browser that is not known."""
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


def of_a_forgetful_person(visitor: Visitor, place: Place) -> Tour:
    """Lead through the reset of a password, and through the link in the letter about it: this was not me."""
    account = next(place.others)
    visitor.open("/account/password/reset/")
    yield "forgot the password"
    visitor.fill(Mail_address=account.address)
    visitor.send("Send a code")
    yield "enter the code"
    visitor.fill(Code_from_the_letter=mailed_code(place.index, account.address))
    visitor.send("Go on")
    yield "choose a new password"
    visitor.type_twice("password")
    visitor.send("Save the password")
    yield "choose a new password, refused"
    visitor.type_twice("a ferry leaves at dawn")
    visitor.send("Save the password")
    yield "password changed"
    path = mailed_path(place.index, account.address, r"/account/not-me/\S+")
    yield from opened(visitor, path)
    visitor.send("This was not me: freeze the account")
    yield "this was not me, said"
    yield from opened(visitor, path)


def of_somebody_recovered(visitor: Visitor, place: Place) -> Tour:
    """Lead to the page on which operators give an account back."""
    account = next(place.others)
    place.index.python("-m", "tests.browser.past", "granted-recovery", account.username)
    yield from opened(
        visitor, mailed_path(place.index, account.address, r"/account/recovery/\d+/complete/\S+")
    )


def of_an_owner(visitor: Visitor, place: Place) -> Tour:
    """Lead through what an owner does to a project."""
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
    yield from opened(visitor, f"/project/{NAME}/downloads/")


def of_an_account(visitor: Visitor, place: Place) -> Tour:
    """Lead through the pages of an account that is asked for a second factor."""
    visitor.sign_in(place.owner)
    yield from opened(visitor, "/account/", "/account/email/", "/account/mail/", "/account/letters/", FACTORS)
    yield from opened(visitor, "/account/sessions/", "/account/security/", f"/project/{NAME}/security/")
    yield from opened(visitor, "/account/password/change/", "/account/recovery/", "/account/export/")
    yield from opened(visitor, "/account/obligations/")
    yield from asking_for_a_free_key(visitor)
    visitor.open("/account/close/")
    visitor.fill(Your_user_name="another")
    visitor.send("Close the account for good")
    yield "close the account, refused"
    yield from opened(visitor, TOKENS, f"{TOKENS}create/", "/account/logout/")
    yield from opened(visitor, path_to_switch_off(place.index, place.owner.address))
    visitor.send("Switch it off")
    yield "a kind of mail, switched off"


def of_enrolment(visitor: Visitor, place: Place) -> Tour:
    """Lead through the making of a token, and through the first second factor of somebody who must have one."""
    visitor.sign_in(place.owner)
    yield from making_a_token(visitor)
    visitor.open(f"{FACTORS}key/")
    visitor.stands_on("Show that you read your mail")
    yield "key, a mailed code asked for"
    visitor.send("Mail me a code")
    yield "key, a code mailed"
    visitor.fill(Code_from_the_letter="0000-0000")
    visitor.send("Go on")
    yield "key, the mailed code refused"
    visitor.fill(Code_from_the_letter=mailed_code(place.index, place.owner.address))
    visitor.send("Go on")
    visitor.stands_on("Add a security key or passkey")
    yield "key, named"
    yield from adding_an_app(visitor)


def of_an_organization(visitor: Visitor, place: Place) -> Tour:
    """Lead through the organization that somebody begins, of whose addresses one has lapsed."""
    account = next(place.others)
    place.index.python("-m", "tests.browser.past", "lapsed-address", account.username)
    visitor.sign_in(account)
    yield from opened(visitor, "/account/email/", "/organizations/mine/", "/organizations/new/")
    visitor.fill(Name="Harbor Works", Shown_as="Harbor Works of the northern waters")
    visitor.send("Begin")
    yield "organization, begun"
    path = "/organizations/harbor-works/"
    yield from opened(visitor, path, "/organizations/mine/", f"{path}manage/")
    yield from opened(
        visitor, *(f"{path}manage/{slug}/" for slug in ("details", "invite", "create-team", "leave"))
    )


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
    yield from opened(
        visitor, "/account/", "/account/obligations/", "/account/prove/", f"{FACTORS}recovery-codes/"
    )
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
    visitor.page.get_by_role("textbox", name="What you have lost").fill(
        "The phone, and the paper with the codes."
    )
    visitor.page.get_by_role("textbox", name="How you can show").fill(
        "I can change the home page of the project."
    )
    visitor.send("Ask the operators")
    yield "ask for the account, asked"
    path = mailed_path(place.index, place.guest.address, r"/account/recovery/\d+/object/\S+")
    yield from opened(visitor, path)
    visitor.page.get_by_role("textbox", name="Why").fill("It turned up again.")
    visitor.send("Object")
    yield "object, done"
    yield from opened(visitor, path)


WHAT_IF = (
    "/desk/what-if/?share=50&window_days=183&minimum_downloads=1&keep_factor=1&candidate_share=90"
    "&counted_classes=installer&dependents_top=9&dependents_minimum=1&lapse_days=30"
)
ANNOUNCE_POLICY = "/desk/policy/next/announce/?numbers=%7B%22share%22%3A%220.5%22%7D"
"""Other numbers of the policy: tried, and before they are announced."""


def of_an_operator(visitor: Visitor, place: Place) -> Tour:
    """Lead through the desk."""
    person = place.guest.username
    become_operator(visitor, place)
    yield from opened(visitor, "/desk/", f"/desk/?q={NAME[:4]}", f"/desk/people/{person}/")
    yield from opened(visitor, f"/desk/projects/{NAME}/", f"/desk/names/?q={NAME}s", "/desk/operators/")
    yield from opened(visitor, f"/desk/people/{person}/freeze/", f"/desk/names/{NAME}s/grant-namespace/")
    yield from opened(
        visitor, "/desk/unreachable/", "/desk/contests/", "/desk/banners/", "/desk/banners/new/show/"
    )
    yield from opened(visitor, "/desk/what-if/", WHAT_IF, ANNOUNCE_POLICY)
    yield from drafting_an_announcement(visitor)
    yield from opened(visitor, "/desk/vouchers/", "/desk/vouchers/1/", "/desk/vouchers/1/import/")
    yield from opened(visitor, "/desk/vouchers/new/create/")


def of_what_waits(visitor: Visitor, place: Place) -> Tour:
    """Lead an operator through a report and a recovery, and to the page that asks for a security key."""
    become_operator(visitor, place)
    visitor.open(f"/project/{NAME}/report/")
    yield "report a project"
    visitor.page.get_by_label("malware").check()
    visitor.page.get_by_role("textbox", name="What you saw").fill("It sends keys to a stranger.")
    visitor.send("Report it")
    yield from opened(visitor, "/desk/reports/")
    visitor.follow(NAME)
    yield "a report"
    visitor.follow("Answer report", exact=False)
    yield "answer a report"
    yield from looking_at_a_recovery(visitor, next(place.others).username)
    visitor.open(FACTORS)
    visitor.follow("Remove blue key")
    visitor.send("Remove it")
    yield from opened(visitor, "/desk/")


def become_operator(visitor: Visitor, place: Place) -> None:
    """Sign somebody in who has a security key, and let them have been an operator for a week."""
    account = next(place.others)
    Authenticator(visitor.page)
    visitor.sign_in(account)
    visitor.add_key("blue key")
    place.index.python("-m", "tests.browser.past", "operator", account.username)


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
    visitor.follow("Approve recovery", exact=False)
    yield "approve a recovery"
    visitor.page.get_by_role("textbox", name="On the evidence").fill("We know them.")
    visitor.page.get_by_role("textbox", name="Reason").fill("It is them.")
    visitor.send("Approve")
    yield "a recovery, approved"


def asking_for_a_free_key(visitor: Visitor) -> Tour:
    """Lead somebody to the code of a free security key."""
    yield from opened(visitor, "/account/free-keys/")
    visitor.follow("Keys of spring")
    yield "a campaign"
    visitor.page.get_by_label("Where the key is to go").select_option("JP")
    visitor.send("Ask for a code")
    yield "a code, not looked at"
    visitor.send("Show the code")
    visitor.reads("OPENS-NOTHING-1")
    yield "a code"


def drafting_an_announcement(visitor: Visitor) -> Tour:
    """Lead an operator through the draft of a mandate, up to where it would be sent."""
    yield from opened(visitor, "/desk/announcements/")
    visitor.follow("Draft an announcement")
    visitor.page.get_by_label("The projects named below").check()
    visitor.page.get_by_role("textbox", name="Projects, or the organization").fill(NAME)
    visitor.page.get_by_role("textbox", name="Reason").fill("Many depend on it.")
    yield "draft an announcement"
    visitor.send("Make the draft")
    yield "a draft with its letters"
    yield from opened(visitor, "/desk/announcements/")
    visitor.follow(NAME)
    visitor.follow("Send announcement", exact=False)
    yield "send an announcement"


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
