"""An API token from its making to its end, all in the browser but for the uploads."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

from playwright.sync_api import expect

from strongroom.foundation.days import day_words
from tests.browser.people import Account
from tests.browser.visitor import TOKENS, Visitor
from tests.support.distributions import Wheel
from tests.support.served import Index


def test_a_token_is_shown_once_uploads_to_the_chosen_project_only_and_ends_when_it_is_revoked(
    visitor: Visitor, served: Index, ada: Account, tmp_path: Path
) -> None:
    chosen, other = ada.publish(served, "chosen-by-token"), ada.publish(served, "not-chosen-by-token")
    visitor.sign_in(ada)
    ends_at_first = datetime.now(UTC) + timedelta(days=30)
    token = make_token(visitor, "release workflow", chosen)
    ends_at_last = datetime.now(UTC) + timedelta(days=30)

    assert "HTTPError" not in served.twine(token, wheel(tmp_path, chosen, "1.1"))
    assert "HTTPError: 403" in served.twine(token, wheel(tmp_path, other, "1.1"), check=False)

    visitor.follow("I have copied it")
    row = visitor.page.get_by_role("row").filter(has_text="release workflow")
    expect(row).to_contain_text(chosen)
    # Two days if midnight was in between.
    expect(row).to_contain_text(re.compile(f"{day_words(ends_at_first)}|{day_words(ends_at_last)}"))
    assert token not in visitor.page.content()

    row.get_by_role("button", name="Revoke").click()
    visitor.reads("The token is revoked.")
    assert "HTTPError: 403" in served.twine(token, wheel(tmp_path, chosen, "1.2"), check=False)


def test_a_token_for_no_project_is_not_made(visitor: Visitor, served: Index, ada: Account) -> None:
    ada.publish(served, "forgotten-to-choose")
    visitor.sign_in(ada)
    visitor.open(TOKENS)
    visitor.follow("Make a token")
    visitor.fill(Name="laptop")
    visitor.press("Make the token")
    visitor.reads("Choose at least one project, or make the token for all.")


def make_token(visitor: Visitor, name: str, project: str) -> str:
    """Make a token of 30 days for one project; return it."""
    visitor.open(TOKENS)
    visitor.follow("Make a token")
    visitor.page.get_by_label("30 days").check()
    visitor.fill(Name=name)
    visitor.page.get_by_label("The projects chosen below").check()
    visitor.page.get_by_label(project, exact=True).check()
    visitor.press("Make the token")
    return visitor.page.get_by_role("group", name="Secret").inner_text().strip()


def wheel(folder: Path, name: str, version: str) -> Path:
    """Build a wheel; return where it is."""
    built = Wheel(name=name, version=version)
    path = folder / built.filename
    path.write_bytes(built.content)
    return path
