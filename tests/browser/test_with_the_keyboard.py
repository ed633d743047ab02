"""The keyboard alone is enough: Tab reaches everything, Enter presses it, and one always sees where one is."""

from typing import Any

from tests.browser.people import Account, App
from tests.browser.visitor import FACTORS, LOGIN, Visitor
from tests.support.served import Index

TABS_AT_MOST = 60

FOCUSED = """() => {
  const element = document.activeElement;
  if (!element || element === document.body) return null;
  const box = element.getBoundingClientRect();
  const style = getComputedStyle(element);
  const label = element.labels && element.labels.length ? element.labels[0].innerText : "";
  return {
    name: (label || element.innerText || element.getAttribute("aria-label") || "").replace(/\\s+/g, " ").trim(),
    kind: element.localName,
    isOnScreen: box.width > 1 && box.height > 1 && box.bottom > 0 && box.top < innerHeight
      && box.right > 0 && box.left < innerWidth,
    isMarked: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2,
  };
}"""
"""What has the focus: its words, whether it can be seen, and whether it is marked. None where nothing has."""


def test_the_skip_link_comes_first_and_leads_past_the_header(visitor: Visitor) -> None:
    visitor.open("/help/policy/")
    first = tab(visitor)
    assert first["name"] == "Skip to the content"
    assert first["isOnScreen"]
    visitor.page.keyboard.press("Enter")
    assert visitor.page.evaluate("document.activeElement.id") == "main"
    tab(visitor)
    assert visitor.page.evaluate("document.activeElement.closest('main, footer') !== null")


def test_somebody_signs_in_and_enrols_an_app(visitor: Visitor, ada: Account) -> None:
    visitor.is_known_for(ada)
    visitor.open(LOGIN)
    type_into(visitor, "User name or mail address", ada.username)
    type_into(visitor, "Password", ada.password)
    visitor.page.keyboard.press("Enter")
    visitor.is_signed_in(ada.username)

    visitor.open(FACTORS)
    press(visitor, "Add an app")
    visitor.page.wait_for_url("**/app/")
    type_into(visitor, "Name", "phone")
    press(visitor, "Go on")
    app = App(visitor.page.get_by_role("group", name="Secret").inner_text())
    type_into(visitor, "Code from your authenticator app", app.next_code())
    press(visitor, "Add the app")
    visitor.stands_on("Recovery codes")
    press(visitor, "Make recovery codes")
    (code, *_) = visitor.page.get_by_role("main").get_by_role("listitem").all_inner_texts()
    press(visitor, "I have kept them")
    type_into(visitor, "Recovery code", code)
    press(visitor, "Confirm")
    visitor.stands_on("Second factors")


def test_an_owner_makes_a_token_yanks_a_release_and_revokes_the_token(
    visitor: Visitor, served: Index, ada: Account
) -> None:
    name = ada.publish(served, "yanked-by-keyboard", "1.0", "1.1")
    visitor.sign_in(ada)
    visitor.open("/account/tokens/create/")
    type_into(visitor, "Name", "by keyboard")
    focus(visitor, name)
    visitor.page.keyboard.press("Space")
    press(visitor, "Make the token")
    visitor.stands_on("Your new API token")

    visitor.open("/projects/mine/")
    press(visitor, f"Manage {name}")
    visitor.stands_on(f"Manage {name}")
    press(visitor, "Yank 1.1")
    visitor.stands_on("Yank a release")
    press(visitor, "Yank")
    visitor.reads("1.1 is yanked.")

    visitor.open("/account/tokens/")
    press(visitor, "Revoke")
    visitor.reads("The token is revoked.")


def test_focus_is_always_visible(visitor: Visitor, served: Index, ada: Account) -> None:
    name = ada.publish(served, "looked-at-by-keyboard")
    visitor.sign_in(ada)
    paths = ("/", "/dashboard/", f"/project/{name}/", f"/project/{name}/manage/", "/account/", FACTORS)
    unseen = {path: found for path in paths if (found := unseen_stops(visitor, path))}
    assert unseen == {}


def unseen_stops(visitor: Visitor, path: str) -> list[str]:
    """Return the stops of the Tab key on a page where one does not see where one is."""
    visitor.open(path)
    stops: list[Any] = []
    while len(stops) < TABS_AT_MOST and (stop := tab(visitor)) is not None:
        stops.append(stop)
    assert len(stops) > 5
    return [stop["name"] for stop in stops if not (stop["isOnScreen"] and stop["isMarked"])]


def tab(visitor: Visitor) -> Any:
    """Press Tab; return what has the focus then."""
    visitor.page.keyboard.press("Tab")
    return visitor.page.evaluate(FOCUSED)


def focus(visitor: Visitor, name: str) -> None:
    """Press Tab until something of that name has the focus."""
    stops: list[Any] = []
    while len(stops) < TABS_AT_MOST:
        stop = visitor.page.evaluate(FOCUSED) if not stops else tab(visitor)
        if stop and stop["name"] == name:
            return
        stops.append(stop)
    raise AssertionError(f"{name!r} is not reached: {[stop and stop['name'] for stop in stops]}")


def type_into(visitor: Visitor, label: str, text: str) -> None:
    """Reach a field, and replace what is in it."""
    focus(visitor, label)
    visitor.page.keyboard.press("Control+A")
    visitor.page.keyboard.type(text)


def press(visitor: Visitor, name: str) -> None:
    """Reach a link or button, and press Enter."""
    focus(visitor, name)
    with visitor.page.expect_navigation():
        visitor.page.keyboard.press("Enter")
