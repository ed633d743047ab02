"""Every page, as each kind of person sees it: readable by everybody, on every screen, without a complaint.

The browser's own complaints (content that the policy refused, scripts that broke) are what the fixture
`new_visitor` looks at, after these tests as after every other one.
"""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser

from tests.browser import tours
from tests.browser.faults import faults_of
from tests.browser.people import Account
from tests.browser.place import Place, furnish
from tests.browser.visitor import Visitor
from tests.support.served import Index


@pytest.fixture(scope="module")
def place(
    served: Index, accounts: Iterator[Account], browser: Browser, tmp_path_factory: pytest.TempPathFactory
) -> Place:
    """An index on which every page has something to show."""
    made = Place(
        served,
        owner=next(accounts),
        guest=next(accounts),
        newcomer=next(accounts),
        others=accounts,
    )
    with browser.new_context() as context:
        furnish(made, Visitor(served, context, complaints=[]), tmp_path_factory.mktemp("log") / "downloads")
    return made


@pytest.mark.timeout(300)  # the first one furnishes the place
@pytest.mark.parametrize(
    "tour",
    [
        tours.of_a_stranger,
        tours.of_a_reader,
        tours.of_somebody_at_the_door,
        tours.of_a_newcomer,
        tours.of_a_forgetful_person,
        tours.of_somebody_recovered,
        tours.of_an_owner,
        tours.of_an_account,
        tours.of_enrolment,
        tours.of_an_organization,
        tours.of_a_protected_guest,
        tours.of_an_operator,
        tours.of_what_waits,
    ],
)
def test_no_page_is_unreadable_or_wider_than_the_screen(
    tour: Callable[[Visitor, Place], tours.Tour], visitor: Visitor, place: Place
) -> None:
    faults = [f"{stop}: {fault}" for stop in tour(visitor, place) for fault in faults_of(visitor.page)]
    assert not faults, "\n".join(faults)


def test_content_that_the_policy_of_a_page_refuses_is_noticed(visitor: Visitor) -> None:
    visitor.open("/status/")
    visitor.page.evaluate("document.body.insertAdjacentHTML('beforeend', '<p style=\"color: red\">red</p>')")
    assert any("Content Security Policy" in complaint for complaint in visitor.complaints)
    visitor.complaints.clear()
